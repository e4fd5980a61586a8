// SPDX-License-Identifier: Apache-2.0
#include "client/audit_consistency.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/anchor/sample_log.h"

namespace prescreen::anchor {
namespace {

using ::testing::HasSubstr;

v1::GetConsistencyProofResponse ProofOf(const SampleLog& log,
                                        std::uint64_t first,
                                        std::uint64_t second) {
  v1::GetConsistencyProofResponse proof;
  proof.set_first_size(first);
  proof.set_second_size(second);
  proof.set_first_root(std::string(AsBytes(log.CheckpointAt(first).root)));
  proof.set_second_root(std::string(AsBytes(log.CheckpointAt(second).root)));
  const auto path = ConsistencyProof(
      first, second, [&log](const NodeId& id) { return log.Read(id); });
  for (const Hash& hash : *path) proof.add_path(std::string(AsBytes(hash)));
  return proof;
}

CheckVerdict Check(const std::string& old_note, const std::string& new_note,
                   const v1::GetConsistencyProofResponse& proof,
                   std::string* detail = nullptr) {
  const auto lines =
      CheckConsistency(old_note, new_note, SampleIdentity(false),
                       [&](const Checkpoint& first, const Checkpoint& second) {
                         return PathOfProof(proof, first, second);
                       });
  EXPECT_TRUE(lines.ok()) << lines.status();
  if (!lines.ok()) return CheckVerdict::kUnchecked;
  if (detail != nullptr) *detail = lines->back().detail;
  return Overall(*lines);
}

TEST(AuditConsistency, HoldsForEveryPairOfSizes) {
  const SampleLog log(40);
  for (std::uint64_t second = 1; second <= 40; ++second) {
    for (std::uint64_t first = 1; first <= second; ++first) {
      EXPECT_EQ(Check(log.NoteAt(first), log.NoteAt(second),
                      ProofOf(log, first, second)),
                CheckVerdict::kHolds)
          << first << " " << second;
    }
  }
}

TEST(AuditConsistency, EveryFlippedBitOfTheProofIsFalse) {
  const SampleLog log(40);
  const auto proof = ProofOf(log, 21, 40);
  for (int i = 0; i < proof.path_size(); ++i) {
    for (std::size_t place = 0; place < 32; ++place) {
      auto altered = proof;
      (*altered.mutable_path(i))[place] ^= 1;
      EXPECT_EQ(Check(log.NoteAt(21), log.NoteAt(40), altered),
                CheckVerdict::kFalse);
    }
  }
}

TEST(AuditConsistency, ProofOfOtherSizesOrRootsIsFalse) {
  const SampleLog log(40);
  auto proof = ProofOf(log, 21, 40);
  proof.set_first_size(22);
  EXPECT_EQ(Check(log.NoteAt(21), log.NoteAt(40), proof), CheckVerdict::kFalse);
  proof = ProofOf(log, 21, 40);
  (*proof.mutable_second_root())[0] ^= 1;
  EXPECT_EQ(Check(log.NoteAt(21), log.NoteAt(40), proof), CheckVerdict::kFalse);
  proof = ProofOf(log, 21, 40);
  proof.add_path(std::string(32, 'x'));
  EXPECT_EQ(Check(log.NoteAt(21), log.NoteAt(40), proof), CheckVerdict::kFalse);
  proof = ProofOf(log, 21, 40);
  proof.mutable_path(0)->push_back('x');
  EXPECT_EQ(Check(log.NoteAt(21), log.NoteAt(40), proof), CheckVerdict::kFalse);
}

// The same log up to leaf 20, and another one from there on.
SampleLog Fork() {
  auto entries = SampleEntries(40);
  entries[20][5] ^= 1;
  return SampleLog(entries);
}

TEST(AuditConsistency, ForkIsFalseWhicheverProofIsGiven) {
  const SampleLog log(40);
  const SampleLog fork = Fork();
  auto proof = ProofOf(fork, 21, 40);
  EXPECT_EQ(Check(log.NoteAt(21), fork.NoteAt(40), proof),
            CheckVerdict::kFalse);
  proof.set_first_root(std::string(AsBytes(log.CheckpointAt(21).root)));
  EXPECT_EQ(Check(log.NoteAt(21), fork.NoteAt(40), proof),
            CheckVerdict::kFalse);
  EXPECT_EQ(Check(log.NoteAt(20), fork.NoteAt(40), ProofOf(fork, 20, 40)),
            CheckVerdict::kHolds);
}

TEST(AuditConsistency, TwoRootsOfOneSizeAreAFork) {
  std::string detail;
  EXPECT_EQ(Check(SampleLog(40).NoteAt(40), Fork().NoteAt(40), {}, &detail),
            CheckVerdict::kFalse);
  EXPECT_THAT(detail, HasSubstr("the log forked"));
}

TEST(AuditConsistency, OneTreeNeedsNoProof) {
  const SampleLog log(7);
  EXPECT_EQ(Check(log.NoteAt(7), log.NoteAt(7), {}), CheckVerdict::kHolds);
}

TEST(AuditConsistency, EmptyTreeIsTheBeginningOfEveryOther) {
  const SampleLog log(7);
  const std::string empty = *SignCheckpoint(
      {std::string(kSampleOrigin), 0, EmptyRoot()}, SampleKey());
  EXPECT_EQ(Check(empty, log.NoteAt(7), {}), CheckVerdict::kHolds);
  const std::string wrong = *SignCheckpoint(
      {std::string(kSampleOrigin), 0, log.CheckpointAt(7).root}, SampleKey());
  EXPECT_EQ(Check(wrong, log.NoteAt(7), {}), CheckVerdict::kFalse);
}

TEST(AuditConsistency, SignatureOfAnotherKeyIsFalseEvenIfTheProofHolds) {
  const SampleLog log(40);
  const std::string note =
      *SignCheckpoint(log.CheckpointAt(21), SampleKey("other"));
  EXPECT_EQ(Check(note, log.NoteAt(40), ProofOf(log, 21, 40)),
            CheckVerdict::kFalse);
  EXPECT_EQ(Check(log.NoteAt(21), "no note", ProofOf(log, 21, 40)),
            CheckVerdict::kFalse);
}

TEST(AuditConsistency, NewestFirstIsWrongUse) {
  const SampleLog log(40);
  const auto lines = CheckConsistency(
      log.NoteAt(40), log.NoteAt(21), SampleIdentity(false),
      [](const Checkpoint&, const Checkpoint&)
          -> absl::StatusOr<std::vector<Hash>> { return std::vector<Hash>(); });
  EXPECT_TRUE(absl::IsInvalidArgument(lines.status()));
}

TEST(AuditConsistency, SourceThatCannotBeReadIsUnchecked) {
  const SampleLog log(40);
  const auto lines = CheckConsistency(
      log.NoteAt(21), log.NoteAt(40), SampleIdentity(false),
      [](const Checkpoint&,
         const Checkpoint&) -> absl::StatusOr<std::vector<Hash>> {
        return absl::NotFoundError("tile/0/000: missing");
      });
  EXPECT_EQ(Overall(*lines), CheckVerdict::kUnchecked);
}

TEST(ParseConsistencyProof, TakesJsonAndProtobufAlike) {
  const auto proof = ProofOf(SampleLog(40), 21, 40);
  std::string json;
  ASSERT_TRUE(google::protobuf::util::MessageToJsonString(proof, &json).ok());
  for (const std::string& bytes :
       {json, "\n " + json, proof.SerializeAsString()}) {
    const auto parsed = ParseConsistencyProof(bytes);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(parsed->SerializeAsString(), proof.SerializeAsString());
  }
  EXPECT_FALSE(ParseConsistencyProof("").ok());
  EXPECT_FALSE(ParseConsistencyProof("{").ok());
  EXPECT_FALSE(ParseConsistencyProof("{\"size\": 1}").ok());
}

}  // namespace
}  // namespace prescreen::anchor
