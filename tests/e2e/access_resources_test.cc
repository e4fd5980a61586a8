// SPDX-License-Identifier: Apache-2.0
// What the access log names of each method's call.
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "prescreen/v1/admin.pb.h"
#include "prescreen/v1/catalogue.pb.h"
#include "prescreen/v1/policy.pb.h"
#include "prescreen/v1/receipt.pb.h"
#include "prescreen/v1/screening.pb.h"
#include "server/access/method.h"
#include "tests/support/raw_call.h"
#include "tests/support/service_rig.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

// A call and what its row names; $S a screening, $K a key. A resource that
// ends in `*` stands for what begins so.
struct LoggedCall {
  std::string method;
  google::protobuf::Message* request = nullptr;
  std::string text;
  std::string resource;
};

template <typename Request>
google::protobuf::Message* Empty() {
  static auto* const kRequest = new Request;
  return kRequest;
}

constexpr char kRole[] = "tenants/demo/policies/test-role@1";

std::vector<LoggedCall> ScreeningCalls() {
  return {
      {"Screening/CreateScreening", Empty<v1::CreateScreeningRequest>(),
       R"(parent: "tenants/demo" policy: "tenants/demo/policies/test-role"
          application_ref: "A-2")",
       "tenants/demo/screenings/*"},
      {"Screening/AddCredentials", Empty<v1::AddCredentialsRequest>(),
       R"(name: "$S" documents { content: "x" })", "$S"},
      {"Screening/ReevaluateScreening", Empty<v1::ReevaluateScreeningRequest>(),
       R"(name: "$S")", "$S"},
      {"Screening/GetScreening", Empty<v1::GetScreeningRequest>(),
       R"(name: "$S")", "$S"},
      {"Screening/ListScreenings", Empty<v1::ListScreeningsRequest>(),
       R"(parent: "tenants/demo" application_ref: "A-1")", "tenants/demo"},
      // Refused once the tenant is known, so that it ends.
      {"Screening/WatchScreenings", Empty<v1::WatchScreeningsRequest>(),
       R"(parent: "tenants/demo" heartbeat {})", "tenants/demo"},
      {"Screening/StreamScreenings", Empty<v1::CreateScreeningRequest>(),
       R"(parent: "tenants/demo" policy: "tenants/demo/policies/test-role"
          application_ref: "A-3"
          request_id: "11111111-2222-4333-8444-555555555555")",
       "tenants/demo"},
      {"Screening/VerifyBundle", Empty<v1::VerifyBundleRequest>(),
       R"(parent: "tenants/demo" documents { content: "x" })", "tenants/demo"},
      {"Screening/ListReasonCodes", Empty<v1::ListReasonCodesRequest>(), "",
       ""},
      {"Screening/CancelScreening", Empty<v1::CancelScreeningRequest>(),
       R"(name: "$S")", "$S"},
  };
}

std::vector<LoggedCall> RuleCalls() {
  const std::string name = absl::StrCat(R"(name: ")", kRole, R"(")");
  const std::string parent = R"(parent: "tenants/demo")";
  const std::string text = absl::StrReplaceAll(
      TestPolicyText(), {{"\n", "\\n"}, {"id: test-role", "id: other-role"}});
  return {
      {"Policies/CreatePolicy", Empty<v1::CreatePolicyRequest>(),
       absl::StrCat(parent, R"( text: ")", text, R"(")"),
       "tenants/demo/policies/other-role@1"},
      {"Policies/SubmitPolicy", Empty<v1::SubmitPolicyRequest>(),
       R"(name: "tenants/demo/policies/other-role@1")",
       "tenants/demo/policies/other-role@1"},
      // Refused: the caller is the author.
      {"Policies/ApprovePolicy", Empty<v1::ApprovePolicyRequest>(), name,
       kRole},
      {"Policies/ActivatePolicy", Empty<v1::ActivatePolicyRequest>(), name,
       kRole},
      {"Policies/GetPolicy", Empty<v1::GetPolicyRequest>(), name, kRole},
      {"Policies/ListPolicies", Empty<v1::ListPoliciesRequest>(), parent,
       "tenants/demo"},
      {"Policies/RenderPolicy", Empty<v1::RenderPolicyRequest>(), name, kRole},
      {"Catalogues/ImportCatalogue", Empty<v1::ImportCatalogueRequest>(), "$I",
       "tenants/demo/catalogues/skills@*"},
      {"Catalogues/GetCatalogue", Empty<v1::GetCatalogueRequest>(),
       R"(name: "tenants/demo/catalogues/issuers")",
       "tenants/demo/catalogues/issuers"},
      {"Catalogues/ListCatalogues", Empty<v1::ListCataloguesRequest>(), parent,
       "tenants/demo"},
  };
}

std::vector<LoggedCall> OtherCalls() {
  const std::string receipt = R"(name: "$S/revisions/1/receipt")";
  return {
      {"Receipts/GetReceipt", Empty<v1::GetReceiptRequest>(), receipt,
       "$S/revisions/1/receipt"},
      {"Receipts/WaitReceipt", Empty<v1::WaitReceiptRequest>(),
       receipt + " wait_for: LOGGED", "$S/revisions/1/receipt"},
      {"Receipts/GetCheckpoint", Empty<v1::GetCheckpointRequest>(),
       R"(name: "log/checkpoints/latest")", "log/checkpoints/latest"},
      {"Receipts/GetInclusionProof", Empty<v1::GetInclusionProofRequest>(),
       R"(name: "log/leaves/0")", "log/leaves/0"},
      {"Receipts/GetConsistencyProof", Empty<v1::GetConsistencyProofRequest>(),
       "first_size: 1", ""},
      {"Receipts/ListAnchors", Empty<v1::ListAnchorsRequest>(),
       R"(parent: "anchors/-")", "anchors/-"},
      {"Admin/CreateTenant", Empty<v1::CreateTenantRequest>(),
       R"(tenant_id: "corp")", "tenants/corp"},
      {"Admin/ListTenants", Empty<v1::ListTenantsRequest>(), "", ""},
      {"Admin/CreateKey", Empty<v1::CreateKeyRequest>(), "roles: ATS",
       "keys/*"},
      {"Admin/ListKeys", Empty<v1::ListKeysRequest>(), "", ""},
      {"Admin/RevokeKey", Empty<v1::RevokeKeyRequest>(), R"(name: "$K")", "$K"},
      {"Admin/Backup", Empty<v1::BackupRequest>(), R"(folder: "one")", ""},
      {"Admin/GetServerInfo", Empty<v1::GetServerInfoRequest>(), "", ""},
      {"Admin/ListAccess", Empty<v1::ListAccessRequest>(),
       R"(tenant: "tenants/demo")", "tenants/demo"},
  };
}

class AccessResourcesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(rig_.Start().ok());
    TestTenant tenant(rig_.address());
    ASSERT_TRUE(tenant.SetUp().ok());
    v1::CreateScreeningResponse response;
    ASSERT_TRUE(tenant.Screen(TestTenant::Request("A-1", {}), &response).ok());
    screening_ = response.screening().name();
    const auto everything = MakeKey(rig_.BootstrapKey());
    key_ = everything.secret();
    other_ = MakeKey(key_).key().name();
  }
  v1::CreateKeyResponse MakeKey(const std::string& by) {
    v1::CreateKeyRequest request;
    for (int role = v1::ATS; role <= v1::ADMIN; ++role) {
      request.add_roles(static_cast<v1::Role>(role));
    }
    return Get<v1::CreateKeyResponse>("Admin/CreateKey", request, by);
  }
  template <typename Reply>
  Reply Get(const std::string& method, const google::protobuf::Message& request,
            const std::string& key) {
    const RawResult result =
        RawCall(rig_.channel(), method, request.SerializeAsString(), key);
    EXPECT_TRUE(result.status.ok()) << method << ": " << result.status;
    Reply reply;
    if (!result.replies.empty()) reply.ParseFromString(result.replies[0]);
    return reply;
  }
  std::string Filled(const std::string& text) const {
    return absl::StrReplaceAll(text, {{"$S", screening_}, {"$K", other_}});
  }
  // The skills as they are: importing them again gives their version.
  std::string SkillsImport() {
    v1::GetCatalogueRequest get;
    get.set_name("tenants/demo/catalogues/skills");
    v1::ImportCatalogueRequest import;
    import.set_parent("tenants/demo");
    import.set_text(
        Get<v1::Catalogue>("Catalogues/GetCatalogue", get, key_).text());
    return import.SerializeAsString();
  }
  void Check(const LoggedCall& call) {
    std::string bytes;
    if (call.text == "$I") {
      bytes = SkillsImport();
    } else {
      ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
          Filled(call.text), call.request))
          << call.method;
      bytes = call.request->SerializeAsString();
    }
    const RawResult result = RawCall(rig_.channel(), call.method, bytes, key_);
    if (call.method != "Screening/WatchScreenings" &&
        call.method != "Policies/ApprovePolicy") {
      EXPECT_TRUE(result.status.ok()) << call.method << result.status;
    }
    v1::ListAccessRequest list;
    list.set_page_size(1);
    const auto log =
        Get<v1::ListAccessResponse>("Admin/ListAccess", list, key_);
    ASSERT_EQ(log.entries_size(), 1);
    EXPECT_EQ(log.entries(0).method(), call.method);
    std::string expected = Filled(call.resource);
    std::string resource = log.entries(0).resource();
    if (!expected.empty() && expected.back() == '*') {
      expected.pop_back();
      EXPECT_GT(resource.size(), expected.size()) << call.method;
      resource.resize(std::min(resource.size(), expected.size()));
    }
    EXPECT_EQ(resource, expected) << call.method;
  }

  ServiceRig rig_;
  std::string key_;
  std::string screening_;
  std::string other_;
};

TEST_F(AccessResourcesTest, EachMethodsRowNamesWhatWasCalledUpon) {
  std::vector<LoggedCall> calls = ScreeningCalls();
  for (const LoggedCall& call : RuleCalls()) calls.push_back(call);
  for (const LoggedCall& call : OtherCalls()) calls.push_back(call);
  for (const LoggedCall& call : calls) Check(call);
  for (const MethodRule& rule : MethodRules()) {
    EXPECT_EQ(std::count_if(calls.begin(), calls.end(),
                            [&rule](const auto& call) {
                              return call.method == rule.name;
                            }),
              1)
        << rule.name;
  }
}

}  // namespace
}  // namespace prescreen
