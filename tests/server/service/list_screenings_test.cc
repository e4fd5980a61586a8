// SPDX-License-Identifier: Apache-2.0
#include "server/service/list_screenings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/file_system.h"
#include "base/random.h"
#include "google/rpc/status.pb.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "server/service/errors.h"
#include "server/service/names.h"
#include "server/store/keys.h"
#include "server/store/sealed_value.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_store.h"

namespace prescreen {
namespace {

using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Events final : public EventLog {
 public:
  void Info(absl::string_view, const Fields&) override {}
  void Error(absl::string_view event, const Fields&) override {
    errors.emplace_back(event);
  }
  std::vector<std::string> errors;
};

// A tenant with screenings, as rows.
class ListTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              absl::StrCat("list_screenings_", ::getpid());
    std::filesystem::create_directories(folder_);
    keys_ = *KeyFile::Open(files_, random_, folder_ / "keys");
    const TenantKey key{std::string(16, 'i'), std::string(32, 'k')};
    AddTenantRow("demo", 'd', key.id);
    AddTenantRow("other", 'o', key.id);
    tenants_ = *Tenants::Open(store_, *keys_, key, random_, clock_, false);
    tenant_ = *tenants_->Find("demo");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void AddTenantRow(const std::string& name, char id,
                    const std::string& key_id) {
    stored::v1::TenantRow row;
    row.set_id(std::string(16, id));
    row.set_name(name);
    row.set_tenant_key_id(key_id);
    WriteBatch batch;
    batch.Put(Family::kTenants, name, row.SerializeAsString());
    ASSERT_TRUE(store_.Write(batch, Durability::kSynced).ok());
  }

  // Its uuid. `padding` makes the answer so long.
  std::string AddScreening(const Tenant& tenant, std::size_t padding = 0) {
    clock_.Advance(absl::Milliseconds(1));
    const std::string uuid = NewUuid7(random_, clock_.Now());
    const DataKey key = *keys_->NewKey(tenant.tenant_key_id);
    WriteBatch batch;
    const auto put = [&](Family family, const std::string& row_key,
                         const std::string& bytes) {
      batch.Put(family, row_key,
                SealValue(key, random_, family, row_key, bytes));
    };
    stored::v1::ScreeningRow row;
    row.set_revision(2);
    put(Family::kScreenings, keys::Screening(tenant.id, uuid),
        row.SerializeAsString());
    stored::v1::RevisionRow revision;
    batch.Put(Family::kRevisions,
              keys::Revision(tenant.id, uuid, 2, keys::Part::kMeta),
              revision.SerializeAsString());
    v1::ScreeningRecord answer;
    answer.set_application_ref("A-1");
    answer.set_policy_title(std::string(padding, 'x'));
    put(Family::kRevisions,
        keys::Revision(tenant.id, uuid, 2, keys::Part::kAnswer),
        answer.SerializeAsString());
    batch.Put(
        Family::kScreenings,
        keys::ScreeningByApplication(tenant.id, tenant.index_key, "p", uuid),
        uuid);
    EXPECT_TRUE(store_.Write(batch, Durability::kSynced).ok());
    EXPECT_TRUE(keys_->Flush().ok());
    return uuid;
  }

  absl::StatusOr<v1::ListScreeningsResponse> List(
      int page_size = 0, const std::string& token = "",
      const std::string& parent = "tenants/demo") {
    v1::ListScreeningsRequest request;
    request.set_parent(parent);
    request.set_page_size(page_size);
    request.set_page_token(token);
    return ListScreenings(store_, *keys_, *tenants_, events_, request);
  }

  // Page by page to the end.
  std::vector<std::string> AllNames(int page_size) {
    std::vector<std::string> names;
    std::string token;
    do {
      const auto page = List(page_size, token);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const auto& screening : page->screenings()) {
        names.push_back(screening.name());
      }
      token = page->next_page_token();
    } while (!token.empty());
    return names;
  }

  static std::string FieldOf(const absl::Status& status) {
    google::rpc::Status details;
    details.ParseFromString(ToGrpcStatus(status).error_details());
    for (const auto& detail : details.details()) {
      google::rpc::BadRequest bad;
      if (detail.UnpackTo(&bad)) return bad.field_violations(0).field();
    }
    return "";
  }

  std::filesystem::path folder_;
  PosixFileSystem files_;
  SystemRandom random_;
  FakeClock clock_;
  MemoryStore store_;
  Events events_;
  std::unique_ptr<KeyFile> keys_;
  std::unique_ptr<Tenants> tenants_;
  const Tenant* tenant_ = nullptr;
};

TEST_F(ListTest, OfATenantWithoutAnyIsEmpty) {
  AddScreening(**tenants_->Find("other"));
  const auto page = List();
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->screenings_size(), 0);
  EXPECT_EQ(page->next_page_token(), "");
}

TEST_F(ListTest, HoldsEveryScreeningOnceInOrderWhateverThePageSize) {
  std::vector<std::string> names;
  for (int i = 0; i < 300; ++i) {
    names.push_back(FormatScreeningName("demo", AddScreening(*tenant_)));
  }
  for (const int page_size : {1, 7, 127, 128, 129, 299, 300, 301, 1000}) {
    EXPECT_THAT(AllNames(page_size), ElementsAreArray(names)) << page_size;
  }
}

TEST_F(ListTest, PageSizesAreAsAip158Says) {
  for (int i = 0; i < 1003; ++i) AddScreening(*tenant_);
  EXPECT_THAT(List(0)->screenings(), SizeIs(50));
  EXPECT_THAT(List(5000)->screenings(), SizeIs(1000));
  EXPECT_THAT(List(1000)->screenings(), SizeIs(1000));
  EXPECT_EQ(FieldOf(List(-1).status()), "page_size");
}

TEST_F(ListTest, LastPageHasNoToken) {
  for (int i = 0; i < 128; ++i) AddScreening(*tenant_);
  EXPECT_EQ(List(128)->next_page_token(), "");
  EXPECT_NE(List(127)->next_page_token(), "");
}

TEST_F(ListTest, PageEndsAt3MiB) {
  for (int i = 0; i < 7; ++i) AddScreening(*tenant_, 1 << 20);
  const auto page = List();
  EXPECT_THAT(page->screenings(), SizeIs(2));
  EXPECT_LE(page->ByteSizeLong(), (3u << 20) + 1000);
  EXPECT_THAT(AllNames(50), SizeIs(7));
}

TEST_F(ListTest, AnAnswerLongerThanAPageIsAPageOfItsOwn) {
  AddScreening(*tenant_, 4 << 20);
  AddScreening(*tenant_);
  EXPECT_THAT(List()->screenings(), SizeIs(1));
  EXPECT_THAT(AllNames(50), SizeIs(2));
}

TEST_F(ListTest, ErasedScreeningIsPassedOverSilently) {
  AddScreening(*tenant_);
  const std::string erased = AddScreening(*tenant_);
  AddScreening(*tenant_);
  // Its rows are not deleted yet, its key is gone: no slot has that id.
  const std::string row_key = keys::Screening(tenant_->id, erased);
  std::string row = *store_.Get(Family::kScreenings, row_key);
  row.replace(1, 16, std::string(16, 'e'));
  WriteBatch batch;
  batch.Put(Family::kScreenings, row_key, row);
  ASSERT_TRUE(store_.Write(batch, Durability::kSynced).ok());
  EXPECT_THAT(AllNames(1), SizeIs(2));
  EXPECT_THAT(events_.errors, IsEmpty());
}

TEST_F(ListTest, DamagedScreeningDoesNotHideTheOthers) {
  const std::string damaged = AddScreening(*tenant_);
  AddScreening(*tenant_);
  const std::string row_key = keys::Screening(tenant_->id, damaged);
  std::string row = *store_.Get(Family::kScreenings, row_key);
  row.back() = static_cast<char>(row.back() ^ 1);
  WriteBatch batch;
  batch.Put(Family::kScreenings, row_key, row);
  ASSERT_TRUE(store_.Write(batch, Durability::kSynced).ok());
  EXPECT_THAT(AllNames(50), SizeIs(1));
  EXPECT_THAT(events_.errors, SizeIs(1));
}

TEST_F(ListTest, EngineFailureIsAnError) {
  AddScreening(*tenant_);
  store_.before_read = [] { return absl::UnavailableError("disk"); };
  EXPECT_TRUE(absl::IsUnavailable(List().status()));
}

TEST_F(ListTest, TokenOfAnotherTenantIsRefused) {
  AddScreening(*tenant_);
  AddScreening(*tenant_);
  const std::string token = List(1)->next_page_token();
  ASSERT_TRUE(List(1, token).ok());
  EXPECT_EQ(FieldOf(List(1, token, "tenants/other").status()), "page_token");
}

TEST_F(ListTest, AlteredTokenIsRefused) {
  AddScreening(*tenant_);
  AddScreening(*tenant_);
  const std::string token = List(1)->next_page_token();
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string altered = token;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(FieldOf(List(1, altered).status()), "page_token") << i;
    EXPECT_EQ(FieldOf(List(1, token.substr(0, i) + "=").status()), "page_token")
        << i;
  }
}

TEST_F(ListTest, UnknownTenantAndMalformedParentAreRefused) {
  EXPECT_TRUE(absl::IsNotFound(List(0, "", "tenants/nobody").status()));
  EXPECT_EQ(FieldOf(List(0, "", "demo").status()), "parent");
}

}  // namespace
}  // namespace prescreen
