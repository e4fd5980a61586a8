// SPDX-License-Identifier: Apache-2.0
// Time comes in through Clock, so that decisions can be replayed and tested.
#ifndef PRESCREEN_BASE_CLOCK_H_
#define PRESCREEN_BASE_CLOCK_H_

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace prescreen {

// The present moment. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

// The machine's clock.
class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

}  // namespace prescreen

#endif  // PRESCREEN_BASE_CLOCK_H_
