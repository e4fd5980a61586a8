// SPDX-License-Identifier: Apache-2.0
// Real files on disks that are as full as a test says.
#ifndef PRESCREEN_TESTS_SUPPORT_FAKE_DISKS_H_
#define PRESCREEN_TESTS_SUPPORT_FAKE_DISKS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "base/file_system.h"

namespace prescreen {

// Thread-safe.
class FakeDisks final : public FileSystem {
 public:
  static constexpr std::uint64_t kDiskBytes = std::uint64_t{100} << 30;

  void SetFree(const std::string& path, std::uint64_t bytes) {
    absl::MutexLock lock(&mutex_);
    free_[path] = bytes;
  }

  // NotFound where nothing was set.
  absl::StatusOr<DiskSpace> Space(const std::string& path) override {
    absl::MutexLock lock(&mutex_);
    const auto found = free_.find(path);
    if (found == free_.end()) return absl::NotFoundError(path);
    return DiskSpace{found->second, kDiskBytes};
  }

  absl::StatusOr<std::unique_ptr<OpenFile>> Open(const std::string& path,
                                                 mode_t permissions) override {
    return files_.Open(path, permissions);
  }
  absl::StatusOr<std::unique_ptr<OpenFile>> Create(
      const std::string& path, mode_t permissions) override {
    return files_.Create(path, permissions);
  }
  absl::StatusOr<std::string> Read(const std::string& path,
                                   std::uint64_t max_bytes) override {
    return files_.Read(path, max_bytes);
  }
  absl::StatusOr<FileInfo> Stat(const std::string& path) override {
    return files_.Stat(path);
  }
  absl::StatusOr<std::vector<std::string>> List(
      const std::string& path) override {
    return files_.List(path);
  }
  absl::Status Rename(const std::string& from, const std::string& to) override {
    return files_.Rename(from, to);
  }
  absl::Status Remove(const std::string& path) override {
    return files_.Remove(path);
  }
  absl::Status CreateDirectory(const std::string& path,
                               mode_t permissions) override {
    return files_.CreateDirectory(path, permissions);
  }
  absl::Status SyncDirectory(const std::string& path) override {
    return files_.SyncDirectory(path);
  }

 private:
  PosixFileSystem files_;
  absl::Mutex mutex_;
  std::map<std::string, std::uint64_t> free_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_FAKE_DISKS_H_
