// SPDX-License-Identifier: Apache-2.0
// prescreend's commands on the data of a real server: fsck, migrate, restore.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "base/file_system.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "server/store/keys.h"
#include "server/store/rocksdb_store.h"
#include "server/upkeep/backup.h"
#include "tests/client/run_process.h"
#include "tests/support/server_process.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

class UpkeepTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Start();
    ASSERT_TRUE(tenant_->SetUp().ok());
    Screen(1);
    Screen(2);
  }

  std::string path(const std::string& name) const {
    return folder_.path() + "/" + name;
  }

  void Start() {
    ServerProcessOptions options;
    options.binary_dir = PRESCREEN_BINARY_DIR;
    options.folder = folder_.path();
    auto server = ServerProcess::Start(options);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    tenant_ = std::make_unique<TestTenant>(server_->address());
  }

  void Screen(int number) {
    v1::CreateScreeningRequest request = TestTenant::Request(
        absl::StrCat("A-", number), {TestCredential(number)});
    request.set_candidate_ref(absl::StrCat("C-", number));
    request.set_request_id(
        absl::StrCat("11111111-2222-4333-8444-55555555555", number));
    v1::CreateScreeningResponse response;
    const grpc::Status status = tenant_->Screen(request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }

  ProcessResult Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(),
                     std::string(PRESCREEN_BINARY_DIR) + "/prescreend");
    arguments.insert(arguments.end(), {"--config", path("prescreend.yaml")});
    return RunProcess(arguments);
  }

  std::unique_ptr<Store> OpenStore() {
    RocksDbOptions options;
    options.path = path("data/db");
    auto store = OpenRocksDbStore(options);
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }

  // A backup of the stopped server.
  void BackUp(const std::string& name) {
    const std::unique_ptr<Store> store = OpenStore();
    const auto manifest = WriteBackup(
        {*store, path("data/keys"), "test", files_, clock_}, path(name));
    ASSERT_TRUE(manifest.ok()) << manifest.status();
  }

  // The first row of `family` for whose key `matches` holds.
  template <typename Matches>
  Row Find(const Store& store, Family family, Matches matches) {
    const auto rows = store.Scan(family, "", "", 10000);
    for (const Row& row : *rows) {
      if (matches(row.key)) return row;
    }
    ADD_FAILURE() << "no such row";
    return {};
  }

  template <typename Matches>
  void Delete(Family family, Matches matches) {
    const std::unique_ptr<Store> store = OpenStore();
    WriteBatch batch;
    batch.Delete(family, Find(*store, family, matches).key);
    ASSERT_TRUE(store->Write(batch, Durability::kSynced).ok());
  }

  template <typename Matches>
  void Alter(Family family, Matches matches) {
    const std::unique_ptr<Store> store = OpenStore();
    Row row = Find(*store, family, matches);
    row.value.back() = static_cast<char>(row.value.back() ^ 1);
    WriteBatch batch;
    batch.Put(family, row.key, row.value);
    ASSERT_TRUE(store->Write(batch, Durability::kSynced).ok());
  }

  void Put(Family family, const std::string& key, const std::string& value) {
    const std::unique_ptr<Store> store = OpenStore();
    WriteBatch batch;
    batch.Put(family, key, value);
    ASSERT_TRUE(store->Write(batch, Durability::kSynced).ok());
  }

  void ExpectFault(const std::string& words) {
    const ProcessResult result = Run({"fsck"});
    EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
    EXPECT_THAT(result.out, HasSubstr("FAULT "));
    EXPECT_THAT(result.out, HasSubstr(words));
  }

  TemporaryFolder folder_;
  PosixFileSystem files_;
  SystemClock clock_;
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<TestTenant> tenant_;
};

bool IsRevisionPart(const std::string& key, keys::Part part) {
  return key.back() == static_cast<char>(part);
}

TEST_F(UpkeepTest, FsckFindsASoundFolderSound) {
  server_->Terminate();
  const ProcessResult result = Run({"fsck"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("2 screenings, 2 revisions"));
  EXPECT_THAT(result.out, HasSubstr("everything agrees"));
}

TEST_F(UpkeepTest, CommandsRefuseWhileAServerRuns) {
  const ProcessResult fsck = Run({"fsck"});
  EXPECT_EQ(fsck.exit_code, 2);
  EXPECT_THAT(fsck.out, HasSubstr("a server is running"));
  const ProcessResult migrate = Run({"migrate"});
  EXPECT_EQ(migrate.exit_code, 69);
  EXPECT_THAT(migrate.err, HasSubstr("a server is running"));
  const ProcessResult restore = Run({"restore", "--backup", path("b")});
  EXPECT_EQ(restore.exit_code, 69);
  EXPECT_THAT(restore.err, HasSubstr("a server is running"));
}

TEST_F(UpkeepTest, FsckNamesEachKindOfDamage) {
  server_->Terminate();
  BackUp("sound");
  const auto reset = [this] {
    fs::remove_all(path("data/db"));
    const ProcessResult result =
        Run({"restore", "--backup", path("sound"), "--tiles", path("tiles")});
    ASSERT_EQ(result.exit_code, 0) << result.err;
  };
  const auto any = [](const std::string&) { return true; };
  Alter(Family::kRevisions, [](const std::string& key) {
    return IsRevisionPart(key, keys::Part::kBundle);
  });
  ExpectFault("an encrypted value was altered or moved");
  reset();
  Delete(Family::kRevisions, [](const std::string& key) {
    return IsRevisionPart(key, keys::Part::kMeta);
  });
  ExpectFault("revision 1 is missing");
  reset();
  Delete(Family::kScreenings,
         [](const std::string& key) { return key[16] == 'i'; });
  ExpectFault("is found by application, but is not there");
  reset();
  Delete(Family::kOwner,
         [](const std::string& key) { return key == keys::Owner(4); });
  ExpectFault("leaf 4: has no owner row");
  reset();
  Alter(Family::kLog,
        [](const std::string& key) { return key == keys::LogEntry(3); });
  ExpectFault("log node 0/3: is not what the entries below it make");
  reset();
  Alter(Family::kLog,
        [](const std::string& key) { return key == keys::LogNode(1, 0); });
  ExpectFault("log node 1/0: is not what the entries below it make");
  reset();
  Alter(Family::kIdempotency, any);
  ExpectFault("idempotency");
  reset();
  EXPECT_EQ(Run({"fsck"}).exit_code, 0);
}

// A row of each family that is no message, and one that is, in the wrong place.
TEST_F(UpkeepTest, FsckNamesBrokenRowsOfEveryFamilyInClear) {
  server_->Terminate();
  const std::string id(16, 'i');
  stored::v1::AnchorRow anchor;
  anchor.set_tree_size(2);
  anchor.set_root(std::string(32, 'r'));
  stored::v1::EventRow event;
  event.set_screening(id);
  stored::v1::RecheckRow recheck;
  recheck.set_attempt(1);
  stored::v1::AccessRow access;
  access.set_time(2);
  stored::v1::ApiKeyRow api_key;
  api_key.set_id("another");
  api_key.set_secret_digest(std::string(32, 'd'));
  stored::v1::TenantRow tenant;
  tenant.set_id(id);
  tenant.set_name("another");
  const struct {
    Family family;
    std::string key;
    std::string value;
  } kRows[] = {
      {Family::kAnchors, keys::Anchor("file", 2), anchor.SerializeAsString()},
      {Family::kEvents, keys::Event(id, 7), event.SerializeAsString()},
      {Family::kRechecks, keys::Recheck(7, id, id),
       recheck.SerializeAsString()},
      {Family::kAccess, keys::Access(7, 1), access.SerializeAsString()},
      {Family::kApiKeys, "some", api_key.SerializeAsString()},
      {Family::kTenants, "some", tenant.SerializeAsString()},
  };
  for (const auto& row : kRows) {
    const std::string where =
        absl::StrCat(FamilyName(row.family), " row ", HexEncode(row.key), ": ");
    Put(row.family, row.key, "\xff");
    ExpectFault(where + "is malformed");
    Put(row.family, row.key, row.value);
    ExpectFault(where + "does not agree");
    Delete(row.family, [&](const std::string& key) { return key == row.key; });
    EXPECT_EQ(Run({"fsck"}).exit_code, 0) << where;
  }
}

TEST_F(UpkeepTest, FsckTellsLostKeysAndWhatItCouldNotLookAt) {
  server_->Terminate();
  fs::rename(path("data/tenant.key"), path("tenant.key.away"));
  ProcessResult result = Run({"fsck"});
  EXPECT_EQ(result.exit_code, 2) << result.out;
  EXPECT_THAT(result.out, HasSubstr("NOT CHECKED keys"));
  EXPECT_FALSE(fs::exists(path("data/tenant.key")));
  fs::rename(path("tenant.key.away"), path("data/tenant.key"));
  fs::resize_file(path("data/keys/000.seg"), 96);
  ExpectFault("its key is gone");
}

TEST_F(UpkeepTest, RestoredServerGoesOnAndNamesWhatIsLost) {
  server_->Terminate();
  BackUp("b");
  Start();
  Screen(3);
  server_->Terminate();
  fs::rename(path("data/db"), path("db.old"));
  const ProcessResult restored =
      Run({"restore", "--backup", path("b"), "--tiles", path("tiles")});
  ASSERT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_THAT(restored.out, HasSubstr("LOST"));
  EXPECT_THAT(restored.out, HasSubstr("decision record"));
  const ProcessResult checked = Run({"fsck"});
  EXPECT_EQ(checked.exit_code, 0) << checked.out;
  EXPECT_THAT(checked.out, HasSubstr("LOST by a restore"));
  Start();
  Screen(3);
  server_->Terminate();
  EXPECT_EQ(Run({"fsck"}).exit_code, 0);
}

TEST_F(UpkeepTest, OlderStoreIsMigratedOnStartAfterABackup) {
  server_->Terminate();
  {
    const std::unique_ptr<Store> store = OpenStore();
    WriteBatch batch;
    batch.Put(Family::kMeta, "schema", "1");
    ASSERT_TRUE(store->Write(batch, Durability::kSynced).ok());
  }
  const ProcessResult fsck = Run({"fsck"});
  EXPECT_EQ(fsck.exit_code, 2);
  EXPECT_THAT(fsck.out, HasSubstr("prescreend migrate"));
  Start();
  server_->Terminate();
  EXPECT_EQ(Run({"fsck"}).exit_code, 0);
  int backups = 0;
  for (const auto& entry : fs::directory_iterator(folder_.path())) {
    const std::string name = entry.path().filename();
    if (name.find("data.before-schema-2-") == 0) ++backups;
  }
  EXPECT_EQ(backups, 1);
}

TEST_F(UpkeepTest, MigrateWithoutServingPrintsProgress) {
  server_->Terminate();
  {
    const std::unique_ptr<Store> store = OpenStore();
    WriteBatch batch;
    batch.Put(Family::kMeta, "schema", "1");
    ASSERT_TRUE(store->Write(batch, Durability::kSynced).ok());
  }
  const ProcessResult result = Run({"migrate"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("wrote the backup"));
  EXPECT_THAT(result.out, HasSubstr("migrated 2 screenings"));
  EXPECT_EQ(Run({"fsck"}).exit_code, 0);
}

TEST_F(UpkeepTest, NewerStoreIsRefused) {
  server_->Terminate();
  {
    const std::unique_ptr<Store> store = OpenStore();
    WriteBatch batch;
    batch.Put(Family::kMeta, "schema", "3");
    ASSERT_TRUE(store->Write(batch, Durability::kSynced).ok());
  }
  EXPECT_THAT(Run({"migrate"}).err, HasSubstr("newer release"));
  EXPECT_EQ(Run({"fsck"}).exit_code, 2);
}

}  // namespace
}  // namespace prescreen
