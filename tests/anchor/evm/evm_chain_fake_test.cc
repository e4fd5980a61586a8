// SPDX-License-Identifier: Apache-2.0
// EvmChain against answers that a real node does not give on demand.
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "anchor/evm/abi.h"
#include "anchor/evm/contract.h"
#include "anchor/evm/evm_chain.h"
#include "anchor/evm/quantity.h"
#include "anchor/evm/transaction.h"
#include "base/clock.h"
#include "tests/anchor/evm/fake_node.h"

namespace prescreen::anchor::evm {
namespace {

constexpr char kNull[] = R"("result":null)";

std::string Quoted(absl::string_view bytes) {
  return absl::StrCat("\"", FormatData(bytes), "\"");
}
std::string BlockResult(std::uint64_t number, const Digest32& hash) {
  return absl::StrCat(R"("result":{"number":")", FormatQuantity(number),
                      R"(","timestamp":"0x5","hash":)", Quoted(AsBytes(hash)),
                      "}");
}

// An anchor in block 10, which is final.
class FakeChainTest : public ::testing::Test {
 protected:
  void SetUp() override {
    EvmChainOptions options;
    options.chain_id = 1;
    options.private_key = key_;
    options.origin = "log.example/1";
    chain_ = *EvmChain::New(options, node_, clock_);
    Transaction tx;
    tx.chain_id = 1;
    tx.nonce = 4;
    tx.gas_limit = 30'000;
    tx.max_fee_per_gas = Uint256(10);
    tx.to = ContractAddress();
    tx.data = EncodeAnchorCall({Sha256("log.example/1"), root_, 7});
    raw_ = *SignTransaction(tx, key_);
    node_.Answer("eth_chainId", R"("result":"0x1")");
    node_.Answer("eth_getTransactionCount", R"("result":"0x4")");
    node_.Answer("eth_getBalance", R"("result":"0xffffffffff")");
    node_.Answer("eth_getTransactionByHash", kNull);
    AnswerReceipt("0x1", AsBytes(root_));
    node_.Answer("eth_getBlockByNumber latest", BlockResult(30, Sha256("30")));
    node_.Answer("eth_getBlockByNumber safe", BlockResult(20, Sha256("20")));
    node_.Answer("eth_getBlockByNumber finalized",
                 BlockResult(15, Sha256("15")));
    node_.Answer("eth_getBlockByNumber 0xa", BlockResult(10, Sha256("10")));
  }

  void AnswerReceipt(absl::string_view status, absl::string_view root) {
    const Address publisher = *AddressOfPrivateKey(key_);
    node_.Answer(
        "eth_getTransactionReceipt",
        absl::StrCat(
            R"("result":{"transactionHash":)",
            Quoted(AsBytes(TransactionHash(raw_))), R"(,"blockHash":)",
            Quoted(AsBytes(Sha256("10"))),
            R"(,"blockNumber":"0xa","transactionIndex":"0x2","status":")",
            status, R"(","gasUsed":"0x1","logs":[{"address":)",
            Quoted(AsBytes(ContractAddress())), R"(,"topics":[)",
            Quoted(AsBytes(Keccak256(kAnchoredSignature))), ",",
            Quoted(std::string(12, '\0') + std::string(AsBytes(publisher))),
            ",", Quoted(AsBytes(Sha256("log.example/1"))), ",", Quoted(root),
            R"(],"data":)", Quoted(std::string(31, '\0') + '\7'),
            R"(,"logIndex":"0x3"}]})"));
  }

  const std::string key_ = std::string(AsBytes(Sha256("test publisher")));
  const Digest32 root_ = Sha256("root");
  std::string raw_;
  FakeNode node_;
  SystemClock clock_;
  std::unique_ptr<EvmChain> chain_;
};

TEST_F(FakeChainTest, IsFinalWhereEverythingHolds) {
  const auto result = chain_->Poll(raw_);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->progress, Progress::kFinal);
  EXPECT_EQ(result->attestation.evm().tx_index(), 2u);
  EXPECT_EQ(result->attestation.evm().log_index(), 3u);
  EXPECT_EQ(result->attestation.evm().block_time(), 5);
  EXPECT_EQ(result->attestation.evm().raw_tx(), raw_);
}

TEST_F(FakeChainTest, IsPendingInABlockThatIsNotCanonical) {
  node_.Answer("eth_getBlockByNumber 0xa", BlockResult(10, Sha256("other")));
  EXPECT_EQ(chain_->Poll(raw_)->progress, Progress::kPending);
  node_.Answer("eth_getBlockByNumber 0xa", kNull);
  EXPECT_EQ(chain_->Poll(raw_)->progress, Progress::kPending);
}

TEST_F(FakeChainTest, IsNeverFinalWithoutTheFinalizedTag) {
  node_.Answer("eth_getBlockByNumber finalized", kNull);
  EXPECT_EQ(chain_->Poll(raw_)->progress, Progress::kSafe);
  node_.Answer("eth_getBlockByNumber safe", kNull);
  EXPECT_EQ(chain_->Poll(raw_)->progress, Progress::kIncluded);
}

TEST_F(FakeChainTest, IsNotFinalBehindAHeadThatLags) {
  node_.Answer("eth_getBlockByNumber latest", BlockResult(10, Sha256("10")));
  EXPECT_EQ(chain_->Poll(raw_)->progress, Progress::kSafe);
}

TEST_F(FakeChainTest, NodeOfAnotherChainNeitherLosesNorDisplacesIt) {
  node_.Answer("eth_getTransactionReceipt", kNull);
  node_.Answer("eth_chainId", R"("result":"0x2")");
  EXPECT_EQ(chain_->Poll(raw_).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(FakeChainTest, RefusesAFailedTransaction) {
  AnswerReceipt("0x0", AsBytes(root_));
  EXPECT_EQ(chain_->Poll(raw_).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(FakeChainTest, RefusesAnEventOfAnotherRoot) {
  AnswerReceipt("0x1", AsBytes(Sha256("other")));
  EXPECT_EQ(chain_->Poll(raw_).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(FakeChainTest, SubmitLooksUpWhatWasAnsweredWithAnotherHash) {
  node_.Answer("eth_sendRawTransaction",
               absl::StrCat("\"result\":", Quoted(std::string(32, 'x'))));
  EXPECT_TRUE(chain_->Submit(raw_).ok());
  node_.Answer("eth_getTransactionReceipt", kNull);
  EXPECT_EQ(chain_->Submit(raw_).code(), absl::StatusCode::kUnavailable);
}

TEST_F(FakeChainTest, SubmitTriesAgainLaterWhatIsRefusedWithoutAReason) {
  node_.Answer("eth_getTransactionReceipt", kNull);
  node_.Answer("eth_sendRawTransaction",
               R"("error":{"code":-32000,"message":"txpool is full"})");
  EXPECT_EQ(chain_->Submit(raw_).code(), absl::StatusCode::kUnavailable);
}

TEST_F(FakeChainTest, SubmitTellsAUsedNonceWhateverTheWords) {
  node_.Answer("eth_getTransactionReceipt", kNull);
  node_.Answer("eth_getTransactionCount", R"("result":"0x5")");
  node_.Answer("eth_sendRawTransaction",
               R"("error":{"code":-1,"message":"no"})");
  EXPECT_EQ(chain_->Submit(raw_).code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(FakeChainTest, SubmitTellsAPoorAccountWhateverTheWords) {
  node_.Answer("eth_getTransactionReceipt", kNull);
  node_.Answer("eth_getBalance", R"("result":"0x1")");
  node_.Answer("eth_sendRawTransaction",
               R"("error":{"code":-1,"message":"no"})");
  EXPECT_EQ(chain_->Submit(raw_).code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(FakeChainTest, PollIsUnavailableWhereTheNodeRefusesToAnswer) {
  node_.Answer("eth_getTransactionReceipt",
               R"("error":{"code":-32000,"message":"indexing"})");
  EXPECT_EQ(chain_->Poll(raw_).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace prescreen::anchor::evm
