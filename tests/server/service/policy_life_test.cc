// SPDX-License-Identifier: Apache-2.0
// From DRAFT to ACTIVE, at the leaves that do it; and the lists of what is
// stored.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/random.h"
#include "client/sample/deploy_texts.h"
#include "server/policy/role_policy.h"
#include "server/service/errors.h"
#include "server/service/list_rules.h"
#include "server/service/policy_library.h"
#include "server/service/rule_leaves.h"
#include "server/store/keys.h"
#include "tests/support/fake_clock.h"
#include "tests/support/leaf_runner.h"
#include "tests/support/memory_store.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using PolicyResult = absl::StatusOr<stored::v1::PolicyRow>;

constexpr char kOrigin[] = "prescreen.example/log";
constexpr char kOtherSkills[] =
    "kind: SkillMap\nskills:\n  - {id: welding, title: Welding}\n";

class OneTenant final : public TenantAccess {
 public:
  explicit OneTenant(const Tenant& tenant) : tenant_(tenant) {}
  absl::StatusOr<const Tenant*> Find(absl::string_view name) const override {
    if (name == tenant_.name) return &tenant_;
    return ServiceError(absl::StatusCode::kNotFound, v1::TENANT_NOT_FOUND, "");
  }

 private:
  const Tenant& tenant_;
};

class PolicyLifeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    tenant_.name = "acme";
    tenant_.id = std::string(16, 't');
    tenant_.index_key = std::string(32, 'x');
    tenant_.approvals_required = 2;
    for (const absl::string_view text :
         {sample::DeployedIssuers(), sample::DeployedAchievements(),
          sample::DeployedSkills()}) {
      Import(std::string(text));
    }
    AddDraft(1);
  }

  void Import(const std::string& text) {
    std::vector<yaml::Fault> faults;
    auto catalogue = ParseCatalogue(text, &faults);
    ASSERT_TRUE(catalogue.has_value());
    bool ok = false;
    const auto leaf = MakeCatalogueLeaf(
        tenant_, *std::move(catalogue), text, kOrigin, random_,
        [&](absl::StatusOr<stored::v1::CatalogueRow> row) { ok = row.ok(); });
    runner_.Run(*leaf);
    ASSERT_TRUE(ok);
  }

  void AddDraft(std::uint32_t version, const std::string& id = "test-role") {
    const std::string text = TestPolicyText();
    const ParsedPolicy parsed = ParseRolePolicy(text);
    ASSERT_TRUE(parsed.policy.has_value());
    stored::v1::PolicyRow row;
    row.set_major(version);
    row.set_state(v1::Policy::DRAFT);
    row.set_text(text);
    row.set_canonical_text(parsed.policy->canonical_text);
    row.set_digest(parsed.policy->digest);
    row.set_author("keys/author");
    WriteBatch batch;
    batch.Put(Family::kPolicies,
              keys::PolicyVersion(tenant_.id, id, version, 0),
              row.SerializeAsString());
    ASSERT_TRUE(store_.Write(batch, Durability::kSynced).ok());
  }

  static PolicyName Name(std::uint32_t version) {
    return {"acme", "test-role", Version{version, 0}};
  }
  using Done = std::function<void(PolicyResult)>;
  PolicyResult Run(
      const std::function<std::unique_ptr<PendingLeaf>(Done)>& make) {
    PolicyResult result = absl::UnknownError("not done");
    runner_.Run(*make([&](PolicyResult row) { result = std::move(row); }));
    return result;
  }
  PolicyResult Submit(std::uint32_t version = 1) {
    return Run([&](Done done) {
      return MakeSubmissionLeaf(tenant_, Name(version), std::move(done));
    });
  }
  PolicyResult Approve(const std::string& approver,
                       const std::string& digest = "") {
    return Run([&](Done done) {
      return MakeApprovalLeaf(tenant_, Name(1), approver, digest,
                              std::move(done));
    });
  }
  PolicyResult Activate(std::uint32_t version = 1) {
    return Run([&](Done done) {
      return MakeActivationLeaf(tenant_, Name(version), kOrigin, random_,
                                std::move(done));
    });
  }

  Tenant tenant_;
  MemoryStore store_;
  FakeClock clock_;
  SystemRandom random_;
  LeafRunner runner_{store_, clock_};
};

std::string ReasonOf(const absl::Status& status) {
  return ToRpcStatus(status).DebugString();
}

TEST_F(PolicyLifeTest, TwoOthersApproveThenItIsActivated) {
  ASSERT_TRUE(Submit().ok());
  EXPECT_EQ(Approve("keys/a")->state(), v1::Policy::DRAFT);
  EXPECT_EQ(Approve("keys/b")->state(), v1::Policy::APPROVED);
  const auto active = Activate();
  ASSERT_TRUE(active.ok()) << active.status();
  EXPECT_EQ(active->state(), v1::Policy::ACTIVE);
  EXPECT_THAT(runner_.last()->bytes, HasSubstr("\"approvals\":2"));
  const v1::Policy shown = ToProto(tenant_, "test-role", *active);
  EXPECT_EQ(shown.author(), "keys/author");
  EXPECT_EQ(shown.approvals_size(), 2);
  EXPECT_EQ(shown.approvals(1).approver(), "keys/b");
  EXPECT_EQ(shown.approvals_required(), 2);
  EXPECT_TRUE(shown.has_submit_time());
}

TEST_F(PolicyLifeTest, SubmissionAddsNoLeafAndLocksTheCatalogues) {
  const auto submitted = Submit();
  ASSERT_TRUE(submitted.ok()) << submitted.status();
  EXPECT_FALSE(runner_.last().has_value());
  EXPECT_EQ(submitted->skills_version(), 1u);
  Import(kOtherSkills);
  ASSERT_TRUE(Approve("keys/a").ok());
  ASSERT_TRUE(Approve("keys/b").ok());
  EXPECT_EQ(Activate()->skills_version(), 1u);
}

TEST_F(PolicyLifeTest, SecondSubmissionChangesNothing) {
  const auto first = Submit();
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(Submit()->submit_time(), first->submit_time());
}

TEST_F(PolicyLifeTest, TooFewApprovalsAreRefused) {
  EXPECT_THAT(ReasonOf(Activate().status()), HasSubstr("POLICY_NOT_APPROVED"));
  ASSERT_TRUE(Submit().ok());
  ASSERT_TRUE(Approve("keys/a").ok());
  const auto active = Activate();
  EXPECT_EQ(active.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(ReasonOf(active.status()), HasSubstr("POLICY_NOT_APPROVED"));
}

TEST_F(PolicyLifeTest, AuthorCannotApprove) {
  ASSERT_TRUE(Submit().ok());
  const auto row = Approve("keys/author");
  EXPECT_EQ(row.status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(ReasonOf(row.status()), HasSubstr("APPROVER_IS_AUTHOR"));
}

TEST_F(PolicyLifeTest, OneApproverCountsOnce) {
  ASSERT_TRUE(Submit().ok());
  ASSERT_TRUE(Approve("keys/a").ok());
  const auto again = Approve("keys/a");
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->approvals_size(), 1);
  EXPECT_EQ(again->state(), v1::Policy::DRAFT);
}

TEST_F(PolicyLifeTest, ApprovalNeedsSubmission) {
  const auto row = Approve("keys/a");
  EXPECT_EQ(row.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(ReasonOf(row.status()), HasSubstr("POLICY_NOT_SUBMITTED"));
}

TEST_F(PolicyLifeTest, ApprovalOfAnotherTextIsRefused) {
  const auto submitted = Submit();
  const auto row = Approve("keys/a", std::string(32, 'z'));
  EXPECT_EQ(row.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(ReasonOf(row.status()), HasSubstr("digest"));
  EXPECT_TRUE(Approve("keys/a", submitted->digest()).ok());
}

TEST_F(PolicyLifeTest, ApprovedVersionTakesNoMoreApprovals) {
  ASSERT_TRUE(Submit().ok());
  for (const char* approver : {"keys/a", "keys/b", "keys/c"}) {
    ASSERT_TRUE(Approve(approver).ok());
  }
  EXPECT_EQ(Approve("keys/d")->approvals_size(), 2);
}

TEST_F(PolicyLifeTest, WhereNoApprovalIsNeededSubmissionApproves) {
  tenant_.approvals_required = 0;
  EXPECT_THAT(ReasonOf(Activate().status()), HasSubstr("POLICY_NOT_APPROVED"));
  EXPECT_EQ(Submit()->state(), v1::Policy::APPROVED);
  EXPECT_TRUE(Activate().ok());
}

TEST_F(PolicyLifeTest, SandboxActivatesADraft) {
  tenant_.sandbox = true;
  const auto active = Activate();
  ASSERT_TRUE(active.ok()) << active.status();
  EXPECT_THAT(runner_.last()->bytes, HasSubstr("\"approvals\":0"));
  EXPECT_THAT(ReasonOf(Submit().status()), HasSubstr("POLICY_NOT_DRAFT"));
}

TEST_F(PolicyLifeTest, UnknownVersionIsNotFound) {
  EXPECT_EQ(Submit(9).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Activate(9).status().code(), absl::StatusCode::kNotFound);
}

// Every page of a size, as names.
std::vector<std::string> AllPolicies(const StoreReader& store,
                                     const Tenant& tenant,
                                     v1::ListPoliciesRequest request) {
  std::vector<std::string> names;
  for (int page = 0; page < 20; ++page) {
    const auto response = ListPolicies(store, OneTenant(tenant), request);
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) break;
    for (const v1::Policy& policy : response->policies()) {
      EXPECT_EQ(policy.text(), "");
      EXPECT_NE(policy.title(), "");
      names.push_back(policy.name().substr(policy.name().rfind('/') + 1));
    }
    request.set_page_token(response->next_page_token());
    if (request.page_token().empty()) break;
  }
  return names;
}

TEST_F(PolicyLifeTest, PoliciesAreListedPageByPage) {
  AddDraft(2);
  AddDraft(10);
  AddDraft(1, "test-role-b");
  AddDraft(3, "a-role");
  for (const int size : {1, 2, 3, 0}) {
    v1::ListPoliciesRequest request;
    request.set_parent("tenants/acme");
    request.set_page_size(size);
    EXPECT_THAT(AllPolicies(store_, tenant_, request),
                ElementsAre("a-role@3", "test-role@10", "test-role@2",
                            "test-role@1", "test-role-b@1"));
  }
}

TEST_F(PolicyLifeTest, PoliciesAreFilteredByState) {
  AddDraft(2);
  tenant_.sandbox = true;
  ASSERT_TRUE(Activate(1).ok());
  v1::ListPoliciesRequest request;
  request.set_parent("tenants/acme");
  request.set_page_size(1);
  request.add_states(v1::Policy::ACTIVE);
  EXPECT_THAT(AllPolicies(store_, tenant_, request),
              ElementsAre("test-role@1"));
}

TEST_F(PolicyLifeTest, PageTokenIsForItsRequestAlone) {
  AddDraft(2);
  v1::ListPoliciesRequest request;
  request.set_parent("tenants/acme");
  request.set_page_size(1);
  const auto first = ListPolicies(store_, OneTenant(tenant_), request);
  ASSERT_NE(first->next_page_token(), "");
  request.set_page_token(first->next_page_token());
  request.set_page_size(5);
  EXPECT_TRUE(ListPolicies(store_, OneTenant(tenant_), request).ok());
  request.add_states(v1::Policy::DRAFT);
  const auto other = ListPolicies(store_, OneTenant(tenant_), request);
  EXPECT_EQ(other.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(ReasonOf(other.status()), HasSubstr("page_token"));
  v1::ListCataloguesRequest catalogues;
  catalogues.set_parent("tenants/acme");
  catalogues.set_page_token(first->next_page_token());
  EXPECT_FALSE(ListCatalogues(store_, OneTenant(tenant_), catalogues).ok());
}

TEST_F(PolicyLifeTest, CataloguesAreListedByKindNewestFirst) {
  Import(kOtherSkills);
  for (const int size : {1, 3, 0}) {
    v1::ListCataloguesRequest request;
    request.set_parent("tenants/acme");
    request.set_page_size(size);
    std::vector<std::string> names;
    do {
      const auto page = ListCatalogues(store_, OneTenant(tenant_), request);
      ASSERT_TRUE(page.ok()) << page.status();
      for (const v1::Catalogue& catalogue : page->catalogues()) {
        EXPECT_EQ(catalogue.text(), "");
        names.push_back(
            catalogue.name().substr(catalogue.name().rfind('/') + 1));
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    EXPECT_THAT(names, ElementsAre("issuers@1", "achievements@1", "skills@2",
                                   "skills@1"));
  }
}

TEST_F(PolicyLifeTest, CataloguesOfOneKind) {
  v1::ListCataloguesRequest request;
  request.set_parent("tenants/acme");
  request.set_kind("achievements");
  EXPECT_EQ(
      ListCatalogues(store_, OneTenant(tenant_), request)->catalogues_size(),
      1);
  request.set_kind("badges");
  EXPECT_THAT(
      ReasonOf(ListCatalogues(store_, OneTenant(tenant_), request).status()),
      HasSubstr("kind"));
}

}  // namespace
}  // namespace prescreen
