// SPDX-License-Identifier: Apache-2.0
// Clients that would exhaust a real server: each is bounded, and others are
// answered meanwhile.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "base/limits.h"
#include "tests/support/production_server.h"
#include "tests/support/server_process.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;

#ifdef __SANITIZE_ADDRESS__
constexpr std::int64_t kMostGrowth = 512 << 20;  // 256 MiB of it freed
#else
constexpr std::int64_t kMostGrowth = 64 << 20;
#endif
// Beyond connections: store, log, gRPC's own.
constexpr int kOtherDescriptors = 200;
constexpr int kFlood = 1500;
// The head of a TLS record that promises 512 bytes of ClientHello.
constexpr char kHalfHello[] = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";

// A TCP connection of this process; -1: refused.
class Socket {
 public:
  explicit Socket(int port) : descriptor_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    is_open_ = connect(descriptor_, reinterpret_cast<sockaddr*>(&address),
                       sizeof(address)) == 0;
  }
  ~Socket() { close(descriptor_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  bool is_open() const { return is_open_; }
  bool Send(const std::string& bytes) {
    return send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }
  // Until the other side has closed it.
  void AwaitEnd() {
    char bytes[4096];
    while (recv(descriptor_, bytes, sizeof(bytes), 0) > 0) {
    }
  }

 private:
  int descriptor_;
  bool is_open_ = false;
};

using Flood = std::vector<std::unique_ptr<Socket>>;

// Every third says nothing, a part of a TLS hello, or what is no protocol.
Flood Connect(int port, int count) {
  Flood flood;
  const std::string hello(kHalfHello, sizeof(kHalfHello) - 1);
  for (int i = 0; i < count; ++i) {
    flood.push_back(std::make_unique<Socket>(port));
    EXPECT_TRUE(flood.back()->is_open()) << i;
    if (i % 3 == 1) flood.back()->Send(hello);
    if (i % 3 == 2) flood.back()->Send("anything\r\n");
  }
  return flood;
}

class AbuseTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto server =
        ProductionServer::Start(PRESCREEN_BINARY_DIR, folder_.path(),
                                {"metrics_listen=127.0.0.1:0", "min_free=0%"});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    tenant_ = std::make_unique<TestTenant>(server_->Connect());
    ASSERT_TRUE(tenant_->SetUp().ok());
    Screen("warm");
  }

  // An honest client, on a connection of its own.
  void ExpectAnswer() {
    TestTenant honest(server_->Connect());
    v1::CreateScreeningResponse response;
    const grpc::Status status =
        honest.Screen(TestTenant::Request(absl::StrCat("honest-", ++honest_),
                                          {TestCredential(1)}),
                      &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(response.screening().decision().outcome(), v1::Decision::PASS);
  }
  void Screen(const std::string& application) {
    v1::CreateScreeningResponse response;
    const grpc::Status status =
        tenant_->Screen(TestTenant::Request(application, {}), &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }

  // Resident memory of the server.
  std::int64_t Bytes() const {
    std::ifstream file(
        absl::StrCat("/proc/", server_->process().pid(), "/status"));
    std::string line;
    std::int64_t kibibytes = 0;
    while (std::getline(file, line)) {
      absl::string_view value = line;
      if (!absl::ConsumePrefix(&value, "VmRSS:")) continue;
      absl::ConsumeSuffix(&value, " kB");
      EXPECT_TRUE(absl::SimpleAtoi(value, &kibibytes)) << line;
    }
    return kibibytes << 10;
  }
  std::ptrdiff_t Descriptors() const {
    const std::filesystem::directory_iterator open(
        absl::StrCat("/proc/", server_->process().pid(), "/fd"));
    return std::distance(begin(open), end(open));
  }
  int Port() const { return PortAfter(server_->process().address(), ":"); }
  int MetricsPort() const {
    return PortAfter(server_->process().start_up_line(), "metrics on port ");
  }

  TemporaryFolder folder_;
  std::unique_ptr<ProductionServer> server_;
  std::unique_ptr<TestTenant> tenant_;

 private:
  static int PortAfter(const std::string& text, const std::string& before) {
    int port = 0;
    EXPECT_TRUE(absl::SimpleAtoi(
        text.substr(text.rfind(before) + before.size()), &port))
        << text;
    return port;
  }

  int honest_ = 0;
};

TEST_F(AbuseTest, AWatcherThatNeverReadsHoldsLittle) {
  constexpr int kWatchers = 50;
  struct Open {
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReader<v1::ScreeningEvent>> reader;
  };
  v1::WatchScreeningsRequest request;
  request.set_parent("tenants/demo");
  request.mutable_heartbeat()->set_seconds(1);
  std::vector<std::unique_ptr<Open>> watchers;
  for (int i = 0; i < kWatchers; ++i) {
    watchers.push_back(std::make_unique<Open>());
    watchers.back()->reader = tenant_->screening().WatchScreenings(
        &watchers.back()->context, request);
  }
  // They are watching once this is there; nothing is read after it.
  for (const auto& watcher : watchers) {
    watcher->reader->WaitForInitialMetadata();
  }
  const std::int64_t before = Bytes();
  for (int i = 0; i < 500; ++i) Screen(absl::StrCat("A-", i));
  EXPECT_LT(Bytes() - before, kMostGrowth);
  ExpectAnswer();
  for (const auto& watcher : watchers) watcher->context.TryCancel();
}

TEST_F(AbuseTest, AStreamWhoseAnswersAreNotReadTakesNoMoreRequests) {
  constexpr int kItems = 5000;
  grpc::ClientContext context;
  // This process takes little that it was not asked to read.
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 1 << 16);
  TestTenant slow(server_->Connect(arguments));
  const auto stream = slow.screening().StreamScreenings(&context);
  const std::int64_t before = Bytes();
  std::atomic<int> written = 0;
  // 500 MB, were they taken; a write that is not taken blocks.
  std::thread writer([&] {
    const std::string document(100'000, 'x');
    for (int i = 0; i < kItems; ++i) {
      auto request = TestTenant::Request(absl::StrCat("S-", i), {document});
      request.set_request_id(
          absl::StrFormat("11111111-2222-4333-8444-%012d", i));
      if (!stream->Write(request)) return;
      ++written;
    }
  });
  for (int i = 0; i < 300; ++i) Screen(absl::StrCat("A-", i));
  ExpectAnswer();
  EXPECT_LT(Bytes() - before, kMostGrowth);
  context.TryCancel();
  writer.join();
  EXPECT_LT(written, kItems);
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(AbuseTest, PagesThatNobodyReadsHoldNoMoreThanTheyAre) {
  constexpr int kCalls = 10;
  for (int i = 0; i < 300; ++i) Screen(absl::StrCat("A-", i));
  v1::ListScreeningsRequest request;
  request.set_parent("tenants/demo");
  request.set_page_size(1000);
  const grpc::Slice slice(request.SerializeAsString());
  grpc::ByteBuffer message(&slice, 1);
  grpc::GenericStub stub(server_->Connect());
  grpc::CompletionQueue queue;
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::unique_ptr<grpc::GenericClientAsyncReaderWriter>> calls;
  const std::int64_t before = Bytes();
  void* tag = nullptr;
  bool ok = false;
  for (int i = 0; i < kCalls; ++i) {
    contexts.push_back(std::make_unique<grpc::ClientContext>());
    calls.push_back(stub.PrepareCall(contexts.back().get(),
                                     "/prescreen.v1.Screening/ListScreenings",
                                     &queue));
    calls.back()->StartCall(nullptr);
    ASSERT_TRUE(queue.Next(&tag, &ok) && ok);
    calls.back()->WriteLast(message, {}, nullptr);
    ASSERT_TRUE(queue.Next(&tag, &ok) && ok);
    // The head is there, so the page is made; it is not read.
    calls.back()->ReadInitialMetadata(nullptr);
    ASSERT_TRUE(queue.Next(&tag, &ok) && ok);
  }
  ExpectAnswer();
  EXPECT_LT(Bytes() - before, kMostGrowth);
  for (int i = 0; i < kCalls; ++i) {
    contexts[static_cast<std::size_t>(i)]->TryCancel();
    grpc::Status status;
    calls[static_cast<std::size_t>(i)]->Finish(&status, nullptr);
    ASSERT_TRUE(queue.Next(&tag, &ok));
  }
}

TEST_F(AbuseTest, MetadataBeyondTheLimitIsRefused) {
  const std::int64_t before = Bytes();
  for (int i = 0; i < 20; ++i) {
    grpc::ClientContext context;
    // Beyond the limit, and far beyond: there the connection may end too.
    context.AddMetadata("x-huge",
                        std::string(i % 2 == 0 ? 16 << 10 : 1 << 20, 'x'));
    v1::CreateScreeningResponse response;
    const grpc::Status status = tenant_->screening().CreateScreening(
        &context, TestTenant::Request("A-1", {}), &response);
    EXPECT_FALSE(status.ok());
    if (i % 2 == 0 && status.error_code() != grpc::StatusCode::UNAVAILABLE) {
      EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED)
          << status.error_message();
    }
  }
  EXPECT_LT(Bytes() - before, kMostGrowth);
  ExpectAnswer();
}

TEST_F(AbuseTest, MessagesBeyondTheLimitAreRefusedByName) {
  const std::int64_t before = Bytes();
  for (int i = 0; i < 20; ++i) {
    v1::CreateScreeningResponse response;
    const grpc::Status status = tenant_->Screen(
        TestTenant::Request("A-1", {std::string(kMaxRequestBytes, 'x')}),
        &response);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_THAT(status.error_message(),
                HasSubstr(absl::StrCat(kMaxRequestBytes)));
  }
  EXPECT_LT(Bytes() - before, kMostGrowth);
  ExpectAnswer();
}

TEST_F(AbuseTest, AFloodOfConnectionsLeavesRoomForOthers) {
  const std::int64_t before = Bytes();
  const std::ptrdiff_t descriptors = Descriptors();
  const Flood flood = Connect(Port(), kFlood);
  ExpectAnswer();
  EXPECT_LT(Descriptors(), descriptors + kFlood + kOtherDescriptors);
  EXPECT_LT(Bytes() - before, kMostGrowth);
}

TEST_F(AbuseTest, AFloodOfTheMetricsPortTouchesNoScreening) {
  const std::int64_t before = Bytes();
  // More would wait to be accepted, in the kernel.
  const Flood flood = Connect(MetricsPort(), 100);
  ExpectAnswer();
  EXPECT_LT(Bytes() - before, kMostGrowth);
}

TEST_F(AbuseTest, AHandshakeThatNeverEndsIsEnded) {
  const std::ptrdiff_t descriptors = Descriptors();
  Flood flood = Connect(Port(), 100);
  for (const auto& connection : flood) connection->Send(std::string(1, '\0'));
  ExpectAnswer();
  // Each by the server; without its limit this would last for ever.
  for (const auto& connection : flood) connection->AwaitEnd();
  EXPECT_LT(Descriptors(), descriptors + 100);
  ExpectAnswer();
}

}  // namespace
}  // namespace prescreen
