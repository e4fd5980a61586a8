// SPDX-License-Identifier: Apache-2.0
// Bounds the screenings under way, until their reply is made, in number and
// bytes: neither a slow disk nor many large bundles can exhaust memory.
#ifndef PRESCREEN_SERVER_SERVICE_ADMISSION_H_
#define PRESCREEN_SERVER_SERVICE_ADMISSION_H_

#include <cstddef>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace prescreen {

// A bundle is held about three times over while it is judged and logged; this
// many request bytes keep that below 1 GiB.
inline constexpr std::size_t kMaxAdmittedBytes = 256u << 20;

// Thread-safe.
class Admission {
 public:
  Admission(std::size_t max_calls, std::size_t max_bytes)
      : max_calls_(max_calls), max_bytes_(max_bytes) {}

  // False: too many, or too much, is under way. Each true needs one Leave with
  // the same number.
  bool Enter(std::size_t bytes) {
    absl::MutexLock lock(&mutex_);
    if (calls_ >= max_calls_ || bytes > max_bytes_ - bytes_) return false;
    ++calls_;
    bytes_ += bytes;
    return true;
  }
  void Leave(std::size_t bytes) {
    absl::MutexLock lock(&mutex_);
    --calls_;
    bytes_ -= bytes;
  }
  // Under way now.
  std::size_t calls() const {
    absl::MutexLock lock(&mutex_);
    return calls_;
  }

 private:
  const std::size_t max_calls_;
  const std::size_t max_bytes_;
  mutable absl::Mutex mutex_;
  std::size_t calls_ ABSL_GUARDED_BY(mutex_) = 0;
  std::size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_ADMISSION_H_
