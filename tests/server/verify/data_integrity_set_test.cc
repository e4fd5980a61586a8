// SPDX-License-Identifier: Apache-2.0
// Proof sets and proof chains.
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "server/verify/jcs_proof_data.h"
#include "tests/server/verify/data_integrity_for_test.h"

namespace prescreen {
namespace {

json::Value Chain() {
  const json::Value first =
      Secured(Unsigned(), IssuerKey(), R"({"id": "urn:1"})");
  const json::Value second =
      Secured(first, StrangerKey(), R"({"id": "urn:2"})");
  const json::Value third =
      Secured(second, TestKey(KeyType::kP384, 't'),
              R"({"id": "urn:3", "previousProof": ["urn:2", "urn:1"]})");
  return Secured(third, TestKey(KeyType::kEd25519, 'f'),
                 R"({"previousProof": "urn:3"})");
}

// Exchanges two proofs.
json::Value Swapped(const json::Value& document, std::size_t a, std::size_t b) {
  std::vector<json::Value> proofs(document.Find("proof")->items().begin(),
                                  document.Find("proof")->items().end());
  std::swap(proofs[a], proofs[b]);
  json::Value swapped = document;
  swapped.Set("proof", json::Value::Array(proofs));
  return swapped;
}

TEST(ProofSet, AllGood) {
  const json::Value set =
      Secured(Secured(Unsigned(), IssuerKey()), StrangerKey());
  EXPECT_EQ(ProofsSummary(set), "VV");
  EXPECT_EQ(ProofsSummary(Swapped(set, 0, 1)), "VV");
  const Checked checked = VerifySecured(Swapped(set, 0, 1));
  ASSERT_EQ(checked.summary(), "verified");
  const auto& credential = std::get<VerifiedCredential>(checked.credential);
  EXPECT_EQ(credential.signer_id(), IssuerKey().did());
  EXPECT_EQ(credential.proofs().size(), 2u);
}

TEST(ProofSet, OneBadProofSpoilsIt) {
  const json::Value set =
      Secured(Secured(Unsigned(), IssuerKey()), StrangerKey());
  EXPECT_EQ(SecuredSummary(WithValue(set, "/proof/1/nonce", R"("n")")),
            "rejected TAMPERED /proof/1");
  EXPECT_EQ(ProofsSummary(WithValue(set, "/proof/0/nonce", R"("n")")),
            "IV TAMPERED /proof/0");
}

TEST(ProofSet, OneUnsupportedProofLeavesItUnchecked) {
  const json::Value set =
      Secured(Secured(Unsigned(), IssuerKey()), StrangerKey(),
              R"({"cryptosuite": "bbs-2023"})");
  EXPECT_EQ(ProofsSummary(set),
            "V? UNSUPPORTED_CRYPTOSUITE /proof/1/cryptosuite");
  EXPECT_EQ(SecuredSummary(set),
            "unchecked UNSUPPORTED_CRYPTOSUITE /proof/1/cryptosuite");
}

TEST(ProofSet, ABadProofBesideAnUnsupportedOneIsBad) {
  const json::Value set =
      Secured(Secured(Unsigned(), IssuerKey()), StrangerKey(),
              R"({"cryptosuite": "bbs-2023"})");
  EXPECT_EQ(ProofsSummary(WithValue(set, "/name", R"("x")")),
            "I? TAMPERED /proof/0");
}

TEST(ProofSet, NoneByTheIssuer) {
  EXPECT_EQ(SecuredSummary(Secured(Secured(Unsigned(), StrangerKey()),
                                   TestKey(KeyType::kEd25519, 'x'))),
            "rejected SIGNER_NOT_ISSUER /issuer");
}

TEST(ProofSet, WhoElseSignedIsUnknown) {
  const json::Value set =
      Secured(Secured(Unsigned(), StrangerKey()), IssuerKey(),
              R"({"verificationMethod": "did:web:issuer.example#k"})");
  EXPECT_EQ(SecuredSummary(set),
            "unchecked UNSUPPORTED_FORMAT /proof/1/verificationMethod");
}

TEST(ProofSet, TheFewestContextsCount) {
  json::Value document = Unsigned();
  const json::Value whole = *document.Find("@context");
  document.Set("@context", json::Value::Array({whole.items()[0]}));
  document = Secured(document, IssuerKey());
  document.Set("@context", whole);
  const json::Value set = Secured(document, StrangerKey());
  for (const json::Value& either : {set, Swapped(set, 0, 1)}) {
    EXPECT_EQ(ProofsSummary(either), "VV");
    EXPECT_EQ(SecuredSummary(either), "rejected SCHEMA_INVALID /@context");
  }
}

TEST(ProofSet, AProofIsHeldToItsOwnContexts) {
  // Signs the document's contexts and states none of them.
  const json::Value stated = WithValue(Unsigned(), "/@context", "[]");
  const json::Value bare = Secured(Secured(stated, StrangerKey()), IssuerKey());
  EXPECT_EQ(ProofsSummary(bare), "VV");
  EXPECT_EQ(ProofsSummary(Secured(Secured(Unsigned(), IssuerKey()),
                                  StrangerKey(), R"({"@context": []})")),
            "VI TAMPERED /proof/1");
}

TEST(ProofChain, AllGood) {
  EXPECT_EQ(ProofsSummary(Chain()), "VVVV");
  EXPECT_EQ(SecuredSummary(Chain()), "verified");
}

TEST(ProofChain, PlaceOfAProofDoesNotMatterButTheOrderOfPredecessorsDoes) {
  EXPECT_EQ(ProofsSummary(Swapped(Chain(), 0, 3)).substr(0, 4), "IVIV");
  EXPECT_EQ(ProofsSummary(Swapped(Chain(), 2, 3)), "VVVV");
}

TEST(ProofChain, LaterProofsRestOnEarlierOnes) {
  EXPECT_EQ(ProofsSummary(WithValue(Chain(), "/proof/1/nonce", R"("n")")),
            "VIII TAMPERED /proof/1");
  EXPECT_EQ(ProofsSummary(WithValue(Chain(), "/proof/2/nonce", R"("n")")),
            "VVII TAMPERED /proof/2");
  EXPECT_EQ(ProofsSummary(WithValue(Chain(), "/proof/3/nonce", R"("n")")),
            "VVVI TAMPERED /proof/3");
}

TEST(ProofChain, UnsupportedPredecessorLeavesTheNextUnchecked) {
  const json::Value first = Secured(
      Unsigned(), IssuerKey(), R"({"id": "urn:1", "cryptosuite": "bbs-2023"})");
  EXPECT_EQ(ProofsSummary(
                Secured(first, IssuerKey(), R"({"previousProof": "urn:1"})")),
            "?? UNSUPPORTED_CRYPTOSUITE /proof/0/cryptosuite");
}

TEST(ProofChain, PredecessorsProofValueIsSigned) {
  // Another good signature on the same proof: ECDSA makes a new one each time.
  const json::Value first =
      Secured(Unsigned(), StrangerKey(), R"({"id": "urn:1"})");
  const json::Value again =
      Secured(Unsigned(), StrangerKey(), R"({"id": "urn:1"})");
  const json::Value chain =
      Secured(first, IssuerKey(), R"({"previousProof": "urn:1"})");
  EXPECT_EQ(ProofsSummary(chain), "VV");
  json::Value exchanged = chain;
  *FindAt(&exchanged, "/proof/0") = *again.Find("proof");
  EXPECT_EQ(ProofsSummary(exchanged), "VI TAMPERED /proof/1");
}

TEST(ProofChain, PredecessorRemoved) {
  json::Value chain = Chain();
  std::vector<json::Value> rest(chain.Find("proof")->items().begin() + 1,
                                chain.Find("proof")->items().end());
  chain.Set("proof", json::Value::Array(rest));
  EXPECT_EQ(ProofsSummary(chain), "VII SCHEMA_INVALID /proof/1/previousProof");
  EXPECT_EQ(SecuredSummary(chain),
            "rejected SCHEMA_INVALID /proof/1/previousProof "
            "SIGNER_NOT_ISSUER /issuer");
}

TEST(ProofChain, DanglingReference) {
  EXPECT_EQ(SecuredSummary(Secured(Unsigned(), IssuerKey(),
                                   R"({"previousProof": "urn:none"})")),
            "rejected SCHEMA_INVALID /proof/previousProof");
  const json::Value first =
      Secured(Unsigned(), IssuerKey(), R"({"id": "urn:1"})");
  EXPECT_EQ(
      ProofsSummary(Secured(first, IssuerKey(),
                            R"({"previousProof": ["urn:1", "urn:none"]})")),
      "VI SCHEMA_INVALID /proof/1/previousProof");
}

TEST(ProofChain, DanglingReferenceOfAnUnsupportedProof) {
  EXPECT_EQ(SecuredSummary(Secured(
                Unsigned(), IssuerKey(),
                R"({"cryptosuite": "bbs-2023", "previousProof": "urn:none"})")),
            "rejected SCHEMA_INVALID /proof/previousProof");
}

TEST(ProofChain, Circles) {
  EXPECT_EQ(SecuredSummary(Secured(Unsigned(), IssuerKey(), R"({"id": "urn:1",
      "previousProof": "urn:1"})")),
            "rejected SCHEMA_INVALID /proof/previousProof");
  const json::Value first = Secured(
      Unsigned(), IssuerKey(), R"({"id": "urn:1", "previousProof": "urn:2"})");
  EXPECT_EQ(ProofsSummary(Secured(first, IssuerKey(), R"({"id": "urn:2",
      "previousProof": "urn:1"})")),
            "II SCHEMA_INVALID /proof/0/previousProof "
            "SCHEMA_INVALID /proof/1/previousProof");
}

TEST(ProofChain, RepeatedIds) {
  const json::Value first =
      Secured(Unsigned(), IssuerKey(), R"({"id": "urn:1"})");
  EXPECT_EQ(ProofsSummary(Secured(first, StrangerKey(), R"({"id": "urn:1"})")),
            "VI SCHEMA_INVALID /proof/1/id");
}

TEST(ProofLimits, MoreProofsThanABundleMayHave) {
  json::Value document = Unsigned();
  json::Value proofs = json::Value::Array();
  const json::Value proof = ParseJsonForTest(R"({"type": "X"})");
  for (std::size_t i = 0; i <= kMaxBundleProofs; ++i) proofs.Append(proof);
  document.Set("proof", proofs);
  EXPECT_EQ(SecuredSummary(document), "unchecked WORK_LIMIT /proof");
}

TEST(ProofLimits, AsManyUnsupportedProofsAsAllowedSayLittle) {
  json::Value document = Unsigned();
  json::Value proofs = json::Value::Array();
  const json::Value proof = ParseJsonForTest(R"({"type": "X"})");
  for (std::size_t i = 0; i < kMaxBundleProofs; ++i) proofs.Append(proof);
  document.Set("proof", proofs);
  const Checked checked = VerifySecured(document);
  EXPECT_TRUE(checked.unchecked());
  EXPECT_LE(checked.findings().size(), 32u);
}

TEST(ProofLimits, TooMuchTextToCanonicalize) {
  const std::string large(kMaxCanonicalBytes / 8, 'x');
  json::Value document = Unsigned();
  document.Set("description", json::Value::String(large));
  document = Secured(document, IssuerKey(), R"({"id": "urn:0"})");
  for (int i = 1; i < 10; ++i) {
    document =
        Secured(document, IssuerKey(),
                absl::StrCat(R"({"id": "urn:)", i,
                             R"(", "previousProof": "urn:)", i - 1, "\"}"));
  }
  EXPECT_EQ(ProofsSummary(document),
            "VVVVVVV??? WORK_LIMIT /proof/7 WORK_LIMIT /proof/8 "
            "WORK_LIMIT /proof/9");
}

TEST(ProofLimits, ASetSharesTheText) {
  const std::string large(kMaxCanonicalBytes / 8, 'x');
  json::Value document = Unsigned();
  document.Set("description", json::Value::String(large));
  for (int i = 0; i < 10; ++i) document = Secured(document, IssuerKey());
  EXPECT_EQ(ProofsSummary(document), "VVVVVVVVVV");
}

}  // namespace
}  // namespace prescreen
