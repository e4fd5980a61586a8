// SPDX-License-Identifier: Apache-2.0
// What every gRPC client may expect of the server, whatever the method: health,
// reflection, bounded messages, deadlines, cancellation.
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "base/limits.h"
#include "tests/support/server_rig.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

std::string ToString(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  if (!buffer.Dump(&slices).ok()) return "";
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

class RpcTest : public ServerRig {
 protected:
  void SetUp() override { StartWithTenant(); }
};

TEST_F(RpcTest, HealthIsServing) {
  grpc::GenericStub stub(tenant_->channel());
  grpc::ClientContext context;
  const grpc::ByteBuffer request = ToBuffer("");
  grpc::ByteBuffer response;
  absl::Notification done;
  grpc::Status status;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::StubOptions(),
                 &request, &response, [&](grpc::Status result) {
                   status = std::move(result);
                   done.Notify();
                 });
  done.WaitForNotification();
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(ToString(response), std::string("\x08\x01", 2));  // SERVING
}

TEST_F(RpcTest, ReflectionListsTheServices) {
  grpc::GenericStub stub(tenant_->channel());
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  auto call = stub.PrepareCall(
      &context,
      "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
  void* tag = nullptr;
  bool ok = false;
  call->StartCall(nullptr);
  ASSERT_TRUE(queue.Next(&tag, &ok) && ok);
  // ServerReflectionRequest{list_services: ""}
  call->Write(ToBuffer(std::string("\x3a\x00", 2)), nullptr);
  ASSERT_TRUE(queue.Next(&tag, &ok) && ok);
  grpc::ByteBuffer response;
  call->Read(&response, nullptr);
  ASSERT_TRUE(queue.Next(&tag, &ok) && ok);
  const std::string services = ToString(response);
  for (const char* service :
       {"prescreen.v1.Screening", "prescreen.v1.Policies",
        "prescreen.v1.Catalogues", "prescreen.v1.Receipts"}) {
    EXPECT_NE(services.find(service), std::string::npos) << service;
  }
  context.TryCancel();
  grpc::Status status;
  call->Finish(&status, nullptr);
  ASSERT_TRUE(queue.Next(&tag, &ok));
}

TEST_F(RpcTest, TooLargeMessageIsRefusedAndTheServerGoesOn) {
  auto request = TestTenant::Request("A-1", {});
  request.add_documents()->set_content(std::string(kMaxRequestBytes, 'x'));
  v1::CreateScreeningResponse response;
  EXPECT_EQ(tenant_->Screen(request, &response).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(tenant_->Screen(TestTenant::Request("A-1", {}), &response).ok());
}

TEST_F(RpcTest, RetriesAfterMissedDeadlinesMakeOneRevision) {
  auto request = TestTenant::Request("A-1", {TestCredential(1)});
  request.set_request_id("11111111-2222-4333-8444-555555555555");
  for (int microseconds : {1, 200, 500, 1000, 2000, 4000, 8000}) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() +
                         std::chrono::microseconds(microseconds));
    v1::CreateScreeningResponse response;
    const grpc::Status status =
        tenant_->screening().CreateScreening(&context, request, &response);
    EXPECT_TRUE(status.ok() ||
                status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED)
        << status.error_message();
  }
  v1::CreateScreeningResponse response;
  const grpc::Status status = tenant_->Screen(request, &response);
  ASSERT_TRUE(status.ok()) << ReasonOf(status) << ": "
                           << status.error_message();
  EXPECT_EQ(response.revision(), 1);
}

TEST_F(RpcTest, CancelledCallsLeaveTheServerWhole) {
  for (int i = 0; i < 50; ++i) {
    grpc::ClientContext context;
    std::thread canceller([&context] { context.TryCancel(); });
    v1::CreateScreeningResponse response;
    const grpc::Status status = tenant_->screening().CreateScreening(
        &context,
        TestTenant::Request(absl::StrCat("A-", i), {TestCredential(i)}),
        &response);
    canceller.join();
    EXPECT_TRUE(status.ok() ||
                status.error_code() == grpc::StatusCode::CANCELLED);
  }
  v1::CreateScreeningResponse response;
  EXPECT_TRUE(tenant_->Screen(TestTenant::Request("last", {}), &response).ok());
  EXPECT_EQ(server_->Terminate(), 0);
}

TEST_F(RpcTest, ParallelRetriesOfOneRequestMakeOneRevision) {
  auto request = TestTenant::Request("A-1", {TestCredential(1)});
  request.set_request_id("11111111-2222-4333-8444-555555555555");
  std::vector<v1::CreateScreeningResponse> responses(16);
  std::vector<std::thread> threads;
  for (auto& response : responses) {
    threads.emplace_back([this, &request, &response] {
      EXPECT_TRUE(tenant_->Screen(request, &response).ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
  int created = 0;
  for (const auto& response : responses) {
    created += response.created() ? 1 : 0;
    EXPECT_EQ(response.revision(), 1);
    EXPECT_EQ(response.screening().name(), responses[0].screening().name());
  }
  EXPECT_EQ(created, 1);
}

TEST_F(RpcTest, OneAfterTheOtherNeedsRoomForOne) {
  ASSERT_EQ(server_->Terminate(), 0);
  StartWithTenant({"max_in_flight=1"});
  ASSERT_FALSE(HasFatalFailure());
  for (int i = 0; i < 1000; ++i) {
    v1::CreateScreeningResponse response;
    const grpc::Status status = tenant_->Screen(
        TestTenant::Request(absl::StrCat("A-", i), {}), &response);
    ASSERT_TRUE(status.ok()) << i << ": " << status.error_message();
  }
}

TEST_F(RpcTest, ParallelRequestsForOneApplicationGetGapFreeRevisions) {
  constexpr int kRequests = 12;
  std::vector<int> revisions(kRequests);
  std::vector<std::thread> threads;
  for (int i = 0; i < kRequests; ++i) {
    threads.emplace_back([this, i, &revisions] {
      v1::CreateScreeningResponse response;
      std::vector<std::string> documents;
      for (int d = 0; d <= i; ++d) documents.push_back(TestCredential(d));
      EXPECT_TRUE(
          tenant_->Screen(TestTenant::Request("A-1", documents), &response)
              .ok());
      revisions[static_cast<std::size_t>(i)] = response.revision();
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::sort(revisions.begin(), revisions.end());
  for (int i = 0; i < kRequests; ++i) {
    EXPECT_EQ(revisions[static_cast<std::size_t>(i)], i + 1);
  }
}

}  // namespace
}  // namespace prescreen
