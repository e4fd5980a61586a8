// SPDX-License-Identifier: Apache-2.0
// Watching a real server.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/server_rig.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// One WatchScreenings call.
class Watch {
 public:
  Watch(TestTenant& tenant, const std::string& token,
        std::int64_t heartbeat_seconds = 1) {
    v1::WatchScreeningsRequest request;
    request.set_parent("tenants/demo");
    request.set_resume_token(token);
    request.mutable_heartbeat()->set_seconds(heartbeat_seconds);
    reader_ = tenant.screening().WatchScreenings(&context_, request);
  }
  ~Watch() { context_.TryCancel(); }

  // Of any kind. KIND_UNSPECIFIED: the call has ended.
  v1::ScreeningEvent Next() {
    v1::ScreeningEvent event;
    if (!reader_->Read(&event)) event.Clear();
    return event;
  }
  // That is no heartbeat.
  v1::ScreeningEvent NextEvent() {
    v1::ScreeningEvent event = Next();
    while (event.kind() == v1::ScreeningEvent::HEARTBEAT) event = Next();
    return event;
  }
  grpc::Status Finish() { return reader_->Finish(); }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::ScreeningEvent>> reader_;
};

class WatchTest : public ServerRig {
 protected:
  void SetUp() override { StartWithTenant(); }

  // Its name.
  std::string Screen(const std::string& application,
                     const std::vector<std::string>& documents = {}) {
    v1::CreateScreeningResponse response;
    const grpc::Status status =
        tenant_->Screen(TestTenant::Request(application, documents), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.screening().name();
  }

  // What goes on from now.
  std::string TokenOfNow() { return Watch(*tenant_, "").Next().resume_token(); }
};

TEST_F(WatchTest, TellsWhatHappensFromNowOnInOrder) {
  Screen("before");
  Watch watch(*tenant_, "");
  ASSERT_EQ(watch.Next().kind(), v1::ScreeningEvent::HEARTBEAT);
  const std::string first = Screen("A-1");
  const std::string second = Screen("A-2");
  EXPECT_EQ(Screen("A-1", {TestCredential(1)}), first);
  std::vector<std::string> seen;
  for (int i = 0; i < 3; ++i) {
    const v1::ScreeningEvent event = watch.NextEvent();
    EXPECT_EQ(event.kind(), v1::ScreeningEvent::REVISED);
    EXPECT_EQ(event.receipt_state(), v1::Receipt::LOGGED);
    EXPECT_TRUE(event.has_time());
    seen.push_back(absl::StrCat(event.screening(), " ", event.revision(), " ",
                                v1::Decision::Outcome_Name(event.outcome())));
  }
  EXPECT_THAT(seen, ElementsAre(absl::StrCat(first, " 1 INCOMPLETE"),
                                absl::StrCat(second, " 1 INCOMPLETE"),
                                absl::StrCat(first, " 2 PASS")));
}

TEST_F(WatchTest, CancellationIsAnEvent) {
  const std::string token = TokenOfNow();
  const std::string name = Screen("A-1");
  v1::CancelScreeningRequest request;
  request.set_name(name);
  v1::ScreeningRecord record;
  grpc::ClientContext context;
  ASSERT_TRUE(
      tenant_->screening().CancelScreening(&context, request, &record).ok());
  Watch watch(*tenant_, token);
  EXPECT_EQ(watch.NextEvent().kind(), v1::ScreeningEvent::REVISED);
  const v1::ScreeningEvent event = watch.NextEvent();
  EXPECT_EQ(event.kind(), v1::ScreeningEvent::CANCELLED);
  EXPECT_EQ(event.screening(), name);
  EXPECT_EQ(event.state(), v1::ScreeningRecord::CANCELLED);
}

TEST_F(WatchTest, ResumesWithoutLossAfterABrokenConnectionAndAKill) {
  std::string token;
  std::vector<std::string> expected;
  std::vector<std::string> seen;
  token = TokenOfNow();
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 4; ++i) {
      expected.push_back(Screen(absl::StrCat("A-", round, "-", i)));
    }
    server_->Kill();
    Start();
    ASSERT_FALSE(HasFatalFailure());
    // Breaks off in the middle.
    Watch watch(*tenant_, token);
    while (seen.size() + 2 < expected.size()) {
      const v1::ScreeningEvent event = watch.NextEvent();
      ASSERT_NE(event.kind(), v1::ScreeningEvent::KIND_UNSPECIFIED);
      seen.push_back(event.screening());
      token = event.resume_token();
    }
  }
  Watch watch(*tenant_, token);
  while (seen.size() < expected.size()) {
    seen.push_back(watch.NextEvent().screening());
  }
  EXPECT_EQ(seen, expected);
}

TEST_F(WatchTest, HeartbeatsMoveTheToken) {
  Watch watch(*tenant_, "");
  const v1::ScreeningEvent first = watch.Next();
  EXPECT_EQ(first.kind(), v1::ScreeningEvent::HEARTBEAT);
  EXPECT_EQ(first.screening(), "");
  Screen("A-1");
  EXPECT_EQ(watch.NextEvent().kind(), v1::ScreeningEvent::REVISED);
  const v1::ScreeningEvent second = watch.Next();
  EXPECT_EQ(second.kind(), v1::ScreeningEvent::HEARTBEAT);
  EXPECT_NE(first.resume_token(), second.resume_token());
}

TEST_F(WatchTest, BadRequestsAreRefusedByField) {
  for (const std::int64_t seconds : {-1L, 0L, 601L, 1L << 60}) {
    Watch watch(*tenant_, "", seconds);
    EXPECT_EQ(watch.Next().kind(), v1::ScreeningEvent::KIND_UNSPECIFIED);
    const grpc::Status status = watch.Finish();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_THAT(status.error_details(), HasSubstr("heartbeat"));
  }
  Watch watch(*tenant_, "made-up");
  EXPECT_EQ(watch.Next().kind(), v1::ScreeningEvent::KIND_UNSPECIFIED);
  const grpc::Status status = watch.Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_details(), HasSubstr("resume_token"));
}

TEST_F(WatchTest, SlowReaderGetsEverythingInOrder) {
  constexpr int kEvents = 700;
  Watch watch(*tenant_, TokenOfNow(), 600);
  std::vector<std::string> expected;
  for (int i = 0; i < kEvents; ++i) {
    expected.push_back(Screen(absl::StrCat("A-", i)));
  }
  std::vector<std::string> seen;
  for (int i = 0; i < kEvents; ++i) seen.push_back(watch.Next().screening());
  EXPECT_EQ(seen, expected);
}

TEST_F(WatchTest, EveryWatcherIsWoken) {
  std::vector<std::unique_ptr<Watch>> watches;
  for (int i = 0; i < 20; ++i) {
    watches.push_back(std::make_unique<Watch>(*tenant_, ""));
  }
  for (const auto& watch : watches) {
    ASSERT_EQ(watch->Next().kind(), v1::ScreeningEvent::HEARTBEAT);
  }
  const std::string name = Screen("A-1");
  for (const auto& watch : watches) {
    EXPECT_EQ(watch->NextEvent().screening(), name);
  }
}

TEST_F(WatchTest, EndOfTheServerEndsTheWatch) {
  Watch watch(*tenant_, "");
  ASSERT_EQ(watch.Next().kind(), v1::ScreeningEvent::HEARTBEAT);
  EXPECT_EQ(server_->Terminate(), 0);
  EXPECT_EQ(watch.NextEvent().kind(), v1::ScreeningEvent::KIND_UNSPECIFIED);
  const grpc::Status status = watch.Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(status.error_details(), HasSubstr("SHUTTING_DOWN"));
}

}  // namespace
}  // namespace prescreen
