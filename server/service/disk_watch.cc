// SPDX-License-Identifier: Apache-2.0
#include "server/service/disk_watch.h"

#include <utility>

namespace prescreen {
namespace {

bool IsLow(const DiskSpace& space, int min_free_percent) {
  return space.FreePart() * 100 < min_free_percent;
}

}  // namespace

DiskWatch::DiskWatch(FileSystem& files, std::vector<WatchedDisk> disks,
                     int min_free_percent, absl::Duration interval,
                     std::function<void()> on_change)
    : files_(files),
      disks_(std::move(disks)),
      min_free_percent_(min_free_percent),
      interval_(interval),
      on_change_(std::move(on_change)) {
  Ask();
  thread_ = std::thread([this] { AskUntilStopped(); });
}

DiskWatch::~DiskWatch() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

std::vector<DiskState> DiskWatch::states() const {
  absl::MutexLock lock(&mutex_);
  return states_;
}

// A disk that cannot be asked says nothing: a write to it would.
void DiskWatch::Ask() {
  std::vector<DiskState> states;
  bool low = false;
  bool full = false;
  for (const WatchedDisk& disk : disks_) {
    const absl::StatusOr<DiskSpace> space = files_.Space(disk.path);
    if (!space.ok()) continue;
    low = low || IsLow(*space, min_free_percent_);
    full = full || space->free_bytes < kFullDiskBytes;
    states.push_back({disk.name, *space});
  }
  is_low_ = low;
  is_full_ = full;
  absl::MutexLock lock(&mutex_);
  states_ = std::move(states);
}

void DiskWatch::AskUntilStopped() {
  for (;;) {
    {
      absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), interval_)) {
        return;
      }
    }
    const bool was_full = is_full_;
    Ask();
    if (on_change_ && was_full != is_full_) on_change_();
  }
}

}  // namespace prescreen
