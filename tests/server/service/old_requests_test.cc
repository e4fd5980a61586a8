// SPDX-License-Identifier: Apache-2.0
#include "server/service/old_requests.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/file_system.h"
#include "base/random.h"
#include "server/store/keys.h"
#include "server/store/sealed_value.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_store.h"

namespace prescreen {
namespace {

class OldRequests : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              absl::StrCat("old_requests_", ::getpid());
    std::filesystem::create_directories(folder_);
    keys_ = *KeyFile::Open(files_, random_, folder_ / "keys");
    const TenantKey key{std::string(16, 'i'), std::string(32, 'k')};
    keys_->AddTenantKey(key);
    tenant_ = {"demo", std::string(16, 'd'), true, key.id,
               std::string(32, 'x')};
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // What a new request does: makes room, then adds its row.
  void Add(int number) {
    const std::string row_key =
        keys::Request(tenant_.id, tenant_.index_key, absl::StrCat(number));
    stored::v1::RequestRow row;
    row.set_time(absl::ToUnixMicros(clock_.Now()));
    WriteBatch batch;
    DropOldRequests(store_, *keys_, tenant_, row_key, clock_.Now(), &batch);
    batch.Put(
        Family::kIdempotency, row_key,
        SealValue(*keys_->NewKey(tenant_.tenant_key_id), random_,
                  Family::kIdempotency, row_key, row.SerializeAsString()));
    ASSERT_TRUE(store_.Write(batch, Durability::kSynced).ok());
  }
  std::size_t Count() {
    return store_.Scan(Family::kIdempotency, "", "", 100000)->size();
  }

  std::filesystem::path folder_;
  PosixFileSystem files_;
  SystemRandom random_;
  FakeClock clock_;
  MemoryStore store_;
  std::unique_ptr<KeyFile> keys_;
  Tenant tenant_;
};

TEST_F(OldRequests, OfThirtyDaysAreKeptAndOlderOnesAreNot) {
  stored::v1::RequestRow row;
  row.set_time(absl::ToUnixMicros(clock_.Now()));
  const absl::Time end = clock_.Now() + absl::Hours(24 * 30);
  EXPECT_FALSE(IsOldRequest(row, end));
  EXPECT_TRUE(IsOldRequest(row, end + absl::Seconds(1)));
}

TEST_F(OldRequests, TableHoldsLittleMoreThanThirtyDays) {
  int number = 0;
  for (int month = 0; month < 6; ++month) {
    for (int i = 0; i < 300; ++i) Add(number++);
    EXPECT_LE(Count(), 300u * 3 / 2) << month;
    clock_.Advance(absl::Hours(24 * 31));
  }
}

TEST_F(OldRequests, NoneThatStillCountsIsDropped) {
  for (int i = 0; i < 500; ++i) {
    Add(i);
    clock_.Advance(absl::Hours(1));
  }
  EXPECT_EQ(Count(), 500u);
}

TEST_F(OldRequests, RowsOfAnotherTenantStay) {
  for (int i = 0; i < 50; ++i) Add(i);
  clock_.Advance(absl::Hours(24 * 31));
  tenant_.id = std::string(16, 'c');  // before the other's keys
  for (int i = 0; i < 50; ++i) Add(i);
  EXPECT_EQ(Count(), 100u);
}

TEST_F(OldRequests, DamagedRowStays) {
  const std::string row_key = absl::StrCat(tenant_.id, std::string(32, 'z'));
  WriteBatch batch;
  batch.Put(Family::kIdempotency, row_key, "damaged");
  ASSERT_TRUE(store_.Write(batch, Durability::kSynced).ok());
  WriteBatch dropped;
  DropOldRequests(store_, *keys_, tenant_, absl::StrCat(tenant_.id, "y"),
                  absl::InfiniteFuture(), &dropped);
  EXPECT_TRUE(dropped.empty());
}

TEST_F(OldRequests, StoreThatFailsDropsNothing) {
  Add(1);
  store_.before_read = [] { return absl::UnavailableError("disk"); };
  WriteBatch dropped;
  DropOldRequests(store_, *keys_, tenant_, tenant_.id, absl::InfiniteFuture(),
                  &dropped);
  EXPECT_TRUE(dropped.empty());
}

}  // namespace
}  // namespace prescreen
