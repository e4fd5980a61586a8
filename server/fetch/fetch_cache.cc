// SPDX-License-Identifier: Apache-2.0
#include "server/fetch/fetch_cache.h"

#include <utility>

namespace prescreen {
namespace {

std::size_t BytesOf(const std::shared_ptr<const FetchedDocument>& document) {
  return document == nullptr ? 0 : document->body.size();
}

// Both ways: a clock that was set back must not make anything fresh for ever.
bool IsWithin(absl::Time then, absl::Time now, absl::Duration age) {
  return absl::AbsDuration(now - then) <= age;
}

}  // namespace

void FetchCache::Put(const std::string& url,
                     absl::StatusOr<FetchedDocument> result, absl::Time now) {
  const auto [place, added] = entries_.try_emplace(url);
  Entry& entry = place->second;
  if (added) entry.use = uses_.insert(uses_.begin(), url);
  Touch(&entry);
  if (!result.ok()) {
    entry.failure = result.status();
    entry.failed_at = now;
  } else {
    bytes_ -= BytesOf(entry.document);
    entry.document =
        std::make_shared<const FetchedDocument>(*std::move(result));
    bytes_ += BytesOf(entry.document);
    entry.failure = absl::OkStatus();
    entry.failed_at = absl::InfinitePast();
  }
  Shrink();
}

FetchView FetchCache::Find(const std::string& url, absl::Time now) {
  FetchView view;
  view.failure = absl::UnavailableError("fetch: no answer yet");
  const auto found = entries_.find(url);
  if (found == entries_.end()) return view;
  Entry& entry = found->second;
  Touch(&entry);
  if (IsFresh(entry, now)) {
    view.document = entry.document;
    view.failure = absl::OkStatus();
    return view;
  }
  if (!entry.failure.ok()) view.failure = entry.failure;
  if (entry.document != nullptr &&
      IsWithin(entry.document->fetched_at, now, rule_.max_stale)) {
    view.document = entry.document;
    view.stale = true;
  }
  return view;
}

bool FetchCache::NeedsFetch(const std::string& url, absl::Time now) const {
  const auto found = entries_.find(url);
  return found == entries_.end() ||
         (!IsFresh(found->second, now) &&
          !IsWithin(found->second.failed_at, now, rule_.pause));
}

bool FetchCache::IsFresh(const Entry& entry, absl::Time now) const {
  return entry.document != nullptr &&
         IsWithin(entry.document->fetched_at, now, rule_.fresh);
}

void FetchCache::Touch(Entry* entry) {
  uses_.splice(uses_.begin(), uses_, entry->use);
}

void FetchCache::Shrink() {
  while (uses_.size() > 1 &&
         (entries_.size() > max_entries_ || bytes_ > max_bytes_)) {
    const auto oldest = entries_.find(uses_.back());
    bytes_ -= BytesOf(oldest->second.document);
    entries_.erase(oldest);
    uses_.pop_back();
  }
}

}  // namespace prescreen
