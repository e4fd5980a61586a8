// SPDX-License-Identifier: Apache-2.0
// What becomes of streams under way when their key ends.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "client/error_details.h"
#include "prescreen/v1/admin.pb.h"
#include "tests/support/raw_call.h"
#include "tests/support/service_rig.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

// Far longer than anything here takes; a heartbeat is later still.
constexpr std::chrono::minutes kPatience(2);
constexpr int kLongestHeartbeatSeconds = 600;

class LiveAccessTest : public ::testing::Test {
 protected:
  using Stream = grpc::ClientReaderWriter<v1::CreateScreeningRequest,
                                          v1::StreamScreeningsResponse>;

  void SetUp() override {
    ASSERT_TRUE(rig_.Start().ok());
    bootstrap_ = rig_.BootstrapKey();
    stub_ = v1::Screening::NewStub(rig_.channel());
  }

  v1::CreateKeyResponse MakeKey(absl::Duration life) {
    v1::CreateKeyRequest request;
    request.add_roles(v1::ATS);
    request.add_tenants("tenants/demo");
    request.set_max_in_flight(1);
    if (life != absl::InfiniteDuration()) {
      request.mutable_expire_time()->set_seconds(
          absl::ToUnixSeconds(rig_.clock().Now() + life));
    }
    const RawResult made = RawCall(rig_.channel(), "Admin/CreateKey",
                                   request.SerializeAsString(), bootstrap_);
    EXPECT_TRUE(made.status.ok()) << made.status;
    v1::CreateKeyResponse response;
    if (made.status.ok()) response.ParseFromString(made.replies.at(0));
    return response;
  }
  void Revoke(const v1::CreateKeyResponse& key) {
    v1::RevokeKeyRequest request;
    request.set_name(key.key().name());
    const RawResult revoked = RawCall(rig_.channel(), "Admin/RevokeKey",
                                      request.SerializeAsString(), bootstrap_);
    EXPECT_TRUE(revoked.status.ok()) << revoked.status;
  }

  std::unique_ptr<grpc::ClientReader<v1::ScreeningEvent>> Watch(
      const std::string& key, grpc::ClientContext* context) {
    context->set_deadline(std::chrono::system_clock::now() + kPatience);
    AddKey(key, context);
    v1::WatchScreeningsRequest request;
    request.set_parent("tenants/demo");
    request.mutable_heartbeat()->set_seconds(kLongestHeartbeatSeconds);
    auto reader = stub_->WatchScreenings(context, request);
    // The key's one place is taken: the server has the call.
    while (
        RawCall(rig_.channel(), "Admin/GetServerInfo", "", key).status.ok()) {
    }
    return reader;
  }
  // That has answered once, and now waits for more.
  std::unique_ptr<Stream> Open(v1::Screening::Stub& stub,
                               const std::string& key,
                               grpc::ClientContext* context) {
    context->set_deadline(std::chrono::system_clock::now() + kPatience);
    AddKey(key, context);
    auto stream = stub.StreamScreenings(context);
    EXPECT_TRUE(stream->Write(v1::CreateScreeningRequest()));
    v1::StreamScreeningsResponse answer;
    EXPECT_TRUE(stream->Read(&answer));
    return stream;
  }
  template <typename Reader, typename Message>
  static void ExpectRefused(Reader& reader, Message message) {
    EXPECT_FALSE(reader.Read(&message));
    const grpc::Status status = reader.Finish();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED)
        << status.error_message();
    EXPECT_EQ(
        ErrorDetailsOf(StatusWithDetails(
                           static_cast<absl::StatusCode>(status.error_code()),
                           status.error_message(), status.error_details()))
            .reason,
        "KEY_REFUSED");
  }

  ServiceRig rig_;
  std::string bootstrap_;
  std::unique_ptr<v1::Screening::Stub> stub_;
};

TEST_F(LiveAccessTest, AnIdleWatcherEndsWhenItsKeyIsRevoked) {
  const auto key = MakeKey(absl::InfiniteDuration());
  grpc::ClientContext context;
  const auto reader = Watch(key.secret(), &context);
  Revoke(key);
  ExpectRefused(*reader, v1::ScreeningEvent());
}

TEST_F(LiveAccessTest, AnIdleWatcherEndsWhenItsKeyExpires) {
  const auto key = MakeKey(absl::Seconds(1));
  grpc::ClientContext context;
  const auto reader = Watch(key.secret(), &context);
  ExpectRefused(*reader, v1::ScreeningEvent());
}

TEST_F(LiveAccessTest, AnIdleStreamEndsWhenItsKeyIsRevoked) {
  const auto key = MakeKey(absl::InfiniteDuration());
  grpc::ClientContext context;
  const auto stream = Open(*stub_, key.secret(), &context);
  Revoke(key);
  ExpectRefused(*stream, v1::StreamScreeningsResponse());
}

TEST_F(LiveAccessTest, AnIdleStreamEndsWhenItsKeyExpires) {
  const auto key = MakeKey(absl::Seconds(1));
  grpc::ClientContext context;
  const auto stream = Open(*stub_, key.secret(), &context);
  ExpectRefused(*stream, v1::StreamScreeningsResponse());
}

TEST_F(LiveAccessTest, AnotherKeysStreamGoesOn) {
  const auto key = MakeKey(absl::InfiniteDuration());
  const auto other = MakeKey(absl::InfiniteDuration());
  grpc::ClientContext context;
  const auto stream = Open(*stub_, key.secret(), &context);
  Revoke(other);
  EXPECT_TRUE(stream->Write(v1::CreateScreeningRequest()));
  v1::StreamScreeningsResponse answer;
  EXPECT_TRUE(stream->Read(&answer));
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(LiveAccessTest, TheFirstKeyEndsTheStreamsOfThisMachine) {
  TestTenant tenant(rig_.address());
  grpc::ClientContext context;
  const auto stream = Open(tenant.screening(), "", &context);
  MakeKey(absl::InfiniteDuration());
  ExpectRefused(*stream, v1::StreamScreeningsResponse());
}

}  // namespace
}  // namespace prescreen
