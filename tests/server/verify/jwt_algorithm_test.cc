// SPDX-License-Identifier: Apache-2.0
// Every JOSE algorithm, with keys in did:key and did:jwk.
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/crypto/jwk.h"
#include "base/encoding.h"
#include "server/resolve/issuer_keys.h"
#include "tests/server/verify/keys_for_test.h"
#include "tests/support/jose_signer.h"

namespace prescreen {
namespace {

TestToken AnyToken() { return OpenBadgeToken(TestIssuer('i')); }

class Algorithm : public testing::TestWithParam<std::string> {
 protected:
  const JoseSigner signer_{GetParam(), 'a'};
  const JoseSigner stranger_{GetParam(), 'b'};
};

TEST_P(Algorithm, IsVerifiedWithDidKey) {
  EXPECT_EQ(SummaryWithKeys(signer_.Sign(AnyToken())), "verified");
}

TEST_P(Algorithm, IsVerifiedWithDidJwk) {
  EXPECT_EQ(SummaryWithKeys(signer_.SignAsDidJwk(AnyToken())), "verified");
}

TEST_P(Algorithm, IsVerifiedWithoutKid) {
  for (const std::string& issuer : {signer_.did_key(), signer_.did_jwk()}) {
    TestToken token = AnyToken();
    SetIssuer(issuer, &token);
    token.header.Set("alg", json::Value::String(signer_.alg()));
    token.header.Erase("kid");
    EXPECT_EQ(SummaryWithKeys(signer_.Sign(json::Serialize(token.header),
                                           json::Serialize(token.payload))),
              "verified");
  }
}

TEST_P(Algorithm, IsReportedWithItsKey) {
  const Checked checked = VerifyWithKeys(signer_.Sign(AnyToken()));
  ASSERT_EQ(ProofsOf(checked.credential).size(), 1u);
  const CheckedProof& proof = ProofsOf(checked.credential).front();
  EXPECT_EQ(proof.suite, GetParam());
  EXPECT_EQ(proof.verification_method, signer_.did_key_url());
  EXPECT_EQ(proof.verdict, Verdict::kValid);
}

TEST_P(Algorithm, OfAnotherKeyIsTampered) {
  TestToken token = AnyToken();
  token.header.Set("alg", json::Value::String(signer_.alg()));
  token.header.Set("kid", json::Value::String(signer_.did_key_url()));
  SetIssuer(signer_.did_key(), &token);
  EXPECT_EQ(SummaryWithKeys(stranger_.Sign(json::Serialize(token.header),
                                           json::Serialize(token.payload))),
            "rejected TAMPERED");
}

TEST_P(Algorithm, WithOtherKeysIsRefused) {
  for (const std::string& other : EveryAlgorithm()) {
    TestToken token = AnyToken();
    const JoseSigner signer(other);
    token.header.Set("alg", json::Value::String(GetParam()));
    token.header.Set("kid", json::Value::String(signer.did_key_url()));
    SetIssuer(signer.did_key(), &token);
    const std::string summary = SummaryWithKeys(signer.Sign(
        json::Serialize(token.header), json::Serialize(token.payload)));
    const bool same_type = signer.public_key().type() ==
                           JoseSigner(GetParam()).public_key().type();
    const bool rsa = signer.public_key().type() == KeyType::kRsa;
    EXPECT_EQ(summary, !same_type                   ? "rejected ALG_NOT_ALLOWED"
                       : rsa && other != GetParam() ? "rejected TAMPERED"
                                                    : "verified")
        << other;
  }
}

TEST_P(Algorithm, SignatureOfAnotherLengthIsTampered) {
  const std::string token = signer_.Sign(AnyToken());
  const std::size_t dot = token.rfind('.');
  const std::string bytes = *Base64UrlDecode(token.substr(dot + 1));
  for (const std::string& other :
       {std::string(), bytes.substr(1), bytes + std::string(1, '\0')}) {
    EXPECT_EQ(SummaryWithKeys(absl::StrCat(token.substr(0, dot + 1),
                                           Base64UrlEncode(other))),
              "rejected TAMPERED");
  }
}

INSTANTIATE_TEST_SUITE_P(Every, Algorithm, testing::ValuesIn(EveryAlgorithm()),
                         [](const auto& algorithm) {
                           return std::string(algorithm.param);
                         });

// RFC 7518 section 3.4: r ‖ s, not the DER of other systems.
TEST(AlgorithmForm, DerSignatureIsTampered) {
  const JoseSigner signer("ES256");
  const std::string token = signer.Sign(AnyToken());
  const std::size_t dot = token.rfind('.');
  const std::string raw = *Base64UrlDecode(token.substr(dot + 1));
  const std::string der =
      absl::StrCat("\x30\x46\x02\x21", std::string(1, '\0'), raw.substr(0, 32),
                   "\x02\x21", std::string(1, '\0'), raw.substr(32));
  EXPECT_EQ(SummaryWithKeys(
                absl::StrCat(token.substr(0, dot + 1), Base64UrlEncode(der))),
            "rejected TAMPERED");
}

// The `alg` of a key binds it further than its type does.
TEST(AlgorithmOfKey, MustBeThatOfTheToken) {
  const JoseSigner signer("RS256");
  for (const char* alg : {"RS256", "PS256"}) {
    json::Value jwk = FormatJwk(signer.public_key());
    jwk.Set("alg", json::Value::String(alg));
    const std::string did =
        absl::StrCat("did:jwk:", Base64UrlEncode(json::Serialize(jwk)));
    TestToken token = AnyToken();
    token.header.Set("alg", json::Value::String("RS256"));
    token.header.Set("kid", json::Value::String(absl::StrCat(did, "#0")));
    SetIssuer(did, &token);
    EXPECT_EQ(
        SummaryWithKeys(signer.Sign(json::Serialize(token.header),
                                    json::Serialize(token.payload))),
        std::string(alg) == "RS256" ? "verified" : "rejected ALG_NOT_ALLOWED");
  }
}

TEST(AlgorithmOfKey, EitherNameOfEdDsaWillDo) {
  const JoseSigner signer("EdDSA");
  json::Value jwk = FormatJwk(signer.public_key());
  jwk.Set("alg", json::Value::String("Ed25519"));
  const std::string did =
      absl::StrCat("did:jwk:", Base64UrlEncode(json::Serialize(jwk)));
  TestToken token = AnyToken();
  token.header.Set("kid", json::Value::String(absl::StrCat(did, "#0")));
  SetIssuer(did, &token);
  EXPECT_EQ(SummaryWithKeys(signer.Sign(json::Serialize(token.header),
                                        json::Serialize(token.payload))),
            "verified");
}

}  // namespace
}  // namespace prescreen
