// SPDX-License-Identifier: Apache-2.0
#include "server/status/status_list_cache.h"

#include "absl/strings/str_cat.h"

namespace prescreen {
namespace {

// A faulty list is small; this keeps their number bounded too.
std::size_t BytesOf(const StatusList& list) {
  constexpr std::size_t kOverhead = 1024;
  return list.bits.size() + kOverhead;
}

}  // namespace

std::shared_ptr<const StatusList> StatusListCache::Read(
    const FetchedDocument& document, const CredentialVerifier& verifier,
    absl::string_view issuers_digest) {
  const std::string key = absl::StrCat(document.digest, issuers_digest);
  {
    absl::MutexLock lock(&mutex_);
    const auto found = entries_.find(key);
    if (found != entries_.end()) {
      ++hits_;
      uses_.splice(uses_.begin(), uses_, found->second);
      return found->second->second;
    }
  }
  ++misses_;
  auto list = std::make_shared<const StatusList>(ReadStatusList(
      absl::string_view(document.body.data(), document.body.size()), verifier));
  absl::MutexLock lock(&mutex_);
  const auto [place, added] = entries_.try_emplace(key);
  if (!added) return place->second->second;  // somebody was faster
  uses_.emplace_front(key, list);
  place->second = uses_.begin();
  bytes_ += BytesOf(*list);
  Shrink();
  return list;
}

void StatusListCache::Shrink() {
  while (bytes_ > max_bytes_ && uses_.size() > 1) {
    bytes_ -= BytesOf(*uses_.back().second);
    entries_.erase(uses_.back().first);
    uses_.pop_back();
  }
}

}  // namespace prescreen
