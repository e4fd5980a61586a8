// SPDX-License-Identifier: Apache-2.0
// Backups of a running server, by call and by tool, while screenings are being
// written; and what a server that was restored from one answers.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "anchor/log_identity.h"
#include "anchor/receipt.h"
#include "base/codec/json.h"
#include "prescreen/v1/admin.grpc.pb.h"
#include "tests/client/run_process.h"
#include "tests/support/server_rig.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

class BackupTest : public ServerRig {
 protected:
  std::string Path(const std::string& name) const {
    return folder_.path() + "/" + name;
  }

  void StartWithBackups() {
    StartWithTenant({"backup_path=" + Path("backups")});
  }

  // Of a new application; its record, once there is an answer.
  std::string Screen() {
    const int number = ++screened_;
    v1::CreateScreeningResponse response;
    const grpc::Status status =
        tenant_->Screen(TestTenant::Request(absl::StrCat("A-", number),
                                            {TestCredential(number % 7)}),
                        &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.screening().name();
  }

  std::string ReadAll(const std::string& name) const {
    std::ifstream file(Path(name));
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }

  // By the one who may act for every tenant.
  grpc::Status BackUp(const std::string& name, v1::BackupResponse* response) {
    std::string key = ReadAll("data/bootstrap.key");
    absl::StripTrailingAsciiWhitespace(&key);
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer " + key);
    v1::BackupRequest request;
    request.set_folder(name);
    return v1::Admin::NewStub(tenant_->channel())
        ->Backup(&context, request, response);
  }

  v1::Receipt Receipt(const std::string& screening) {
    grpc::ClientContext context;
    v1::GetReceiptRequest request;
    request.set_name(screening + "/revisions/1/receipt");
    v1::GetReceiptResponse response;
    const grpc::Status status =
        tenant_->receipts().GetReceipt(&context, request, &response);
    EXPECT_TRUE(status.ok()) << screening << ": " << status.error_message();
    return response.receipt();
  }

  std::int64_t SequenceOf(const std::string& screening) {
    const auto record = json::Parse(Receipt(screening).record());
    EXPECT_TRUE(record.ok()) << record.status();
    if (!record.ok()) return -1;
    const json::Value* seq = record->Find("seq");
    return seq == nullptr ? -1 : seq->AsInt64().value_or(-1);
  }

  // By the published identity.
  void ExpectValidReceipt(const std::string& screening) {
    const auto identity = anchor::ParseLogIdentity(ReadAll("tiles/log.json"));
    ASSERT_TRUE(identity.ok()) << identity.status();
    for (const anchor::CheckLine& line : anchor::CheckReceipt(
             Receipt(screening), *identity, nullptr, nullptr)) {
      EXPECT_NE(line.verdict, anchor::CheckVerdict::kFalse)
          << screening << ": " << line.what << ": " << line.detail;
    }
  }

  // A stopped server's command on the data folder `data`.
  ProcessResult Command(std::vector<std::string> arguments,
                        const std::string& data) {
    arguments.insert(arguments.begin(),
                     std::string(PRESCREEN_BINARY_DIR) + "/prescreend");
    arguments.insert(arguments.end(), {"--config", Path("prescreend.yaml"),
                                       "--set", "data=" + Path(data)});
    return RunProcess(arguments);
  }

  // Into a folder that holds nothing but the keys that no backup holds.
  ProcessResult RestoreInto(const std::string& data,
                            const std::string& backup) {
    fs::create_directory(Path(data));
    for (const char* key : {"/tenant.key", "/log.key"}) {
      fs::copy(Path("data") + key, Path(data) + key);
    }
    ProcessResult result = Command(
        {"restore", "--backup", Path(backup), "--tiles", Path("tiles")}, data);
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
    return result;
  }

  void StartOn(const std::string& data) {
    Start({"data=" + Path(data), "backup_path=" + Path("backups")});
  }

  void ExpectSound(const std::string& data) {
    const ProcessResult fsck = Command({"fsck"}, data);
    EXPECT_EQ(fsck.exit_code, 0) << fsck.out << fsck.err;
  }

  std::atomic<int> screened_ = 0;
};

// Screens on several threads until it is destroyed.
class Load {
 public:
  explicit Load(std::function<std::string()> screen) {
    for (int t = 0; t < 3; ++t) {
      threads_.emplace_back([this, screen] {
        while (!stop_) {
          const std::string name = screen();
          absl::MutexLock lock(&mutex_);
          acknowledged_.push_back(name);
        }
      });
    }
  }
  ~Load() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
  }

  // After at least `more` answers from now on.
  std::vector<std::string> WaitForMore(std::size_t more) {
    absl::MutexLock lock(&mutex_);
    wanted_ = acknowledged_.size() + more;
    mutex_.Await(absl::Condition(this, &Load::HasWanted));
    return acknowledged_;
  }

 private:
  bool HasWanted() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return acknowledged_.size() >= wanted_;
  }

  std::atomic<bool> stop_ = false;
  absl::Mutex mutex_;
  std::size_t wanted_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::string> acknowledged_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

TEST_F(BackupTest, WhatWasAnsweredBeforeALiveBackupIsInIt) {
  StartWithBackups();
  std::vector<std::string> before;
  {
    Load load([this] { return Screen(); });
    load.WaitForMore(20);
    v1::BackupResponse response;
    ASSERT_TRUE(BackUp("by-call", &response).ok());
    EXPECT_GT(response.log_size(), 20U);
    before = load.WaitForMore(20);
    const ProcessResult tool =
        RunProcess({std::string(PRESCREEN_BINARY_DIR) + "/prescreen", "backup",
                    "by-tool", "--server", server_->address(), "--key-file",
                    Path("data/bootstrap.key")});
    EXPECT_EQ(tool.exit_code, 0) << tool.err;
    EXPECT_THAT(tool.out, HasSubstr("a backup of "));
    load.WaitForMore(20);
  }
  EXPECT_EQ(server_->Terminate(), 0);
  const ProcessResult restored = RestoreInto("data2", "backups/by-tool");
  EXPECT_THAT(restored.out, HasSubstr("LOST "));
  ExpectSound("data2");
  StartOn("data2");
  for (const std::string& screening : before) ExpectValidReceipt(screening);
  EXPECT_EQ(server_->Terminate(), 0);
  ExpectSound("data2");
}

TEST_F(BackupTest, NoNumberOfALostRecordIsGivenAgain) {
  StartWithBackups();
  v1::BackupResponse response;
  // One without a counter of the policy, and one with it.
  ASSERT_TRUE(BackUp("empty", &response).ok());
  std::set<std::int64_t> given;
  for (int i = 0; i < 3; ++i) given.insert(SequenceOf(Screen()));
  ASSERT_TRUE(BackUp("three", &response).ok());
  for (int i = 0; i < 2; ++i) given.insert(SequenceOf(Screen()));
  EXPECT_EQ(*given.rbegin(), 5);
  EXPECT_EQ(server_->Terminate(), 0);
  EXPECT_THAT(RestoreInto("data2", "backups/three").out,
              HasSubstr("skip 2 numbers `seq`: LOST or never given"));
  StartOn("data2");
  EXPECT_EQ(SequenceOf(Screen()), 6);
  EXPECT_EQ(SequenceOf(Screen()), 7);
  EXPECT_EQ(server_->Terminate(), 0);
  // Again, from further back: all that were given are lost now.
  EXPECT_THAT(RestoreInto("data3", "backups/empty").out,
              HasSubstr("skip 7 numbers `seq`: LOST or never given"));
  StartOn("data3");
  EXPECT_EQ(SequenceOf(Screen()), 8);
  EXPECT_EQ(server_->Terminate(), 0);
  ExpectSound("data3");
}

TEST_F(BackupTest, RefusalsAreTyped) {
  StartWithBackups();
  v1::BackupResponse response;
  ASSERT_TRUE(BackUp("daily", &response).ok());
  EXPECT_EQ(ReasonOf(BackUp("daily", &response)), "BACKUP_REFUSED");
  {
    // A caller without a key acts for its own tenant alone.
    grpc::ClientContext context;
    v1::BackupRequest request;
    request.set_folder("other");
    EXPECT_EQ(ReasonOf(v1::Admin::NewStub(tenant_->channel())
                           ->Backup(&context, request, &response)),
              "ROLE_REQUIRED");
  }
  const grpc::Status name = BackUp("../daily", &response);
  EXPECT_EQ(name.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  ASSERT_EQ(DetailsOf(name).violations.size(), 1U);
  EXPECT_EQ(server_->Terminate(), 0);

  Start();
  EXPECT_EQ(ReasonOf(BackUp("daily", &response)), "BACKUP_REFUSED");
  EXPECT_EQ(server_->Terminate(), 0);

  // Where nothing can be written, whoever asks.
  std::ofstream(Path("file")) << "no folder";
  for (const std::string& folder : {Path("file"), std::string("/proc/none")}) {
    Start({"backup_path=" + folder});
    const grpc::Status status = BackUp("other", &response);
    EXPECT_EQ(ReasonOf(status), "BACKUP_REFUSED") << status.error_message();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
    EXPECT_EQ(server_->Terminate(), 0);
  }
}

}  // namespace
}  // namespace prescreen
