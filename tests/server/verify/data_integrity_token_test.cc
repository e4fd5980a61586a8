// SPDX-License-Identifier: Apache-2.0
// Credentials that are enveloped in a JWT and carry embedded proofs too.
#include <gtest/gtest.h>

#include <string>

#include "tests/server/verify/data_integrity_for_test.h"

namespace prescreen {
namespace {

const TestIssuer& Issuer() {
  static const TestIssuer issuer('i');
  return issuer;
}

// TestIssuer('i') has the key of IssuerKey().
std::string Enveloped(const json::Value& payload) {
  TestToken token = VcJwtToken(Issuer());
  token.payload = payload;
  return token.Sign(Issuer());
}

TEST(EnvelopedAndEmbedded, BothGood) {
  ASSERT_EQ(Issuer().did(), IssuerKey().did());
  const Checked checked =
      VerifyDocument(Enveloped(Secured(Unsigned(), IssuerKey())));
  ASSERT_EQ(checked.summary(), "verified");
  const auto& proofs = ProofsOf(checked.credential);
  ASSERT_EQ(proofs.size(), 2u);
  EXPECT_EQ(proofs[0].suite, "EdDSA");
  EXPECT_EQ(proofs[0].verification_method, Issuer().kid());
  EXPECT_EQ(proofs[1].suite, "eddsa-jcs-2022");
}

TEST(EnvelopedAndEmbedded, RegisteredClaimsCameAfterTheEmbeddedProof) {
  TestToken token = OpenBadgeToken(Issuer());
  token.Set("/proof", *Secured(Unsigned(), IssuerKey()).Find("proof"));
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())), "verified");
}

TEST(EnvelopedAndEmbedded, RegisteredClaimsSignedByTheEmbeddedProofToo) {
  TestToken token = OpenBadgeToken(Issuer());
  token.payload = Secured(token.payload, IssuerKey());
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())), "verified");
}

TEST(EnvelopedAndEmbedded, BadProofInside) {
  EXPECT_EQ(SummaryOf(Enveloped(WithValue(Secured(Unsigned(), IssuerKey()),
                                          "/proof/nonce", R"("n")"))),
            "rejected TAMPERED /proof");
  EXPECT_EQ(SummaryOf(Enveloped(WithValue(Unsigned(), "/proof", "{}"))),
            "rejected SCHEMA_INVALID /proof/type");
}

TEST(EnvelopedAndEmbedded, UnsupportedProofInside) {
  EXPECT_EQ(SummaryOf(Enveloped(Secured(Unsigned(), IssuerKey(),
                                        R"({"cryptosuite": "bbs-2023"})"))),
            "unchecked UNSUPPORTED_CRYPTOSUITE /proof/cryptosuite");
}

TEST(EnvelopedAndEmbedded, BadEnvelope) {
  TestToken token = VcJwtToken(Issuer());
  token.payload = Secured(Unsigned(), IssuerKey());
  EXPECT_EQ(SummaryOf(token.Sign(TestIssuer('x'))), "rejected TAMPERED");
}

TEST(EnvelopedAndEmbedded, EnvelopeByAStranger) {
  const TestIssuer stranger('x');
  TestToken token = VcJwtToken(stranger);
  token.payload = Secured(Unsigned(), IssuerKey());
  EXPECT_EQ(SummaryOf(token.Sign(stranger)),
            "rejected SIGNER_NOT_ISSUER /issuer");
}

TEST(EnvelopedAndEmbedded, ProofInsideByAnother) {
  EXPECT_EQ(SummaryOf(Enveloped(Secured(Unsigned(), StrangerKey()))),
            "verified");
}

TEST(EnvelopedAndEmbedded, ExpiryOfTheProofInsideIsKept) {
  const Checked checked = VerifyDocument(Enveloped(Secured(
      Unsigned(), IssuerKey(), R"({"expires": "2027-01-01T00:00:00Z"})")));
  ASSERT_TRUE(checked.verified()) << checked.summary();
  EXPECT_TRUE(std::get<VerifiedCredential>(checked.credential)
                  .content()
                  .proof_expires.has_value());
}

TEST(ProofsOfToken, StatedForEachEnd) {
  const std::string good = VcJwtToken(Issuer()).Sign(Issuer());
  const Checked verified = VerifyDocument(good);
  ASSERT_EQ(ProofsOf(verified.credential).size(), 1u);
  EXPECT_EQ(ProofsOf(verified.credential)[0].verdict, Verdict::kValid);
  const Checked rejected =
      VerifyDocument(VcJwtToken(Issuer()).Sign(TestIssuer('x')));
  ASSERT_EQ(ProofsOf(rejected.credential).size(), 1u);
  EXPECT_EQ(ProofsOf(rejected.credential)[0].verdict, Verdict::kInvalid);
  EXPECT_TRUE(ProofsOf(VerifyDocument("text").credential).empty());
}

}  // namespace
}  // namespace prescreen
