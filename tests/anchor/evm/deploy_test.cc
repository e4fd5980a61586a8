// SPDX-License-Identifier: Apache-2.0
// Deployment and status against a real node.
#include "anchor/evm/deploy.h"

#include <gtest/gtest.h>

#include "anchor/evm/contract.h"
#include "tests/anchor/evm/evm_fixture.h"

namespace prescreen::anchor::evm {
namespace {

using DeployTest = EvmTest;

TEST_F(DeployTest, PutsTheContractAtItsAddress) {
  const auto result = Deploy();
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->contract, ContractAddress());
  EXPECT_EQ(result->chain_id, kAnvilChainId);
  EXPECT_FALSE(result->already_there);
  EXPECT_GT(result->block_number, 0u);
  EXPECT_GT(result->gas_used, 0u);
}

TEST_F(DeployTest, IsIdempotent) {
  ASSERT_TRUE(Deploy().ok());
  const auto again = Deploy();
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->already_there);
}

TEST_F(DeployTest, RefusesAChainWithoutTheProxyAndSendsNothing) {
  ASSERT_TRUE(
      anvil_
          ->Call("anvil_setCode", {json::Value::String(Hex(DeployerAddress())),
                                   json::Value::String("0x")})
          .ok());
  EXPECT_EQ(Deploy().status().code(), absl::StatusCode::kFailedPrecondition);
  const auto status =
      GetChainStatus(anvil_->url(), *AddressOfPrivateKey(DeployKey()), http_);
  ASSERT_TRUE(status.ok());
  EXPECT_EQ(status->publisher->nonce, 0u);
}

TEST_F(DeployTest, RefusesAPoorAccount) {
  Fund(DeployKey(), "0x1");
  EXPECT_EQ(Deploy().status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(DeployTest, RefusesAnotherChain) {
  DeployOptions options;
  options.chain_id = 1;
  EXPECT_EQ(DeployContract(anvil_->url(), DeployKey(), http_, options)
                .status()
                .code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(DeployTest, TellsAProxyThatDoesNotDeploy) {
  // A contract that stops at once: success, and nothing created.
  ASSERT_TRUE(
      anvil_
          ->Call("anvil_setCode", {json::Value::String(Hex(DeployerAddress())),
                                   json::Value::String("0x00")})
          .ok());
  EXPECT_EQ(Deploy().status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(DeployTest, GivesUpWaitingForABlock) {
  ASSERT_TRUE(anvil_->SetAutomine(false));
  DeployOptions options;
  options.wait = absl::Milliseconds(20);
  options.poll_interval = absl::Milliseconds(10);
  EXPECT_EQ(DeployContract(anvil_->url(), DeployKey(), http_, options)
                .status()
                .code(),
            absl::StatusCode::kDeadlineExceeded);
}

TEST_F(DeployTest, StatusTellsBeforeAndAfter) {
  const auto before = GetChainStatus(anvil_->url(), Publisher(), http_);
  ASSERT_TRUE(before.ok()) << before.status();
  EXPECT_EQ(before->contract_state, ContractState::kMissing);
  ASSERT_TRUE(Deploy().ok());
  ASSERT_TRUE(anvil_->Mine(9));
  const auto after = GetChainStatus(anvil_->url(), Publisher(), http_);
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->chain_id, kAnvilChainId);
  EXPECT_EQ(after->contract_state, ContractState::kPresent);
  EXPECT_EQ(after->head, 10u);
  EXPECT_EQ(after->safe, 8u);
  EXPECT_EQ(after->finalized, 6u);
  EXPECT_FALSE(after->base_fee == Uint256(0));
  ASSERT_TRUE(after->publisher.has_value());
  EXPECT_EQ(after->publisher->address, Publisher());
  EXPECT_EQ(after->publisher->balance.ToDecimal(), "100000000000000000000");
  EXPECT_EQ(after->publisher->nonce, 0u);
}

TEST_F(DeployTest, StatusTellsAnotherContract) {
  ASSERT_TRUE(
      anvil_
          ->Call("anvil_setCode", {json::Value::String(Hex(ContractAddress())),
                                   json::Value::String("0x00")})
          .ok());
  const auto status = GetChainStatus(anvil_->url(), std::nullopt, http_);
  ASSERT_TRUE(status.ok());
  EXPECT_EQ(status->contract_state, ContractState::kOther);
  EXPECT_FALSE(status->publisher.has_value());
  EXPECT_EQ(Deploy().status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace prescreen::anchor::evm
