// SPDX-License-Identifier: Apache-2.0
// One that calls, from its first call to the end of the server: what it may do,
// whether it still may, how many of its calls are under way.
#ifndef PRESCREEN_SERVER_ACCESS_PRINCIPAL_H_
#define PRESCREEN_SERVER_ACCESS_PRINCIPAL_H_

#include <atomic>
#include <cstdint>
#include <utility>

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

  void Revoke() { revoked_ = true; }
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
  const Caller caller_;
  const int max_in_flight_;
  const absl::Time expire_time_;
  std::atomic<bool> revoked_ = false;
  std::atomic<int> in_flight_ = 0;
  std::atomic<std::int64_t> last_use_ = 0;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_ACCESS_PRINCIPAL_H_
