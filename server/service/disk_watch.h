// SPDX-License-Identifier: Apache-2.0
// The free space of the disks that must take writes, asked in the background so
// that no call waits for it.
#ifndef PRESCREEN_SERVER_SERVICE_DISK_WATCH_H_
#define PRESCREEN_SERVER_SERVICE_DISK_WATCH_H_

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/file_system.h"

namespace prescreen {

inline constexpr absl::Duration kDiskInterval = absl::Seconds(1);
// With less, a write of the database (its files grow by up to 64 MiB at once)
// or of the lock record may fail at any moment, which ends the server.
inline constexpr std::uint64_t kFullDiskBytes = 64u << 20;

struct WatchedDisk {
  std::string name;  // `data`, `lock`, `tiles`
  std::string path;  // an existing folder
};

struct DiskState {
  std::string name;
  DiskSpace space;
};

// Thread-safe.
class DiskWatch {
 public:
  // Asks once before it returns, then each `interval`. `files` must outlive it.
  // `on_change` (may be null) is called after each change of is_full().
  DiskWatch(FileSystem& files, std::vector<WatchedDisk> disks,
            int min_free_percent, absl::Duration interval,
            std::function<void()> on_change);
  ~DiskWatch();
  DiskWatch(const DiskWatch&) = delete;
  DiskWatch& operator=(const DiskWatch&) = delete;

  // A disk has less than the free part that is demanded.
  bool is_low() const { return is_low_; }
  // A disk has less than kFullDiskBytes.
  bool is_full() const { return is_full_; }
  // Of each disk that could be asked.
  std::vector<DiskState> states() const;

 private:
  void Ask();
  void AskUntilStopped();

  FileSystem& files_;
  const std::vector<WatchedDisk> disks_;
  const int min_free_percent_;
  const absl::Duration interval_;
  const std::function<void()> on_change_;
  std::atomic<bool> is_low_ = false;
  std::atomic<bool> is_full_ = false;
  mutable absl::Mutex mutex_;
  std::vector<DiskState> states_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_DISK_WATCH_H_
