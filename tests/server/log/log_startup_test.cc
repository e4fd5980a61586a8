// SPDX-License-Identifier: Apache-2.0
// What Log::Open refuses, on the real disk, and what it must not refuse.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "server/log/lock_store.h"
#include "server/store/keys.h"
#include "tests/server/log/log_rig.h"

namespace prescreen {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
namespace fs = std::filesystem;

constexpr auto kCopy = fs::copy_options::recursive;

class LogStartupTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(rig_.Open().ok()); }

  void Append(int count) {
    for (int i = 0; i < count; ++i) {
      const SampleLeaf leaf{absl::StrCat("leaf ", ++leaves_)};
      absl::StatusOr<LoggedLeaf> logged = rig_.Append(leaf);
      ASSERT_TRUE(logged.ok()) << logged.status();
      memory_.Add({leaf, *std::move(logged)});
    }
  }
  std::string path(const std::string& name) {
    return folder_.path() + "/" + name;
  }
  void Save(const std::string& name) {
    rig_.Close();
    fs::copy(path(name), path("saved"), kCopy);
  }
  void Restore(const std::string& name) {
    rig_.Close();
    fs::remove_all(path(name));
    fs::copy(path("saved"), path(name), kCopy);
  }
  // Opens; the message of the refusal.
  std::string Refusal() {
    const absl::Status status = rig_.Open();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    return std::string(status.message());
  }

  PosixFileSystem files_;
  TemporaryFolder folder_;
  LogRig rig_{files_, nullptr, folder_.path()};
  Memory memory_;
  int leaves_ = 0;
};

TEST_F(LogStartupTest, GoesOnAfterAnOrderlyStop) {
  Append(3);
  ASSERT_TRUE(rig_.Open().ok());
  Append(3);
  ASSERT_TRUE(rig_.Open().ok());
  EXPECT_EQ(rig_.log().checkpoint().size, 7u);
  EXPECT_THAT(rig_.Violations(memory_), IsEmpty());
}

TEST_F(LogStartupTest, RestoredBackupIsRefused) {
  Append(2);
  Save("data");
  ASSERT_TRUE(rig_.Open().ok());
  Append(3);
  Restore("data");
  EXPECT_THAT(Refusal(),
              AllOf(HasSubstr("a tree of 6 leaves was signed, but the store "
                              "ends at 3"),
                    HasSubstr("restored from a backup"), HasSubstr("tiles")));
}

TEST_F(LogStartupTest, RestoredBackupOfEqualSizeIsRefused) {
  Append(1);
  Save("data");
  fs::copy(path("lock"), path("saved-lock"));
  fs::rename(path("public"), path("public-1"));
  ASSERT_TRUE(rig_.Open().ok());
  Append(2);
  rig_.Close();
  // The other history: as long, under the first one's lock record.
  fs::rename(path("lock"), path("lock-1"));
  fs::rename(path("public"), path("public-2"));
  fs::rename(path("saved-lock"), path("lock"));
  Restore("data");
  ASSERT_TRUE(rig_.Open().ok());
  leaves_ += 10;
  Append(2);
  rig_.Close();
  fs::rename(path("lock-1"), path("lock"));
  EXPECT_THAT(Refusal(), HasSubstr("another root"));
  // And grown beyond it.
  fs::remove_all(path("public"));
  EXPECT_THAT(Refusal(), HasSubstr("another root"));
}

TEST_F(LogStartupTest, BackupRestoredTogetherWithItsLockRecordIsRefused) {
  Append(1);
  Save("data");
  fs::copy(path("lock"), path("saved-lock"));
  ASSERT_TRUE(rig_.Open().ok());
  Append(2);
  Restore("data");
  fs::rename(path("saved-lock"), path("lock"));
  EXPECT_THAT(Refusal(), HasSubstr("a tree of 4 leaves is published"));
}

TEST_F(LogStartupTest, DeletedLockRecordIsRefused) {
  Append(1);
  rig_.Close();
  fs::remove(path("lock"));
  EXPECT_THAT(Refusal(), HasSubstr("missing or empty"));
  EXPECT_THAT(Refusal(), HasSubstr("a log of 2 leaves"));
}

TEST_F(LogStartupTest, EmptiedStoreIsRefused) {
  Append(1);
  rig_.Close();
  fs::remove_all(path("data/db"));
  EXPECT_THAT(Refusal(), HasSubstr("records a log of 2 leaves, but the store "
                                   "holds none"));
  fs::remove(path("lock"));
  EXPECT_THAT(Refusal(), HasSubstr("a log is published there"));
}

TEST_F(LogStartupTest, SwappedKeyIsRefused) {
  rig_.Close();
  fs::remove(path("data/log.key"));
  EXPECT_THAT(Refusal(), HasSubstr("genesis leaf does not name"));
}

TEST_F(LogStartupTest, AnotherOriginIsRefusedNamingBoth) {
  rig_.options().origin = "log.example.test/other";
  EXPECT_THAT(Refusal(), AllOf(HasSubstr("log.example.test/rig"),
                               HasSubstr("log.example.test/other")));
}

TEST_F(LogStartupTest, AnotherLogsTilesFolderIsRefused) {
  rig_.Close();
  ASSERT_TRUE(
      WriteFileAtomically(files_, path("public/checkpoint"), "nonsense\n", 0644)
          .ok());
  EXPECT_THAT(Refusal(), HasSubstr("not signed by this log"));
}

TEST_F(LogStartupTest, SecondServerOnTheStoreIsRefused) {
  const absl::Status status =
      OpenRocksDbStore({path("data/db"), nullptr}).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("another server holds this folder"));
}

TEST_F(LogStartupTest, SecondServerOnTheLockRecordIsRefused) {
  LogRig second(files_, nullptr, path("second"));
  ASSERT_TRUE(files_.CreateDirectory(path("second"), 0700).ok());
  second.options().lock_path = rig_.options().lock_path;
  const absl::Status status = second.Open();
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("another server writes this log"));
}

TEST_F(LogStartupTest, AlteredNodeIsDamage) {
  Append(3);
  WriteBatch border;
  border.Put(Family::kLog, keys::LogNode(2, 0), std::string(32, 'x'));
  ASSERT_TRUE(rig_.store().Write(border, Durability::kSynced).ok());
  EXPECT_TRUE(absl::IsDataLoss(rig_.Open()));
}

TEST_F(LogStartupTest, LostTilesArePublishedAnew) {
  Append(3);
  rig_.Close();
  fs::remove_all(path("public"));
  ASSERT_TRUE(rig_.Open().ok());
  EXPECT_THAT(rig_.Violations(memory_), IsEmpty());
}

TEST_F(LogStartupTest, LockRecordWithATornNewestSlotIsSignedAgain) {
  Append(2);
  rig_.Close();
  // The fourth record (of sizes 0, 1, 2, 3) stands in the first slot.
  auto lock = files_.Open(path("lock"), 0600);
  ASSERT_TRUE((*lock)->WriteAt(100, std::string(16, 'x')).ok());
  ASSERT_TRUE(rig_.Open().ok());
  EXPECT_EQ(rig_.log().checkpoint().size, 3u);
  EXPECT_THAT(rig_.Violations(memory_), IsEmpty());
}

TEST_F(LogStartupTest, GenesisOfAnotherOriginOrKeyIsRefused) {
  const auto key = Ed25519PrivateKey::FromSeed(std::string(32, 's'));
  const SystemClock clock;
  const TemporaryFolder folder;
  LogOptions options = rig_.options();
  options.lock_path = folder.path() + "/lock";
  options.tiles_path.clear();
  const auto store = OpenRocksDbStore({folder.path() + "/db", nullptr});
  ASSERT_TRUE(store.ok());
  EXPECT_TRUE(
      absl::IsInvalidArgument(Log::Open(options, rig_.Genesis(), *key, **store,
                                        rig_.keys(), files_, clock)
                                  .status()));
  options.origin = "log.example.test/other";
  EXPECT_TRUE(
      absl::IsInvalidArgument(Log::Open(options, rig_.Genesis(), *key, **store,
                                        rig_.keys(), files_, clock)
                                  .status()));
}

}  // namespace
}  // namespace prescreen
