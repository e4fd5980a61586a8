// SPDX-License-Identifier: Apache-2.0
// A store as the first release wrote it, brought up to this one's version.
#include "server/upkeep/migrate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "prescreen/v1/screening.pb.h"
#include "server/store/keys.h"
#include "server/store/rocksdb_store.h"
#include "server/store/sealed_value.h"
#include "server/upkeep/stored_log.h"
#include "tests/server/log/log_rig.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

constexpr int kScreenings = 600;  // several batches
const std::string kTenant(16, 't');

// Every write but the first `good` fails, as a process that was killed there.
class FailingStore final : public Store {
 public:
  FailingStore(Store& store, int good) : store_(store), good_(good) {}
  absl::StatusOr<std::string> Get(Family family,
                                  absl::string_view key) const override {
    return store_.Get(family, key);
  }
  absl::StatusOr<std::vector<Row>> Scan(Family family, absl::string_view begin,
                                        absl::string_view end,
                                        std::size_t limit) const override {
    return store_.Scan(family, begin, end, limit);
  }
  absl::StatusOr<Row> Last(Family family, absl::string_view begin,
                           absl::string_view end) const override {
    return store_.Last(family, begin, end);
  }
  absl::Status Write(const WriteBatch& batch, Durability durability) override {
    if (good_-- <= 0) return absl::UnavailableError("killed here");
    return store_.Write(batch, durability);
  }
  absl::Status Backup(const std::string& folder) override {
    return store_.Backup(folder);
  }

 private:
  Store& store_;
  int good_;
};

class MigrateTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(rig_.Open().ok());
    WriteBatch batch;
    batch.Put(Family::kMeta, "schema", "1");
    stored::v1::TenantRow tenant;
    tenant.set_id(kTenant);
    tenant.set_name("demo");
    tenant.set_tenant_key_id(rig_.tenant_key().id);
    batch.Put(Family::kTenants, "demo", tenant.SerializeAsString());
    for (int i = 0; i < kScreenings; ++i) PutScreening(i, &batch);
    ASSERT_TRUE(rig_.keys().Flush().ok());
    ASSERT_TRUE(rig_.store().Write(batch, Durability::kSynced).ok());
  }

  static std::string UuidOf(int i) {
    return absl::StrCat(1000000000000000 + i);
  }
  // Some have no candidate, and some no documents.
  static std::string CandidateOf(int i) {
    return i % 3 == 0 ? "" : absl::StrCat("C-", i / 2);
  }
  static bool HasDocuments(int i) { return i % 5 != 0; }

  void PutScreening(int i, WriteBatch* batch) {
    const auto key = rig_.keys().NewKey(rig_.tenant_key().id);
    ASSERT_TRUE(key.ok());
    const auto seal = [&](Family family, const std::string& row_key,
                          const std::string& bytes) {
      batch->Put(family, row_key,
                 SealValue(*key, random_, family, row_key, bytes));
    };
    stored::v1::ScreeningRow row;
    row.set_policy_id("role");
    row.set_application_ref(absl::StrCat("A-", i));
    row.set_candidate_ref(CandidateOf(i));
    row.set_revision(2);
    seal(Family::kScreenings, keys::Screening(kTenant, UuidOf(i)),
         row.SerializeAsString());
    v1::ScreeningRecord answer;
    answer.set_policy(absl::StrCat("tenants/demo/policies/role@", i));
    answer.mutable_decision()->set_outcome(i % 2 == 0 ? v1::Decision::PASS
                                                      : v1::Decision::REVIEW);
    seal(Family::kRevisions,
         keys::Revision(kTenant, UuidOf(i), 2, keys::Part::kAnswer),
         answer.SerializeAsString());
    stored::v1::BundleRow bundle;
    if (HasDocuments(i)) bundle.add_documents()->set_content("document");
    seal(Family::kRevisions,
         keys::Revision(kTenant, UuidOf(i), 2, keys::Part::kBundle),
         bundle.SerializeAsString());
  }

  absl::Status Run(Store& store) {
    lines_.clear();
    const MigrationOptions options{
        {store, rig_.data() + "/keys", "test", files_, clock_},
        rig_.keys(),
        rig_.tenant_key(),
        random_,
        folder_.path() + "/before",
        [this](absl::string_view line) { lines_.emplace_back(line); }};
    return Migrate(options);
  }

  void ExpectMigrated() {
    EXPECT_EQ(*ReadSchemaVersion(rig_.store()), 2);
    const std::string index_key = IndexKey(rig_.tenant_key(), kTenant);
    for (int i = 0; i < kScreenings; ++i) {
      const std::string key = keys::Screening(kTenant, UuidOf(i));
      const auto sealed = rig_.store().Get(Family::kScreenings, key);
      ASSERT_TRUE(sealed.ok());
      const auto bytes =
          OpenValue(rig_.keys(), Family::kScreenings, key, *sealed);
      ASSERT_TRUE(bytes.ok());
      stored::v1::ScreeningRow row;
      ASSERT_TRUE(row.ParseFromString(*bytes));
      EXPECT_EQ(row.application_ref(), absl::StrCat("A-", i));
      EXPECT_EQ(row.revision(), 2u);
      EXPECT_EQ(row.policy(), absl::StrCat("tenants/demo/policies/role@", i));
      EXPECT_EQ(row.outcome(),
                i % 2 == 0 ? v1::Decision::PASS : v1::Decision::REVIEW);
      EXPECT_EQ(row.state(), HasDocuments(i)
                                 ? v1::ScreeningRecord::DECIDED
                                 : v1::ScreeningRecord::AWAITING_EVIDENCE);
      const bool is_indexed =
          rig_.store()
              .Get(Family::kScreenings,
                   absl::StrCat(keys::ScreeningsByCandidate(kTenant, index_key,
                                                            CandidateOf(i)),
                                UuidOf(i)))
              .ok();
      EXPECT_EQ(is_indexed, !CandidateOf(i).empty());
    }
  }

  TemporaryFolder folder_;
  PosixFileSystem files_;
  SystemClock clock_;
  SystemRandom random_;
  LogRig rig_{files_, nullptr, folder_.path()};
  std::vector<std::string> lines_;
};

TEST_F(MigrateTest, FillsEveryScreeningAfterABackup) {
  ASSERT_TRUE(Run(rig_.store()).ok());
  ExpectMigrated();
  EXPECT_THAT(lines_, ::testing::Contains(HasSubstr("wrote the backup")));
  EXPECT_THAT(lines_, ::testing::Contains(HasSubstr("migrated 600")));
  // The backup is as the older release left it.
  RocksDbOptions options;
  options.path = folder_.path() + "/before-1/store";
  const auto before = OpenRocksDbReader(options);
  ASSERT_TRUE(before.ok()) << before.status();
  EXPECT_EQ(*ReadSchemaVersion(**before), 1);
  // And there is no second one.
  ASSERT_TRUE(Run(rig_.store()).ok());
  EXPECT_TRUE(lines_.empty());
}

TEST_F(MigrateTest, InterruptedAnywhereIsBegunAnewWithoutHarm) {
  int writes = 0;
  for (;; ++writes) {
    FailingStore failing(rig_.store(), writes);
    if (Run(failing).ok()) break;
    EXPECT_EQ(*ReadSchemaVersion(rig_.store()), 1);
  }
  EXPECT_GT(writes, 2);
  ExpectMigrated();
  RocksDbOptions options;
  options.path = folder_.path() + "/before-1/store";
  EXPECT_EQ(*ReadSchemaVersion(**OpenRocksDbReader(options)), 1);
}

TEST_F(MigrateTest, RowThatCannotBeOpenedStopsIt) {
  const std::string key = keys::Screening(kTenant, UuidOf(7));
  std::string sealed = *rig_.store().Get(Family::kScreenings, key);
  sealed.back() = static_cast<char>(sealed.back() ^ 1);
  WriteBatch batch;
  batch.Put(Family::kScreenings, key, sealed);
  ASSERT_TRUE(rig_.store().Write(batch, Durability::kSynced).ok());
  EXPECT_TRUE(absl::IsDataLoss(Run(rig_.store())));
  EXPECT_EQ(*ReadSchemaVersion(rig_.store()), 1);
}

TEST_F(MigrateTest, WithoutABackupNothingIsChanged) {
  const std::string key = keys::Screening(kTenant, UuidOf(1));
  const std::string sealed = *rig_.store().Get(Family::kScreenings, key);
  // So that no backup can be made.
  fs::remove_all(rig_.data() + "/keys");
  EXPECT_FALSE(Run(rig_.store()).ok());
  EXPECT_EQ(*ReadSchemaVersion(rig_.store()), 1);
  EXPECT_EQ(*rig_.store().Get(Family::kScreenings, key), sealed);
}

}  // namespace
}  // namespace prescreen
