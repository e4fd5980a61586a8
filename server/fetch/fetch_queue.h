// SPDX-License-Identifier: Apache-2.0
// Documents by URL, fetched on threads of its own so that nobody who judges
// ever waits for a network.
#ifndef PRESCREEN_SERVER_FETCH_FETCH_QUEUE_H_
#define PRESCREEN_SERVER_FETCH_FETCH_QUEUE_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "server/fetch/fetch_cache.h"
#include "server/fetch/fetch_wait.h"
#include "server/fetch/fetcher.h"

namespace prescreen {

struct FetchQueueOptions {
  FreshnessRule freshness;
  int threads = 16;
  // A host that is dead for 5 s a time keeps this many threads busy at most.
  int flights_per_host = 4;
  std::size_t max_pending = 4096;  // URLs; more are not fetched now
  std::size_t max_entries = 4096;
  std::size_t max_bytes = 64u << 20;
  // Told the age of each document that Find gives. Must not block.
  std::function<void(absl::Duration)> on_use = {};
};

// One flight per URL however many wait for it. Thread-safe.
class FetchQueue {
 public:
  // Both references must outlive it.
  FetchQueue(Fetcher& fetcher, const Clock& clock, FetchQueueOptions options);
  ~FetchQueue();  // stops the fetcher; every wait that is left ends
  FetchQueue(const FetchQueue&) = delete;
  FetchQueue& operator=(const FetchQueue&) = delete;

  // Ends `wait` when each document is fresh or failed, when `budget` is over,
  // or when it is cancelled; perhaps before returning. Its `done` is called on
  // any thread and must not block. Fetches that outlast it go on. Each wait is
  // for one call.
  void Ensure(const std::vector<std::string>& urls, absl::Duration budget,
              const std::shared_ptr<FetchWait>& wait);

  // What is at hand now. Never waits.
  FetchView Find(absl::string_view url);

  // How often Ensure found no reason to ask the network, and how often it did.
  std::uint64_t hits() const { return hits_; }
  std::uint64_t misses() const { return misses_; }

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  struct Flight {
    FetchUrl url;
    std::vector<std::shared_ptr<FetchWait>> waits;
  };

  // True if a flight is under way or queued for it now.
  bool Launch(const FetchUrl& url) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Removes from `pending_` the first URL whose host has a free place.
  bool TakePending(FetchUrl* url) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Land(const FetchUrl& url, absl::StatusOr<FetchedDocument> result);
  void Fly();
  void KeepTime();

  Fetcher& fetcher_;
  const Clock& clock_;
  const FetchQueueOptions options_;

  absl::Mutex mutex_;
  absl::CondVar launched_;  // or a host's place is free, or stopping
  absl::CondVar timed_;     // an earlier deadline, or stopping
  FetchCache cache_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, Flight> flights_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::string> pending_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, int> by_host_ ABSL_GUARDED_BY(mutex_);
  std::multimap<SteadyTime, std::weak_ptr<FetchWait>> deadlines_
      ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::atomic<std::uint64_t> hits_ = 0;
  std::atomic<std::uint64_t> misses_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_FETCH_FETCH_QUEUE_H_
