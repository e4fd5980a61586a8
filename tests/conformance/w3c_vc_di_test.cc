// SPDX-License-Identifier: Apache-2.0
// Test vectors of the W3C's Data Integrity EdDSA and ECDSA Cryptosuites: the
// JCS cases, each intermediate value. Their issuers are not the controllers of
// their keys, so proofs are checked alone. The cases of the RDFC suites, proof
// sets and proof chains among them, are only seen to be left unchecked: this
// build has no RDF canonicalization.
#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "client/sample/sign_data_integrity.h"
#include "server/decode/decode.h"
#include "server/resolve/did_key.h"
#include "server/verify/data_integrity.h"
#include "server/verify/jcs_proof_data.h"
#include "server/verify/verifier.h"
#include "tests/conformance/vectors.h"

namespace prescreen {
namespace {

constexpr int kOracleJcsDocuments = 3;
constexpr int kOracleOtherDocuments = 145;

std::string Text(const std::string& path) {
  std::string text = ReadVector(path);
  while (absl::EndsWith(text, "\n")) text.pop_back();
  return text;
}

json::Value Json(const std::string& path) {
  absl::StatusOr<json::Value> value = json::Parse(ReadVector(path));
  EXPECT_TRUE(value.ok()) << path << ": " << value.status();
  return value.ok() ? *std::move(value) : json::Value();
}

DataIntegrityResult Check(const json::Value& document) {
  const DidKeyResolver keys;
  const Place root;
  return CheckProofs(document, root, keys, {});
}

struct Case {
  const char* folder;
  const char* suffix;  // of its files' names
  ProofHash hash;

  std::string File(const char* name, const char* extension) const {
    return absl::StrCat(folder, "/", name, suffix, extension);
  }
};

class JcsCase : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    SKIP_WITHOUT_VECTORS("w3c-vc-di-eddsa");
    SKIP_WITHOUT_VECTORS("w3c-vc-di-ecdsa");
  }
  json::Value Signed() const {
    return Json(GetParam().File("signed", ".json"));
  }
};

TEST_P(JcsCase, EveryIntermediateValueIsTheStatedOne) {
  const json::Value document = Signed();
  const json::Value& proof = *document.Find("proof");
  const absl::StatusOr<ProofData> data =
      JcsTransformer(document).Transform(proof, {}, GetParam().hash);
  ASSERT_TRUE(data.ok()) << data.status();
  EXPECT_EQ(*data->document, Text(GetParam().File("canonDoc", ".txt")));
  EXPECT_EQ(data->config, Text(GetParam().File("proofCanon", ".txt")));
  EXPECT_EQ(HexEncode(data->document_hash),
            Text(GetParam().File("docHash", ".txt")));
  EXPECT_EQ(HexEncode(data->config_hash),
            Text(GetParam().File("proofHash", ".txt")));
  EXPECT_EQ(HexEncode(data->Signed()),
            Text(GetParam().File("combinedHash", ".txt")));
  EXPECT_EQ(proof.FindString("proofValue"),
            Text(GetParam().File("sigBTC58", ".txt")));
  EXPECT_EQ(HexEncode(*MultibaseDecode(proof.FindString("proofValue"))),
            Text(GetParam().File("sigHex", ".txt")));
}

TEST_P(JcsCase, ProofIsGood) {
  const DataIntegrityResult result = Check(Signed());
  EXPECT_EQ(result.verdict, Verdict::kValid);
  EXPECT_TRUE(result.findings.empty());
}

TEST_P(JcsCase, IsRefusedAfterAnyChangedValue) {
  const std::string text = json::Serialize(Signed());
  for (std::size_t i = 1; i < text.size(); ++i) {
    std::string altered = text;
    altered[i] = text[i] == 'A' ? 'B' : 'A';
    const absl::StatusOr<json::Value> document = json::Parse(altered);
    if (!document.ok()) continue;
    ASSERT_NE(Check(*document).verdict, Verdict::kValid) << i;
  }
}

// Nobody may sign for others.
class NoAuthority final : public SignerAuthority {
 public:
  bool MaySignFor(absl::string_view, absl::string_view) const override {
    return false;
  }
};

TEST_P(JcsCase, AsCredentialItIsNotItsIssuers) {
  const DidKeyResolver keys;
  const NoAuthority authority;
  const RawDocument raw{"", ReadVector(GetParam().File("signed", ".json")), ""};
  const CheckedCredential checked =
      CredentialVerifier(keys, authority).Verify(Decode(raw, 0));
  const auto* rejected = std::get_if<RejectedCredential>(&checked);
  ASSERT_NE(rejected, nullptr);
  EXPECT_EQ(rejected->findings()[0].code, v1::SIGNER_NOT_ISSUER);
  EXPECT_EQ(rejected->proofs()[0].verdict, Verdict::kValid);
}

INSTANTIATE_TEST_SUITE_P(
    W3cVcDi, JcsCase,
    testing::Values(Case{"w3c-vc-di-eddsa/eddsa-jcs-2022", "JCS",
                         ProofHash::kSha256},
                    Case{"w3c-vc-di-ecdsa/ecdsa-jcs-2019-p256", "JCSECDSAP256",
                         ProofHash::kSha256},
                    Case{"w3c-vc-di-ecdsa/ecdsa-jcs-2019-p384", "JCSECDSAP384",
                         ProofHash::kSha384}));

TEST(W3cVcDi, TheSampleSignerMakesTheStatedProof) {
  SKIP_WITHOUT_VECTORS("w3c-vc-di-eddsa");
  const json::Value pair = Json("w3c-vc-di-eddsa/keyPair.json");
  // A multicodec prefix of two bytes comes before the seed.
  const std::string seed =
      MultibaseDecode(pair.FindString("privateKeyMultibase"))->substr(2);
  const auto key = sample::SampleKey::FromSeed(KeyType::kEd25519, seed);
  ASSERT_TRUE(key.ok()) << key.status();
  const auto secured = sample::SignDataIntegrity(
      Json("w3c-vc-di-eddsa/unsigned.json"), "eddsa-jcs-2022", *key,
      Json("w3c-vc-di-eddsa/eddsa-jcs-2022/proofConfigJCS.json"));
  ASSERT_TRUE(secured.ok()) << secured.status();
  EXPECT_EQ(secured->Find("proof")->FindString("proofValue"),
            Text("w3c-vc-di-eddsa/eddsa-jcs-2022/sigBTC58JCS.txt"));
}

TEST(W3cVcDi, RdfcSetsAndChainsAreLeftUnchecked) {
  SKIP_WITHOUT_VECTORS("w3c-vc-di-eddsa");
  for (const char* name : {"signedProofSet1", "signedProofSet2",
                           "signedProofChain1", "signedProofChain2"}) {
    const DataIntegrityResult result = Check(
        Json(absl::StrCat("w3c-vc-di-eddsa/proof-set-chain/", name, ".json")));
    EXPECT_EQ(result.verdict, Verdict::kUnchecked) << name;
    for (const CheckedProof& proof : result.proofs) {
      EXPECT_EQ(proof.suite, "eddsa-rdfc-2022");
    }
  }
}

bool IsJcs(const json::Value& suites) {
  for (const json::Value& suite : suites.items()) {
    if (!absl::StrContains(suite.string_value(), "-jcs-")) return false;
  }
  return !suites.items().empty();
}

TEST(ProofOracle, AgreesOnJcsDocumentsAndBelievesNoOthers) {
  SKIP_WITHOUT_VECTORS("w3c-vc-di-eddsa");
  const json::Value oracle = Json("oracle-proofs.json");
  int jcs = 0;
  int others = 0;
  for (const json::Value& entry : oracle.Find("results")->items()) {
    const std::string file(entry.FindString("file"));
    const absl::StatusOr<json::Value> document = json::Parse(ReadVector(file));
    if (!document.ok()) continue;
    const Verdict verdict = Check(*document).verdict;
    if (IsJcs(*entry.Find("suites"))) {
      EXPECT_EQ(verdict == Verdict::kValid,
                entry.Find("proofVerified")->bool_value())
          << file;
      ++jcs;
    } else {
      EXPECT_NE(verdict, Verdict::kValid) << file;
      ++others;
    }
  }
  std::printf("%d JCS documents, %d others\n", jcs, others);
  EXPECT_EQ(jcs, kOracleJcsDocuments);
  EXPECT_EQ(others, kOracleOtherDocuments);
}

}  // namespace
}  // namespace prescreen
