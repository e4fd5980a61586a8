// SPDX-License-Identifier: Apache-2.0
// Random interleavings of creations, additions, re-evaluations, duplicates,
// retries and kill -9: however they fall, an application has one screening, its
// revisions follow one another, `seq` has no gap and each revision is one leaf.
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/codec/json.h"
#include "base/random.h"
#include "tests/support/server_rig.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

constexpr int kClients = 4;
constexpr int kApplications = 5;
constexpr int kDocuments = 6;
constexpr int kRounds = 3;
constexpr int kOperations = 24;  // of a client in a round

unsigned Seed() {
  const char* text = std::getenv("PRESCREEN_SEED");
  return text == nullptr ? std::random_device()()
                         : static_cast<unsigned>(std::atoi(text));
}

std::int64_t NumberIn(const json::Value& record, absl::string_view name) {
  const json::Value* value = record.Find(name);
  return value == nullptr ? -1 : value->AsInt64().value_or(-1);
}

// One operation, to be sent as often as it takes.
struct Operation {
  enum class Kind { kCreate, kAdd, kReevaluate };
  Kind kind = Kind::kCreate;
  int application = 0;
  int document = 0;
  std::string request_id;
};

class InterleavingsTest : public ServerRig {
 protected:
  static std::string Reference(int application) {
    return absl::StrCat("A-", application);
  }
  std::string NameOf(int application) {
    absl::MutexLock lock(&mutex_);
    return names_[application];
  }

  Operation Choose(std::mt19937& random) {
    Operation operation;
    operation.application = static_cast<int>(random() % kApplications);
    operation.document = static_cast<int>(random() % kDocuments);
    if (!NameOf(operation.application).empty()) {
      operation.kind = static_cast<Operation::Kind>(random() % 3);
    }
    absl::MutexLock lock(&mutex_);
    operation.request_id = FormatUuid(NewUuid4(ids_));
    return operation;
  }

  grpc::Status Send(const Operation& operation,
                    v1::CreateScreeningResponse* response) {
    grpc::ClientContext context;
    switch (operation.kind) {
      case Operation::Kind::kCreate: {
        auto request =
            TestTenant::Request(Reference(operation.application),
                                {TestCredential(operation.document)});
        request.set_request_id(operation.request_id);
        return tenant_->screening().CreateScreening(&context, request,
                                                    response);
      }
      case Operation::Kind::kAdd: {
        v1::AddCredentialsRequest request;
        request.set_name(NameOf(operation.application));
        request.set_request_id(operation.request_id);
        request.add_documents()->set_content(
            TestCredential(operation.document));
        return tenant_->screening().AddCredentials(&context, request, response);
      }
      case Operation::Kind::kReevaluate: {
        v1::ReevaluateScreeningRequest request;
        request.set_name(NameOf(operation.application));
        request.set_request_id(operation.request_id);
        return tenant_->screening().ReevaluateScreening(&context, request,
                                                        response);
      }
    }
    return grpc::Status::CANCELLED;
  }

  // Every answer to one request_id is the same revision of the same screening.
  void Remember(const Operation& operation,
                const v1::CreateScreeningResponse& response) {
    absl::MutexLock lock(&mutex_);
    const std::string& name = response.screening().name();
    std::string& known = names_[operation.application];
    if (known.empty()) known = name;
    EXPECT_EQ(known, name);
    const auto [found, is_new] =
        answers_.emplace(operation.request_id, response.revision());
    EXPECT_EQ(found->second, response.revision()) << operation.request_id;
    highest_[operation.application] =
        std::max(highest_[operation.application], response.revision());
  }

  // Sends once or, as a client that lost its patience, twice at the same time.
  void Perform(const Operation& operation, bool twice) {
    std::vector<std::thread> threads;
    std::atomic<int> answered = 0;
    const auto send = [&] {
      v1::CreateScreeningResponse response;
      if (!Send(operation, &response).ok()) return;
      ++answered;
      Remember(operation, response);
    };
    if (twice) threads.emplace_back(send);
    send();
    for (std::thread& thread : threads) thread.join();
    if (answered > 0) return;
    absl::MutexLock lock(&mutex_);
    unanswered_.push_back(operation);
  }

  void Load(unsigned seed) {
    std::mt19937 random(seed);
    for (int i = 0; i < kOperations; ++i) {
      Perform(Choose(random), random() % 3 == 0);
      if (++performed_ == kill_after_) server_->Kill();
    }
  }

  void Round(unsigned seed) {
    performed_ = 0;
    kill_after_ = 10 + static_cast<int>(seed % (kClients * kOperations - 20));
    std::vector<std::thread> clients;
    for (int i = 0; i < kClients; ++i) {
      clients.emplace_back([this, seed, i] { Load(seed * kClients + i); });
    }
    for (std::thread& client : clients) client.join();
  }

  // What was not answered is asked again, as the guide tells clients to.
  void RetryUnanswered() {
    std::vector<Operation> operations;
    {
      absl::MutexLock lock(&mutex_);
      std::swap(operations, unanswered_);
    }
    for (const Operation& operation : operations) {
      v1::CreateScreeningResponse response;
      const grpc::Status status = Send(operation, &response);
      ASSERT_TRUE(status.ok()) << status.error_message();
      Remember(operation, response);
    }
  }

  std::uint64_t TreeSize() {
    v1::GetCheckpointRequest request;
    request.set_name("log/checkpoints/latest");
    v1::Checkpoint checkpoint;
    grpc::ClientContext context;
    EXPECT_TRUE(
        tenant_->receipts().GetCheckpoint(&context, request, &checkpoint).ok());
    return checkpoint.size();
  }

  // Walks one screening's revisions; its leaves and numbers go into the sets.
  void ExpectChain(const v1::ScreeningRecord& screening,
                   std::set<std::int64_t>* numbers,
                   std::set<std::uint64_t>* leaves) {
    std::int64_t previous = -1;
    for (int revision = 1; revision <= screening.revision(); ++revision) {
      v1::GetReceiptRequest request;
      request.set_name(
          absl::StrCat(screening.name(), "/revisions/", revision, "/receipt"));
      v1::GetReceiptResponse receipt;
      grpc::ClientContext context;
      ASSERT_TRUE(
          tenant_->receipts().GetReceipt(&context, request, &receipt).ok())
          << request.name();
      const auto record = json::Parse(receipt.receipt().record());
      ASSERT_TRUE(record.ok());
      EXPECT_EQ(NumberIn(*record, "revision"), revision);
      EXPECT_EQ(NumberIn(*record, "previous"), previous);
      EXPECT_TRUE(numbers->insert(NumberIn(*record, "seq")).second);
      EXPECT_TRUE(leaves->insert(receipt.receipt().leaf_index()).second);
      previous = static_cast<std::int64_t>(receipt.receipt().leaf_index());
    }
  }

  std::atomic<int> performed_ = 0;
  int kill_after_ = 0;
  absl::Mutex mutex_;
  SystemRandom ids_ ABSL_GUARDED_BY(mutex_);
  std::map<int, std::string> names_ ABSL_GUARDED_BY(mutex_);
  std::map<int, int> highest_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, int> answers_ ABSL_GUARDED_BY(mutex_);
  std::vector<Operation> unanswered_ ABSL_GUARDED_BY(mutex_);
};

TEST_F(InterleavingsTest, LeaveOneScreeningAndNoGap) {
  const unsigned seed = Seed();
  SCOPED_TRACE(absl::StrCat("PRESCREEN_SEED=", seed));
  Start();
  ASSERT_TRUE(tenant_->SetUp().ok());
  const std::uint64_t before = TreeSize();
  for (int round = 0; round < kRounds; ++round) {
    Round(seed + static_cast<unsigned>(round));
    server_->Kill();
    Start();
    RetryUnanswered();
  }

  v1::ListScreeningsRequest request;
  request.set_parent("tenants/demo");
  v1::ListScreeningsResponse page;
  grpc::ClientContext context;
  ASSERT_TRUE(
      tenant_->screening().ListScreenings(&context, request, &page).ok());
  std::set<std::string> applications;
  std::set<std::int64_t> numbers;
  std::set<std::uint64_t> leaves;
  for (const v1::ScreeningRecord& screening : page.screenings()) {
    EXPECT_TRUE(applications.insert(screening.application_ref()).second);
    ExpectChain(screening, &numbers, &leaves);
  }
  absl::MutexLock lock(&mutex_);
  EXPECT_EQ(page.screenings_size(), static_cast<int>(names_.size()));
  for (const auto& screening : page.screenings()) {
    for (const auto& [application, name] : names_) {
      if (name != screening.name()) continue;
      EXPECT_GE(screening.revision(), highest_[application]);
    }
  }
  ASSERT_FALSE(numbers.empty());
  EXPECT_EQ(*numbers.begin(), 1);
  EXPECT_EQ(*numbers.rbegin(), static_cast<std::int64_t>(numbers.size()));
  EXPECT_EQ(TreeSize(), before + leaves.size());
}

}  // namespace
}  // namespace prescreen
