// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/node.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/anchor/evm/fake_node.h"

namespace prescreen::anchor::evm {
namespace {

constexpr char kBlock[] =
    R"("result":{"number":"0x10","timestamp":"0x5","hash":)"
    R"("0x1111111111111111111111111111111111111111111111111111111111111111"})";
constexpr char kNull[] = R"("result":null)";
constexpr char kNoMethod[] = R"("error":{"code":-32601,"message":"no"})";

class NodeTest : public ::testing::Test {
 protected:
  FakeNode fake_;
  Node node_{"http://127.0.0.1:1", fake_, absl::Seconds(1)};
};

TEST_F(NodeTest, ReadsABlock) {
  fake_.Answer("eth_getBlockByNumber safe", kBlock);
  const auto block = node_.GetBlock(kSafe);
  ASSERT_TRUE(block.ok() && block->has_value());
  EXPECT_EQ((*block)->number, 16u);
  EXPECT_EQ((*block)->timestamp, 5);
  EXPECT_EQ((*block)->hash[0], 0x11);
}

TEST_F(NodeTest, HasNoBlockWhereTheNodeKnowsNone) {
  for (const char* answer :
       {kNull, R"("error":{"code":-39001,"message":"Unknown block"})"}) {
    fake_.Answer("eth_getBlockByNumber", answer);
    const auto block = node_.GetBlock(kFinalized);
    ASSERT_TRUE(block.ok()) << block.status();
    EXPECT_FALSE(block->has_value());
  }
}

TEST_F(NodeTest, IsUnavailableForResultsOfUnexpectedForm) {
  for (const char* result :
       {R"("result":{})", R"("result":[])", R"("result":"")", R"("result":7)",
        R"("result":"0x")", R"("result":"0xzz")", R"("result":true)"}) {
    for (const char* method :
         {"eth_chainId", "eth_getBlockByNumber", "eth_getBalance",
          "eth_getTransactionCount", "eth_estimateGas", "eth_feeHistory",
          "eth_sendRawTransaction", "eth_getTransactionReceipt",
          "eth_getTransactionByHash"}) {
      fake_.Answer(method, result);
    }
    const Address address{};
    const Digest32 hash{};
    for (const absl::Status& status :
         {node_.ChainId().status(), node_.GetBlock(kLatest).status(),
          node_.GetBalance(address).status(), node_.GetNonce(address).status(),
          node_.EstimateGas(address, address, "").status(),
          node_.GetFees().status(), node_.SendRawTransaction("x").status(),
          node_.GetReceipt(hash).status(),
          node_.KnowsTransaction(hash).status()}) {
      EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << result;
    }
  }
}

TEST_F(NodeTest, TakesTheNextBlocksBaseFee) {
  fake_.Answer(
      "eth_feeHistory",
      R"("result":{"baseFeePerGas":["0x1","0x2"],"reward":[["0x9"]]})");
  fake_.Answer("eth_maxPriorityFeePerGas", R"("result":"0x3")");
  const auto fees = node_.GetFees();
  ASSERT_TRUE(fees.ok()) << fees.status();
  EXPECT_EQ(fees->base_fee, Uint256(2));
  EXPECT_EQ(fees->priority_fee, Uint256(3));
}

TEST_F(NodeTest, TakesTheMedianRewardWhereTheNodeSuggestsNone) {
  fake_.Answer(
      "eth_feeHistory",
      R"("result":{"baseFeePerGas":["0x1","0x2"],"reward":[["0x9"]]})");
  fake_.Answer("eth_maxPriorityFeePerGas", kNoMethod);
  EXPECT_EQ(node_.GetFees()->priority_fee, Uint256(9));
}

TEST_F(NodeTest, IsUnavailableForAnotherTransactionsReceipt) {
  fake_.Answer(
      "eth_getTransactionReceipt",
      R"("result":{"transactionHash":)"
      R"("0x1111111111111111111111111111111111111111111111111111111111111111",)"
      R"("blockHash":)"
      R"("0x1111111111111111111111111111111111111111111111111111111111111111",)"
      R"("blockNumber":"0x1","transactionIndex":"0x0","status":"0x1",)"
      R"("gasUsed":"0x1","logs":[]})");
  EXPECT_EQ(node_.GetReceipt(Digest32{}).status().code(),
            absl::StatusCode::kUnavailable);
  Digest32 right;
  right.fill(0x11);
  EXPECT_TRUE(node_.GetReceipt(right)->has_value());
}

TEST_F(NodeTest, KnowsNotWhatIsNull) {
  fake_.Answer("eth_getTransactionByHash", kNull);
  fake_.Answer("eth_getTransactionReceipt", kNull);
  EXPECT_FALSE(*node_.KnowsTransaction(Digest32{}));
  EXPECT_FALSE(node_.GetReceipt(Digest32{})->has_value());
}

}  // namespace
}  // namespace prescreen::anchor::evm
