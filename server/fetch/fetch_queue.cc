// SPDX-License-Identifier: Apache-2.0
#include "server/fetch/fetch_queue.h"

#include <algorithm>
#include <utility>

namespace prescreen {

FetchQueue::FetchQueue(Fetcher& fetcher, const Clock& clock,
                       FetchQueueOptions options)
    : fetcher_(fetcher),
      clock_(clock),
      options_(std::move(options)),
      cache_(options_.freshness, options_.max_entries, options_.max_bytes) {
  for (int i = 0; i < options_.threads; ++i) {
    threads_.emplace_back([this] { Fly(); });
  }
  threads_.emplace_back([this] { KeepTime(); });
}

FetchQueue::~FetchQueue() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    launched_.SignalAll();
    timed_.SignalAll();
  }
  fetcher_.Stop();
  for (std::thread& thread : threads_) thread.join();
  absl::flat_hash_map<std::string, Flight> left;
  {
    absl::MutexLock lock(&mutex_);
    left = std::move(flights_);
  }
  for (auto& [url, flight] : left) {
    for (const auto& wait : flight.waits) wait->End();
  }
}

void FetchQueue::Ensure(const std::vector<std::string>& urls,
                        absl::Duration budget,
                        const std::shared_ptr<FetchWait>& wait) {
  bool nothing_missing = true;
  {
    absl::MutexLock lock(&mutex_);
    const absl::Time now = clock_.Now();
    for (const std::string& text : urls) {
      const auto url =
          ParseFetchUrl(absl::string_view(text.data(), text.size()));
      if (!url.ok()) continue;
      const bool asks = cache_.NeedsFetch(url->text, now);
      ++(asks ? misses_ : hits_);
      if (!asks) continue;
      if (!Launch(*url)) continue;
      auto& waits = flights_[url->text].waits;
      if (!waits.empty() && waits.back() == wait) continue;  // named twice
      waits.push_back(wait);
      ++wait->missing_;
    }
    nothing_missing = wait->missing_ == 0 || budget <= absl::ZeroDuration();
    if (!nothing_missing) {
      const auto place = deadlines_.emplace(
          std::chrono::steady_clock::now() + absl::ToChronoMilliseconds(budget),
          wait);
      if (place == deadlines_.begin()) timed_.Signal();
    }
  }
  if (nothing_missing) wait->Cancel();
  wait->Begin();
}

FetchView FetchQueue::Find(absl::string_view url) {
  const auto parsed = ParseFetchUrl(url);
  if (!parsed.ok()) return {nullptr, false, parsed.status()};
  const absl::Time now = clock_.Now();
  FetchView view;
  {
    absl::MutexLock lock(&mutex_);
    view = cache_.Find(parsed->text, now);
  }
  if (view.document != nullptr && options_.on_use) {
    options_.on_use(now - view.document->fetched_at);
  }
  return view;
}

bool FetchQueue::Launch(const FetchUrl& url) {
  if (flights_.contains(url.text)) return true;
  if (stopping_ || pending_.size() >= options_.max_pending) return false;
  flights_[url.text].url = url;
  pending_.push_back(url.text);
  launched_.Signal();
  return true;
}

bool FetchQueue::TakePending(FetchUrl* url) {
  for (auto at = pending_.begin(); at != pending_.end(); ++at) {
    const FetchUrl& candidate = flights_[*at].url;
    int& under_way = by_host_[candidate.host];
    if (under_way >= options_.flights_per_host) continue;
    ++under_way;
    *url = candidate;
    pending_.erase(at);
    return true;
  }
  return false;
}

void FetchQueue::Land(const FetchUrl& url,
                      absl::StatusOr<FetchedDocument> result) {
  std::vector<std::shared_ptr<FetchWait>> complete;
  {
    absl::MutexLock lock(&mutex_);
    const auto host = by_host_.find(url.host);
    if (--host->second == 0) by_host_.erase(host);
    cache_.Put(url.text, std::move(result), clock_.Now());
    const auto flight = flights_.find(url.text);
    for (auto& wait : flight->second.waits) {
      if (--wait->missing_ == 0) complete.push_back(std::move(wait));
    }
    flights_.erase(flight);
    launched_.Signal();
  }
  for (const auto& wait : complete) wait->Cancel();
}

void FetchQueue::Fly() {
  for (;;) {
    FetchUrl url;
    {
      absl::MutexLock lock(&mutex_);
      while (!stopping_ && !TakePending(&url)) launched_.Wait(&mutex_);
      if (stopping_) return;
    }
    Land(url, fetcher_.Get(url));
  }
}

void FetchQueue::KeepTime() {
  std::vector<std::shared_ptr<FetchWait>> over;
  for (;;) {
    {
      absl::MutexLock lock(&mutex_);
      if (stopping_) return;
      if (deadlines_.empty()) {
        timed_.Wait(&mutex_);
      } else {
        timed_.WaitWithTimeout(
            &mutex_, absl::FromChrono(deadlines_.begin()->first -
                                      std::chrono::steady_clock::now()));
      }
      const SteadyTime now = std::chrono::steady_clock::now();
      while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
        if (auto wait = deadlines_.begin()->second.lock()) {
          over.push_back(std::move(wait));
        }
        deadlines_.erase(deadlines_.begin());
      }
    }
    for (const auto& wait : over) wait->Cancel();
    over.clear();
  }
}

}  // namespace prescreen
