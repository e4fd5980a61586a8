// SPDX-License-Identifier: Apache-2.0
// Who may call what, over the real server.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "server/access/method.h"
#include "server/verify/cryptosuite.h"
#include "server/verify/jose_algorithm.h"
#include "tests/support/access_rig.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kNobody[] = "00000000-0000-7000-8000-000000000000";

// A request for each method, of the tenant `demo` where it has one.
const std::map<std::string, std::string>& Requests() {
  static const auto* const kRequests = new std::map<std::string, std::string>{
      {"Screening/CreateScreening",
       R"(parent: "tenants/demo" policy: "tenants/demo/policies/test-role"
          application_ref: "A-2")"},
      {"Screening/AddCredentials", R"(name: "$S" documents {content: "x"})"},
      {"Screening/ReevaluateScreening", R"(name: "$S")"},
      {"Screening/CancelScreening", R"(name: "$S")"},
      {"Screening/GetScreening", R"(name: "$S")"},
      {"Screening/ListScreenings", R"(parent: "tenants/demo")"},
      {"Screening/WatchScreenings", R"(parent: "tenants/demo")"},
      {"Screening/StreamScreenings",
       R"(parent: "tenants/demo" policy: "tenants/demo/policies/test-role"
          application_ref: "A-3"
          request_id: "11111111-2222-4333-8444-555555555555")"},
      {"Screening/VerifyBundle",
       R"(parent: "tenants/demo" documents {content: "x"})"},
      {"Screening/ListReasonCodes", ""},
      {"Policies/CreatePolicy", R"(parent: "tenants/demo" text: "x")"},
      {"Policies/SubmitPolicy", R"(name: "tenants/demo/policies/test-role@1")"},
      {"Policies/ApprovePolicy",
       R"(name: "tenants/demo/policies/test-role@1" digest: "00")"},
      {"Policies/ActivatePolicy",
       R"(name: "tenants/demo/policies/test-role@1")"},
      {"Policies/GetPolicy", R"(name: "tenants/demo/policies/test-role@1")"},
      {"Policies/ListPolicies", R"(parent: "tenants/demo")"},
      {"Policies/RenderPolicy", R"(name: "tenants/demo/policies/test-role@1")"},
      {"Catalogues/ImportCatalogue", R"(parent: "tenants/demo" text: "x")"},
      {"Catalogues/GetCatalogue", R"(name: "tenants/demo/catalogues/issuers")"},
      {"Catalogues/ListCatalogues", R"(parent: "tenants/demo")"},
      {"Receipts/GetReceipt", R"(name: "$S/revisions/1/receipt")"},
      {"Receipts/WaitReceipt",
       R"(name: "$S/revisions/1/receipt" wait_for: LOGGED)"},
      {"Receipts/GetCheckpoint", R"(name: "log/checkpoints/latest")"},
      {"Receipts/GetInclusionProof", ""},
      {"Receipts/GetConsistencyProof", ""},
      {"Receipts/ListAnchors", R"(parent: "anchors/-")"},
      {"Admin/CreateTenant", R"(tenant_id: "demo")"},
      {"Admin/ListTenants", ""},
      {"Admin/CreateKey", R"(roles: ATS tenants: "tenants/demo")"},
      {"Admin/ListKeys", ""},
      {"Admin/RevokeKey", R"(name: "$K")"},
      {"Admin/Backup", R"(folder: "x")"},
      {"Admin/GetServerInfo", ""},
      {"Admin/ListAccess", R"(tenant: "tenants/demo")"},
  };
  return *kRequests;
}

// What is the same for every caller, or the caller's own.
const std::set<std::string>& Shared() {
  static const auto* const kShared =
      new std::set<std::string>{"Screening/ListReasonCodes",
                                "Receipts/GetCheckpoint",
                                "Receipts/GetInclusionProof",
                                "Receipts/GetConsistencyProof",
                                "Receipts/ListAnchors",
                                "Admin/ListTenants",
                                "Admin/ListKeys",
                                "Admin/GetServerInfo"};
  return *kShared;
}

const std::vector<v1::Role>& EveryRole() {
  static const auto* const kRoles = new std::vector<v1::Role>{
      v1::ATS,      v1::RECRUITER, v1::REVIEWER, v1::POLICY_AUTHOR,
      v1::APPROVER, v1::AUDITOR,   v1::PRIVACY,  v1::ADMIN};
  return *kRoles;
}

class AccessTest : public AccessRig {
 protected:
  // Every method of every service, as the server's descriptors have them.
  static std::vector<const google::protobuf::MethodDescriptor*> Methods() {
    std::vector<const google::protobuf::MethodDescriptor*> methods;
    for (const char* name :
         {"screening", "policy", "catalogue", "receipt", "admin"}) {
      const auto* file =
          google::protobuf::DescriptorPool::generated_pool()->FindFileByName(
              absl::StrCat("prescreen/v1/", name, ".proto"));
      for (int s = 0; s < file->service_count(); ++s) {
        for (int m = 0; m < file->service(s)->method_count(); ++m) {
          methods.push_back(file->service(s)->method(m));
        }
      }
    }
    return methods;
  }
  static std::string NameOf(const google::protobuf::MethodDescriptor& method) {
    return absl::StrCat(method.service()->name(), "/", method.name());
  }
  using Replacements = std::vector<std::pair<std::string, std::string>>;
  std::string RequestFor(const google::protobuf::MethodDescriptor& method,
                         const std::string& key_name) {
    return RequestWith(method, {{"$S", screening_}, {"$K", key_name}});
  }
  std::string RequestWith(const google::protobuf::MethodDescriptor& method,
                          const Replacements& replacements) {
    const auto found = Requests().find(NameOf(method));
    EXPECT_NE(found, Requests().end()) << NameOf(method);
    if (found == Requests().end()) return "";
    std::unique_ptr<google::protobuf::Message> request(
        google::protobuf::MessageFactory::generated_factory()
            ->GetPrototype(method.input_type())
            ->New());
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        absl::StrReplaceAll(found->second, replacements), request.get()))
        << NameOf(method);
    return request->SerializeAsString();
  }
  RawResult CallAs(const google::protobuf::MethodDescriptor& method,
                   const Replacements& replacements, const std::string& key) {
    return RawCall(tenant_->channel(), NameOf(method),
                   RequestWith(method, replacements), key);
  }
  // With the reason that tells nothing: of a stream, for its item.
  void ExpectRefused(const std::string& name, const RawResult& result) {
    absl::Status status = result.status;
    v1::StreamScreeningsResponse item;
    if (name == "Screening/StreamScreenings" && !result.replies.empty() &&
        item.ParseFromString(result.replies[0])) {
      status = StatusWithDetails(
          static_cast<absl::StatusCode>(item.error().code()),
          item.error().message(), item.error().SerializeAsString());
    }
    EXPECT_TRUE(absl::IsNotFound(status) || absl::IsPermissionDenied(status))
        << name << ": " << status;
    EXPECT_THAT(
        ErrorDetailsOf(status).reason,
        ::testing::AnyOf("TENANT_NOT_FOUND", "KEY_NOT_FOUND", "ROLE_REQUIRED"))
        << name;
  }
  static void ExpectSame(const std::string& name, const RawResult& one,
                         const RawResult& other) {
    EXPECT_EQ(one.status, other.status) << name;
    if (Shared().count(name) == 0) {
      EXPECT_EQ(one.replies, other.replies) << name;
    }
  }
};

TEST_F(AccessTest, NoMethodGivesAnotherTenantsDataOrTouchesIt) {
  const std::string bootstrap = BootstrapKey();
  MakeTenant("globex", bootstrap);
  const auto theirs = MakeKey(EveryRole(), {"tenants/demo"}, bootstrap);
  const auto stranger = MakeKey(EveryRole(), {"tenants/globex"}, bootstrap);
  const std::string id = screening_.substr(screening_.rfind('/') + 1);
  for (const auto* method : Methods()) {
    const std::string name = NameOf(*method);
    const RawResult result =
        CallAs(*method, {{"$S", screening_}, {"$K", theirs.key().name()}},
               stranger.secret());
    if (Shared().count(name) == 0) ExpectRefused(name, result);
    for (const std::string& reply : result.replies) {
      EXPECT_THAT(reply, Not(HasSubstr("tenants/demo"))) << name;
      EXPECT_THAT(reply, Not(HasSubstr(theirs.key().name()))) << name;
      EXPECT_THAT(reply, Not(HasSubstr(id))) << name;
    }
    // Of what there is not the answer is the same.
    ExpectSame(
        name, result,
        CallAs(*method,
               {{"$S", std::string("tenants/none/screenings/") + kNobody},
                {"$K", "keys/none"},
                {"tenants/demo", "tenants/none"},
                {"\"demo\"", "\"none\""}},
               stranger.secret()));
    if (Requests().at(name).find("$S") == std::string::npos) continue;
    // Nor is the id known where it is not: under the caller's own tenant.
    const auto own = [&](const std::string& uuid) {
      return CallAs(*method, {{"$S", "tenants/globex/screenings/" + uuid}},
                    stranger.secret());
    };
    const RawResult moved = own(id);
    EXPECT_TRUE(absl::IsNotFound(moved.status)) << name << moved.status;
    ExpectSame(name, moved, own(kNobody));
  }
  // The owner finds everything as it was.
  v1::GetScreeningRequest request;
  request.set_name(screening_);
  const auto screening = Get<v1::ScreeningRecord>("Screening/GetScreening",
                                                  request, theirs.secret());
  EXPECT_EQ(screening.state(), v1::ScreeningRecord::AWAITING_EVIDENCE);
  EXPECT_EQ(screening.revision(), 1);
}

TEST_F(AccessTest, EachRoleIsRefusedWhatItsRowDoesNotGrant) {
  const std::string bootstrap = BootstrapKey();
  for (const v1::Role role : EveryRole()) {
    const auto key = MakeKey({role}, {"tenants/demo"}, bootstrap);
    for (const auto* method : Methods()) {
      const std::string name = NameOf(*method);
      const MethodRule* rule = nullptr;
      for (const MethodRule& each : MethodRules()) {
        if (each.name == name) rule = &each;
      }
      ASSERT_NE(rule, nullptr) << name;
      if (rule->roles.Has(role)) continue;
      const RawResult result =
          RawCall(tenant_->channel(), name,
                  RequestFor(*method, key.key().name()), key.secret());
      EXPECT_TRUE(absl::IsPermissionDenied(result.status))
          << name << " as " << v1::Role_Name(role) << ": " << result.status;
      EXPECT_EQ(ReasonOf(result), "ROLE_REQUIRED") << name;
      EXPECT_TRUE(result.replies.empty()) << name;
    }
  }
}

TEST_F(AccessTest, EveryMethodNeedsAKeyOnceOneExists) {
  MakeKey({v1::ATS}, {"tenants/demo"}, BootstrapKey());
  for (const auto* method : Methods()) {
    const std::string name = NameOf(*method);
    const std::string request = RequestFor(*method, "keys/x");
    const RawResult without = RawCall(tenant_->channel(), name, request, "");
    EXPECT_TRUE(absl::IsUnauthenticated(without.status)) << name;
    EXPECT_EQ(ReasonOf(without), "KEY_REQUIRED") << name;
    const RawResult wrong =
        RawCall(tenant_->channel(), name, request, "psk_0_x");
    EXPECT_TRUE(absl::IsUnauthenticated(wrong.status)) << name;
    EXPECT_EQ(ReasonOf(wrong), "KEY_REFUSED") << name;
  }
}

TEST_F(AccessTest, LoopbackCallersAreNotAdminsOfOtherTenants) {
  v1::CreateTenantRequest create;
  create.set_tenant_id("globex");
  EXPECT_TRUE(
      absl::IsPermissionDenied(Call("Admin/CreateTenant", create, "").status));
  MakeTenant("globex", BootstrapKey());
  v1::ListScreeningsRequest list;
  list.set_parent("tenants/globex");
  EXPECT_EQ(ReasonOf(Call("Screening/ListScreenings", list, "")),
            "TENANT_NOT_FOUND");
  EXPECT_EQ(Get<v1::ListTenantsResponse>("Admin/ListTenants",
                                         v1::ListTenantsRequest(), "")
                .tenants_size(),
            1);
}

TEST_F(AccessTest, AnAdminKeyVoidsTheBootstrapKey) {
  const std::string bootstrap = BootstrapKey();
  const auto admin = MakeKey({v1::ADMIN}, {}, bootstrap);
  const v1::ListKeysRequest list;
  EXPECT_EQ(ReasonOf(Call("Admin/ListKeys", list, bootstrap)), "KEY_REFUSED");
  EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/data/bootstrap.key"));
  const auto keys =
      Get<v1::ListKeysResponse>("Admin/ListKeys", list, admin.secret());
  ASSERT_EQ(keys.keys_size(), 1);
  EXPECT_EQ(keys.keys(0).creator(), "bootstrap");
}

TEST_F(AccessTest, ARevokedKeyIsRefusedAtOnceAndAfterARestart) {
  const auto admin = MakeKey({v1::ADMIN}, {}, BootstrapKey());
  const auto key = MakeKey({v1::AUDITOR}, {"tenants/demo"}, admin.secret());
  const v1::GetServerInfoRequest info;
  EXPECT_TRUE(Call("Admin/GetServerInfo", info, key.secret()).status.ok());
  v1::RevokeKeyRequest revoke;
  revoke.set_name(key.key().name());
  EXPECT_TRUE(Get<v1::ApiKey>("Admin/RevokeKey", revoke, admin.secret())
                  .has_revoke_time());
  EXPECT_EQ(ReasonOf(Call("Admin/GetServerInfo", info, key.secret())),
            "KEY_REFUSED");
  server_->Kill();
  ServerProcessOptions options;
  options.binary_dir = PRESCREEN_BINARY_DIR;
  options.folder = folder_.path();
  server_ = ServerProcess::Start(options).value();
  tenant_ = std::make_unique<TestTenant>(server_->address());
  EXPECT_EQ(ReasonOf(Call("Admin/GetServerInfo", info, key.secret())),
            "KEY_REFUSED");
  EXPECT_TRUE(Call("Admin/GetServerInfo", info, admin.secret()).status.ok());
}

TEST_F(AccessTest, AnAdminOfOneTenantCannotGiveItselfMore) {
  const std::string bootstrap = BootstrapKey();
  MakeTenant("globex", bootstrap);
  const auto bound = MakeKey({v1::ADMIN}, {"tenants/demo"}, bootstrap);
  const auto other = MakeKey({v1::ATS}, {"tenants/globex"}, bootstrap);
  const auto both =
      MakeKey({v1::ATS}, {"tenants/demo", "tenants/globex"}, bootstrap);
  const auto refused = [&](const std::vector<std::string>& tenants) {
    v1::CreateKeyRequest request;
    request.add_roles(v1::ADMIN);
    for (const std::string& tenant : tenants) request.add_tenants(tenant);
    return Call("Admin/CreateKey", request, bound.secret()).status.code();
  };
  EXPECT_EQ(refused({}), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(refused({"tenants/globex"}), absl::StatusCode::kNotFound);
  EXPECT_EQ(refused({"tenants/demo", "tenants/globex"}),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(refused({"tenants/demo"}), absl::StatusCode::kOk);
  for (const auto& key : {other, both}) {
    v1::RevokeKeyRequest revoke;
    revoke.set_name(key.key().name());
    EXPECT_EQ(ReasonOf(Call("Admin/RevokeKey", revoke, bound.secret())),
              "KEY_NOT_FOUND");
  }
  const auto keys = Get<v1::ListKeysResponse>(
      "Admin/ListKeys", v1::ListKeysRequest(), bound.secret());
  EXPECT_EQ(keys.keys_size(), 2);  // its own, and the one that it made
}

TEST_F(AccessTest, TooManyCallsOfOneKeyAreToldToRetry) {
  const auto key =
      MakeKey({v1::ATS}, {"tenants/demo"}, BootstrapKey(), /*in flight=*/1);
  std::atomic<bool> seen = false;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 2000 && !seen; ++i) {
        const RawResult result =
            Call("Screening/CreateScreening",
                 TestTenant::Request(absl::StrCat("B-", t, "-", i), {}),
                 key.secret());
        if (result.status.ok()) continue;
        EXPECT_TRUE(absl::IsResourceExhausted(result.status)) << result.status;
        const ErrorDetails details = ErrorDetailsOf(result.status);
        EXPECT_EQ(details.reason, "TOO_MANY_IN_FLIGHT");
        EXPECT_TRUE(details.retry_after.has_value());
        seen = true;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(seen);
  // Each place was given back.
  EXPECT_TRUE(
      Call("Admin/GetServerInfo", v1::GetServerInfoRequest(), key.secret())
          .status.ok());
}

TEST_F(AccessTest, TheAccessLogNamesCallersMethodsAndResources) {
  const std::string bootstrap = BootstrapKey();
  const auto key = MakeKey({v1::ATS, v1::AUDITOR}, {"tenants/demo"}, bootstrap);
  v1::GetScreeningRequest get;
  get.set_name(screening_);
  Get<v1::ScreeningRecord>("Screening/GetScreening", get, key.secret());
  get.set_name("tenants/globex/screenings/ada@candidates.example");
  EXPECT_FALSE(Call("Screening/GetScreening", get, key.secret()).status.ok());
  v1::CreateTenantRequest refused;
  EXPECT_FALSE(Call("Admin/CreateTenant", refused, key.secret()).status.ok());

  const auto log = Get<v1::ListAccessResponse>(
      "Admin/ListAccess", v1::ListAccessRequest(), key.secret());
  ASSERT_GE(log.entries_size(), 4);
  EXPECT_EQ(log.entries(0).method(), "Admin/CreateTenant");
  EXPECT_EQ(log.entries(0).code(), "PERMISSION_DENIED");
  EXPECT_EQ(log.entries(0).principal(), key.key().name());
  EXPECT_EQ(log.entries(1).code(), "INVALID_ARGUMENT");
  EXPECT_EQ(log.entries(1).resource(), "");
  EXPECT_EQ(log.entries(2).method(), "Screening/GetScreening");
  EXPECT_EQ(log.entries(2).resource(), screening_);
  EXPECT_EQ(log.entries(2).code(), "OK");
  const std::string all = log.DebugString();
  EXPECT_THAT(all, HasSubstr("loopback"));
  EXPECT_THAT(all, Not(HasSubstr("candidates.example")));
  EXPECT_THAT(all, Not(HasSubstr("A-1")));
  EXPECT_THAT(all, Not(HasSubstr(key.secret())));
  v1::ListAccessRequest narrow;
  narrow.set_principal(key.key().name());
  narrow.set_page_size(1);
  auto page =
      Get<v1::ListAccessResponse>("Admin/ListAccess", narrow, bootstrap);
  ASSERT_EQ(page.entries_size(), 1);
  EXPECT_EQ(page.entries(0).method(), "Admin/ListAccess");
  narrow.set_page_token(page.next_page_token());
  page = Get<v1::ListAccessResponse>("Admin/ListAccess", narrow, bootstrap);
  ASSERT_EQ(page.entries_size(), 1);
  EXPECT_EQ(page.entries(0).method(), "Admin/CreateTenant");
}

TEST_F(AccessTest, ServerInfoNamesWhatThisBuildVerifies) {
  const auto info = Get<v1::ServerInfo>("Admin/GetServerInfo",
                                        v1::GetServerInfoRequest(), "");
  EXPECT_EQ(info.principal(), "loopback");
  EXPECT_EQ(info.roles_size(), 8);
  EXPECT_EQ(info.origin(), "test.example/log");
  std::set<std::string> stated(info.suites().begin(), info.suites().end());
  for (const std::string& suite : stated) {
    EXPECT_TRUE(FindCryptosuite(suite) != nullptr ||
                StandingOf(suite) == AlgorithmStanding::kAccepted)
        << suite;
  }
  for (const char* suite :
       {"eddsa-jcs-2022", "ecdsa-jcs-2019", "eddsa-rdfc-2022", "EdDSA",
        "Ed25519", "ES256", "ES384", "ES512", "ES256K", "RS256", "PS256",
        "RS384", "none"}) {
    const bool verified = FindCryptosuite(suite) != nullptr ||
                          StandingOf(suite) == AlgorithmStanding::kAccepted;
    EXPECT_EQ(stated.count(suite) == 1, verified) << suite;
  }
}

TEST(AccessStart, OtherMachinesNeedTlsOrAProxyThatSpeaksIt) {
  TemporaryFolder folder;
  ServerProcessOptions options;
  options.binary_dir = PRESCREEN_BINARY_DIR;
  options.folder = folder.path();
  options.overrides = {"listen=0.0.0.0:0"};
  const auto refused = ServerProcess::Start(options);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.status().message(), HasSubstr("exit code 78"));
  EXPECT_THAT(refused.status().message(), HasSubstr("needs TLS"));
}

TEST(AccessStart, BehindAProxyEveryCallNeedsAKey) {
  TemporaryFolder folder;
  ServerProcessOptions options;
  options.binary_dir = PRESCREEN_BINARY_DIR;
  options.folder = folder.path();
  options.overrides = {"plaintext_behind_proxy=true"};
  const auto server = ServerProcess::Start(options).value();
  const auto channel = grpc::CreateChannel(server->address(),
                                           grpc::InsecureChannelCredentials());
  const RawResult result = RawCall(channel, "Admin/GetServerInfo", "", "");
  EXPECT_EQ(ErrorDetailsOf(result.status).reason, "KEY_REQUIRED");
}

}  // namespace
}  // namespace prescreen
