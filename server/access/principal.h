// SPDX-License-Identifier: Apache-2.0
// One that calls, from its first call to the end of the server: what it may do,
// whether it still may, how many of its calls are under way.
#ifndef PRESCREEN_SERVER_ACCESS_PRINCIPAL_H_
#define PRESCREEN_SERVER_ACCESS_PRINCIPAL_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/access/caller.h"

namespace prescreen {

// Thread-safe.
class Principal {
 public:
  static constexpr int kUnlimited = 0;

  Principal(Caller caller, int max_in_flight,
            absl::Time expire_time = absl::InfiniteFuture())
      : caller_(std::move(caller)),
        max_in_flight_(max_in_flight),
        expire_time_(expire_time) {}

  const Caller& caller() const { return caller_; }

  // Also tells those who asked OnRevoked.
  void Revoke() {
    Listeners listeners;
    {
      absl::MutexLock lock(&mutex_);
      revoked_ = true;
      listeners.swap(listeners_);
    }
    for (const auto& [ticket, listener] : listeners) listener();
  }
  // Calls `listener` once, at Revoke, from its thread; never if that was
  // before: look at IsValidAt afterwards. Gives a ticket for Forget.
  std::uint64_t OnRevoked(std::function<void()> listener) {
    absl::MutexLock lock(&mutex_);
    listeners_.emplace(++last_ticket_, std::move(listener));
    return last_ticket_;
  }
  // The listener may still be running.
  void Forget(std::uint64_t ticket) {
    absl::MutexLock lock(&mutex_);
    listeners_.erase(ticket);
  }

  absl::Time expire_time() const { return expire_time_; }
  bool IsValidAt(absl::Time now) const {
    return !revoked_ && now < expire_time_;
  }

  // False: as many calls as allowed are under way. Each true needs one Leave.
  bool Enter() {
    if (in_flight_.fetch_add(1) < max_in_flight_) return true;
    if (max_in_flight_ == kUnlimited) return true;
    --in_flight_;
    return false;
  }
  void Leave() { --in_flight_; }

  // Unix microseconds; 0: not since the server started.
  void Touch(absl::Time now) { last_use_ = absl::ToUnixMicros(now); }
  std::int64_t last_use() const { return last_use_; }

 private:
  using Listeners = std::map<std::uint64_t, std::function<void()>>;

  const Caller caller_;
  const int max_in_flight_;
  const absl::Time expire_time_;
  std::atomic<bool> revoked_ = false;
  std::atomic<int> in_flight_ = 0;
  std::atomic<std::int64_t> last_use_ = 0;
  absl::Mutex mutex_;
  std::uint64_t last_ticket_ ABSL_GUARDED_BY(mutex_) = 0;
  Listeners listeners_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_ACCESS_PRINCIPAL_H_
