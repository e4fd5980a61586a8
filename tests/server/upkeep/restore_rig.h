// SPDX-License-Identifier: Apache-2.0
// A real log on the real disk that is backed up, loses its data, and is
// restored.
#ifndef PRESCREEN_TESTS_SERVER_UPKEEP_RESTORE_RIG_H_
#define PRESCREEN_TESTS_SERVER_UPKEEP_RESTORE_RIG_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "server/upkeep/backup.h"
#include "server/upkeep/restore.h"
#include "tests/server/log/log_rig.h"

namespace prescreen {

// More than a tile, so that full and partial ones are read.
inline constexpr int kLeavesBefore = 270;
inline constexpr int kLeavesAfter = 280;

class RestoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(rig_.Open().ok());
    std::filesystem::create_directory(path("backups"));
  }

  std::string path(const std::string& name) const {
    return folder_.path() + "/" + name;
  }

  void Append(int count) {
    for (int i = 0; i < count; ++i) {
      const SampleLeaf leaf{absl::StrCat("leaf ", ++leaves_)};
      absl::StatusOr<LoggedLeaf> logged = rig_.Append(leaf);
      ASSERT_TRUE(logged.ok()) << logged.status();
      notes_.push_back(logged->checkpoint);
    }
  }

  BackupSource Source() {
    return BackupSource{rig_.store(), rig_.data() + "/keys", "test", files_,
                        clock_};
  }

  absl::StatusOr<BackupManifest> BackUp(const std::string& name) {
    return WriteBackup(Source(), path("backups/" + name));
  }

  RestoreOptions Options(const std::string& name = "b") {
    RestoreOptions options;
    options.places.data = rig_.data();
    options.places.lock_path = rig_.options().lock_path;
    options.places.tiles_path = rig_.options().tiles_path;
    options.places.tenant_key = rig_.data() + "/tenant.key";
    options.places.origin = rig_.options().origin;
    options.backup = path("backups/" + name);
    options.tiles = rig_.options().tiles_path;
    return options;
  }

  // Backup in the middle, then the data folder is lost but for its key files.
  void LoseDataAfterBackup() {
    Append(kLeavesBefore);
    const auto manifest = BackUp("b");
    ASSERT_TRUE(manifest.ok()) << manifest.status();
    backed_up_ = manifest->log_size;
    Append(kLeavesAfter);
    rig_.Close();
    std::filesystem::remove_all(rig_.data() + "/db");
    std::filesystem::remove_all(rig_.data() + "/keys");
  }

  // Refused with `words`, and nothing is left that looks like data.
  void ExpectRefused(const RestoreOptions& options, const std::string& words) {
    const auto report = Restore(options, files_, clock_);
    EXPECT_FALSE(report.ok());
    EXPECT_THAT(std::string(report.status().message()),
                ::testing::HasSubstr(words));
    for (const char* name :
         {"/db", "/keys", "/db.restoring", "/keys.restoring"}) {
      EXPECT_FALSE(std::filesystem::exists(rig_.data() + name)) << name;
    }
  }

  static void Flip(const std::string& file, std::uint64_t at) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(at));
    const char c = static_cast<char>(stream.get() ^ 1);
    stream.seekp(static_cast<std::streamoff>(at));
    stream.put(c);
  }

  TemporaryFolder folder_;
  PosixFileSystem files_;
  SystemClock clock_;
  LogRig rig_{files_, nullptr, folder_.path()};
  std::vector<std::string> notes_;
  std::uint64_t backed_up_ = 0;
  int leaves_ = 0;
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SERVER_UPKEEP_RESTORE_RIG_H_
