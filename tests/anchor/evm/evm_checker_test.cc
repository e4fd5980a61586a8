// SPDX-License-Identifier: Apache-2.0
// The auditor's checker against a real node.
#include "anchor/evm/evm_checker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "anchor/evm/abi.h"
#include "anchor/evm/contract.h"
#include "anchor/evm/transaction.h"
#include "tests/anchor/evm/evm_fixture.h"

namespace prescreen::anchor::evm {
namespace {

using ::testing::Contains;
using ::testing::Field;

class EvmCheckerTest : public EvmTest {
 protected:
  void SetUp() override {
    EvmTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    ASSERT_TRUE(Deploy().ok());
    const auto chain = MakeChain();
    identity_.origin = "log.example/1";
    identity_.anchors = {*chain->Describe()};
    checkpoint_ = MakeCheckpoint();
    attestation_ = AnchorToFinal(*chain, checkpoint_).attestation;
    checker_ = MakeRpcChecker(anvil_->url(), http_);
  }

  std::vector<CheckLine> Check() {
    return checker_->Check(attestation_, checkpoint_, identity_);
  }
  CheckVerdict VerdictOf(absl::string_view what) {
    const std::string name = "chain eip155:31337 " + std::string(what);
    for (const CheckLine& line : Check()) {
      if (line.what == name) return line.verdict;
    }
    ADD_FAILURE() << "no line " << name;
    return CheckVerdict::kUnchecked;
  }
  v1::EvmAttestation& evm() { return *attestation_.mutable_evm(); }

  // Signs `call` anew by `key` and puts it into the attestation, which then
  // names a transaction that is on no chain.
  void Forge(const AnchorCall& call, const std::string& key) {
    Transaction tx = DecodeTransaction(evm().raw_tx())->transaction;
    tx.data = EncodeAnchorCall(call);
    evm().set_raw_tx(*SignTransaction(tx, key));
    evm().set_tx_hash(std::string(AsBytes(TransactionHash(evm().raw_tx()))));
  }
  AnchorCall Call() const {
    return {Sha256(checkpoint_.origin), checkpoint_.root, checkpoint_.size};
  }

  LogIdentity identity_;
  Checkpoint checkpoint_;
  v1::Attestation attestation_;
  std::unique_ptr<AttestationChecker> checker_;
};

TEST_F(EvmCheckerTest, HoldsForAFinalAnchor) {
  const std::vector<CheckLine> lines = Check();
  for (const CheckLine& line : lines) {
    EXPECT_EQ(line.verdict, CheckVerdict::kHolds)
        << line.what << ": " << line.detail;
  }
  EXPECT_THAT(lines, Contains(Field(&CheckLine::detail,
                                    "absent: checked against the node at --rpc "
                                    "only")));
  EXPECT_GE(lines.size(), 10u);
}

TEST_F(EvmCheckerTest, RefusesAnotherRoot) {
  checkpoint_.root = Sha256("other");
  EXPECT_EQ(VerdictOf("call"), CheckVerdict::kFalse);
  EXPECT_EQ(VerdictOf("event"), CheckVerdict::kFalse);
}

TEST_F(EvmCheckerTest, RefusesAnotherSize) {
  ++checkpoint_.size;
  EXPECT_EQ(VerdictOf("call"), CheckVerdict::kFalse);
}

TEST_F(EvmCheckerTest, RefusesAnotherLog) {
  checkpoint_.origin = "other.example/1";
  EXPECT_EQ(VerdictOf("call"), CheckVerdict::kFalse);
}

TEST_F(EvmCheckerTest, RefusesStatedFieldsThatDiffer) {
  evm().set_root(std::string(32, 'x'));
  EXPECT_EQ(VerdictOf("stated fields"), CheckVerdict::kFalse);
}

TEST_F(EvmCheckerTest, RefusesAnotherPublisher) {
  identity_.anchors[0].publisher =
      FormatAddress(*AddressOfPrivateKey(DeployKey()));
  EXPECT_EQ(VerdictOf("sender"), CheckVerdict::kFalse);
  EXPECT_EQ(VerdictOf("event"), CheckVerdict::kFalse);
}

TEST_F(EvmCheckerTest, RefusesAnotherContract) {
  identity_.anchors[0].contract = FormatAddress(DeployerAddress());
  EXPECT_EQ(VerdictOf("contract"), CheckVerdict::kFalse);
  EXPECT_EQ(VerdictOf("event"), CheckVerdict::kFalse);
}

TEST_F(EvmCheckerTest, RefusesANonceBeforeTheLogsFirst) {
  identity_.anchors[0].first_nonce = 1;
  EXPECT_EQ(VerdictOf("nonce"), CheckVerdict::kFalse);
}

TEST_F(EvmCheckerTest, RefusesAnEventAfterThePublishersPeriod) {
  identity_.anchors[0].until = evm().block_time() - 1;
  EXPECT_EQ(VerdictOf("period"), CheckVerdict::kFalse);
  identity_.anchors[0].until = evm().block_time();
  EXPECT_EQ(VerdictOf("period"), CheckVerdict::kHolds);
}

TEST_F(EvmCheckerTest, TakesALaterPublisherOfTheSameChain) {
  AnchorIdentity earlier = identity_.anchors[0];
  earlier.publisher = FormatAddress(*AddressOfPrivateKey(DeployKey()));
  identity_.anchors.insert(identity_.anchors.begin(), earlier);
  EXPECT_EQ(Overall(Check()), CheckVerdict::kHolds);
}

TEST_F(EvmCheckerTest, RefusesAlteredTransactionBytes) {
  evm().mutable_raw_tx()->back() ^= 1;
  EXPECT_EQ(VerdictOf("transaction"), CheckVerdict::kFalse);
  EXPECT_EQ(VerdictOf("sender"), CheckVerdict::kFalse);
}

TEST_F(EvmCheckerTest, RefusesGarbageForATransaction) {
  evm().set_raw_tx("garbage");
  EXPECT_EQ(Overall(Check()), CheckVerdict::kFalse);
}

TEST_F(EvmCheckerTest, DoesNotFindATransactionThatWasNeverSent) {
  AnchorCall call = Call();
  call.tree_size = checkpoint_.size = 8;
  evm().set_tree_size(8);
  Forge(call, PublisherKey());
  EXPECT_EQ(VerdictOf("call"), CheckVerdict::kHolds);
  EXPECT_EQ(VerdictOf("event"), CheckVerdict::kUnchecked);
}

TEST_F(EvmCheckerTest, RefusesAForgersTransaction) {
  Forge(Call(), DeployKey());
  EXPECT_EQ(VerdictOf("sender"), CheckVerdict::kFalse);
}

TEST_F(EvmCheckerTest, RefusesAnotherPlaceInTheChain) {
  const v1::EvmAttestation good = evm();
  evm().set_block_hash(std::string(32, 'x'));
  EXPECT_EQ(VerdictOf("event"), CheckVerdict::kFalse);
  EXPECT_EQ(VerdictOf("block"), CheckVerdict::kFalse);
  evm() = good;
  evm().set_block_number(good.block_number() - 1);
  EXPECT_EQ(VerdictOf("block"), CheckVerdict::kFalse);
  evm() = good;
  evm().set_tx_index(good.tx_index() + 1);
  EXPECT_EQ(VerdictOf("event"), CheckVerdict::kFalse);
  evm() = good;
  evm().set_log_index(good.log_index() + 1);
  EXPECT_EQ(VerdictOf("event"), CheckVerdict::kFalse);
  evm() = good;
  evm().set_block_time(good.block_time() + 1);
  EXPECT_EQ(VerdictOf("block"), CheckVerdict::kFalse);
}

TEST_F(EvmCheckerTest, DoesNotTakeABlockThatIsNotFinal) {
  const auto chain = MakeChain();
  checkpoint_ = MakeCheckpoint(8);
  const std::string prepared = *chain->Prepare(checkpoint_);
  ASSERT_TRUE(chain->Submit(prepared).ok());
  attestation_ = PollUntil(*chain, prepared, Progress::kIncluded)->attestation;
  attestation_.set_state(v1::Attestation::FINAL);
  EXPECT_EQ(VerdictOf("finality"), CheckVerdict::kUnchecked);
  EXPECT_EQ(VerdictOf("event"), CheckVerdict::kHolds);
}

TEST_F(EvmCheckerTest, RefusesAfterAReorgBelowFinalized) {
  ASSERT_TRUE(
      anvil_->Call("anvil_reorg", {json::Value::Int(6), json::Value::Array()})
          .ok());
  EXPECT_EQ(VerdictOf("block"), CheckVerdict::kFalse);
}

TEST_F(EvmCheckerTest, CannotCheckOnAnotherChain) {
  ASSERT_TRUE(anvil_->Call("anvil_setChainId", {json::Value::Int(99)}).ok());
  EXPECT_EQ(VerdictOf("node"), CheckVerdict::kUnchecked);
  EXPECT_EQ(Overall(Check()), CheckVerdict::kUnchecked);
}

TEST_F(EvmCheckerTest, CannotCheckWithoutANode) {
  anvil_.reset();
  EXPECT_EQ(VerdictOf("node"), CheckVerdict::kUnchecked);
}

TEST_F(EvmCheckerTest, CannotCheckAChainThatTheIdentityDoesNotName) {
  identity_.anchors[0].caip2 = "eip155:1";
  EXPECT_EQ(Overall(Check()), CheckVerdict::kUnchecked);
}

TEST_F(EvmCheckerTest, CannotCheckAnotherKind) {
  attestation_.mutable_file()->set_line("line");
  EXPECT_EQ(Overall(Check()), CheckVerdict::kUnchecked);
}

}  // namespace
}  // namespace prescreen::anchor::evm
