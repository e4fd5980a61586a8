// SPDX-License-Identifier: Apache-2.0
// kill -9 in a loop under load. The client remembers every acknowledgement and
// finds all of them after each restart: as answered, under the same leaf, with
// nothing besides but what it was never answered. The page cache survives a
// kill, so this proves nothing about syncs; the forgetful file system does
// (tests/server/log).
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "anchor/receipt.h"
#include "base/codec/json.h"
#include "base/random.h"
#include "tests/client/run_process.h"
#include "tests/support/server_rig.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

// More by PRESCREEN_CRASH_ROUNDS, for long runs.
int Rounds() {
  const char* text = std::getenv("PRESCREEN_CRASH_ROUNDS");
  return text == nullptr ? 12 : std::atoi(text);
}
constexpr int kClients = 4;
constexpr int kRevisions = 3;  // of each application

// The client's memory of one answer.
struct Acknowledged {
  v1::CreateScreeningRequest request;
  v1::CreateScreeningResponse response;
  // From the receipt, once it was read.
  std::optional<std::uint64_t> leaf_index;
  std::string record;
};

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::int64_t NumberIn(const json::Value& record, absl::string_view name) {
  const json::Value* value = record.Find(name);
  return value == nullptr ? -1 : value->AsInt64().value_or(-1);
}

class CrashTest : public ServerRig {
 protected:
  v1::CreateScreeningRequest NewRequest(const std::string& application,
                                        int number) {
    auto request = TestTenant::Request(application, {TestCredential(number)});
    request.set_request_id(FormatUuid(NewUuid4(random_)));
    return request;
  }

  // Screens until the server is gone.
  void Load(int client, int round, int kill_after) {
    for (int i = 0;; ++i) {
      Acknowledged item;
      item.request = NewRequest(
          absl::StrCat("A-", client, "-", round, "-", i / kRevisions),
          i % kRevisions);
      if (!tenant_->Screen(item.request, &item.response).ok()) {
        absl::MutexLock lock(&mutex_);
        unanswered_.push_back(std::move(item.request));
        return;
      }
      v1::GetReceiptResponse receipt;
      if (GetReceipt(item.response.screening().receipt(), &receipt).ok()) {
        item.leaf_index = receipt.receipt().leaf_index();
        item.record = receipt.receipt().record();
      }
      {
        absl::MutexLock lock(&mutex_);
        acknowledged_.push_back(std::move(item));
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

  grpc::Status GetReceipt(const std::string& name,
                          v1::GetReceiptResponse* receipt) {
    v1::GetReceiptRequest request;
    request.set_name(name);
    grpc::ClientContext context;
    return tenant_->receipts().GetReceipt(&context, request, receipt);
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

  void ExpectSameScreening(const Acknowledged& item) {
    const v1::ScreeningRecord& answered = item.response.screening();
    v1::GetScreeningRequest request;
    request.set_name(
        absl::StrCat(answered.name(), "/revisions/", answered.revision()));
    v1::ScreeningRecord screening;
    grpc::ClientContext context;
    const grpc::Status status =
        tenant_->screening().GetScreening(&context, request, &screening);
    ASSERT_TRUE(status.ok())
        << request.name() << ": " << status.error_message();
    EXPECT_EQ(screening.SerializeAsString(), answered.SerializeAsString())
        << request.name();
  }

  void ExpectSameReceipt(Acknowledged* item) {
    const std::string& name = item->response.screening().receipt();
    v1::GetReceiptResponse receipt;
    const grpc::Status status = GetReceipt(name, &receipt);
    ASSERT_TRUE(status.ok()) << name << ": " << status.error_message();
    for (const anchor::CheckLine& line : anchor::CheckReceipt(
             receipt.receipt(), identity_, nullptr, &receipt.subject())) {
      EXPECT_NE(line.verdict, anchor::CheckVerdict::kFalse)
          << line.what << ": " << line.detail;
    }
    if (!item->leaf_index) {
      item->leaf_index = receipt.receipt().leaf_index();
      item->record = receipt.receipt().record();
    }
    EXPECT_EQ(receipt.receipt().leaf_index(), *item->leaf_index) << name;
    EXPECT_EQ(receipt.receipt().record(), item->record) << name;
    ExpectSameProof(*item->leaf_index, receipt.receipt().logged());
  }

  // What anyone may ask of the log agrees with the receipt, which was checked.
  void ExpectSameProof(std::uint64_t index, const v1::InclusionProof& logged) {
    v1::GetInclusionProofRequest request;
    request.set_name(absl::StrCat("log/leaves/", index));
    v1::GetInclusionProofResponse proof;
    grpc::ClientContext context;
    const grpc::Status status =
        tenant_->receipts().GetInclusionProof(&context, request, &proof);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(proof.checkpoint(), logged.checkpoint());
    EXPECT_TRUE(std::equal(proof.path().begin(), proof.path().end(),
                           logged.path().begin(), logged.path().end()));
  }

  void ExpectSameAnswerToARetry(const Acknowledged& item) {
    v1::CreateScreeningResponse response;
    const grpc::Status status = tenant_->Screen(item.request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(response.screening().SerializeAsString(),
              item.response.screening().SerializeAsString());
    EXPECT_EQ(response.revision(), item.response.revision());
  }

  std::vector<v1::ScreeningRecord> ListAll() {
    std::vector<v1::ScreeningRecord> all;
    v1::ListScreeningsRequest request;
    request.set_parent("tenants/demo");
    request.set_page_size(97);
    do {
      v1::ListScreeningsResponse page;
      grpc::ClientContext context;
      const grpc::Status status =
          tenant_->screening().ListScreenings(&context, request, &page);
      EXPECT_TRUE(status.ok()) << status.error_message();
      if (!status.ok()) break;
      all.insert(all.end(), page.screenings().begin(), page.screenings().end());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return all;
  }

  // The list: every acknowledged screening at its newest acknowledged revision
  // or, where a request was not answered, at the next.
  void ExpectExactList(const std::vector<v1::ScreeningRecord>& listed)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    std::map<std::string, int> newest;  // by application
    for (const Acknowledged& item : acknowledged_) {
      int& revision = newest[item.request.application_ref()];
      revision = std::max(revision, item.response.revision());
    }
    std::map<std::string, int> open;
    for (const auto& request : unanswered_) ++open[request.application_ref()];
    std::set<std::string> names;
    for (const v1::ScreeningRecord& record : listed) {
      EXPECT_TRUE(names.insert(record.name()).second) << record.name();
      const std::string& application = record.application_ref();
      EXPECT_GE(record.revision(), newest[application]) << application;
      EXPECT_LE(record.revision(), newest[application] + open[application])
          << application;
      if (record.revision() > 0) newest.erase(application);
    }
    for (const auto& [application, revision] : newest) {
      EXPECT_EQ(revision, 0) << application << " is not listed";
    }
  }

  // Every revision there is has a number of its own, and none is missing.
  void ExpectGapFree(const std::vector<v1::ScreeningRecord>& listed) {
    std::set<std::int64_t> numbers;
    for (const v1::ScreeningRecord& record : listed) {
      std::int64_t previous = -1;
      for (int revision = 1; revision <= record.revision(); ++revision) {
        v1::GetReceiptResponse receipt;
        const std::string name =
            absl::StrCat(record.name(), "/revisions/", revision, "/receipt");
        ASSERT_TRUE(GetReceipt(name, &receipt).ok()) << name;
        const auto parsed = json::Parse(receipt.receipt().record());
        ASSERT_TRUE(parsed.ok()) << name;
        EXPECT_EQ(NumberIn(*parsed, "revision"), revision);
        EXPECT_EQ(NumberIn(*parsed, "previous"), previous);
        EXPECT_TRUE(numbers.insert(NumberIn(*parsed, "seq")).second);
        previous = static_cast<std::int64_t>(receipt.receipt().leaf_index());
      }
    }
    ASSERT_FALSE(numbers.empty());
    EXPECT_EQ(*numbers.begin(), 1);
    EXPECT_EQ(*numbers.rbegin(), static_cast<std::int64_t>(numbers.size()));
  }

  // By the auditor's tool, on what is published.
  void ExpectCleanTiles() {
    const std::string tool =
        std::string(PRESCREEN_BINARY_DIR) + "/prescreen-audit";
    const std::string tiles = folder_.path() + "/tiles";
    const std::string log = folder_.path() + "/log.json";
    const ProcessResult fsck = RunProcess({tool, "fsck", tiles, "--log", log});
    EXPECT_EQ(fsck.exit_code, 0) << fsck.out << fsck.err;
    const std::string kept = folder_.path() + "/checkpoint.kept";
    const ProcessResult consistency =
        RunProcess({tool, "consistency", kept, tiles + "/checkpoint", "--tiles",
                    tiles, "--log", log});
    EXPECT_EQ(consistency.exit_code, 0) << consistency.out << consistency.err;
    std::ofstream(kept, std::ios::binary) << ReadFile(tiles + "/checkpoint");
  }

  // As a client with a trust root of its own.
  void KeepIdentity() {
    const std::string tiles = folder_.path() + "/tiles";
    const std::string log = ReadFile(tiles + "/log.json");
    const auto identity = anchor::ParseLogIdentity(log);
    ASSERT_TRUE(identity.ok()) << identity.status();
    identity_ = *identity;
    std::ofstream(folder_.path() + "/log.json", std::ios::binary) << log;
    std::ofstream(folder_.path() + "/checkpoint.kept", std::ios::binary)
        << ReadFile(tiles + "/checkpoint");
  }

  void ExpectAll() {
    absl::MutexLock lock(&mutex_);
    const std::uint64_t size = TreeSize();
    for (Acknowledged& item : acknowledged_) {
      ExpectSameScreening(item);
      ExpectSameReceipt(&item);
      ExpectSameAnswerToARetry(item);
    }
    EXPECT_EQ(TreeSize(), size) << "a retry made a leaf";
    const std::vector<v1::ScreeningRecord> listed = ListAll();
    ExpectExactList(listed);
    ExpectGapFree(listed);
    ExpectCleanTiles();
  }

  // As clients do: what was not answered is asked again.
  void RetryUnanswered() {
    absl::MutexLock lock(&mutex_);
    for (v1::CreateScreeningRequest& request : unanswered_) {
      Acknowledged item;
      item.request = std::move(request);
      const grpc::Status status = tenant_->Screen(item.request, &item.response);
      ASSERT_TRUE(status.ok()) << status.error_message();
      acknowledged_.push_back(std::move(item));
    }
    unanswered_.clear();
  }

  SystemRandom random_;
  anchor::LogIdentity identity_;
  std::atomic<int> count_ = 0;
  absl::Mutex mutex_;
  std::vector<Acknowledged> acknowledged_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::CreateScreeningRequest> unanswered_ ABSL_GUARDED_BY(mutex_);
};

TEST_F(CrashTest, EveryAcknowledgementHoldsAfterEveryKill) {
  Start();
  ASSERT_TRUE(tenant_->SetUp().ok());
  KeepIdentity();
  std::size_t unanswered = 0;
  for (int round = 0; round < Rounds(); ++round) {
    CrashUnderLoad(round);
    Start();
    ASSERT_FALSE(HasFatalFailure());
    ExpectAll();
    {
      absl::MutexLock lock(&mutex_);
      unanswered += unanswered_.size();
    }
    RetryUnanswered();
    ASSERT_FALSE(HasFailure()) << "round " << round;
  }
  absl::MutexLock lock(&mutex_);
  std::printf(
      "rounds %d, acknowledged screenings %zu, lost 0, unanswered and asked "
      "again %zu\n",
      Rounds(), acknowledged_.size(), unanswered);
}

}  // namespace
}  // namespace prescreen
