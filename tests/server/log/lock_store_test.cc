// SPDX-License-Identifier: Apache-2.0
#include "server/log/lock_store.h"

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <string>

#include "anchor/leaf.h"
#include "base/encoding.h"
#include "tests/server/log/log_rig.h"
#include "tests/support/forgetful_fs.h"

namespace prescreen {
namespace {

constexpr std::uint64_t kFirstSlot = 0;
constexpr std::uint64_t kSecondSlot = 1u << 20;

LockRecord Record(std::uint64_t size) {
  LockRecord record;
  record.size = size;
  record.root.fill(static_cast<std::uint8_t>(size));
  record.checkpoint = "note of " + std::to_string(size);
  record.first_entry = size - 1;
  record.entries = {std::string(anchor::kEntryBytes, 'e')};
  return record;
}

class LockStoreTest : public testing::Test {
 protected:
  void SetUp() override { Reopen(); }
  void Reopen() {
    lock_.reset();
    auto opened = OpenFileLockStore(*files_, path_);
    ASSERT_TRUE(opened.ok()) << opened.status();
    lock_ = *std::move(opened);
  }
  // Records of sizes 1 to `count`; the n-th has sequence number n.
  void Write(std::uint64_t count) {
    std::optional<LockRecord> current;
    for (std::uint64_t size = 1; size <= count; ++size) {
      ASSERT_TRUE(lock_->CompareAndSwap(current, Record(size)).ok());
      current = Record(size);
    }
  }
  void Damage(std::uint64_t offset) {
    auto file = files_->Open(path_, 0600);
    ASSERT_TRUE((*file)->WriteAt(offset, "damaged").ok());
  }

  TemporaryFolder folder_;
  ForgetfulDisk disk_{folder_.path()};
  const std::unique_ptr<FileSystem> files_ = NewForgetfulFileSystem(disk_);
  const std::string path_ = folder_.path() + "/lock";
  std::unique_ptr<LockStore> lock_;
};

TEST_F(LockStoreTest, IsEmptyAtFirst) {
  EXPECT_FALSE(lock_->Read()->has_value());
}

TEST_F(LockStoreTest, KeepsTheLastRecordThroughLossOfPower) {
  for (std::uint64_t count = 1; count <= 5; ++count) {
    const std::optional<LockRecord> current = *lock_->Read();
    ASSERT_TRUE(lock_->CompareAndSwap(current, Record(count)).ok());
    disk_.FailPower();
    disk_.PowerOn(ForgetfulDisk::Survival::kNothing, count);
    Reopen();
    EXPECT_EQ(*lock_->Read(), Record(count));
  }
}

TEST_F(LockStoreTest, HasItsStoredFormat) {
  LockRecord record;
  record.size = 3;
  record.root.fill(0xab);
  record.checkpoint = "note";
  record.first_entry = 1;
  record.entries = {std::string(33, 1), std::string(33, 2)};
  ASSERT_TRUE(lock_->CompareAndSwap(std::nullopt, record).ok());
  std::ifstream golden(PRESCREEN_SOURCE_DIR
                       "/tests/testdata/golden/store/lock_record.hex");
  std::string hex;
  golden >> hex;
  const std::string bytes = files_->Read(path_, 4u << 20).value();
  EXPECT_EQ(HexEncode(bytes.substr(kSecondSlot)), hex);
}

TEST_F(LockStoreTest, RefusesASwapFromAnotherRecord) {
  Write(2);
  EXPECT_TRUE(absl::IsAborted(lock_->CompareAndSwap(Record(1), Record(3))));
  EXPECT_TRUE(absl::IsAborted(lock_->CompareAndSwap(std::nullopt, Record(3))));
  EXPECT_EQ(*lock_->Read(), Record(2));
}

TEST_F(LockStoreTest, TornNewestRecordLeavesTheOneBefore) {
  Write(3);  // 3 in the second slot, 2 in the first
  Damage(kSecondSlot + 30);
  Reopen();
  EXPECT_EQ(*lock_->Read(), Record(2));
  ASSERT_TRUE(lock_->CompareAndSwap(Record(2), Record(9)).ok());
  Reopen();
  EXPECT_EQ(*lock_->Read(), Record(9));
}

TEST_F(LockStoreTest, TornFirstRecordIsNone) {
  Write(1);
  Damage(kSecondSlot);
  Reopen();
  EXPECT_FALSE(lock_->Read()->has_value());
}

TEST_F(LockStoreTest, TwoDamagedRecordsAreDataLoss) {
  Write(2);
  Damage(kFirstSlot);
  Damage(kSecondSlot);
  lock_.reset();
  EXPECT_TRUE(absl::IsDataLoss(OpenFileLockStore(*files_, path_).status()));
}

TEST_F(LockStoreTest, SecondWriterIsRefused) {
  EXPECT_TRUE(
      absl::IsFailedPrecondition(OpenFileLockStore(*files_, path_).status()));
}

TEST_F(LockStoreTest, RecordThatDoesNotFitIsRefused) {
  LockRecord record = Record(100000);
  record.first_entry = 0;
  record.entries.assign(100000, std::string(anchor::kEntryBytes, 'e'));
  EXPECT_TRUE(
      absl::IsResourceExhausted(lock_->CompareAndSwap(std::nullopt, record)));
}

TEST_F(LockStoreTest, NeverRetriesAFailedSync) {
  Write(1);
  disk_.Inject({.operation = ForgetfulDisk::Operation::kSync});
  EXPECT_TRUE(absl::IsUnavailable(lock_->CompareAndSwap(Record(1), Record(2))));
  EXPECT_TRUE(absl::IsUnavailable(lock_->CompareAndSwap(Record(1), Record(2))));
}

}  // namespace
}  // namespace prescreen
