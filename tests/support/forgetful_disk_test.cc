// SPDX-License-Identifier: Apache-2.0
#include "tests/support/forgetful_disk.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/support/forgetful_fs.h"

namespace prescreen {
namespace {

using Survival = ForgetfulDisk::Survival;

class ForgetfulDiskTest : public testing::Test {
 protected:
  std::unique_ptr<OpenFile> Open(const std::string& path) {
    return *files_->Open(path, 0600);
  }
  std::string Read(const std::string& path) {
    return files_->Read(path, 1u << 20).value_or("absent");
  }
  void Crash(Survival survival = Survival::kNothing, std::uint64_t seed = 1) {
    disk_.FailPower();
    disk_.PowerOn(survival, seed);
  }

  ForgetfulDisk disk_{"/disk"};
  const std::unique_ptr<FileSystem> files_ = NewForgetfulFileSystem(disk_);
};

TEST_F(ForgetfulDiskTest, ForgetsBytesAfterTheLastSync) {
  auto file = Open("/disk/a");
  ASSERT_TRUE(files_->SyncDirectory("/disk").ok());
  ASSERT_TRUE(file->Append("kept").ok());
  ASSERT_TRUE(file->Sync().ok());
  ASSERT_TRUE(file->Append("lost").ok());
  EXPECT_EQ(Read("/disk/a"), "keptlost");
  Crash();
  EXPECT_EQ(Read("/disk/a"), "kept");
}

TEST_F(ForgetfulDiskTest, ForgetsAnOverwriteWithoutSync) {
  auto file = Open("/disk/a");
  ASSERT_TRUE(files_->SyncDirectory("/disk").ok());
  ASSERT_TRUE(file->Append("old").ok());
  ASSERT_TRUE(file->Sync().ok());
  ASSERT_TRUE(file->WriteAt(0, "new").ok());
  Crash();
  EXPECT_EQ(Read("/disk/a"), "old");
}

TEST_F(ForgetfulDiskTest, ForgetsANameWhoseFolderWasNotSynced) {
  auto file = Open("/disk/a");
  ASSERT_TRUE(file->Append("x").ok());
  ASSERT_TRUE(file->Sync().ok());
  Crash();
  EXPECT_EQ(Read("/disk/a"), "absent");
}

TEST_F(ForgetfulDiskTest, UndoesARenameWhoseFolderWasNotSynced) {
  for (const char* const path : {"/disk/a", "/disk/b"}) {
    auto file = Open(path);
    ASSERT_TRUE(file->Append(path).ok());
    ASSERT_TRUE(file->Sync().ok());
  }
  ASSERT_TRUE(files_->SyncDirectory("/disk").ok());
  ASSERT_TRUE(files_->Rename("/disk/a", "/disk/b").ok());
  EXPECT_EQ(Read("/disk/b"), "/disk/a");
  Crash();
  EXPECT_EQ(Read("/disk/a"), "/disk/a");
  EXPECT_EQ(Read("/disk/b"), "/disk/b");
}

TEST_F(ForgetfulDiskTest, ForgetsWhatIsInAFolderThatIsForgotten) {
  ASSERT_TRUE(files_->CreateDirectory("/disk/f", 0700).ok());
  auto file = Open("/disk/f/a");
  ASSERT_TRUE(files_->SyncDirectory("/disk/f").ok());
  Crash();
  EXPECT_EQ(Read("/disk/f/a"), "absent");
}

TEST_F(ForgetfulDiskTest, FailedSyncForgetsForGood) {
  auto file = Open("/disk/a");
  ASSERT_TRUE(files_->SyncDirectory("/disk").ok());
  ASSERT_TRUE(file->Append("lost").ok());
  disk_.Inject({.operation = ForgetfulDisk::Operation::kSync});
  EXPECT_TRUE(absl::IsUnavailable(file->Sync()));
  EXPECT_TRUE(file->Sync().ok());
  Crash();
  EXPECT_EQ(Read("/disk/a"), "");
}

TEST_F(ForgetfulDiskTest, IgnoredSyncKeepsNothing) {
  disk_.IgnoreSyncs("/disk/a");
  auto file = Open("/disk/a");
  ASSERT_TRUE(files_->SyncDirectory("/disk").ok());
  ASSERT_TRUE(file->Append("lost").ok());
  EXPECT_TRUE(file->Sync().ok());
  Crash();
  EXPECT_EQ(Read("/disk/a"), "");
}

TEST_F(ForgetfulDiskTest, NothingWorksWithoutPower) {
  auto file = Open("/disk/a");
  disk_.FailPowerAfter(1);
  EXPECT_TRUE(file->Append("x").ok());
  EXPECT_TRUE(absl::IsUnavailable(file->Sync()));
  EXPECT_TRUE(absl::IsUnavailable(files_->Stat("/disk").status()));
  EXPECT_FALSE(disk_.has_power());
  disk_.PowerOn(Survival::kNothing, 1);
  EXPECT_TRUE(absl::IsUnavailable(file->Append("x")));  // opened before
}

TEST_F(ForgetfulDiskTest, RandomSurvivalKeepsSyncedBytesAndSomeOthers) {
  bool has_kept_a_part = false;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    ForgetfulDisk disk("/disk");
    const auto files = NewForgetfulFileSystem(disk);
    auto file = *files->Open("/disk/a", 0600);
    ASSERT_TRUE(files->SyncDirectory("/disk").ok());
    ASSERT_TRUE(file->Append("kept").ok());
    ASSERT_TRUE(file->Sync().ok());
    ASSERT_TRUE(file->Append(std::string(1000, 'x')).ok());
    disk.FailPower();
    disk.PowerOn(Survival::kRandom, seed);
    const std::string bytes = files->Read("/disk/a", 1u << 20).value();
    ASSERT_EQ(bytes.substr(0, 4), "kept");
    has_kept_a_part |= bytes.size() > 4 && bytes.size() < 1004;
  }
  EXPECT_TRUE(has_kept_a_part);
}

}  // namespace
}  // namespace prescreen
