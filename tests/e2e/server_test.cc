// SPDX-License-Identifier: Apache-2.0
// A real server process, real RocksDB, real gRPC.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "anchor/receipt.h"
#include "base/codec/json.h"
#include "tests/support/server_rig.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kRequestId[] = "11111111-2222-4333-8444-555555555555";

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class ServerTest : public ServerRig {
 protected:
  void SetUp() override { StartWithTenant(); }

  ServerProcessOptions Options() const {
    ServerProcessOptions options;
    options.binary_dir = PRESCREEN_BINARY_DIR;
    options.folder = folder_.path();
    return options;
  }

  v1::CreateScreeningResponse Screen(
      const v1::CreateScreeningRequest& request) {
    v1::CreateScreeningResponse response;
    const grpc::Status status = tenant_->Screen(request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  grpc::Status Refused(const v1::CreateScreeningRequest& request) {
    v1::CreateScreeningResponse response;
    return tenant_->Screen(request, &response);
  }

  v1::GetReceiptResponse Receipt(const std::string& name) {
    v1::GetReceiptRequest request;
    request.set_name(name);
    v1::GetReceiptResponse response;
    grpc::ClientContext context;
    const grpc::Status status =
        tenant_->receipts().GetReceipt(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  anchor::LogIdentity Identity() const {
    const auto identity =
        anchor::ParseLogIdentity(ReadAll(folder_.path() + "/tiles/log.json"));
    EXPECT_TRUE(identity.ok()) << identity.status();
    return identity.value_or(anchor::LogIdentity{});
  }

  // Lines of an audit that are false.
  std::string FalseLines(const v1::GetReceiptResponse& receipt) const {
    std::string lines;
    for (const anchor::CheckLine& line : anchor::CheckReceipt(
             receipt.receipt(), Identity(), nullptr, &receipt.subject())) {
      if (line.verdict == anchor::CheckVerdict::kFalse) {
        absl::StrAppend(&lines, line.what, ": ", line.detail, "\n");
      }
    }
    return lines;
  }
};

TEST_F(ServerTest, GoodCredentialPassesWithAReceiptThatHolds) {
  const auto response = Screen(TestTenant::Request("A-1", {TestCredential(1)}));
  EXPECT_EQ(response.screening().decision().outcome(), v1::Decision::PASS);
  EXPECT_EQ(response.revision(), 1);
  EXPECT_TRUE(response.created());
  const auto receipt = Receipt(response.screening().receipt());
  EXPECT_EQ(receipt.receipt().state(), v1::Receipt::LOGGED);
  EXPECT_EQ(FalseLines(receipt), "");
}

TEST_F(ServerTest, AlteredReceiptDoesNotHold) {
  const auto response = Screen(TestTenant::Request("A-1", {TestCredential(1)}));
  auto receipt = Receipt(response.screening().receipt());
  (*receipt.mutable_receipt()->mutable_record())[50] ^= 1;
  EXPECT_NE(FalseLines(receipt), "");
}

TEST_F(ServerTest, AlteredCredentialGoesToReview) {
  const auto response = Screen(
      TestTenant::Request("A-1", {TestCredential(1), AlteredCredential(2)}));
  const v1::Decision& decision = response.screening().decision();
  EXPECT_EQ(decision.outcome(), v1::Decision::REVIEW);
  ASSERT_EQ(decision.flags_size(), 1);
  EXPECT_EQ(decision.flags(0), v1::TAMPERED);
}

TEST_F(ServerTest, NothingPresentedIsIncomplete) {
  const auto response = Screen(TestTenant::Request("A-1", {}));
  EXPECT_EQ(response.screening().decision().outcome(),
            v1::Decision::INCOMPLETE);
}

TEST_F(ServerTest, SomebodyElsesCredentialDoesNotCount) {
  auto request = TestTenant::Request("A-1", {TestCredential(1)});
  request.mutable_known_identifiers(0)->set_value("bo@candidates.example");
  const auto response = Screen(request);
  EXPECT_EQ(response.screening().decision().outcome(), v1::Decision::NOT_MET);
}

TEST_F(ServerTest, RetryWithTheSameRequestIdGetsTheStoredAnswer) {
  auto request = TestTenant::Request("A-1", {TestCredential(1)});
  request.set_request_id(kRequestId);
  const auto first = Screen(request);
  const auto second = Screen(request);
  EXPECT_TRUE(first.created());
  EXPECT_FALSE(second.created());
  EXPECT_EQ(second.screening().SerializeAsString(),
            first.screening().SerializeAsString());
}

TEST_F(ServerTest, RequestIdWithOtherContentIsRefused) {
  auto request = TestTenant::Request("A-1", {TestCredential(1)});
  request.set_request_id(kRequestId);
  Screen(request);
  request.set_application_ref("A-2");
  const grpc::Status status = Refused(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(ReasonOf(status), "REQUEST_ID_REUSED");
}

TEST_F(ServerTest, SameInputsMakeNoNewRevision) {
  const auto request = TestTenant::Request("A-1", {TestCredential(1)});
  const auto first = Screen(request);
  const auto second = Screen(request);
  EXPECT_EQ(second.revision(), 1);
  EXPECT_FALSE(second.created());
  EXPECT_EQ(second.screening().name(), first.screening().name());
}

TEST_F(ServerTest, NewCredentialMakesTheNextRevisionOfTheSameScreening) {
  const auto first = Screen(TestTenant::Request("A-1", {}));
  const auto second = Screen(TestTenant::Request("A-1", {TestCredential(1)}));
  EXPECT_EQ(second.revision(), 2);
  EXPECT_TRUE(second.created());
  EXPECT_EQ(second.screening().name(), first.screening().name());
  const auto old_receipt = Receipt(first.screening().receipt());
  const auto record =
      json::Parse(Receipt(second.screening().receipt()).receipt().record());
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record->Find("previous")->number_text(),
            absl::StrCat(old_receipt.receipt().leaf_index()));
  EXPECT_EQ(record->Find("seq")->number_text(), "2");
}

TEST_F(ServerTest, EachRefusalHasItsReason) {
  auto request = TestTenant::Request("A-1", {});
  request.set_policy("tenants/demo/policies/unknown");
  EXPECT_EQ(ReasonOf(Refused(request)), "POLICY_NOT_FOUND");
  request = TestTenant::Request("A-1", {});
  request.set_parent("tenants/nobody");
  request.set_policy("tenants/nobody/policies/test-role");
  EXPECT_EQ(ReasonOf(Refused(request)), "TENANT_NOT_FOUND");
  request = TestTenant::Request("", {});
  EXPECT_EQ(ReasonOf(Refused(request)), "INVALID_FIELD");
  request = TestTenant::Request("A-1", {});
  request.mutable_as_of()->set_seconds(4102444800);  // 2100
  EXPECT_EQ(ReasonOf(Refused(request)), "AS_OF_OUT_OF_RANGE");
  request = TestTenant::Request("A-1", {});
  request.mutable_as_of()->set_seconds(1000);  // before the policy
  EXPECT_EQ(ReasonOf(Refused(request)), "POLICY_EXPIRED");
}

TEST_F(ServerTest, DraftPolicyCannotBeUsed) {
  v1::CreatePolicyRequest create;
  create.set_parent("tenants/demo");
  create.set_text(TestPolicyText() + "# another digest needs another text\n");
  create.mutable_text()->replace(create.text().find("Test role"), 9, "Another");
  v1::Policy draft;
  grpc::ClientContext context;
  ASSERT_TRUE(tenant_->policies().CreatePolicy(&context, create, &draft).ok());
  EXPECT_EQ(draft.state(), v1::Policy::DRAFT);
  auto request = TestTenant::Request("A-1", {});
  request.set_policy(draft.name());
  EXPECT_EQ(ReasonOf(Refused(request)), "POLICY_NOT_ACTIVE");
}

TEST_F(ServerTest, PolicyTextIsRefusedByLine) {
  v1::CreatePolicyRequest create;
  create.set_parent("tenants/demo");
  create.set_text(TestPolicyText() + "pathway: {}\n");
  create.set_validate_only(true);
  v1::Policy policy;
  grpc::ClientContext context;
  const grpc::Status status =
      tenant_->policies().CreatePolicy(&context, create, &policy);
  EXPECT_EQ(ReasonOf(status), "INVALID_POLICY");
  EXPECT_THAT(status.error_message(), HasSubstr("pathway"));
}

TEST_F(ServerTest, DecisionsSurviveARestart) {
  const auto before = Screen(TestTenant::Request("A-1", {TestCredential(1)}));
  EXPECT_EQ(server_->Terminate(), 0);
  Start();
  v1::GetScreeningRequest request;
  request.set_name(before.screening().name());
  v1::ScreeningRecord after;
  grpc::ClientContext context;
  ASSERT_TRUE(
      tenant_->screening().GetScreening(&context, request, &after).ok());
  EXPECT_EQ(after.SerializeAsString(), before.screening().SerializeAsString());
  EXPECT_EQ(FalseLines(Receipt(after.receipt())), "");
}

TEST_F(ServerTest, SecondServerOnTheSameFolderIsRefused) {
  const auto second = ServerProcess::Start(Options());
  ASSERT_FALSE(second.ok());
  EXPECT_THAT(std::string(second.status().message()),
              HasSubstr("another server is running"));
}

TEST_F(ServerTest, LogKeyWithWiderRightsIsRefused) {
  EXPECT_EQ(server_->Terminate(), 0);
  std::filesystem::permissions(folder_.path() + "/data/log.key",
                               std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  const auto again = ServerProcess::Start(Options());
  ASSERT_FALSE(again.ok());
  EXPECT_THAT(std::string(again.status().message()), HasSubstr("log.key"));
}

TEST_F(ServerTest, StartUpLineSaysWhatMatters) {
  EXPECT_THAT(server_->start_up_line(), HasSubstr("127.0.0.1:"));
  EXPECT_THAT(server_->start_up_line(), HasSubstr("log test.example/log"));
  EXPECT_THAT(server_->start_up_line(), HasSubstr("vkey test.example/log+"));
  EXPECT_THAT(server_->start_up_line(), HasSubstr("not publicly anchored"));
}

TEST_F(ServerTest, NothingPersonalReachesTheServersLog) {
  auto request = TestTenant::Request("Application-77", {TestCredential(1)});
  request.set_candidate_ref("Candidate-88");
  request.mutable_documents(0)->set_label("curriculum-99.jwt");
  Screen(request);
  EXPECT_EQ(server_->Terminate(), 0);
  const std::string log = ReadAll(folder_.path() + "/server.log");
  for (const char* value : {kTestEmail, "Application-77", "Candidate-88",
                            "curriculum-99", "data-engineer-pro"}) {
    EXPECT_THAT(log, Not(HasSubstr(value)));
  }
}

TEST_F(ServerTest, NothingPersonalLiesInTheDatabaseInClear) {
  auto request = TestTenant::Request("Application-77", {TestCredential(1)});
  request.set_candidate_ref("Candidate-88");
  Screen(request);
  EXPECT_EQ(server_->Terminate(), 0);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(
           folder_.path() + "/data")) {
    if (!entry.is_regular_file()) continue;
    const std::string bytes = ReadAll(entry.path().string());
    for (const char* value : {kTestEmail, "Application-77", "Candidate-88"}) {
      EXPECT_EQ(bytes.find(value), std::string::npos) << entry.path();
    }
  }
}

TEST_F(ServerTest, WaitReceiptWithoutAChainAnswersAtOnce) {
  const auto response = Screen(TestTenant::Request("A-1", {TestCredential(1)}));
  v1::WaitReceiptRequest request;
  request.set_name(response.screening().receipt());
  v1::GetReceiptResponse receipt;
  grpc::ClientContext context;
  ASSERT_TRUE(
      tenant_->receipts().WaitReceipt(&context, request, &receipt).ok());
  EXPECT_FALSE(receipt.receipt().publicly_anchored());
}

TEST_F(ServerTest, CheckpointsCanBeReadBySize) {
  v1::GetCheckpointRequest request;
  request.set_name("log/checkpoints/1");
  v1::Checkpoint checkpoint;
  grpc::ClientContext context;
  ASSERT_TRUE(
      tenant_->receipts().GetCheckpoint(&context, request, &checkpoint).ok());
  EXPECT_GE(checkpoint.size(), 1u);
  request.set_name("log/checkpoints/1000000");
  grpc::ClientContext beyond;
  EXPECT_EQ(ReasonOf(tenant_->receipts().GetCheckpoint(&beyond, request,
                                                       &checkpoint)),
            "CHECKPOINT_NOT_FOUND");
}

}  // namespace
}  // namespace prescreen
