// SPDX-License-Identifier: Apache-2.0
// A screening's life over the API: revisions, re-evaluation, its end, lists.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/support/server_rig.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

constexpr char kId[] = "11111111-2222-4333-8444-555555555555";
constexpr char kOtherId[] = "22222222-2222-4333-8444-555555555555";

class RevisionsTest : public ServerRig {
 protected:
  void SetUp() override { StartWithTenant(); }

  v1::CreateScreeningResponse Create(
      const std::string& application,
      const std::vector<std::string>& documents = {}) {
    v1::CreateScreeningResponse response;
    const grpc::Status status =
        tenant_->Screen(TestTenant::Request(application, documents), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  grpc::Status Add(const v1::AddCredentialsRequest& request,
                   v1::CreateScreeningResponse* response) {
    grpc::ClientContext context;
    return tenant_->screening().AddCredentials(&context, request, response);
  }
  static v1::AddCredentialsRequest Addition(const std::string& name,
                                            const std::string& document,
                                            const std::string& id = "") {
    v1::AddCredentialsRequest request;
    request.set_name(name);
    request.set_request_id(id);
    request.add_documents()->set_content(document);
    return request;
  }
  grpc::Status Reevaluate(const std::string& name,
                          v1::CreateScreeningResponse* response) {
    v1::ReevaluateScreeningRequest request;
    request.set_name(name);
    grpc::ClientContext context;
    return tenant_->screening().ReevaluateScreening(&context, request,
                                                    response);
  }
  v1::ScreeningRecord Cancel(const std::string& name) {
    v1::CancelScreeningRequest request;
    request.set_name(name);
    request.set_reason("withdrew");
    v1::ScreeningRecord screening;
    grpc::ClientContext context;
    const grpc::Status status =
        tenant_->screening().CancelScreening(&context, request, &screening);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return screening;
  }
  // Application references, in order.
  std::vector<std::string> List(const v1::ListScreeningsRequest& wanted) {
    v1::ListScreeningsRequest request = wanted;
    request.set_parent("tenants/demo");
    request.set_page_size(2);
    std::vector<std::string> applications;
    for (;;) {
      v1::ListScreeningsResponse page;
      grpc::ClientContext context;
      const grpc::Status status =
          tenant_->screening().ListScreenings(&context, request, &page);
      EXPECT_TRUE(status.ok()) << status.error_message();
      for (const auto& screening : page.screenings()) {
        applications.push_back(screening.application_ref());
      }
      if (page.next_page_token().empty()) return applications;
      request.set_page_token(page.next_page_token());
    }
  }
};

TEST_F(RevisionsTest, AddedCredentialsJoinThoseThatAreThere) {
  const auto first = Create("A-1");
  EXPECT_EQ(first.screening().state(), v1::ScreeningRecord::AWAITING_EVIDENCE);
  EXPECT_EQ(first.receipt_state(), v1::Receipt::LOGGED);
  v1::CreateScreeningResponse second;
  const std::string name = first.screening().name();
  ASSERT_TRUE(Add(Addition(name, AlteredCredential(1)), &second).ok());
  EXPECT_EQ(second.revision(), 2);
  v1::CreateScreeningResponse third;
  ASSERT_TRUE(Add(Addition(name, TestCredential(2)), &third).ok());
  EXPECT_EQ(third.revision(), 3);
  EXPECT_TRUE(third.created());
  EXPECT_EQ(third.screening().name(), name);
  EXPECT_EQ(third.screening().state(), v1::ScreeningRecord::DECIDED);
  EXPECT_EQ(third.screening().credentials_size(), 2);
}

TEST_F(RevisionsTest, DocumentThatIsThereIsNotAddedAgain) {
  const auto first = Create("A-1", {TestCredential(1)});
  v1::CreateScreeningResponse again;
  ASSERT_TRUE(
      Add(Addition(first.screening().name(), TestCredential(1)), &again).ok());
  EXPECT_EQ(again.revision(), 1);
  EXPECT_FALSE(again.created());
}

TEST_F(RevisionsTest, RetriedAdditionGetsTheStoredAnswer) {
  const std::string name = Create("A-1").screening().name();
  v1::CreateScreeningResponse made;
  v1::CreateScreeningResponse retried;
  ASSERT_TRUE(Add(Addition(name, TestCredential(1), kId), &made).ok());
  ASSERT_TRUE(Add(Addition(name, TestCredential(2)), &retried).ok());
  ASSERT_TRUE(Add(Addition(name, TestCredential(1), kId), &retried).ok());
  EXPECT_EQ(retried.revision(), 2);
  EXPECT_EQ(ReasonOf(Add(Addition(name, TestCredential(3), kId), &retried)),
            "REQUEST_ID_REUSED");
  // The id of an addition is not one of a creation.
  auto create = TestTenant::Request("A-2", {TestCredential(1)});
  create.set_request_id(kId);
  EXPECT_EQ(ReasonOf(tenant_->Screen(create, &retried)), "REQUEST_ID_REUSED");
}

TEST_F(RevisionsTest, ParallelAdditionsAllCount) {
  constexpr int kThreads = 6;
  const std::string name = Create("A-1").screening().name();
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      v1::CreateScreeningResponse response;
      const grpc::Status status =
          Add(Addition(name, TestCredential(i)), &response);
      EXPECT_TRUE(status.ok()) << status.error_message();
    });
  }
  for (std::thread& thread : threads) thread.join();
  v1::CreateScreeningResponse last;
  ASSERT_TRUE(Reevaluate(name, &last).ok());
  EXPECT_EQ(last.screening().credentials_size(), kThreads);
  EXPECT_EQ(last.revision(), 1 + kThreads);
}

TEST_F(RevisionsTest, ReevaluationWithoutAChangeMakesNoRevision) {
  const auto first = Create("A-1", {TestCredential(1)});
  v1::CreateScreeningResponse again;
  ASSERT_TRUE(Reevaluate(first.screening().name(), &again).ok());
  EXPECT_EQ(again.revision(), 1);
  EXPECT_FALSE(again.created());
  EXPECT_NE(again.screening().last_checked().SerializeAsString(),
            first.screening().last_checked().SerializeAsString());
}

TEST_F(RevisionsTest, ReevaluationFollowsTheActivePolicy) {
  const auto first = Create("A-1", {TestCredential(1)});
  v1::CreatePolicyRequest create;
  create.set_parent("tenants/demo");
  create.set_text(absl::StrReplaceAll(TestPolicyText(),
                                      {{"tier: critical", "tier: growth"}}));
  v1::Policy policy;
  grpc::ClientContext create_context;
  ASSERT_TRUE(
      tenant_->policies().CreatePolicy(&create_context, create, &policy).ok());
  v1::ActivatePolicyRequest activate;
  activate.set_name(policy.name());
  grpc::ClientContext activate_context;
  ASSERT_TRUE(tenant_->policies()
                  .ActivatePolicy(&activate_context, activate, &policy)
                  .ok());
  v1::CreateScreeningResponse again;
  ASSERT_TRUE(Reevaluate(first.screening().name(), &again).ok());
  EXPECT_EQ(again.revision(), 2);
  EXPECT_EQ(again.screening().policy(), policy.name());
}

TEST_F(RevisionsTest, UnknownScreeningAndEmptyAdditionAreRefused) {
  v1::CreateScreeningResponse response;
  const std::string unknown =
      "tenants/demo/screenings/01890000-0000-7000-8000-000000000000";
  EXPECT_EQ(ReasonOf(Add(Addition(unknown, TestCredential(1)), &response)),
            "SCREENING_NOT_FOUND");
  EXPECT_EQ(ReasonOf(Reevaluate(unknown, &response)), "SCREENING_NOT_FOUND");
  v1::AddCredentialsRequest empty;
  empty.set_name(unknown);
  EXPECT_EQ(ReasonOf(Add(empty, &response)), "INVALID_FIELD");
}

TEST_F(RevisionsTest, CancelledScreeningGetsNoRevision) {
  auto create = TestTenant::Request("A-1", {TestCredential(1)});
  create.set_request_id(kId);
  v1::CreateScreeningResponse first;
  ASSERT_TRUE(tenant_->Screen(create, &first).ok());
  const std::string name = first.screening().name();
  const v1::ScreeningRecord cancelled = Cancel(name);
  EXPECT_EQ(cancelled.state(), v1::ScreeningRecord::CANCELLED);
  EXPECT_EQ(cancelled.cancel_reason(), "withdrew");
  EXPECT_EQ(Cancel(name).cancel_time().SerializeAsString(),
            cancelled.cancel_time().SerializeAsString());
  v1::CreateScreeningResponse response;
  EXPECT_EQ(ReasonOf(Add(Addition(name, TestCredential(2)), &response)),
            "SCREENING_CANCELLED");
  EXPECT_EQ(ReasonOf(Reevaluate(name, &response)), "SCREENING_CANCELLED");
  create.set_request_id(kOtherId);
  EXPECT_EQ(ReasonOf(tenant_->Screen(create, &response)),
            "SCREENING_CANCELLED");
  // A retry of what was done before is answered still.
  create.set_request_id(kId);
  ASSERT_TRUE(tenant_->Screen(create, &response).ok());
  EXPECT_EQ(response.screening().state(), v1::ScreeningRecord::CANCELLED);
}

TEST_F(RevisionsTest, DryRunStoresNothing) {
  auto request = TestTenant::Request("A-1", {TestCredential(1)});
  request.set_validate_only(true);
  v1::CreateScreeningResponse response;
  ASSERT_TRUE(tenant_->Screen(request, &response).ok());
  EXPECT_EQ(response.screening().decision().outcome(), v1::Decision::PASS);
  EXPECT_EQ(response.screening().name(), "");
  EXPECT_EQ(response.screening().receipt(), "");
  EXPECT_EQ(response.revision(), 0);
  EXPECT_TRUE(List({}).empty());
}

TEST_F(RevisionsTest, FiltersLeaveWhatTheyName) {
  for (const char* application : {"A-1", "A-2", "A-3"}) {
    auto request = TestTenant::Request(application, {TestCredential(1)});
    request.set_candidate_ref(application == std::string("A-2") ? "C-2"
                                                                : "C-1");
    v1::CreateScreeningResponse response;
    ASSERT_TRUE(tenant_->Screen(request, &response).ok());
  }
  const auto empty = Create("A-4");
  Cancel(empty.screening().name());
  EXPECT_THAT(List({}), ElementsAre("A-1", "A-2", "A-3", "A-4"));

  v1::ListScreeningsRequest wanted;
  wanted.set_application_ref("A-2");
  EXPECT_THAT(List(wanted), ElementsAre("A-2"));
  wanted.set_candidate_ref("C-1");
  EXPECT_THAT(List(wanted), ElementsAre());

  wanted.Clear();
  wanted.set_candidate_ref("C-1");
  EXPECT_THAT(List(wanted), ElementsAre("A-1", "A-3"));

  wanted.Clear();
  wanted.add_states(v1::ScreeningRecord::CANCELLED);
  EXPECT_THAT(List(wanted), ElementsAre("A-4"));
  wanted.add_states(v1::ScreeningRecord::DECIDED);
  EXPECT_THAT(List(wanted), UnorderedElementsAre("A-1", "A-2", "A-3", "A-4"));

  wanted.Clear();
  wanted.add_outcomes(v1::Decision::PASS);
  EXPECT_THAT(List(wanted), ElementsAre("A-1", "A-2", "A-3"));

  wanted.Clear();
  wanted.set_policy("tenants/demo/policies/another-role");
  EXPECT_THAT(List(wanted), ElementsAre());
  wanted.set_policy(kTestPolicy);
  EXPECT_THAT(List(wanted), ElementsAre("A-1", "A-2", "A-3", "A-4"));

  wanted.Clear();
  *wanted.mutable_created_from() = empty.screening().create_time();
  EXPECT_THAT(List(wanted), ElementsAre("A-4"));
  wanted.Clear();
  *wanted.mutable_created_before() = empty.screening().create_time();
  EXPECT_THAT(List(wanted), ElementsAre("A-1", "A-2", "A-3"));
}

TEST_F(RevisionsTest, PageTokenIsForOneListAlone) {
  Create("A-1");
  Create("A-2");
  v1::ListScreeningsRequest request;
  request.set_parent("tenants/demo");
  request.set_page_size(1);
  v1::ListScreeningsResponse page;
  grpc::ClientContext first;
  ASSERT_TRUE(tenant_->screening().ListScreenings(&first, request, &page).ok());
  request.set_page_token(page.next_page_token());
  request.add_outcomes(v1::Decision::PASS);
  grpc::ClientContext second;
  EXPECT_EQ(
      ReasonOf(tenant_->screening().ListScreenings(&second, request, &page)),
      "INVALID_FIELD");
}

}  // namespace
}  // namespace prescreen
