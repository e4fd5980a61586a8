// SPDX-License-Identifier: Apache-2.0
#include "server/store/key_file.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/crypto/hash.h"
#include "tests/server/store/store_testing.h"
#include "tests/support/forgetful_fs.h"

namespace prescreen {
namespace {

constexpr std::size_t kSlotBytes = 96;

class KeyFileTest : public testing::Test {
 protected:
  void SetUp() override { Reopen(); }

  void Reopen() {
    keys_.reset();
    auto opened = KeyFile::Open(*files_, random_, "/disk/keys");
    ASSERT_TRUE(opened.ok()) << opened.status();
    keys_ = *std::move(opened);
    keys_->AddTenantKey(tenant_);
  }
  DataKey NewKey() {
    auto key = keys_->NewKey(tenant_.id);
    EXPECT_TRUE(key.ok()) << key.status();
    return *key;
  }
  std::string ReadSegment() {
    return files_->Read("/disk/keys/000.seg", 1u << 20).value_or("");
  }
  void WriteSegment(std::uint64_t offset, const std::string& bytes) {
    auto file = files_->Open("/disk/keys/000.seg", 0600);
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE((*file)->WriteAt(offset, bytes).ok());
  }

  ForgetfulDisk disk_{"/disk"};
  const std::unique_ptr<FileSystem> files_ = NewForgetfulFileSystem(disk_);
  CountingRandom random_;
  SystemRandom system_random_;
  const TenantKey tenant_ = {std::string(AsBytes(Sha256("prescreen tenant key" +
                                                        std::string(32, 0x77)))
                                             .substr(0, 16)),
                             std::string(32, 0x77)};
  std::unique_ptr<KeyFile> keys_;
};

TEST_F(KeyFileTest, SlotHasItsStoredLayout) {
  NewKey();
  ASSERT_TRUE(keys_->Flush().ok());
  EXPECT_EQ(HexEncode(ReadSegment()), HexEncode(GoldenBytes("key_slot")));
}

TEST_F(KeyFileTest, FindsKeysBeforeAndAfterFlushAndRestart) {
  const DataKey key = NewKey();
  ASSERT_TRUE(keys_->Find(key.slot_id).ok());
  EXPECT_EQ(keys_->Find(key.slot_id)->key, key.key);
  ASSERT_TRUE(keys_->Flush().ok());
  EXPECT_EQ(keys_->Find(key.slot_id)->key, key.key);
  Reopen();
  EXPECT_EQ(keys_->Find(key.slot_id)->key, key.key);
}

TEST_F(KeyFileTest, KeepsFlushedKeysThroughLossOfPower) {
  const DataKey flushed = NewKey();
  ASSERT_TRUE(keys_->Flush().ok());
  const DataKey lost = NewKey();
  disk_.FailPower();
  disk_.PowerOn(ForgetfulDisk::Survival::kNothing, 1);
  Reopen();
  EXPECT_TRUE(keys_->Find(flushed.slot_id).ok());
  EXPECT_TRUE(absl::IsNotFound(keys_->Find(lost.slot_id).status()));
}

TEST_F(KeyFileTest, RefusesAnUnknownTenantKey) {
  EXPECT_TRUE(absl::IsNotFound(keys_->NewKey(std::string(16, 'x')).status()));
  const DataKey key = NewKey();
  ASSERT_TRUE(keys_->Flush().ok());
  auto without = KeyFile::Open(*files_, random_, "/disk/keys");
  ASSERT_TRUE(without.ok());
  EXPECT_TRUE(
      absl::IsFailedPrecondition((*without)->Find(key.slot_id).status()));
}

TEST_F(KeyFileTest, ZeroedSlotIsAnErasedKey) {
  const DataKey key = NewKey();
  const DataKey other = NewKey();
  ASSERT_TRUE(keys_->Flush().ok());
  WriteSegment(0, std::string(kSlotBytes, '\0'));
  EXPECT_TRUE(absl::IsNotFound(keys_->Find(key.slot_id).status()));
  Reopen();
  EXPECT_TRUE(absl::IsNotFound(keys_->Find(key.slot_id).status()));
  EXPECT_TRUE(keys_->Find(other.slot_id).ok());
}

TEST_F(KeyFileTest, SlotThatACrashCutShortIsIgnoredAndOverwritten) {
  const DataKey key = NewKey();
  ASSERT_TRUE(keys_->Flush().ok());
  WriteSegment(kSlotBytes, std::string(50, 'x'));
  Reopen();
  const DataKey next = NewKey();
  ASSERT_TRUE(keys_->Flush().ok());
  EXPECT_EQ(ReadSegment().size(), 2 * kSlotBytes);
  Reopen();
  EXPECT_EQ(keys_->Find(key.slot_id)->key, key.key);
  EXPECT_EQ(keys_->Find(next.slot_id)->key, next.key);
}

TEST_F(KeyFileTest, EveryAlteredByteIsDamage) {
  const DataKey key = NewKey();
  ASSERT_TRUE(keys_->Flush().ok());
  const std::string slot = ReadSegment();
  for (std::size_t i = 0; i < slot.size(); ++i) {
    std::string altered = slot;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    WriteSegment(0, altered);
    auto keys = KeyFile::Open(*files_, random_, "/disk/keys");
    if (i >= slot.size() - 4) {
      EXPECT_TRUE(absl::IsDataLoss(keys.status())) << i;
      continue;
    }
    ASSERT_TRUE(keys.ok()) << i;
    (*keys)->AddTenantKey(tenant_);
    EXPECT_FALSE((*keys)->Find(key.slot_id).ok()) << i;
    if (i >= 32) {
      EXPECT_TRUE(absl::IsDataLoss((*keys)->Find(key.slot_id).status())) << i;
    }
  }
}

TEST_F(KeyFileTest, MissingSegmentIsDamage) {
  NewKey();
  ASSERT_TRUE(keys_->Flush().ok());
  ASSERT_TRUE(files_->Rename("/disk/keys/000.seg", "/disk/keys/001.seg").ok());
  EXPECT_TRUE(
      absl::IsDataLoss(KeyFile::Open(*files_, random_, "/disk/keys").status()));
}

TEST_F(KeyFileTest, ContinuesInAnotherSegment) {
  auto keys = KeyFile::Open(*files_, system_random_, "/disk/keys");
  ASSERT_TRUE(keys.ok());
  (*keys)->AddTenantKey(tenant_);
  std::vector<DataKey> made;
  for (int batch = 0; batch < 30; ++batch) {
    for (int i = 0; i < 100; ++i) {
      made.push_back((*keys)->NewKey(tenant_.id).value());
    }
    ASSERT_TRUE((*keys)->Flush().ok());
  }
  EXPECT_GE(files_->List("/disk/keys")->size(), 2u);
  Reopen();
  for (const DataKey& key : made) {
    ASSERT_TRUE(keys_->Find(key.slot_id).ok());
    EXPECT_EQ(keys_->Find(key.slot_id)->key, key.key);
  }
}

TEST_F(KeyFileTest, NeverRetriesAFailedSync) {
  const DataKey key = NewKey();
  disk_.Inject({.operation = ForgetfulDisk::Operation::kSync});
  EXPECT_FALSE(keys_->Flush().ok());
  EXPECT_FALSE(keys_->Flush().ok());
  NewKey();
  EXPECT_FALSE(keys_->Flush().ok());
}

TEST(TenantKey, IsMadeOnceAndDurable) {
  ForgetfulDisk disk("/disk");
  const std::unique_ptr<FileSystem> files = NewForgetfulFileSystem(disk);
  SystemRandom random;
  const auto made = LoadOrCreateTenantKey(*files, random, "/disk/key");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->key.size(), 32u);
  EXPECT_EQ(made->id.size(), 16u);
  EXPECT_EQ(files->Stat("/disk/key")->permissions, mode_t{0600});
  disk.FailPower();
  disk.PowerOn(ForgetfulDisk::Survival::kNothing, 1);
  const auto loaded = LoadOrCreateTenantKey(*files, random, "/disk/key");
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->key, made->key);
  EXPECT_EQ(loaded->id, made->id);
}

TEST(TenantKey, IsRefusedWithWiderRightsOrAnotherLength) {
  ForgetfulDisk disk("/disk");
  const std::unique_ptr<FileSystem> files = NewForgetfulFileSystem(disk);
  SystemRandom random;
  ASSERT_TRUE(
      (*files->Create("/disk/wide", 0640))->Append(std::string(32, 'k')).ok());
  ASSERT_TRUE(
      (*files->Create("/disk/long", 0600))->Append(std::string(33, 'k')).ok());
  ASSERT_TRUE(files->Create("/disk/empty", 0600).ok());
  for (const char* const path : {"/disk/wide", "/disk/long", "/disk/empty"}) {
    EXPECT_TRUE(absl::IsFailedPrecondition(
        LoadOrCreateTenantKey(*files, random, path).status()))
        << path;
  }
}

}  // namespace
}  // namespace prescreen
