// SPDX-License-Identifier: Apache-2.0
// A real server on a real EVM node: receipts reach ANCHORED, across kill -9,
// and an auditor's checker with access to a node finds them true.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "anchor/evm/address.h"
#include "anchor/evm/contract.h"
#include "anchor/evm/deploy.h"
#include "anchor/evm/evm_checker.h"
#include "anchor/receipt.h"
#include "base/encoding.h"
#include "base/http_client.h"
#include "tests/support/anvil.h"
#include "tests/support/server_process.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;

const std::string kPublisherKey(32, '\x11');
const std::string kDeployerKey(32, '\x22');
constexpr char kTenEther[] = "0x8ac7230489e80000";
constexpr std::chrono::seconds kLongEnough(60);

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class AnchoredTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (testing::IsEvmDisabled()) GTEST_SKIP() << testing::kEvmDisabledLine;
    auto anvil = testing::Anvil::Start(
        {"--block-time", "1", "--slots-in-an-epoch", "1"});
    ASSERT_TRUE(anvil.ok()) << anvil.status();
    anvil_ = *std::move(anvil);
    Fund(kPublisherKey);
    Fund(kDeployerKey);
    const auto deployed =
        anchor::evm::DeployContract(anvil_->url(), kDeployerKey, http_);
    ASSERT_TRUE(deployed.ok()) << deployed.status();
    const std::string key_path = folder_.path() + "/publisher.key";
    std::ofstream(key_path) << HexEncode(kPublisherKey);
    ASSERT_EQ(chmod(key_path.c_str(), 0600), 0);
  }

  void Fund(const std::string& key) {
    const auto address = anchor::evm::AddressOfPrivateKey(key);
    ASSERT_TRUE(address.ok());
    ASSERT_TRUE(
        anvil_->SetBalance(anchor::evm::FormatAddress(*address), kTenEther));
  }

  ServerProcessOptions Options() const {
    ServerProcessOptions options;
    options.binary_dir = PRESCREEN_BINARY_DIR;
    options.folder = folder_.path();
    options.chains =
        absl::StrCat("chains:\n- {kind: evm, chain_id: 31337, rpc: '",
                     anvil_->url(), "', key_file: '", folder_.path(),
                     "/publisher.key', development: true, required: true, "
                     "cadence_seconds: 1, poll_seconds: 1}\n");
    return options;
  }

  void Start() {
    auto server = ServerProcess::Start(Options());
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    tenant_ = std::make_unique<TestTenant>(server_->address());
  }

  std::string ScreenOne() {
    v1::CreateScreeningResponse response;
    const grpc::Status status = tenant_->Screen(
        TestTenant::Request("A-1", {TestCredential(1)}), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.screening().receipt();
  }

  v1::GetReceiptResponse Await(const std::string& name) {
    v1::WaitReceiptRequest request;
    request.set_name(name);
    v1::GetReceiptResponse response;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kLongEnough);
    const grpc::Status status =
        tenant_->receipts().WaitReceipt(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  anchor::CheckVerdict Audit(const v1::GetReceiptResponse& receipt) {
    const auto identity =
        anchor::ParseLogIdentity(ReadAll(folder_.path() + "/tiles/log.json"));
    EXPECT_TRUE(identity.ok()) << identity.status();
    const auto checker = anchor::evm::MakeRpcChecker(anvil_->url(), http_);
    return anchor::Overall(anchor::CheckReceipt(
        receipt.receipt(), *identity, checker.get(), &receipt.subject()));
  }

  TemporaryFolder folder_;
  CurlHttpClient http_;
  std::unique_ptr<testing::Anvil> anvil_;
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<TestTenant> tenant_;
};

TEST_F(AnchoredTest, ReceiptReachesAFinalBlockAndHolds) {
  Start();
  ASSERT_TRUE(tenant_->SetUp().ok());
  const auto receipt = Await(ScreenOne());
  EXPECT_EQ(receipt.receipt().state(), v1::Receipt::ANCHORED);
  EXPECT_EQ(Audit(receipt), anchor::CheckVerdict::kHolds);
}

TEST_F(AnchoredTest, AlteredAttestationDoesNotHold) {
  Start();
  ASSERT_TRUE(tenant_->SetUp().ok());
  auto receipt = Await(ScreenOne());
  ASSERT_EQ(receipt.receipt().attestations_size(), 1);
  auto* evm = receipt.mutable_receipt()->mutable_attestations(0)->mutable_evm();
  evm->mutable_raw_tx()->back() ^= 1;
  EXPECT_EQ(Audit(receipt), anchor::CheckVerdict::kFalse);
}

TEST_F(AnchoredTest, AnchoringGoesOnAfterKills) {
  Start();
  ASSERT_TRUE(tenant_->SetUp().ok());
  const std::string name = ScreenOne();
  for (int i = 0; i < 3; ++i) {
    server_->Kill();
    Start();
    ASSERT_FALSE(HasFatalFailure());
  }
  const auto receipt = Await(name);
  EXPECT_EQ(receipt.receipt().state(), v1::Receipt::ANCHORED);
  EXPECT_EQ(Audit(receipt), anchor::CheckVerdict::kHolds);
}

// The kills come before, while and after the events are written.
TEST_F(AnchoredTest, WatchersHearOfAnchoredReceiptsAcrossKills) {
  Start();
  ASSERT_TRUE(tenant_->SetUp().ok());
  v1::WatchScreeningsRequest request;
  request.set_parent("tenants/demo");
  request.mutable_heartbeat()->set_seconds(1);
  v1::ScreeningEvent event;
  {
    grpc::ClientContext context;
    const auto reader = tenant_->screening().WatchScreenings(&context, request);
    ASSERT_TRUE(reader->Read(&event));
    request.set_resume_token(event.resume_token());
    context.TryCancel();
  }
  const std::string name = ScreenOne();
  server_->Kill();
  Start();
  ASSERT_FALSE(HasFatalFailure());
  Await(name);
  server_->Kill();
  Start();
  ASSERT_FALSE(HasFatalFailure());
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kLongEnough);
  const auto reader = tenant_->screening().WatchScreenings(&context, request);
  std::vector<v1::ScreeningEvent> events;
  while (events.size() < 2 && reader->Read(&event)) {
    if (event.kind() != v1::ScreeningEvent::HEARTBEAT) events.push_back(event);
  }
  context.TryCancel();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].kind(), v1::ScreeningEvent::REVISED);
  EXPECT_EQ(events[1].kind(), v1::ScreeningEvent::RECEIPT);
  EXPECT_EQ(events[1].receipt_state(), v1::Receipt::ANCHORED);
  EXPECT_EQ(events[1].screening(), events[0].screening());
  EXPECT_EQ(events[1].outcome(), events[0].outcome());
}

TEST_F(AnchoredTest, AnchorsAreListedOnce) {
  Start();
  ASSERT_TRUE(tenant_->SetUp().ok());
  Await(ScreenOne());
  v1::ListAnchorsRequest request;
  request.set_parent("anchors/eip155:31337");
  v1::ListAnchorsResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(
      tenant_->receipts().ListAnchors(&context, request, &response).ok());
  ASSERT_GE(response.anchors_size(), 1);
  std::uint64_t size = 0;
  for (const v1::Anchor& anchor : response.anchors()) {
    EXPECT_GT(anchor.tree_size(), size);
    size = anchor.tree_size();
  }
}

TEST_F(AnchoredTest, ChainAddedLaterIsRefusedWithTheReason) {
  ServerProcessOptions without = Options();
  without.chains.clear();
  auto server = ServerProcess::Start(without);
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ((*server)->Terminate(), 0);
  const auto with_chain = ServerProcess::Start(Options());
  ASSERT_FALSE(with_chain.ok());
  EXPECT_THAT(std::string(with_chain.status().message()), HasSubstr("leaf 05"));
}

TEST_F(AnchoredTest, FirstStartNeedsTheContract) {
  ASSERT_TRUE(anvil_
                  ->Call("anvil_setCode",
                         {json::Value::String(anchor::evm::FormatAddress(
                              anchor::evm::ContractAddress())),
                          json::Value::String("0x")})
                  .ok());
  const auto server = ServerProcess::Start(Options());
  ASSERT_FALSE(server.ok());
  EXPECT_THAT(std::string(server.status().message()), HasSubstr("contract"));
}

}  // namespace
}  // namespace prescreen
