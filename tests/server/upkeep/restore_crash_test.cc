// SPDX-License-Identifier: Apache-2.0
// kill -9 at every change that backup and restore make to the disk.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/store/rocksdb_store.h"
#include "server/upkeep/backup.h"
#include "server/upkeep/restore.h"
#include "tests/server/upkeep/restore_rig.h"

namespace prescreen {
namespace {

namespace fs = std::filesystem;
using RestoreCrashTest = RestoreTest;

// A file system that kills the process at the n-th change that it is asked for.
class DeadlyFileSystem final : public FileSystem {
 public:
  explicit DeadlyFileSystem(int changes) : left_(changes) {}
  absl::StatusOr<std::unique_ptr<OpenFile>> Open(const std::string& path,
                                                 mode_t mode) override {
    Count();
    return files_.Open(path, mode);
  }
  absl::StatusOr<std::unique_ptr<OpenFile>> Create(const std::string& path,
                                                   mode_t mode) override {
    Count();
    return files_.Create(path, mode);
  }
  absl::StatusOr<std::string> Read(const std::string& path,
                                   std::uint64_t max) override {
    return files_.Read(path, max);
  }
  absl::StatusOr<FileInfo> Stat(const std::string& path) override {
    return files_.Stat(path);
  }
  absl::StatusOr<std::vector<std::string>> List(
      const std::string& path) override {
    return files_.List(path);
  }
  absl::Status Rename(const std::string& from, const std::string& to) override {
    Count();
    return files_.Rename(from, to);
  }
  absl::Status Remove(const std::string& path) override {
    Count();
    return files_.Remove(path);
  }
  absl::Status CreateDirectory(const std::string& path, mode_t mode) override {
    Count();
    return files_.CreateDirectory(path, mode);
  }
  absl::Status SyncDirectory(const std::string& path) override {
    Count();
    return files_.SyncDirectory(path);
  }
  absl::StatusOr<DiskSpace> Space(const std::string& path) override {
    return files_.Space(path);
  }

 private:
  void Count() {
    if (left_-- == 0) ::raise(SIGKILL);
  }
  PosixFileSystem files_;
  int left_;
};

// True if `act` ended by itself, false if it was killed.
template <typename Act>
bool EndsInChild(Act act) {
  const pid_t child = ::fork();
  if (child == 0) {
    act();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status);
}

TEST_F(RestoreCrashTest, KilledRestoreLeavesNoStoreAndCanBeRepeated) {
  LoseDataAfterBackup();
  for (int changes = 0;; ++changes) {
    const bool ended = EndsInChild([&] {
      DeadlyFileSystem files(changes);
      if (!Restore(Options(), files, clock_).ok()) ::raise(SIGKILL);
    });
    if (ended) {
      EXPECT_GT(changes, 10);
      break;
    }
    // Only the last steps, when all is whole, leave a store.
    if (!fs::exists(rig_.data() + "/db")) continue;
    ASSERT_TRUE(rig_.Open().ok());
    EXPECT_EQ(rig_.log().checkpoint().size, backed_up_ + kLeavesAfter);
    rig_.Close();
    fs::remove_all(rig_.data() + "/db");
    fs::remove_all(rig_.data() + "/keys");
  }
  EXPECT_TRUE(rig_.Open().ok());
}

TEST_F(RestoreCrashTest, KilledBackupLeavesNothingThatLooksComplete) {
  Append(5);
  rig_.Close();
  for (int changes = 0;; ++changes) {
    const std::string name = absl::StrCat("b", changes);
    const bool ended = EndsInChild([&] {
      DeadlyFileSystem files(changes);
      RocksDbOptions options;
      options.path = rig_.data() + "/db";
      auto store = OpenRocksDbStore(options);
      if (!store.ok()) ::raise(SIGKILL);
      const BackupSource source{**store, rig_.data() + "/keys", "test", files,
                                clock_};
      if (!WriteBackup(source, path("backups/" + name)).ok()) {
        ::raise(SIGKILL);
      }
    });
    const bool is_there = fs::exists(path("backups/" + name));
    if (ended) {
      EXPECT_TRUE(is_there);
      EXPECT_GT(changes, 10);
      break;
    }
    if (!is_there) continue;
    EXPECT_TRUE(fs::exists(path("backups/" + name + "/backup.json")));
  }
}

}  // namespace
}  // namespace prescreen
