// SPDX-License-Identifier: Apache-2.0
// Bulk load over one call of a real server.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/support/server_rig.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;

std::string RequestId(int number) {
  return absl::StrFormat("11111111-2222-4333-8444-%012d", number);
}

v1::CreateScreeningRequest Item(int number) {
  auto request = TestTenant::Request(absl::StrCat("A-", number), {});
  request.set_request_id(RequestId(number));
  return request;
}

class StreamTest : public ServerRig {
 protected:
  using Stream = grpc::ClientReaderWriter<v1::CreateScreeningRequest,
                                          v1::StreamScreeningsResponse>;

  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(StartWithTenant());
    context_ = std::make_unique<grpc::ClientContext>();
    stream_ = tenant_->screening().StreamScreenings(context_.get());
  }

  std::thread Send(const std::vector<v1::CreateScreeningRequest>& requests) {
    return std::thread([this, requests] {
      for (const auto& request : requests) {
        if (!stream_->Write(request)) return;
      }
      stream_->WritesDone();
    });
  }

  // Every answer, after all was sent.
  std::vector<v1::StreamScreeningsResponse> Read() {
    std::vector<v1::StreamScreeningsResponse> answers;
    v1::StreamScreeningsResponse answer;
    while (stream_->Read(&answer)) answers.push_back(answer);
    return answers;
  }

  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<Stream> stream_;
};

TEST_F(StreamTest, ThousandItemsAreEachAnsweredOnce) {
  constexpr int kItems = 1000;
  std::vector<v1::CreateScreeningRequest> requests;
  for (int i = 0; i < kItems; ++i) {
    auto request = Item(i);
    // Every tenth repeats the one before; every tenth's neighbour is refused.
    if (i % 10 == 5) request = Item(i - 1);
    if (i % 10 == 7) request.set_policy("tenants/demo/policies/none");
    requests.push_back(std::move(request));
  }
  std::thread sender = Send(requests);
  std::map<std::string, int> answered;
  std::map<std::string, std::string> names;
  int refused = 0;
  int created = 0;
  for (const auto& answer : Read()) {
    ++answered[answer.request_id()];
    if (answer.has_error()) {
      ++refused;
      EXPECT_EQ(answer.error().code(), 5) << answer.error().message();
      EXPECT_THAT(answer.error().details(0).value(),
                  HasSubstr("POLICY_NOT_FOUND"));
      continue;
    }
    const v1::CreateScreeningResponse& screening = answer.screening();
    created += screening.created() ? 1 : 0;
    EXPECT_EQ(screening.revision(), 1);
    const auto [it, is_first] =
        names.emplace(answer.request_id(), screening.screening().name());
    EXPECT_EQ(it->second, screening.screening().name());
  }
  sender.join();
  EXPECT_TRUE(stream_->Finish().ok());
  EXPECT_EQ(refused, kItems / 10);
  EXPECT_EQ(created, kItems * 8 / 10);
  for (const auto& request : requests) {
    const int number = answered[request.request_id()];
    EXPECT_GE(number, 1) << request.request_id();
    EXPECT_LE(number, 2) << request.request_id();
  }
}

TEST_F(StreamTest, ItemWithoutRequestIdIsRefusedAndTheStreamGoesOn) {
  auto without = Item(1);
  without.clear_request_id();
  std::thread sender = Send({without, Item(2)});
  const auto answers = Read();
  sender.join();
  ASSERT_TRUE(stream_->Finish().ok());
  ASSERT_EQ(answers.size(), 2u);
  for (const auto& answer : answers) {
    EXPECT_EQ(answer.has_error(), answer.request_id().empty());
    if (answer.has_error()) {
      EXPECT_EQ(answer.error().code(), 3);
      EXPECT_THAT(answer.error().details(0).value(),
                  HasSubstr("INVALID_FIELD"));
      EXPECT_THAT(answer.error().details(1).value(), HasSubstr("request_id"));
    }
  }
}

TEST_F(StreamTest, OtherContentUnderAnIdIsRefused) {
  ASSERT_TRUE(stream_->Write(Item(1)));
  v1::StreamScreeningsResponse answer;
  ASSERT_TRUE(stream_->Read(&answer));
  EXPECT_TRUE(answer.screening().created());
  auto other = Item(2);
  other.set_request_id(RequestId(1));
  ASSERT_TRUE(stream_->Write(other));
  ASSERT_TRUE(stream_->Read(&answer));
  EXPECT_EQ(answer.error().code(), 6);
  EXPECT_THAT(answer.error().details(0).value(),
              HasSubstr("REQUEST_ID_REUSED"));
  stream_->WritesDone();
  EXPECT_TRUE(stream_->Finish().ok());
}

TEST_F(StreamTest, EmptyStreamEndsWell) {
  stream_->WritesDone();
  EXPECT_TRUE(Read().empty());
  EXPECT_TRUE(stream_->Finish().ok());
}

TEST_F(StreamTest, ReaderThatComesLateGetsEveryAnswer) {
  constexpr int kItems = 300;
  std::vector<v1::CreateScreeningRequest> requests;
  for (int i = 0; i < kItems; ++i) requests.push_back(Item(i));
  std::thread sender = Send(requests);
  // As many as a stream may have unanswered are done by now, unread.
  v1::CreateScreeningResponse other;
  ASSERT_TRUE(tenant_->Screen(TestTenant::Request("other", {}), &other).ok());
  EXPECT_EQ(Read().size(), static_cast<std::size_t>(kItems));
  sender.join();
  EXPECT_TRUE(stream_->Finish().ok());
}

TEST_F(StreamTest, CancelledStreamsLeaveTheServerWhole) {
  for (int round = 0; round < 20; ++round) {
    grpc::ClientContext context;
    const auto stream = tenant_->screening().StreamScreenings(&context);
    for (int i = 0; i < 40; ++i) {
      auto request = Item(round * 100 + i);
      request.add_documents()->set_content(TestCredential(1));
      if (!stream->Write(request)) break;
    }
    context.TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  std::thread sender = Send({Item(100000)});
  EXPECT_EQ(Read().size(), 1u);
  sender.join();
  EXPECT_TRUE(stream_->Finish().ok());
  EXPECT_EQ(server_->Terminate(), 0);
}

}  // namespace
}  // namespace prescreen
