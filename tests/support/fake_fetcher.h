// SPDX-License-Identifier: Apache-2.0
#ifndef PRESCREEN_TESTS_SUPPORT_FAKE_FETCHER_H_
#define PRESCREEN_TESTS_SUPPORT_FAKE_FETCHER_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "base/clock.h"
#include "base/crypto/hash.h"
#include "server/fetch/fetch_queue.h"
#include "server/fetch/fetcher.h"

namespace prescreen {

// Answers at once what a test has put down; else Unavailable. Thread-safe.
class FakeFetcher final : public Fetcher {
 public:
  explicit FakeFetcher(const Clock& clock) : clock_(clock) {}

  void Put(const std::string& url, std::string body) {
    absl::MutexLock lock(&mutex_);
    bodies_[url] = std::move(body);
  }
  void Remove(const std::string& url) {
    absl::MutexLock lock(&mutex_);
    bodies_.erase(url);
  }
  int asked() const {
    absl::MutexLock lock(&mutex_);
    return asked_;
  }

  absl::StatusOr<FetchedDocument> Get(const FetchUrl& url) override {
    absl::MutexLock lock(&mutex_);
    ++asked_;
    const auto found = bodies_.find(url.text);
    if (found == bodies_.end()) {
      return absl::UnavailableError("fetch: nobody is there");
    }
    return FetchedDocument{found->second,
                           std::string(AsBytes(Sha256(found->second))), "",
                           clock_.Now()};
  }
  void Stop() override {}

 private:
  const Clock& clock_;
  mutable absl::Mutex mutex_;
  std::map<std::string, std::string> bodies_ ABSL_GUARDED_BY(mutex_);
  int asked_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Returns when each is there or failed.
inline void FetchForTest(FetchQueue& queue,
                         const std::vector<std::string>& urls) {
  auto ended = std::make_shared<absl::Notification>();
  auto wait = std::make_shared<FetchWait>([ended] { ended->Notify(); });
  queue.Ensure(urls, absl::Hours(1), wait);
  ended->WaitForNotification();
}

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_FAKE_FETCHER_H_
