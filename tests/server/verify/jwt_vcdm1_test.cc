// SPDX-License-Identifier: Apache-2.0
// Tokens of VCDM 1.1: a `vc` claim and the registered claims beside it.
#include <gtest/gtest.h>

#include <string>

#include "tests/server/verify/verify_for_test.h"

namespace prescreen {
namespace {

const TestIssuer& Issuer() {
  static const TestIssuer issuer('i');
  return issuer;
}

// As did-jwt-vc makes it: what a registered claim says is not said twice, and
// the header names no key.
TestToken ShortToken() {
  TestToken token;
  token.header = ParseJsonForTest(R"({"alg": "EdDSA", "typ": "JWT"})");
  token.payload = ParseJsonForTest(R"({
    "vc": {
      "@context": ["https://www.w3.org/2018/credentials/v1"],
      "type": ["VerifiableCredential", "EmploymentCredential"],
      "credentialSubject": {"role": "Engineer"}
    },
    "sub": "did:example:ada",
    "jti": "https://issuer.example/credentials/3",
    "nbf": 1772409600,
    "exp": 1835568000
  })");
  token.Set("/iss", absl::string_view(Issuer().did()));
  return token;
}

// The same with every member said twice.
TestToken FullToken() {
  TestToken token = ShortToken();
  token.Set("/vc/issuer", absl::string_view(Issuer().did()));
  token.Set("/vc/id", "https://issuer.example/credentials/3");
  token.Set("/vc/credentialSubject/id", "did:example:ada");
  token.Set("/vc/issuanceDate", "2026-03-02T00:00:00Z");
  token.Set("/vc/expirationDate", "2028-03-02T00:00:00Z");
  return token;
}

std::string SummaryOfToken(const TestToken& token) {
  return SummaryOf(token.Sign(Issuer()));
}

const CredentialContent& ContentOf(const Checked& checked) {
  return std::get<VerifiedCredential>(checked.credential).content();
}

TEST(Vcdm1, RegisteredClaimsSupplyWhatTheCredentialLeavesOut) {
  const Checked checked = VerifyDocument(ShortToken().Sign(Issuer()));
  ASSERT_EQ(checked.summary(), "verified");
  const CredentialContent& content = ContentOf(checked);
  EXPECT_EQ(content.issuer_id, Issuer().did());
  EXPECT_EQ(content.id, "https://issuer.example/credentials/3");
  EXPECT_EQ(content.subjects.front().id, "did:example:ada");
  EXPECT_EQ(content.valid_from, absl::FromUnixSeconds(1772409600));
  EXPECT_EQ(content.valid_until, absl::FromUnixSeconds(1835568000));
  EXPECT_EQ(content.not_before, absl::FromUnixSeconds(1772409600));
  EXPECT_EQ(content.expires, absl::FromUnixSeconds(1835568000));
}

TEST(Vcdm1, EverythingSaidTwiceAlike) {
  EXPECT_EQ(SummaryOfToken(FullToken()), "verified");
}

TEST(Vcdm1, CredentialAloneWithoutRegisteredClaims) {
  TestToken token = FullToken();
  for (const char* claim : {"/iss", "/sub", "/jti", "/nbf", "/exp"}) {
    token.Remove(claim);
  }
  EXPECT_EQ(SummaryOfToken(token), "verified");
}

TEST(Vcdm1, ClaimsAtOddsWithTheCredential) {
  const auto with = [](const char* claim, json::Value value) {
    TestToken token = FullToken();
    token.Set(claim, std::move(value));
    return SummaryOfToken(token);
  };
  EXPECT_EQ(with("/iss", json::Value::String("did:example:other")),
            "rejected SCHEMA_INVALID /iss");
  EXPECT_EQ(with("/sub", json::Value::String("did:example:bob")),
            "rejected SCHEMA_INVALID /sub");
  EXPECT_EQ(with("/jti", json::Value::String("urn:other")),
            "rejected SCHEMA_INVALID /jti");
  EXPECT_EQ(with("/nbf", json::Value::Int(1772409601)),
            "rejected SCHEMA_INVALID /nbf");
  EXPECT_EQ(with("/exp", json::Value::Int(1835567999)),
            "rejected SCHEMA_INVALID /exp");
}

TEST(Vcdm1, MistypedClaims) {
  for (const char* claim : {"/iss", "/sub", "/jti", "/nbf", "/exp"}) {
    TestToken token = FullToken();
    token.Set(claim, json::Value::Object());
    EXPECT_EQ(SummaryOfToken(token),
              std::string("rejected SCHEMA_INVALID ") + claim);
  }
}

TEST(Vcdm1, FractionsOfASecondAgree) {
  TestToken token = FullToken();
  token.Set("/vc/issuanceDate", "2026-03-02T00:00:00.742Z");
  EXPECT_EQ(SummaryOfToken(token), "verified");
}

TEST(Vcdm1, IssuerObjectTakesItsIdFromIss) {
  TestToken token = ShortToken();
  token.Set("/vc/issuer", ParseJsonForTest(R"({"name": "Northwind"})"));
  EXPECT_EQ(SummaryOfToken(token), "verified");
}

TEST(Vcdm1, SubjectInAListTakesItsIdFromSub) {
  TestToken token = ShortToken();
  token.Set("/vc/credentialSubject", ParseJsonForTest(R"([{"role": "x"}])"));
  const Checked checked = VerifyDocument(token.Sign(Issuer()));
  ASSERT_EQ(checked.summary(), "verified");
  EXPECT_EQ(ContentOf(checked).subjects.front().id, "did:example:ada");
}

// `jti` and `sub` may be anything in a JWT, `id` must be a URL.
TEST(Vcdm1, OpaqueClaimsAreNoIds) {
  TestToken token = ShortToken();
  token.Set("/jti", "8f1c2f0e");
  token.Set("/sub", "ada");
  const Checked checked = VerifyDocument(token.Sign(Issuer()));
  ASSERT_EQ(checked.summary(), "verified");
  EXPECT_EQ(ContentOf(checked).id, "");
  EXPECT_EQ(ContentOf(checked).subjects.front().id, "");
}

TEST(Vcdm1, MembersThatNobodyStates) {
  TestToken token = ShortToken();
  token.Remove("/nbf");
  EXPECT_EQ(SummaryOfToken(token), "rejected SCHEMA_INVALID /vc/issuanceDate");
  token = FullToken();
  token.Remove("/iss");
  token.Remove("/vc/issuer");
  EXPECT_EQ(SummaryOfToken(token), "rejected UNKNOWN_KEY");
}

TEST(Vcdm1, ForeignContextFirst) {
  TestToken token = FullToken();
  token.Set("/vc/@context", ParseJsonForTest(R"(["https://example.org/v1"])"));
  EXPECT_EQ(SummaryOfToken(token), "rejected SCHEMA_INVALID /vc/@context");
}

TEST(Vcdm1, LaterModelInAVcClaimIsNotChecked) {
  TestToken token = ShortToken();
  token.Set("/vc/@context",
            ParseJsonForTest(R"(["https://www.w3.org/ns/credentials/v2"])"));
  EXPECT_EQ(SummaryOfToken(token), "unchecked UNSUPPORTED_FORMAT /vc");
}

TEST(Vcdm1, ClaimThatIsNoObject) {
  for (const char* value : {R"("oops")", "[]", "null", "1"}) {
    TestToken token = ShortToken();
    token.Set("/vc", ParseJsonForTest(value));
    // No issuer can be read, and with it no key.
    EXPECT_EQ(SummaryOfToken(token), "rejected UNKNOWN_KEY") << value;
  }
}

TEST(Vcdm1, PresentationBeside) {
  TestToken token = FullToken();
  token.Set("/vp", json::Value::Object());
  EXPECT_EQ(SummaryOfToken(token), "rejected SCHEMA_INVALID /vp");
}

TEST(Vcdm1, SeveralSubjectsAreNotChecked) {
  TestToken token = ShortToken();
  token.Remove("/sub");
  token.Set("/vc/credentialSubject",
            ParseJsonForTest(R"([{"id": "urn:a"}, {"id": "urn:b"}])"));
  EXPECT_EQ(SummaryOfToken(token),
            "unchecked UNSUPPORTED_FORMAT /vc/credentialSubject");
}

TEST(Vcdm1, OpenBadgeInAVcClaim) {
  TestToken token = ShortToken();
  const TestToken badge = OpenBadgeToken(Issuer());
  token.Set("/vc/@context",
            ParseJsonForTest(R"(["https://www.w3.org/2018/credentials/v1",
      "https://purl.imsglobal.org/spec/ob/v3p0/context.json"])"));
  token.Set("/vc/type", *badge.payload.Find("type"));
  token.Set("/vc/credentialSubject", *badge.payload.Find("credentialSubject"));
  const Checked checked = VerifyDocument(token.Sign(Issuer()));
  ASSERT_EQ(checked.summary(), "verified");
  EXPECT_TRUE(ContentOf(checked).open_badge);
  EXPECT_EQ(ContentOf(checked).subjects.front().achievement->pointer,
            "/vc/credentialSubject/achievement");
}

// Open Badges 3.0 before VCDM 2.0: the badge is the payload itself.
TEST(Vcdm1, OpenBadgeAsPayload) {
  TestToken token = OpenBadgeToken(Issuer());
  token.Set("/@context",
            ParseJsonForTest(R"(["https://www.w3.org/2018/credentials/v1",
      "https://purl.imsglobal.org/spec/ob/v3p0/context.json"])"));
  token.Remove("/validFrom");
  token.Remove("/validUntil");
  EXPECT_EQ(SummaryOfToken(token), "rejected SCHEMA_INVALID /issuanceDate");
  token.Set("/issuanceDate", "2026-03-02T00:00:00Z");
  token.Set("/expirationDate", "2028-03-02T00:00:00Z");
  EXPECT_EQ(SummaryOfToken(token), "verified");
}

}  // namespace
}  // namespace prescreen
