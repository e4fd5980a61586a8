// SPDX-License-Identifier: Apache-2.0
// A policy's way to activation by people with keys of their own.
#include <gtest/gtest.h>

#include <string>

#include "client/error_details.h"
#include "prescreen/v1/admin.pb.h"
#include "prescreen/v1/catalogue.pb.h"
#include "prescreen/v1/policy.pb.h"
#include "server/service/tenants.h"
#include "tests/support/raw_call.h"
#include "tests/support/service_rig.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

constexpr char kPolicy[] = "tenants/corp/policies/test-role@1";

struct Person {
  std::string key;   // its secret
  std::string name;  // `keys/{id}`
};

class ApprovalsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(rig_.Start().ok());
    ASSERT_TRUE(TestTenant(rig_.address()).SetUp().ok());
    const std::string bootstrap = rig_.BootstrapKey();
    v1::CreateTenantRequest tenant;
    tenant.set_tenant_id("corp");
    v1::Tenant made;
    ASSERT_EQ(Call("Admin/CreateTenant", tenant, bootstrap, &made), "");
    ASSERT_EQ(made.approvals_required(), 2);
    admin_ = MakePerson({v1::ADMIN}, "", bootstrap);
    author_ = MakePerson({v1::POLICY_AUTHOR, v1::APPROVER}, "tenants/corp",
                         admin_.key);
    first_ = MakePerson({v1::APPROVER}, "tenants/corp", admin_.key);
    second_ = MakePerson({v1::APPROVER}, "tenants/corp", admin_.key);
    TakeOverCatalogues();
    v1::CreatePolicyRequest create;
    create.set_parent("tenants/corp");
    create.set_text(TestPolicyText());
    ASSERT_EQ(Call("Policies/CreatePolicy", create, author_.key, &policy_), "");
    ASSERT_EQ(policy_.name(), kPolicy);
  }

  // The reason; "" where it succeeded.
  template <typename Reply>
  std::string Call(const std::string& method,
                   const google::protobuf::Message& request,
                   const std::string& key, Reply* reply) {
    const RawResult result =
        RawCall(rig_.channel(), method, request.SerializeAsString(), key);
    if (!result.status.ok()) return ErrorDetailsOf(result.status).reason;
    EXPECT_TRUE(reply->ParseFromString(result.replies.at(0))) << method;
    return "";
  }
  Person MakePerson(const std::vector<v1::Role>& roles,
                    const std::string& tenant, const std::string& by) {
    v1::CreateKeyRequest request;
    for (const v1::Role role : roles) request.add_roles(role);
    if (!tenant.empty()) request.add_tenants(tenant);
    v1::CreateKeyResponse made;
    EXPECT_EQ(Call("Admin/CreateKey", request, by, &made), "");
    return {made.secret(), made.key().name()};
  }
  // Of demo, which the policy's text refers to.
  void TakeOverCatalogues() {
    const Person reader = MakePerson({v1::AUDITOR}, "tenants/demo", admin_.key);
    for (const char* kind : {"issuers", "achievements", "skills"}) {
      v1::GetCatalogueRequest get;
      get.set_name(std::string("tenants/demo/catalogues/") + kind);
      v1::Catalogue catalogue;
      ASSERT_EQ(Call("Catalogues/GetCatalogue", get, reader.key, &catalogue),
                "");
      v1::ImportCatalogueRequest import;
      import.set_parent("tenants/corp");
      import.set_text(catalogue.text());
      ASSERT_EQ(
          Call("Catalogues/ImportCatalogue", import, author_.key, &catalogue),
          "");
    }
  }

  std::string Submit() {
    v1::SubmitPolicyRequest request;
    request.set_name(kPolicy);
    return Call("Policies/SubmitPolicy", request, author_.key, &policy_);
  }
  std::string Approve(const Person& person) {
    v1::ApprovePolicyRequest request;
    request.set_name(kPolicy);
    request.set_digest(policy_.digest());
    return Call("Policies/ApprovePolicy", request, person.key, &policy_);
  }
  std::string Activate(const Person& person) {
    v1::ActivatePolicyRequest request;
    request.set_name(kPolicy);
    return Call("Policies/ActivatePolicy", request, person.key, &policy_);
  }

  ServiceRig rig_;
  Person admin_;
  Person author_;
  Person first_;
  Person second_;
  v1::Policy policy_;
};

TEST_F(ApprovalsTest, TwoOthersThanTheAuthorMustApprove) {
  EXPECT_EQ(Approve(first_), "POLICY_NOT_SUBMITTED");
  EXPECT_EQ(Submit(), "");
  EXPECT_EQ(Activate(author_), "POLICY_NOT_APPROVED");
  EXPECT_EQ(Approve(author_), "APPROVER_IS_AUTHOR");
  EXPECT_EQ(Approve(first_), "");
  EXPECT_EQ(policy_.state(), v1::Policy::DRAFT);
  EXPECT_EQ(Activate(author_), "POLICY_NOT_APPROVED");
  // The same person's second approval is the first one.
  EXPECT_EQ(Approve(first_), "");
  EXPECT_EQ(policy_.state(), v1::Policy::DRAFT);
  EXPECT_EQ(Approve(second_), "");
  EXPECT_EQ(policy_.state(), v1::Policy::APPROVED);
  EXPECT_EQ(Activate(author_), "");
  EXPECT_EQ(policy_.state(), v1::Policy::ACTIVE);
}

TEST_F(ApprovalsTest, ARevokedApproverApprovesNoMore) {
  ASSERT_EQ(Submit(), "");
  ASSERT_EQ(Approve(first_), "");
  v1::RevokeKeyRequest revoke;
  revoke.set_name(second_.name);
  v1::ApiKey revoked;
  ASSERT_EQ(Call("Admin/RevokeKey", revoke, admin_.key, &revoked), "");
  EXPECT_EQ(Approve(second_), "KEY_REFUSED");
  EXPECT_EQ(Activate(author_), "POLICY_NOT_APPROVED");
  // Somebody else's counts.
  const Person third = MakePerson({v1::APPROVER}, "tenants/corp", admin_.key);
  EXPECT_EQ(Approve(third), "");
  EXPECT_EQ(Activate(third), "");
  EXPECT_EQ(policy_.state(), v1::Policy::ACTIVE);
}

TEST_F(ApprovalsTest, WhoMayNotApproveDoesNot) {
  ASSERT_EQ(Submit(), "");
  const Person recruiter =
      MakePerson({v1::RECRUITER}, "tenants/corp", admin_.key);
  EXPECT_EQ(Approve(recruiter), "ROLE_REQUIRED");
  EXPECT_EQ(Activate(recruiter), "ROLE_REQUIRED");
  const Person stranger =
      MakePerson({v1::APPROVER}, "tenants/demo", admin_.key);
  EXPECT_EQ(Approve(stranger), "TENANT_NOT_FOUND");
}

TEST(Approvals, ATenantThatSaysNothingNeedsTwo) {
  EXPECT_EQ(Tenant().approvals_required, 2u);
  EXPECT_EQ(NewTenant().approvals_required, 2);
}

}  // namespace
}  // namespace prescreen
