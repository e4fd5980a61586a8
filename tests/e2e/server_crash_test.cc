// SPDX-License-Identifier: Apache-2.0
// kill -9 in a loop under load: what a client was told is there afterwards. The
// page cache survives a kill, so this proves nothing about syncs; the forgetful
// file system does (tests/server/log).
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "anchor/receipt.h"
#include "base/codec/json.h"
#include "tests/support/server_process.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

// More by PRESCREEN_CRASH_ROUNDS, for long runs.
int Rounds() {
  const char* text = std::getenv("PRESCREEN_CRASH_ROUNDS");
  return text == nullptr ? 12 : std::atoi(text);
}
constexpr int kClients = 4;

struct Acknowledged {
  std::string name;
  std::string receipt;
  std::string bytes;
};

class CrashTest : public ::testing::Test {
 protected:
  void Start() {
    ServerProcessOptions options;
    options.binary_dir = PRESCREEN_BINARY_DIR;
    options.folder = folder_.path();
    auto server = ServerProcess::Start(options);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    tenant_ = std::make_unique<TestTenant>(server_->address());
  }

  // Screens until the server is gone; remembers every acknowledgement.
  void Load(int client, int round, int kill_after) {
    for (int i = 0;; ++i) {
      auto request = TestTenant::Request(
          absl::StrCat("A-", client, "-", round, "-", i / 3),
          {TestCredential(i % 3)});
      v1::CreateScreeningResponse response;
      const grpc::Status status = tenant_->Screen(request, &response);
      if (!status.ok()) return;
      {
        absl::MutexLock lock(&mutex_);
        acknowledged_.push_back({response.screening().name(),
                                 response.screening().receipt(),
                                 response.screening().SerializeAsString()});
      }
      if (++count_ == kill_after) server_->Kill();
    }
  }

  void CrashUnderLoad(int round) {
    count_ = 0;
    std::vector<std::thread> clients;
    for (int client = 0; client < kClients; ++client) {
      clients.emplace_back(
          [this, client, round] { Load(client, round, 10 + 7 * round); });
    }
    for (std::thread& client : clients) client.join();
  }

  void ExpectStillThere(const Acknowledged& item) {
    v1::GetReceiptRequest request;
    request.set_name(item.receipt);
    v1::GetReceiptResponse receipt;
    grpc::ClientContext context;
    const grpc::Status status =
        tenant_->receipts().GetReceipt(&context, request, &receipt);
    ASSERT_TRUE(status.ok()) << item.receipt << ": " << status.error_message();
    for (const anchor::CheckLine& line : anchor::CheckReceipt(
             receipt.receipt(), identity_, nullptr, &receipt.subject())) {
      EXPECT_NE(line.verdict, anchor::CheckVerdict::kFalse)
          << line.what << ": " << line.detail;
    }
  }

  void LoadIdentity() {
    std::ifstream file(folder_.path() + "/tiles/log.json", std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    const auto identity = anchor::ParseLogIdentity(text.str());
    ASSERT_TRUE(identity.ok()) << identity.status();
    identity_ = *identity;
  }

  TemporaryFolder folder_;
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<TestTenant> tenant_;
  anchor::LogIdentity identity_;
  std::atomic<int> count_ = 0;
  absl::Mutex mutex_;
  std::vector<Acknowledged> acknowledged_ ABSL_GUARDED_BY(mutex_);
};

TEST_F(CrashTest, NothingAcknowledgedIsLost) {
  Start();
  ASSERT_TRUE(tenant_->SetUp().ok());
  LoadIdentity();
  for (int round = 0; round < Rounds(); ++round) {
    CrashUnderLoad(round);
    Start();
    ASSERT_FALSE(HasFatalFailure());
    absl::MutexLock lock(&mutex_);
    for (const Acknowledged& item : acknowledged_) ExpectStillThere(item);
    ASSERT_FALSE(HasFailure()) << "round " << round;
  }
  absl::MutexLock lock(&mutex_);
  std::printf("rounds %d, acknowledged screenings %zu, lost 0\n", Rounds(),
              acknowledged_.size());
}

}  // namespace
}  // namespace prescreen
