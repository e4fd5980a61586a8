// SPDX-License-Identifier: Apache-2.0
// Status lists over a real network of loopback addresses: what they do to
// decisions, and that a host which never answers harms nobody else.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"
#include "server/store/rocksdb_store.h"
#include "tests/support/http_server.h"
#include "tests/support/server_rig.h"
#include "tests/support/status_list_builder.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;

constexpr char kList[] = "/status/3";
constexpr char kSkills[] = R"(
kind: SkillMap
skills:
  - {id: sql, title: SQL, same_as: ["https://skills.example/sql"]}
)";
constexpr char kAchievements[] = R"(
kind: AchievementCatalogue
achievements:
  - id: northwind/sql
    uris: ["https://issuer.example/achievements/sql"]
    owner: northwind
    kind: certification
    skills: [sql]
)";
constexpr char kPolicy[] = R"(apiVersion: prescreen/v1
kind: RolePolicy
metadata:
  id: engineer
  title: Engineer
  owner: hiring@employer.example
  effective: {from: 2020-01-01, until: 2999-01-01}
requirements:
  - id: sql
    tier: critical
    title: SQL
    why: Daily work.
    candidate_text: A certification in SQL.
    about: {skills: [sql]}
    where:
      kind: [certification]
      issuer: {class: [industry_leader]}
)";

// One call on a thread of its own.
class Call {
 public:
  Call(TestTenant& tenant, const v1::CreateScreeningRequest& request)
      : thread_([this, &tenant, request] {
          status_ = tenant.screening().CreateScreening(&context_, request,
                                                       &response_);
          done_ = true;
        }) {}
  ~Call() { thread_.join(); }

  void Cancel() { context_.TryCancel(); }
  bool done() const { return done_; }

 private:
  grpc::ClientContext context_;
  v1::CreateScreeningResponse response_;
  grpc::Status status_;
  std::atomic<bool> done_ = false;
  std::thread thread_;
};

class StatusE2e : public ServerRig {
 protected:
  void Start(std::vector<std::string> overrides) {
    ASSERT_NO_FATAL_FAILURE(ServerRig::Start(overrides));
    SetUpTenant();
  }
  void StartOnLoopback(std::vector<std::string> overrides = {}) {
    overrides.push_back("fetch.allow_loopback=true");
    overrides.push_back("fetch.http_hosts=127.0.0.1,127.0.0.2");
    Start(std::move(overrides));
  }

  void SetUpTenant() {
    const std::string issuers = absl::StrCat(R"(
kind: IssuerCatalogue
issuers:
  - id: northwind
    identifiers: [")",
                                             issuer_.did(), R"("]
    name: Northwind Certifications
    class: industry_leader
    basis: registry
)");
    for (const std::string& text :
         {issuers, std::string(kAchievements), std::string(kSkills)}) {
      v1::ImportCatalogueRequest request;
      request.set_parent("tenants/demo");
      request.set_text(text);
      v1::Catalogue catalogue;
      grpc::ClientContext context;
      const grpc::Status status =
          tenant_->catalogues().ImportCatalogue(&context, request, &catalogue);
      ASSERT_TRUE(status.ok()) << status.error_message();
    }
    v1::CreatePolicyRequest create;
    create.set_parent("tenants/demo");
    create.set_text(kPolicy);
    v1::Policy policy;
    grpc::ClientContext create_context;
    ASSERT_TRUE(tenant_->policies()
                    .CreatePolicy(&create_context, create, &policy)
                    .ok());
    v1::ActivatePolicyRequest activate;
    activate.set_name(policy.name());
    grpc::ClientContext activate_context;
    ASSERT_TRUE(tenant_->policies()
                    .ActivatePolicy(&activate_context, activate, &policy)
                    .ok());
  }

  std::string Credential(const std::string& list, int index = 7) const {
    TestToken token = OpenBadgeToken(issuer_);
    token.Remove("/validUntil");
    token.Remove("/exp");
    token.Set("/validFrom", "2020-01-01T00:00:00Z");
    token.Set("/nbf", json::Value::Int(1577836800));
    token.Set("/credentialStatus",
              StatusEntry(list, "revocation", absl::StrCat(index)));
    return token.Sign(issuer_);
  }
  std::string List(const std::string& url,
                   const std::vector<std::uint64_t>& set) const {
    TestToken token = StatusListToken(issuer_, url, "revocation", set);
    token.Set("/validFrom", "2020-01-01T00:00:00Z");
    return token.Sign(issuer_);
  }
  void Publish(const std::vector<std::uint64_t>& set) {
    host_.On(kList, HttpReply::Ok(List(host_.url(kList), set)));
  }

  static v1::CreateScreeningRequest Request(const std::string& application,
                                            const std::string& credential) {
    v1::CreateScreeningRequest request =
        TestTenant::Request(application, {credential});
    request.set_policy("tenants/demo/policies/engineer");
    request.mutable_known_identifiers(0)->set_value("ada@example.org");
    return request;
  }
  v1::CreateScreeningResponse Screen(
      const std::string& credential,
      std::chrono::seconds deadline = std::chrono::seconds(120)) {
    v1::CreateScreeningResponse response;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + deadline);
    const grpc::Status status = tenant_->screening().CreateScreening(
        &context, Request(absl::StrCat("A-", ++applications_), credential),
        &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  static v1::Decision::Outcome OutcomeOf(
      const v1::CreateScreeningResponse& response) {
    return response.screening().decision().outcome();
  }
  v1::VerifyBundleResponse Verify(const v1::VerifyBundleRequest& request,
                                  grpc::Status* status) {
    v1::VerifyBundleResponse response;
    grpc::ClientContext context;
    *status = tenant_->screening().VerifyBundle(&context, request, &response);
    return response;
  }
  std::string RecordOf(const v1::CreateScreeningResponse& response) {
    v1::GetReceiptRequest request;
    request.set_name(response.screening().receipt());
    v1::GetReceiptResponse receipt;
    grpc::ClientContext context;
    EXPECT_TRUE(
        tenant_->receipts().GetReceipt(&context, request, &receipt).ok());
    return receipt.receipt().record();
  }

  const TestIssuer issuer_{'i'};
  HttpServer host_;
  HttpServer dead_{HttpServerOptions{.address = "127.0.0.2"}};
  int applications_ = 0;
};

TEST_F(StatusE2e, GoodStatusPassesAndItsListIsInTheRecord) {
  StartOnLoopback();
  Publish({});
  const auto response = Screen(Credential(host_.url(kList)));
  EXPECT_EQ(OutcomeOf(response), v1::Decision::PASS);
  const std::string digest =
      HexEncode(AsBytes(Sha256(List(host_.url(kList), {}))));
  EXPECT_THAT(RecordOf(response), HasSubstr(digest));
}

TEST_F(StatusE2e, ListIsKeptAsEvidence) {
  StartOnLoopback();
  Publish({});
  Screen(Credential(host_.url(kList)));
  ASSERT_EQ(server_->Terminate(), 0);
  RocksDbOptions options;
  options.path = folder_.path() + "/data/db";
  const auto store = OpenRocksDbStore(options);
  ASSERT_TRUE(store.ok()) << store.status();
  const std::string list = List(host_.url(kList), {});
  const auto evidence = (*store)->Get(Family::kEvidence, AsBytes(Sha256(list)));
  ASSERT_TRUE(evidence.ok()) << evidence.status();
  EXPECT_EQ(*evidence, list);
}

TEST_F(StatusE2e, RevokedCredentialDoesNotCount) {
  StartOnLoopback();
  Publish({7});
  const auto response = Screen(Credential(host_.url(kList)));
  EXPECT_EQ(OutcomeOf(response), v1::Decision::NOT_MET);
  EXPECT_EQ(response.screening().credentials(0).status(), v1::INVALID);
  EXPECT_EQ(OutcomeOf(Screen(Credential(host_.url(kList), 8))),
            v1::Decision::PASS);
}

TEST_F(StatusE2e, HostThatAnswersNotFoundLeadsToAPerson) {
  StartOnLoopback();
  const auto response = Screen(Credential(host_.url(kList)));
  EXPECT_EQ(OutcomeOf(response), v1::Decision::REVIEW);
  EXPECT_EQ(response.screening().credentials(0).status(), v1::UNCHECKED);
  EXPECT_EQ(host_.requests(kList), 1);
}

// Judged again by the server itself once the host answers.
TEST_F(StatusE2e, UnavailableStatusClearsByItself) {
  StartOnLoopback({"fetch.pause_seconds=1", "fetch.recheck_seconds=1"});
  const auto response = Screen(Credential(host_.url(kList)));
  EXPECT_EQ(OutcomeOf(response), v1::Decision::REVIEW);
  EXPECT_TRUE(response.screening().has_next_check());
  Publish({});
  v1::GetScreeningRequest request;
  request.set_name(response.screening().name());
  v1::ScreeningRecord screening;
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (screening.revision() < 2 &&
         std::chrono::steady_clock::now() < deadline) {
    grpc::ClientContext context;
    ASSERT_TRUE(
        tenant_->screening().GetScreening(&context, request, &screening).ok());
  }
  EXPECT_EQ(screening.revision(), 2) << host_.requests(kList);
  EXPECT_EQ(screening.decision().outcome(), v1::Decision::PASS);
  EXPECT_FALSE(screening.has_next_check());
}

TEST_F(StatusE2e, SilentHostIsNotWaitedForBeyondTheCallersDeadline) {
  StartOnLoopback({"fetch.timeout_seconds=60"});
  host_.On(kList, HttpReply::Silent());
  const auto response =
      Screen(Credential(host_.url(kList)), std::chrono::seconds(4));
  EXPECT_EQ(OutcomeOf(response), v1::Decision::REVIEW);
}

TEST_F(StatusE2e, ThisMachineIsNotAskedByDefault) {
  Start({});
  Publish({});
  EXPECT_EQ(OutcomeOf(Screen(Credential(host_.url(kList)))),
            v1::Decision::REVIEW);
  EXPECT_EQ(host_.requests(kList), 0);
}

TEST_F(StatusE2e, ForgeryCausesNoRequest) {
  StartOnLoopback();
  Publish({});
  std::string forged = Credential(host_.url(kList));
  char& c = forged[forged.size() - 20];
  c = c == 'A' ? 'B' : 'A';
  EXPECT_EQ(OutcomeOf(Screen(forged)), v1::Decision::NOT_MET);
  EXPECT_EQ(host_.requests(kList), 0);
}

TEST_F(StatusE2e, ManyScreeningsMakeOneRequest) {
  StartOnLoopback();
  Publish({});
  std::vector<std::unique_ptr<Call>> calls;
  for (int i = 0; i < 32; ++i) {
    calls.push_back(std::make_unique<Call>(
        *tenant_,
        Request(absl::StrCat("many-", i), Credential(host_.url(kList), i))));
  }
  calls.clear();
  EXPECT_EQ(host_.requests(kList), 1);
}

// One worker: if any of the 64 held it while it waits, nobody else could be
// served before their network budget of 8 s is over.
TEST_F(StatusE2e, DeadHostDoesNotHoldUpOthers) {
  StartOnLoopback({"workers=1", "fetch.timeout_seconds=60"});
  Publish({});
  dead_.On(kList, HttpReply::Silent());
  std::vector<std::unique_ptr<Call>> calls;
  for (int i = 0; i < 64; ++i) {
    calls.push_back(std::make_unique<Call>(
        *tenant_,
        Request(absl::StrCat("dead-", i), Credential(dead_.url(kList), i))));
  }
  dead_.AwaitRequest(kList);
  EXPECT_EQ(OutcomeOf(Screen(Credential(host_.url(kList)))),
            v1::Decision::PASS);
  for (const auto& call : calls) EXPECT_FALSE(call->done());
  for (const auto& call : calls) call->Cancel();
}

TEST_F(StatusE2e, TooManyUnderWayAreRefusedUntilOneIsOver) {
  StartOnLoopback({"max_in_flight=1", "fetch.timeout_seconds=60"});
  dead_.On(kList, HttpReply::Silent());
  const std::string credential = Credential(dead_.url(kList));
  Call first(*tenant_, Request("first", credential));
  dead_.AwaitRequest(kList);
  v1::CreateScreeningResponse response;
  const v1::CreateScreeningRequest second = Request("second", "text");
  const grpc::Status refused = tenant_->Screen(second, &response);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReasonOf(refused), "TOO_BUSY");
  v1::VerifyBundleRequest verify;
  verify.set_parent("tenants/demo");
  verify.add_documents()->set_content("text");
  grpc::Status status;
  Verify(verify, &status);
  EXPECT_EQ(ReasonOf(status), "TOO_BUSY");

  first.Cancel();  // its place is free a moment later
  grpc::Status taken;
  do {
    taken = tenant_->Screen(second, &response);
  } while (ReasonOf(taken) == "TOO_BUSY");
  EXPECT_TRUE(taken.ok()) << taken.error_message();
}

TEST_F(StatusE2e, VerifyBundleSaysWhatHoldsAndStoresNothing) {
  StartOnLoopback();
  Publish({8});
  std::string forged = Credential(host_.url(kList));
  char& c = forged[forged.size() - 20];
  c = c == 'A' ? 'B' : 'A';
  v1::VerifyBundleRequest request;
  request.set_parent("tenants/demo");
  for (const std::string& content :
       {Credential(host_.url(kList), 7), Credential(host_.url(kList), 8),
        Credential(dead_.url("/nothing"), 7), forged, std::string("text")}) {
    request.add_documents()->set_content(content);
  }
  grpc::Status status;
  const v1::VerifyBundleResponse response = Verify(request, &status);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.objects_size(), 5);
  EXPECT_EQ(response.objects(0).verdict(), v1::VALID);
  EXPECT_EQ(response.objects(1).verdict(), v1::INVALID);
  EXPECT_EQ(response.objects(2).verdict(), v1::UNCHECKED);
  EXPECT_EQ(response.objects(3).verdict(), v1::INVALID);
  EXPECT_EQ(response.objects(4).verdict(), v1::UNCHECKED);
  EXPECT_TRUE(response.has_as_of());

  v1::ListScreeningsRequest list;
  list.set_parent("tenants/demo");
  v1::ListScreeningsResponse screenings;
  grpc::ClientContext context;
  EXPECT_TRUE(
      tenant_->screening().ListScreenings(&context, list, &screenings).ok());
  EXPECT_EQ(screenings.screenings_size(), 0);
}

TEST_F(StatusE2e, VerifyBundleChecksItsRequest) {
  Start({});
  v1::VerifyBundleRequest request;
  request.set_parent("tenants/demo");
  grpc::Status status;
  Verify(request, &status);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  request.add_documents()->set_content("text");
  request.mutable_as_of()->set_seconds(4102444800);
  Verify(request, &status);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::OUT_OF_RANGE);
  request.mutable_as_of()->set_seconds(1577836800);
  Verify(request, &status);
  EXPECT_TRUE(status.ok()) << status.error_message();
  request.set_parent("tenants/nobody");
  Verify(request, &status);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace prescreen
