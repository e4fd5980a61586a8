// SPDX-License-Identifier: Apache-2.0
#include "anchor/receipt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/match.h"
#include "tests/anchor/sample_log.h"

namespace prescreen::anchor {
namespace {

using ::testing::HasSubstr;

const SampleLog& Log() {
  static const SampleLog& log = *new SampleLog(11);
  return log;
}

// Says what it is told to, and keeps what it was asked.
class FakeChecker final : public AttestationChecker {
 public:
  explicit FakeChecker(CheckVerdict verdict) : verdict_(verdict) {}
  std::vector<CheckLine> Check(const v1::Attestation& attestation,
                               const Checkpoint& anchored,
                               const LogIdentity&) override {
    asked.push_back(anchored);
    return {CheckLine{verdict_, attestation.chain(), "fake"}};
  }
  std::vector<Checkpoint> asked;

 private:
  CheckVerdict verdict_;
};

std::vector<CheckLine> Check(const v1::Receipt& receipt,
                             AttestationChecker* checker = nullptr,
                             const v1::Opening* subject = nullptr) {
  return CheckReceipt(receipt, SampleIdentity(true), checker, subject);
}

// The worst verdict of the lines called `what`, and their details.
struct Found {
  int count = 0;
  CheckVerdict verdict = CheckVerdict::kHolds;
  std::string detail;
};
Found Find(const std::vector<CheckLine>& lines, absl::string_view what) {
  Found found;
  std::vector<CheckLine> matching;
  for (const CheckLine& line : lines) {
    if (line.what != what) continue;
    matching.push_back(line);
    absl::StrAppend(&found.detail, line.detail, "\n");
  }
  found.count = static_cast<int>(matching.size());
  found.verdict = Overall(matching);
  return found;
}

std::string Describe(const std::vector<CheckLine>& lines) {
  std::string text;
  for (const CheckLine& line : lines) {
    absl::StrAppend(&text, static_cast<int>(line.verdict), " ", line.what, ": ",
                    line.detail, "\n");
  }
  return text;
}

TEST(CheckReceipt, HoldsWhereTheLedgerConfirms) {
  FakeChecker checker(CheckVerdict::kHolds);
  const auto lines = Check(Log().AnchoredReceiptAt(3, 7, 11), &checker);
  EXPECT_EQ(Overall(lines), CheckVerdict::kHolds) << Describe(lines);
  ASSERT_EQ(checker.asked.size(), 1u);
  EXPECT_EQ(checker.asked[0], Log().CheckpointAt(11));
}

TEST(CheckReceipt, HoldsForEveryLeafAndSize) {
  FakeChecker checker(CheckVerdict::kHolds);
  for (std::uint64_t size = 1; size <= 11; ++size) {
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto lines =
          Check(Log().AnchoredReceiptAt(index, size, 11), &checker);
      ASSERT_EQ(Overall(lines), CheckVerdict::kHolds) << Describe(lines);
    }
  }
}

TEST(CheckReceipt, ComesInTheOrderOfTheChainOfBytes) {
  const v1::Opening subject = SampleSubject();
  const auto lines =
      Check(Log().AnchoredReceiptAt(3, 7, 11), nullptr, &subject);
  std::vector<std::string> order;
  for (const CheckLine& line : lines) order.push_back(line.what);
  EXPECT_THAT(
      order, testing::ElementsAre("record", "logged checkpoint", "logged proof",
                                  "anchored checkpoint", "anchored proof",
                                  "chain eip155:31337", "chain eip155:31337",
                                  "subject"));
}

TEST(CheckReceipt, IsUncheckedWithoutALedger) {
  const auto lines = Check(Log().AnchoredReceiptAt(3, 7, 11));
  EXPECT_EQ(Overall(lines), CheckVerdict::kUnchecked);
  EXPECT_THAT(Find(lines, "chain eip155:31337").detail,
              HasSubstr("was not asked"));
}

TEST(CheckReceipt, IsFalseWhereTheLedgerContradicts) {
  FakeChecker checker(CheckVerdict::kFalse);
  EXPECT_EQ(Overall(Check(Log().AnchoredReceiptAt(3, 7, 11), &checker)),
            CheckVerdict::kFalse);
}

TEST(CheckReceipt, IsUncheckedWhereTheLedgerDoesNotKnowYet) {
  FakeChecker checker(CheckVerdict::kUnchecked);
  EXPECT_EQ(Overall(Check(Log().AnchoredReceiptAt(3, 7, 11), &checker)),
            CheckVerdict::kUnchecked);
}

TEST(CheckReceipt, OfALoggedOneSaysThatTheChainIsMissing) {
  FakeChecker checker(CheckVerdict::kHolds);
  const auto lines = Check(Log().ReceiptAt(3, 7), &checker);
  EXPECT_EQ(Overall(lines), CheckVerdict::kUnchecked);
  const Found line = Find(lines, "chain eip155:31337");
  EXPECT_EQ(line.count, 1);
  EXPECT_THAT(line.detail, HasSubstr("not yet anchored"));
}

TEST(CheckReceipt, DoesNotBelieveStateOrPubliclyAnchored) {
  FakeChecker checker(CheckVerdict::kHolds);
  v1::Receipt receipt = Log().ReceiptAt(3, 7);
  receipt.set_state(v1::Receipt::ANCHORED);
  receipt.set_publicly_anchored(true);
  EXPECT_EQ(Overall(Check(receipt, &checker)), CheckVerdict::kUnchecked);
  receipt = Log().AnchoredReceiptAt(3, 7, 11);
  receipt.set_state(v1::Receipt::LOGGED);
  receipt.set_publicly_anchored(false);
  receipt.mutable_attestations(0)->set_required(false);
  receipt.mutable_attestations(0)->set_state(v1::Attestation::PENDING);
  EXPECT_EQ(Overall(Check(receipt, &checker)), CheckVerdict::kHolds);
}

TEST(CheckReceipt, OfALogWithoutPublicChainSaysSo) {
  const auto lines = CheckReceipt(Log().ReceiptAt(3, 7), SampleIdentity(false),
                                  nullptr, nullptr);
  EXPECT_EQ(Overall(lines), CheckVerdict::kUnchecked);
  EXPECT_THAT(Find(lines, "public anchor").detail,
              HasSubstr("rests on the log's signature alone"));
}

TEST(CheckReceipt, DoesNotCountTheLocalJournal) {
  LogIdentity identity = SampleIdentity(false);
  AnchorIdentity local;
  local.caip2 = "file:local";
  identity.anchors.push_back(local);
  v1::Receipt receipt = Log().ReceiptAt(3, 7);
  v1::Attestation* attestation = receipt.add_attestations();
  attestation->set_chain("file:local");
  attestation->mutable_file()->set_line("whatever");
  const auto lines = CheckReceipt(receipt, identity, nullptr, nullptr);
  EXPECT_EQ(Overall(lines), CheckVerdict::kUnchecked);
  EXPECT_THAT(Find(lines, "chain file:local").detail, HasSubstr("LOCAL"));
  EXPECT_EQ(Find(lines, "public anchor").count, 1);
}

TEST(CheckReceipt, DoesNotTakeAnEvmAttestationForAJournal) {
  v1::Receipt receipt = Log().AnchoredReceiptAt(3, 7, 11);
  receipt.mutable_attestations(0)->set_chain("file:local");
  EXPECT_EQ(Find(Check(receipt), "chain file:local").verdict,
            CheckVerdict::kFalse);
}

TEST(CheckReceipt, WithoutALoggedProofIsUnchecked) {
  v1::Receipt receipt = Log().ReceiptAt(3, 7);
  receipt.clear_logged();
  const auto lines = Check(receipt);
  EXPECT_EQ(Find(lines, "logged proof").verdict, CheckVerdict::kUnchecked);
  EXPECT_EQ(Overall(lines), CheckVerdict::kUnchecked);
}

TEST(CheckReceipt, OfTheEmptyMessageIsFalse) {
  EXPECT_EQ(Overall(Check(v1::Receipt())), CheckVerdict::kFalse);
}

TEST(CheckReceipt, SeesAnAlteredRecord) {
  v1::Receipt receipt = Log().AnchoredReceiptAt(3, 7, 11);
  std::string& record = *receipt.mutable_record();
  record[record.find("\"seq\":3") + 6] = '4';
  const auto lines = Check(receipt);
  EXPECT_EQ(Find(lines, "record").verdict, CheckVerdict::kHolds);
  EXPECT_EQ(Find(lines, "logged proof").verdict, CheckVerdict::kFalse);
  EXPECT_EQ(Find(lines, "anchored proof").verdict, CheckVerdict::kFalse);
}

TEST(CheckReceipt, RefusesARecordThatIsNoJsonObject) {
  for (const absl::string_view record : {"", "[]", "{", "\xff", "{}"}) {
    v1::Receipt receipt = Log().ReceiptAt(3, 7);
    receipt.set_record(std::string(record));
    EXPECT_EQ(Find(Check(receipt), "record").verdict, CheckVerdict::kFalse);
  }
}

TEST(CheckReceipt, RefusesARecordOfAnotherTypeOrLog) {
  v1::Receipt receipt = Log().ReceiptAt(3, 7);
  receipt.set_record(
      R"({"log":"prescreen.example/log1","typ":"prescreen-policy"})");
  EXPECT_EQ(Find(Check(receipt), "record").verdict, CheckVerdict::kFalse);
  receipt.set_record(
      R"({"log":"prescreen.example/log2","typ":"prescreen-record"})");
  EXPECT_EQ(Find(Check(receipt), "record").verdict, CheckVerdict::kFalse);
}

TEST(CheckReceipt, SeesAnotherLeafType) {
  for (const std::uint32_t type : {0u, 2u, 257u}) {
    v1::Receipt receipt = Log().ReceiptAt(3, 7);
    receipt.set_leaf_type(type);
    EXPECT_EQ(Find(Check(receipt), "logged proof").verdict,
              CheckVerdict::kFalse);
  }
}

TEST(CheckReceipt, SeesAnotherLeafIndex) {
  for (const std::uint64_t index : {2u, 4u, 7u, 100u}) {
    v1::Receipt receipt = Log().ReceiptAt(3, 7);
    receipt.set_leaf_index(index);
    EXPECT_EQ(Find(Check(receipt), "logged proof").verdict,
              CheckVerdict::kFalse);
  }
}

TEST(CheckReceipt, SeesAnAlteredPath) {
  v1::Receipt receipt = Log().ReceiptAt(3, 7);
  (*receipt.mutable_logged()->mutable_path(1))[31] ^= 1;
  EXPECT_EQ(Find(Check(receipt), "logged proof").verdict, CheckVerdict::kFalse);
  receipt = Log().ReceiptAt(3, 7);
  receipt.mutable_logged()->mutable_path(1)->pop_back();
  EXPECT_EQ(Find(Check(receipt), "logged proof").verdict, CheckVerdict::kFalse);
  receipt = Log().ReceiptAt(3, 7);
  receipt.mutable_logged()->mutable_path()->RemoveLast();
  EXPECT_EQ(Find(Check(receipt), "logged proof").verdict, CheckVerdict::kFalse);
}

TEST(CheckReceipt, SeesAnAlteredSignatureAndStillChecksTheProof) {
  v1::Receipt receipt = Log().ReceiptAt(3, 7);
  std::string& note = *receipt.mutable_logged()->mutable_checkpoint();
  note[note.size() - 10] = note[note.size() - 10] == 'A' ? 'B' : 'A';
  const auto lines = Check(receipt);
  EXPECT_EQ(Find(lines, "logged checkpoint").verdict, CheckVerdict::kFalse);
  EXPECT_EQ(Find(lines, "logged proof").verdict, CheckVerdict::kHolds);
}

TEST(CheckReceipt, RefusesACheckpointSignedByAStranger) {
  v1::Receipt receipt = Log().ReceiptAt(3, 7);
  receipt.mutable_logged()->set_checkpoint(
      *SignCheckpoint(Log().CheckpointAt(7), SampleKey("another key")));
  const auto lines = Check(receipt);
  EXPECT_EQ(Find(lines, "logged checkpoint").verdict, CheckVerdict::kFalse);
}

TEST(CheckReceipt, RefusesWhatIsNoCheckpoint) {
  v1::Receipt receipt = Log().ReceiptAt(3, 7);
  receipt.mutable_logged()->set_checkpoint("nonsense");
  const auto lines = Check(receipt);
  EXPECT_EQ(Find(lines, "logged checkpoint").verdict, CheckVerdict::kFalse);
  EXPECT_EQ(Find(lines, "logged proof").verdict, CheckVerdict::kUnchecked);
}

TEST(CheckReceipt, SeesAnAttestationOfSomethingElse) {
  const auto verdict = [](auto change) {
    v1::Receipt receipt = Log().AnchoredReceiptAt(3, 7, 11);
    change(receipt.mutable_attestations(0)->mutable_evm());
    FakeChecker checker(CheckVerdict::kHolds);
    const auto lines = Check(receipt, &checker);
    EXPECT_TRUE(checker.asked.empty());
    return Find(lines, "chain eip155:31337").verdict;
  };
  using Evm = v1::EvmAttestation;
  EXPECT_EQ(verdict([](Evm* evm) { evm->set_tree_size(7); }),
            CheckVerdict::kFalse);
  EXPECT_EQ(verdict([](Evm* evm) { (*evm->mutable_root())[0] ^= 1; }),
            CheckVerdict::kFalse);
  EXPECT_EQ(verdict([](Evm* evm) { (*evm->mutable_log_id())[0] ^= 1; }),
            CheckVerdict::kFalse);
  EXPECT_EQ(verdict([](Evm* evm) { (*evm->mutable_contract())[0] ^= 1; }),
            CheckVerdict::kFalse);
  EXPECT_EQ(verdict([](Evm* evm) { (*evm->mutable_publisher())[0] ^= 1; }),
            CheckVerdict::kFalse);
  EXPECT_EQ(verdict([](Evm* evm) { evm->clear_publisher(); }),
            CheckVerdict::kFalse);
}

TEST(CheckReceipt, OfAChainThatTheIdentityDoesNotNameIsUnchecked) {
  v1::Receipt receipt = Log().AnchoredReceiptAt(3, 7, 11);
  receipt.mutable_attestations(0)->set_chain("eip155:1");
  FakeChecker checker(CheckVerdict::kHolds);
  const auto lines = Check(receipt, &checker);
  EXPECT_EQ(Find(lines, "chain eip155:1").verdict, CheckVerdict::kUnchecked);
  EXPECT_EQ(Find(lines, "chain eip155:31337").verdict,
            CheckVerdict::kUnchecked);
  EXPECT_TRUE(checker.asked.empty());
}

TEST(CheckReceipt, TakesTheSecondPublisherOfAChain) {
  LogIdentity identity = SampleIdentity(true);
  AnchorIdentity earlier = identity.anchors[0];
  earlier.publisher = "0x4444444444444444444444444444444444444444";
  identity.anchors.insert(identity.anchors.begin(), earlier);
  FakeChecker checker(CheckVerdict::kHolds);
  EXPECT_EQ(Overall(CheckReceipt(Log().AnchoredReceiptAt(3, 7, 11), identity,
                                 &checker, nullptr)),
            CheckVerdict::kHolds);
}

TEST(CheckReceipt, UsesTheAttestationsOwnProof) {
  v1::Receipt receipt = Log().AnchoredReceiptAt(3, 7, 11);
  *receipt.mutable_attestations(0) = Log().AttestationAt(9);
  *receipt.mutable_attestations(0)->mutable_proof() = Log().ProofAt(3, 9);
  FakeChecker checker(CheckVerdict::kHolds);
  const auto lines = Check(receipt, &checker);
  EXPECT_EQ(Overall(lines), CheckVerdict::kHolds) << Describe(lines);
  EXPECT_EQ(Find(lines, "chain eip155:31337 proof").count, 1);
  ASSERT_EQ(checker.asked.size(), 1u);
  EXPECT_EQ(checker.asked[0].size, 9u);
}

TEST(CheckReceipt, SeesAFalseProofOfAnAttestation) {
  v1::Receipt receipt = Log().AnchoredReceiptAt(3, 7, 11);
  *receipt.mutable_attestations(0) = Log().AttestationAt(9);
  *receipt.mutable_attestations(0)->mutable_proof() = Log().ProofAt(4, 9);
  EXPECT_EQ(Find(Check(receipt), "chain eip155:31337 proof").verdict,
            CheckVerdict::kFalse);
}

TEST(CheckReceipt, AttestationWithoutAnyProofIsUnchecked) {
  v1::Receipt receipt = Log().AnchoredReceiptAt(3, 7, 11);
  receipt.clear_anchored();
  FakeChecker checker(CheckVerdict::kHolds);
  const auto lines = Check(receipt, &checker);
  EXPECT_EQ(Overall(lines), CheckVerdict::kUnchecked) << Describe(lines);
  EXPECT_TRUE(checker.asked.empty());
}

TEST(CheckReceipt, AttestationOfAnUnknownKindIsUnchecked) {
  v1::Receipt receipt = Log().AnchoredReceiptAt(3, 7, 11);
  receipt.mutable_attestations(0)->clear_evm();
  EXPECT_EQ(Overall(Check(receipt)), CheckVerdict::kUnchecked);
}

TEST(CheckReceipt, DoesNotPrintAMalformedChain) {
  v1::Receipt receipt = Log().AnchoredReceiptAt(3, 7, 11);
  receipt.mutable_attestations(0)->set_chain("eip155:\x1b[2J");
  const auto lines = Check(receipt);
  EXPECT_EQ(Find(lines, "attestation").verdict, CheckVerdict::kFalse);
  EXPECT_FALSE(absl::StrContains(Describe(lines), "\x1b"));
}

TEST(CheckReceipt, RefusesAFloodOfAttestations) {
  v1::Receipt receipt = Log().AnchoredReceiptAt(3, 7, 11);
  const v1::Attestation attestation = receipt.attestations(0);
  for (int i = 0; i < 100; ++i) *receipt.add_attestations() = attestation;
  FakeChecker checker(CheckVerdict::kHolds);
  EXPECT_EQ(Overall(Check(receipt, &checker)), CheckVerdict::kFalse);
  EXPECT_TRUE(checker.asked.empty());
}

TEST(CheckReceipt, OpensTheSubject) {
  const v1::Opening subject = SampleSubject();
  const Found line =
      Find(Check(Log().ReceiptAt(3, 7), nullptr, &subject), "subject");
  EXPECT_EQ(line.count, 1);
  EXPECT_EQ(line.verdict, CheckVerdict::kHolds);
  EXPECT_THAT(line.detail, HasSubstr("\"application_ref\":\"A-17\""));
}

TEST(CheckReceipt, SeesAnotherSubject) {
  v1::Opening subject = SampleSubject();
  (*subject.mutable_salt())[0] ^= 1;
  EXPECT_EQ(
      Find(Check(Log().ReceiptAt(3, 7), nullptr, &subject), "subject").verdict,
      CheckVerdict::kFalse);
  subject = SampleSubject();
  subject.set_content(R"({"application_ref":"A-18","tenant":"demo"})");
  const Found line =
      Find(Check(Log().ReceiptAt(3, 7), nullptr, &subject), "subject");
  EXPECT_EQ(line.verdict, CheckVerdict::kFalse);
  EXPECT_FALSE(absl::StrContains(line.detail, "A-18"));
}

// HMAC pads short keys with zeros: another salt with the same commitment.
TEST(CheckReceipt, RefusesASaltOfAnotherLength) {
  v1::Receipt receipt = Log().ReceiptAt(3, 7);
  v1::Opening subject = SampleSubject();
  subject.mutable_salt()->push_back('\0');
  EXPECT_EQ(Find(Check(receipt, nullptr, &subject), "subject").verdict,
            CheckVerdict::kFalse);
}

TEST(CheckReceipt, RefusesASubjectThatIsNotCanonical) {
  v1::Opening subject = SampleSubject();
  subject.set_content(R"({"tenant":"demo", "application_ref":"A-17"})");
  v1::Receipt receipt = Log().ReceiptAt(3, 7);
  receipt.set_record(absl::StrCat(
      R"({"log":"prescreen.example/log1","subject":")",
      Base64UrlEncode(AsBytes(Commit(subject.salt(), subject.content()))),
      R"(","typ":"prescreen-record"})"));
  const Found line = Find(Check(receipt, nullptr, &subject), "subject");
  EXPECT_EQ(line.verdict, CheckVerdict::kFalse);
  EXPECT_THAT(line.detail, HasSubstr("not canonical"));
}

// Whatever bit of record, type, index, paths, notes or attestation is flipped,
// something is seen to be false. Claims of the server may change freely.
TEST(CheckReceipt, SeesEveryFlippedBit) {
  v1::Receipt receipt = Log().AnchoredReceiptAt(3, 7, 11);
  receipt.clear_state();
  receipt.clear_publicly_anchored();
  v1::Attestation* attestation = receipt.mutable_attestations(0);
  attestation->clear_required();
  attestation->clear_state();
  attestation->mutable_evm()->clear_tx_hash();  // for the ledger to judge
  FakeChecker checker(CheckVerdict::kHolds);
  ASSERT_EQ(Overall(Check(receipt, &checker)), CheckVerdict::kHolds);
  const std::string bytes = receipt.SerializeAsString();
  for (std::size_t i = 0; i < bytes.size() * 8; ++i) {
    std::string altered = bytes;
    altered[i / 8] = static_cast<char>(altered[i / 8] ^ (1 << (i % 8)));
    const auto parsed = ParseReceipt(altered);
    if (!parsed.ok()) continue;
    EXPECT_NE(Overall(Check(*parsed, &checker)), CheckVerdict::kHolds)
        << "bit " << i;
  }
}

TEST(Overall, IsTheWorstVerdict) {
  const CheckLine holds{CheckVerdict::kHolds, "", ""};
  const CheckLine open{CheckVerdict::kUnchecked, "", ""};
  const CheckLine wrong{CheckVerdict::kFalse, "", ""};
  EXPECT_EQ(Overall({holds, holds}), CheckVerdict::kHolds);
  EXPECT_EQ(Overall({holds, open, holds}), CheckVerdict::kUnchecked);
  EXPECT_EQ(Overall({open, wrong, open}), CheckVerdict::kFalse);
}

}  // namespace
}  // namespace prescreen::anchor
