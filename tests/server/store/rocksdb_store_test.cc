// SPDX-License-Identifier: Apache-2.0
#include "server/store/rocksdb_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/support/forgetful_fs.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RocksDbStoreTest : public testing::Test {
 protected:
  void SetUp() override { Reopen(); }
  void Reopen() {
    store_.reset();
    auto opened = OpenRocksDbStore({"/disk/db", env_.get()});
    ASSERT_TRUE(opened.ok()) << opened.status();
    store_ = *std::move(opened);
  }
  void Put(Family family, const std::string& key, const std::string& value,
           Durability durability = Durability::kSynced) {
    WriteBatch batch;
    batch.Put(family, key, value);
    ASSERT_TRUE(store_->Write(batch, durability).ok());
  }
  std::vector<std::string> Keys(Family family, const std::string& begin,
                                const std::string& end,
                                std::size_t limit = 100) {
    std::vector<std::string> keys;
    const auto rows = store_->Scan(family, begin, end, limit);
    EXPECT_TRUE(rows.ok());
    for (const Row& row : *rows) keys.push_back(row.key);
    return keys;
  }

  ForgetfulDisk disk_{"/disk"};
  const std::unique_ptr<rocksdb::Env> env_ = NewForgetfulEnv(disk_);
  std::unique_ptr<Store> store_;
};

TEST_F(RocksDbStoreTest, GetsWhatWasPutAndKeepsFamiliesApart) {
  Put(Family::kLog, "a", "1");
  EXPECT_EQ(*store_->Get(Family::kLog, "a"), "1");
  EXPECT_TRUE(absl::IsNotFound(store_->Get(Family::kOwner, "a").status()));
  Reopen();
  EXPECT_EQ(*store_->Get(Family::kLog, "a"), "1");
}

TEST_F(RocksDbStoreTest, LaterWritesOfABatchWin) {
  WriteBatch batch;
  batch.Put(Family::kLog, "a", "1");
  batch.Put(Family::kLog, "a", "2");
  batch.Put(Family::kLog, "b", "1");
  batch.Delete(Family::kLog, "b");
  ASSERT_TRUE(store_->Write(batch, Durability::kSynced).ok());
  EXPECT_EQ(*store_->Get(Family::kLog, "a"), "2");
  EXPECT_TRUE(absl::IsNotFound(store_->Get(Family::kLog, "b").status()));
}

TEST_F(RocksDbStoreTest, ScansAHalfOpenRangeInOrder) {
  for (const char* const key : {"b", "a", "d", "c"}) {
    Put(Family::kLog, key, "x");
  }
  EXPECT_THAT(Keys(Family::kLog, "b", "d"), ElementsAre("b", "c"));
  EXPECT_THAT(Keys(Family::kLog, "b", ""), ElementsAre("b", "c", "d"));
  EXPECT_THAT(Keys(Family::kLog, "", "", 2), ElementsAre("a", "b"));
  EXPECT_THAT(Keys(Family::kLog, "x", ""), IsEmpty());
}

TEST_F(RocksDbStoreTest, LastIsTheGreatestOfTheRange) {
  for (const char* const key : {"a", "b", "d"}) Put(Family::kLog, key, key);
  EXPECT_EQ(store_->Last(Family::kLog, "a", "d")->key, "b");
  EXPECT_EQ(store_->Last(Family::kLog, "", "")->key, "d");
  EXPECT_TRUE(absl::IsNotFound(store_->Last(Family::kLog, "b1", "d").status()));
}

TEST_F(RocksDbStoreTest, WritesNothingIfTheConditionDoesNotHold) {
  Put(Family::kMeta, "row", "old");
  for (const std::optional<std::string>& required :
       {std::optional<std::string>("other"),
        std::optional<std::string>(std::nullopt)}) {
    WriteBatch batch;
    batch.Put(Family::kMeta, "new", "x");
    batch.Require(Family::kMeta, "row", required);
    EXPECT_TRUE(absl::IsAborted(store_->Write(batch, Durability::kSynced)));
  }
  EXPECT_TRUE(absl::IsNotFound(store_->Get(Family::kMeta, "new").status()));
  WriteBatch batch;
  batch.Put(Family::kMeta, "row", "new");
  batch.Require(Family::kMeta, "row", "old");
  EXPECT_TRUE(store_->Write(batch, Durability::kSynced).ok());
  EXPECT_EQ(*store_->Get(Family::kMeta, "row"), "new");
}

TEST_F(RocksDbStoreTest, ConditionalWritesOfManyThreadsLoseNothing) {
  Put(Family::kMeta, "count", "0");
  constexpr int kThreads = 4;
  constexpr int kIncrements = 100;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([this] {
      for (int done = 0; done < kIncrements;) {
        const std::string old = store_->Get(Family::kMeta, "count").value();
        int count = 0;
        ASSERT_TRUE(absl::SimpleAtoi(old, &count));
        WriteBatch batch;
        batch.Put(Family::kMeta, "count", absl::StrCat(count + 1));
        batch.Require(Family::kMeta, "count", old);
        if (store_->Write(batch, Durability::kUnsynced).ok()) ++done;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(*store_->Get(Family::kMeta, "count"),
            absl::StrCat(kThreads * kIncrements));
}

TEST_F(RocksDbStoreTest, SyncedWriteAndAllBeforeItSurviveLossOfPower) {
  Put(Family::kLog, "first", "x", Durability::kUnsynced);
  Put(Family::kOwner, "second", "x", Durability::kSynced);
  Put(Family::kLog, "third", "x", Durability::kUnsynced);
  disk_.FailPower();
  store_.reset();
  disk_.PowerOn(ForgetfulDisk::Survival::kNothing, 1);
  Reopen();
  EXPECT_TRUE(store_->Get(Family::kLog, "first").ok());
  EXPECT_TRUE(store_->Get(Family::kOwner, "second").ok());
  EXPECT_TRUE(absl::IsNotFound(store_->Get(Family::kLog, "third").status()));
}

TEST_F(RocksDbStoreTest, FailedSyncIsFinal) {
  disk_.Inject({.operation = ForgetfulDisk::Operation::kSync});
  WriteBatch batch;
  batch.Put(Family::kLog, "a", "x");
  EXPECT_TRUE(absl::IsUnavailable(store_->Write(batch, Durability::kSynced)));
  EXPECT_TRUE(absl::IsUnavailable(store_->Write(batch, Durability::kSynced)));
}

TEST_F(RocksDbStoreTest, SecondServerIsRefused) {
  const absl::Status status =
      OpenRocksDbStore({"/disk/db", env_.get()}).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("another server"));
}

TEST_F(RocksDbStoreTest, NewerSchemaIsRefusedNamingBothVersions) {
  Put(Family::kMeta, "schema", "12");
  store_.reset();
  const absl::Status status =
      OpenRocksDbStore({"/disk/db", env_.get()}).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("version 12"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("knows 2"));
}

TEST_F(RocksDbStoreTest, SchemaVersionIsStored) {
  EXPECT_EQ(*store_->Get(Family::kMeta, "schema"),
            absl::StrCat(kStoreSchemaVersion));
}

TEST(RocksDbStore, CorruptDatabaseIsDataLoss) {
  ForgetfulDisk disk("/disk");
  const std::unique_ptr<rocksdb::Env> env = NewForgetfulEnv(disk);
  const std::unique_ptr<FileSystem> files = NewForgetfulFileSystem(disk);
  ASSERT_TRUE(OpenRocksDbStore({"/disk/db", env.get()}).ok());
  const auto file = files->Open("/disk/db/CURRENT", 0600);
  ASSERT_TRUE((*file)->WriteAt(0, "nonsense").ok());
  EXPECT_TRUE(
      absl::IsDataLoss(OpenRocksDbStore({"/disk/db", env.get()}).status()));
}

}  // namespace
}  // namespace prescreen
