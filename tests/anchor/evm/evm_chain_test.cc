// SPDX-License-Identifier: Apache-2.0
// EvmChain against a real node.
#include "anchor/evm/evm_chain.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/match.h"
#include "anchor/evm/contract.h"
#include "anchor/evm/transaction.h"
#include "tests/anchor/evm/evm_fixture.h"

namespace prescreen::anchor::evm {
namespace {

using EvmChainTest = EvmTest;

// A transaction of the publisher that is no anchor, with this nonce.
std::string OtherTransaction(const std::string& key, std::uint64_t nonce) {
  Transaction tx;
  tx.chain_id = kAnvilChainId;
  tx.nonce = nonce;
  tx.max_fee_per_gas = Uint256(100'000'000'000);
  tx.gas_limit = 21'000;
  tx.to = *AddressOfPrivateKey(key);
  return *SignTransaction(tx, key);
}

TEST_F(EvmChainTest, AnchorsToFinalWithTheExactEvent) {
  const auto chain = MakeChain();
  const Checkpoint checkpoint = MakeCheckpoint();
  const PollResult result = AnchorToFinal(*chain, checkpoint);
  EXPECT_EQ(result.progress, Progress::kFinal);
  const v1::Attestation& attestation = result.attestation;
  EXPECT_EQ(attestation.chain(), "eip155:31337");
  EXPECT_EQ(attestation.state(), v1::Attestation::FINAL);
  EXPECT_FALSE(attestation.required());
  const v1::EvmAttestation& evm = attestation.evm();
  EXPECT_EQ(evm.contract(), AsBytes(ContractAddress()));
  EXPECT_EQ(evm.publisher(), AsBytes(Publisher()));
  EXPECT_EQ(evm.log_id(), AsBytes(Sha256("log.example/1")));
  EXPECT_EQ(evm.root(), AsBytes(checkpoint.root));
  EXPECT_EQ(evm.tree_size(), 7u);
  EXPECT_EQ(evm.tx_hash(), AsBytes(Keccak256(evm.raw_tx())));
  EXPECT_EQ(evm.raw_tx()[0], '\2');
  EXPECT_EQ(evm.block_hash().size(), 32u);
  EXPECT_GT(evm.block_number(), 0u);
  EXPECT_GT(evm.block_time(), 0);
  EXPECT_TRUE(evm.header_rlp().empty());
  EXPECT_TRUE(chain->Verify(attestation, checkpoint).ok());
}

TEST_F(EvmChainTest, GoesThroughEveryStage) {
  ASSERT_TRUE(Deploy().ok());
  ASSERT_TRUE(anvil_->SetAutomine(false));
  const auto chain = MakeChain();
  const std::string prepared = *chain->Prepare(MakeCheckpoint());
  EXPECT_EQ(chain->Poll(prepared)->progress, Progress::kLost);
  ASSERT_TRUE(chain->Submit(prepared).ok());
  EXPECT_EQ(chain->Poll(prepared)->progress, Progress::kPending);
  ASSERT_TRUE(anvil_->Mine(1));
  EXPECT_EQ(PollUntil(*chain, prepared, Progress::kIncluded)->progress,
            Progress::kIncluded);
  ASSERT_TRUE(anvil_->Mine(2));
  EXPECT_EQ(PollUntil(*chain, prepared, Progress::kSafe)->progress,
            Progress::kSafe);
  ASSERT_TRUE(anvil_->Mine(2));
  EXPECT_EQ(PollUntil(*chain, prepared, Progress::kFinal)->progress,
            Progress::kFinal);
}

TEST_F(EvmChainTest, WaitsForTheMinimumDepth) {
  ASSERT_TRUE(Deploy().ok());
  EvmChainOptions options = Options();
  options.min_confirmations = 10;
  const auto chain = MakeChain(options);
  const std::string prepared = *chain->Prepare(MakeCheckpoint());
  ASSERT_TRUE(chain->Submit(prepared).ok());
  ASSERT_TRUE(anvil_->Mine(9));
  EXPECT_EQ(PollUntil(*chain, prepared, Progress::kSafe)->progress,
            Progress::kSafe);
  ASSERT_TRUE(anvil_->Mine(1));
  EXPECT_EQ(PollUntil(*chain, prepared, Progress::kFinal)->progress,
            Progress::kFinal);
}

TEST_F(EvmChainTest, DescribesWhoPublishes) {
  ASSERT_TRUE(Deploy().ok());
  const auto identity = MakeChain()->Describe();
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ(identity->caip2, "eip155:31337");
  EXPECT_EQ(identity->contract, FormatAddress(ContractAddress()));
  EXPECT_EQ(identity->publisher, FormatAddress(Publisher()));
  EXPECT_EQ(identity->first_nonce, 0u);
  EXPECT_GT(identity->from, 0);
  EXPECT_FALSE(identity->until.has_value());
}

TEST_F(EvmChainTest, AnchorsOneAfterTheOther) {
  ASSERT_TRUE(Deploy().ok());
  const auto chain = MakeChain();
  for (std::uint64_t size = 1; size <= 3; ++size) {
    const std::string prepared = *chain->Prepare(MakeCheckpoint(size));
    EXPECT_EQ(DecodeTransaction(prepared)->transaction.nonce, size - 1);
    ASSERT_TRUE(chain->Submit(prepared).ok());
    ASSERT_EQ(PollUntil(*chain, prepared, Progress::kIncluded)->progress,
              Progress::kIncluded);
  }
}

TEST_F(EvmChainTest, TakesTheSameBytesAgainWhilePending) {
  ASSERT_TRUE(Deploy().ok());
  ASSERT_TRUE(anvil_->SetAutomine(false));
  const auto chain = MakeChain();
  const std::string prepared = *chain->Prepare(MakeCheckpoint());
  EXPECT_TRUE(chain->Submit(prepared).ok());
  EXPECT_TRUE(chain->Submit(prepared).ok());
}

TEST_F(EvmChainTest, TakesTheSameBytesAgainWhenMined) {
  ASSERT_TRUE(Deploy().ok());
  const auto chain = MakeChain();
  const std::string prepared = *chain->Prepare(MakeCheckpoint());
  ASSERT_TRUE(chain->Submit(prepared).ok());
  ASSERT_TRUE(PollUntil(*chain, prepared, Progress::kIncluded).ok());
  EXPECT_TRUE(chain->Submit(prepared).ok());
  EXPECT_EQ(chain->Poll(prepared)->progress, Progress::kIncluded);
}

TEST_F(EvmChainTest, SaysLostOfADroppedTransactionAndTakesItAgain) {
  ASSERT_TRUE(Deploy().ok());
  ASSERT_TRUE(anvil_->SetAutomine(false));
  const auto chain = MakeChain();
  const std::string prepared = *chain->Prepare(MakeCheckpoint());
  ASSERT_TRUE(chain->Submit(prepared).ok());
  ASSERT_TRUE(anvil_->Call("anvil_dropAllTransactions").ok());
  EXPECT_EQ(chain->Poll(prepared)->progress, Progress::kLost);
  ASSERT_TRUE(chain->Submit(prepared).ok());
  ASSERT_TRUE(anvil_->Mine(1));
  EXPECT_EQ(PollUntil(*chain, prepared, Progress::kIncluded)->progress,
            Progress::kIncluded);
}

TEST_F(EvmChainTest, SaysLostOfATransactionThatAReorgRemoved) {
  ASSERT_TRUE(Deploy().ok());
  const auto chain = MakeChain();
  const std::string prepared = *chain->Prepare(MakeCheckpoint());
  ASSERT_TRUE(chain->Submit(prepared).ok());
  ASSERT_TRUE(PollUntil(*chain, prepared, Progress::kIncluded).ok());
  ASSERT_TRUE(
      anvil_->Call("anvil_reorg", {json::Value::Int(1), json::Value::Array()})
          .ok());
  EXPECT_EQ(PollUntil(*chain, prepared, Progress::kLost)->progress,
            Progress::kLost);
  ASSERT_TRUE(chain->Submit(prepared).ok());
  EXPECT_EQ(PollUntil(*chain, prepared, Progress::kIncluded)->progress,
            Progress::kIncluded);
}

TEST_F(EvmChainTest, SaysWhenItsNonceWasUsedByAnother) {
  ASSERT_TRUE(Deploy().ok());
  const auto chain = MakeChain();
  const std::string prepared = *chain->Prepare(MakeCheckpoint());
  const std::string other = OtherTransaction(PublisherKey(), 0);
  ASSERT_TRUE(anvil_
                  ->Call("eth_sendRawTransaction",
                         {json::Value::String(FormatData(other))})
                  .ok());
  ASSERT_TRUE(anvil_->Mine(1));
  EXPECT_EQ(chain->Submit(prepared).code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(chain->Poll(prepared).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(EvmChainTest, RefusesAnotherChain) {
  ASSERT_TRUE(Deploy().ok());
  EvmChainOptions options = Options();
  options.chain_id = 1;
  const auto chain = MakeChain(options);
  for (const absl::Status& status :
       {chain->Describe().status(),
        chain->Prepare(MakeCheckpoint()).status()}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_TRUE(absl::StrContains(status.message(), "eip155:31337"));
  }
}

TEST_F(EvmChainTest, RefusesToSubmitToAnotherChain) {
  ASSERT_TRUE(Deploy().ok());
  const auto chain = MakeChain();
  const std::string prepared = *chain->Prepare(MakeCheckpoint());
  ASSERT_TRUE(anvil_->Call("anvil_setChainId", {json::Value::Int(99)}).ok());
  EXPECT_EQ(chain->Submit(prepared).code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(chain->Poll(prepared).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(EvmChainTest, RefusesAMissingContract) {
  const auto status = MakeChain()->Prepare(MakeCheckpoint()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(absl::StrContains(status.message(), "not deployed"));
}

TEST_F(EvmChainTest, RefusesAnotherContract) {
  ASSERT_TRUE(
      anvil_
          ->Call("anvil_setCode", {json::Value::String(Hex(ContractAddress())),
                                   json::Value::String("0x00")})
          .ok());
  EXPECT_EQ(MakeChain()->Describe().status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(EvmChainTest, TellsACallThatLeftNoEvent) {
  ASSERT_TRUE(Deploy().ok());
  const auto chain = MakeChain();
  const std::string prepared = *chain->Prepare(MakeCheckpoint());
  ASSERT_TRUE(
      anvil_
          ->Call("anvil_setCode", {json::Value::String(Hex(ContractAddress())),
                                   json::Value::String("0x")})
          .ok());
  ASSERT_TRUE(chain->Submit(prepared).ok());
  ASSERT_TRUE(anvil_->Mine(1));
  EXPECT_EQ(PollUntil(*chain, prepared, Progress::kFinal).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(EvmChainTest, RefusesAPoorAccount) {
  ASSERT_TRUE(Deploy().ok());
  Fund(PublisherKey(), "0x1");
  const auto status = MakeChain()->Prepare(MakeCheckpoint()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(absl::StrContains(status.message(), FormatAddress(Publisher())));
}

TEST_F(EvmChainTest, WaitsWhileFeesAreAboveTheCap) {
  ASSERT_TRUE(Deploy().ok());
  EvmChainOptions options = Options();
  options.max_fee_per_gas = 1;
  EXPECT_EQ(MakeChain(options)->Prepare(MakeCheckpoint()).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(EvmChainTest, NeverOffersMoreThanTheCap) {
  ASSERT_TRUE(Deploy().ok());
  EvmChainOptions options = Options();
  options.max_fee_per_gas = 1'000'000'001;
  const auto prepared = MakeChain(options)->Prepare(MakeCheckpoint());
  ASSERT_TRUE(prepared.ok()) << prepared.status();
  EXPECT_EQ(DecodeTransaction(*prepared)->transaction.max_fee_per_gas,
            Uint256(1'000'000'001));
}

TEST_F(EvmChainTest, IsUnavailableWithoutANode) {
  const auto chain = MakeChain();
  anvil_.reset();
  EXPECT_EQ(chain->Describe().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(chain->Prepare(MakeCheckpoint()).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(EvmChainTest, RefusesACheckpointOfAnotherLog) {
  Checkpoint checkpoint = MakeCheckpoint();
  checkpoint.origin = "other.example/1";
  EXPECT_EQ(MakeChain()->Prepare(checkpoint).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(EvmChainTest, RefusesWhatItDidNotPrepare) {
  const auto chain = MakeChain();
  for (const std::string& bytes : {std::string(), std::string("garbage"),
                                   OtherTransaction(PublisherKey(), 0),
                                   OtherTransaction(DeployKey(), 0)}) {
    EXPECT_EQ(chain->Poll(bytes).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(chain->Submit("garbage").code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(EvmChainTest, VerifyContradictsAnotherRoot) {
  const auto chain = MakeChain();
  const PollResult result = AnchorToFinal(*chain, MakeCheckpoint());
  EXPECT_EQ(chain->Verify(result.attestation, MakeCheckpoint(8)).code(),
            absl::StatusCode::kDataLoss);
}

TEST_F(EvmChainTest, VerifyDoesNotFindWhatIsNotFinal) {
  ASSERT_TRUE(Deploy().ok());
  const auto chain = MakeChain();
  const std::string prepared = *chain->Prepare(MakeCheckpoint());
  ASSERT_TRUE(chain->Submit(prepared).ok());
  const auto result = PollUntil(*chain, prepared, Progress::kIncluded);
  EXPECT_EQ(chain->Verify(result->attestation, MakeCheckpoint()).code(),
            absl::StatusCode::kNotFound);
}

TEST(EvmChainNew, RefusesWhatCannotBe) {
  CurlHttpClient http;
  SystemClock clock;
  EvmChainOptions options;
  options.chain_id = 1;
  options.origin = "log.example/1";
  options.private_key = std::string(32, '\0');
  EXPECT_FALSE(EvmChain::New(options, http, clock).ok());
  options.private_key = std::string(32, '\1');
  EXPECT_TRUE(EvmChain::New(options, http, clock).ok());
  options.origin = "with space";
  EXPECT_FALSE(EvmChain::New(options, http, clock).ok());
  options.origin = "log.example/1";
  options.chain_id = 0;
  EXPECT_FALSE(EvmChain::New(options, http, clock).ok());
}

}  // namespace
}  // namespace prescreen::anchor::evm
