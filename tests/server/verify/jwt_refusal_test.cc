// SPDX-License-Identifier: Apache-2.0
// Every way in which a JWT is refused or left unchecked, by name.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/encoding.h"
#include "tests/server/verify/verify_for_test.h"
#include "tests/support/jose_signer.h"

namespace prescreen {
namespace {

const TestIssuer& Issuer() {
  static const TestIssuer issuer('i');
  return issuer;
}
const TestIssuer& Stranger() {
  static const TestIssuer issuer('s');
  return issuer;
}

std::string SummaryWithHeader(absl::string_view name, json::Value value) {
  TestToken token = OpenBadgeToken(Issuer());
  token.header.Set(name, std::move(value));
  return SummaryOf(token.Sign(Issuer()));
}
std::string SummaryWithHeader(absl::string_view name, absl::string_view value) {
  return SummaryWithHeader(name, json::Value::String(value));
}

// The valid token, with one of its three parts replaced.
std::string WithPart(std::size_t part, const std::string& text) {
  const std::string token = OpenBadgeToken(Issuer()).Sign(Issuer());
  std::vector<std::string> parts = absl::StrSplit(token, '.');
  parts[part] = text;
  return absl::StrCat(parts[0], ".", parts[1], ".", parts[2]);
}

std::string Part(std::size_t part) {
  const std::vector<std::string> parts =
      absl::StrSplit(OpenBadgeToken(Issuer()).Sign(Issuer()), '.');
  return parts[part];
}

TEST(JwtAccepted, OpenBadgeInJwtForm) {
  EXPECT_EQ(SummaryOf(OpenBadgeToken(Issuer()).Sign(Issuer())), "verified");
}

TEST(JwtAccepted, OpenBadgeWithoutTyp) {
  TestToken token = OpenBadgeToken(Issuer());
  token.header.Erase("typ");
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())), "verified");
}

TEST(JwtAccepted, VcJwt) {
  EXPECT_EQ(SummaryOf(VcJwtToken(Issuer()).Sign(Issuer())), "verified");
}

TEST(JwtAccepted, OpenBadgeAsVcJwtWithoutRegisteredClaims) {
  TestToken token = OpenBadgeToken(Issuer());
  token.header.Set("typ", json::Value::String("vc+jwt"));
  for (const char* claim : {"/iss", "/sub", "/jti", "/nbf", "/exp"}) {
    token.Remove(claim);
  }
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())), "verified");
}

TEST(JwtAccepted, WhiteSpaceAroundTheFile) {
  const std::string token = VcJwtToken(Issuer()).Sign(Issuer());
  EXPECT_EQ(SummaryOf(token + "\n"), "verified");
  EXPECT_EQ(SummaryOf(" \r\n" + token + "\t\r\n\n"), "verified");
}

TEST(JwtAccepted, HeaderJwkBesideKidIsIgnored) {
  EXPECT_EQ(SummaryWithHeader("jwk", json::Value::Object()), "verified");
}

TEST(JwtRefused, AlgNone) {
  EXPECT_EQ(SummaryWithHeader("alg", "none"), "rejected ALG_NOT_ALLOWED");
  EXPECT_EQ(SummaryWithHeader("alg", "nOnE"), "rejected ALG_NOT_ALLOWED");
}

TEST(JwtRefused, AlgNoneWithEmptySignature) {
  const std::string header =
      Base64UrlEncode(R"({"alg":"none","typ":"vc+jwt"})");
  EXPECT_EQ(SummaryOf(absl::StrCat(header, ".", Part(1), ".")),
            "rejected ALG_NOT_ALLOWED");
}

TEST(JwtRefused, HmacAlgorithms) {
  for (const char* alg : {"HS256", "HS384", "HS512"}) {
    EXPECT_EQ(SummaryWithHeader("alg", alg), "rejected ALG_NOT_ALLOWED") << alg;
  }
}

TEST(JwtRefused, AlgMissingOrNoString) {
  TestToken token = OpenBadgeToken(Issuer());
  token.header.Erase("alg");
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())), "rejected SCHEMA_INVALID");
  EXPECT_EQ(SummaryWithHeader("alg", json::Value::Int(1)),
            "rejected SCHEMA_INVALID");
}

TEST(JwtRefused, AnyCrit) {
  EXPECT_EQ(SummaryWithHeader("crit", ParseJsonForTest(R"(["exp"])")),
            "rejected SCHEMA_INVALID");
  EXPECT_EQ(SummaryWithHeader("crit", json::Value::Array()),
            "rejected SCHEMA_INVALID");
}

TEST(JwtRefused, UnencodedPayloadOption) {
  EXPECT_EQ(SummaryWithHeader("b64", json::Value::Bool(false)),
            "rejected SCHEMA_INVALID");
  EXPECT_EQ(SummaryWithHeader("b64", json::Value::Bool(true)),
            "rejected SCHEMA_INVALID");
}

TEST(JwtRefused, AlgorithmThatDoesNotFitTheKey) {
  EXPECT_EQ(SummaryWithHeader("alg", "ES256"), "rejected ALG_NOT_ALLOWED");
  EXPECT_EQ(SummaryWithHeader("alg", "RS256"), "rejected ALG_NOT_ALLOWED");
}

TEST(JwtRefused, EdDsaWithP256Key) {
  EXPECT_EQ(SummaryWithHeader("kid", JoseSigner("ES256").did_key_url()),
            "rejected ALG_NOT_ALLOWED");
}

TEST(JwtRefused, BareHeaderKeyProvesNothing) {
  for (const char* name : {"jwk", "x5c", "x5u", "jku", "x5t"}) {
    TestToken token = OpenBadgeToken(Issuer());
    token.header.Erase("kid");
    token.header.Set(name, json::Value::Object());
    EXPECT_EQ(SummaryOf(token.Sign(Issuer())), "rejected UNKNOWN_KEY") << name;
  }
}

// An issuer of one key needs to name none, as did-jwt-vc does not.
TEST(JwtAccepted, KidMissingWithIssuerOfOneKey) {
  TestToken token = OpenBadgeToken(Issuer());
  token.header.Erase("kid");
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())), "verified");
  EXPECT_EQ(SummaryOf(token.Sign(Stranger())), "rejected TAMPERED");
}

TEST(JwtRefused, KidAndIssuerMissing) {
  TestToken token = OpenBadgeToken(Issuer());
  token.header.Erase("kid");
  token.Remove("/issuer");
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())), "rejected UNKNOWN_KEY");
}

TEST(JwtRefused, KidNoString) {
  EXPECT_EQ(SummaryWithHeader("kid", json::Value::Int(1)),
            "rejected SCHEMA_INVALID");
}

TEST(JwtRefused, KidWithoutFragment) {
  EXPECT_EQ(SummaryWithHeader("kid", absl::string_view(Issuer().did())),
            "rejected UNKNOWN_KEY");
}

TEST(JwtRefused, KidRelativeToDidKey) {
  EXPECT_EQ(SummaryWithHeader("kid", "key-1"), "rejected UNKNOWN_KEY");
}

TEST(JwtRefused, KidFragmentThatIsNotTheKeysOwn) {
  const std::string stranger = Stranger().did().substr(8);
  EXPECT_EQ(
      SummaryWithHeader("kid", absl::StrCat(Issuer().did(), "#", stranger)),
      "rejected UNKNOWN_KEY");
}

TEST(JwtRefused, KidOfAnotherIssuer) {
  TestToken token = OpenBadgeToken(Issuer());
  token.header.Set("kid", json::Value::String(Stranger().kid()));
  EXPECT_EQ(SummaryOf(token.Sign(Stranger())),
            "rejected SIGNER_NOT_ISSUER /issuer");
}

TEST(JwtRefused, SignedByAnotherKeyThanKidNames) {
  EXPECT_EQ(SummaryOf(OpenBadgeToken(Issuer()).Sign(Stranger())),
            "rejected TAMPERED");
}

TEST(JwtRefused, SmallOrderKey) {
  const std::string key = MultibaseEncodeBase58Btc(
      absl::StrCat("\xed\x01", "\x01", std::string(31, '\0')));
  TestToken token = OpenBadgeToken(Issuer());
  const std::string did = absl::StrCat("did:key:", key);
  token.header.Set("kid", json::Value::String(absl::StrCat(did, "#", key)));
  token.Set("/iss", absl::string_view(did));
  token.Set("/issuer/id", absl::string_view(did));
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())), "rejected UNKNOWN_KEY");
}

TEST(JwtRefused, KeyOfWrongLength) {
  const std::string key =
      MultibaseEncodeBase58Btc(absl::StrCat("\xed\x01", std::string(31, '\2')));
  EXPECT_EQ(SummaryWithHeader("kid", absl::StrCat("did:key:", key, "#", key)),
            "rejected UNKNOWN_KEY");
}

TEST(JwtRefused, SignatureOfWrongLength) {
  const std::string bytes = *Base64UrlDecode(Part(2));
  EXPECT_EQ(SummaryOf(WithPart(2, Base64UrlEncode(bytes.substr(1)))),
            "rejected TAMPERED");
  EXPECT_EQ(SummaryOf(WithPart(2, Base64UrlEncode(absl::StrCat(bytes, "x")))),
            "rejected TAMPERED");
  EXPECT_EQ(SummaryOf(WithPart(2, "")), "rejected TAMPERED");
}

TEST(JwtRefused, NonCanonicalBase64InSignature) {
  // 64 bytes end in a character of which four bits are unused.
  std::string text = Part(2);
  text.back() = static_cast<char>(text.back() + 1);
  EXPECT_EQ(SummaryOf(WithPart(2, text)), "rejected SCHEMA_INVALID");
}

TEST(JwtRefused, PaddingAndStandardAlphabet) {
  EXPECT_EQ(SummaryOf(WithPart(2, Part(2) + "==")), "rejected SCHEMA_INVALID");
  EXPECT_EQ(SummaryOf(WithPart(0, Part(0) + "+"), "application/vc+jwt"),
            "rejected SCHEMA_INVALID");
}

TEST(JwtRefused, NonCanonicalBase64InSignedPayload) {
  // `{}` ends in a character of which four bits are unused.
  const std::string header = json::Serialize(VcJwtToken(Issuer()).header);
  const std::string input = absl::StrCat(Base64UrlEncode(header), ".e31");
  const std::string token =
      absl::StrCat(input, ".", Base64UrlEncode(Issuer().SignBytes(input)));
  EXPECT_EQ(SummaryOf(token), "rejected SCHEMA_INVALID");
}

TEST(JwtRefused, WhiteSpaceInside) {
  EXPECT_EQ(SummaryOf(WithPart(1, Part(1) + "\n"), "application/vc+jwt"),
            "rejected TAMPERED");
  EXPECT_EQ(SummaryOf(WithPart(0, Part(0) + " "), "application/vc+jwt"),
            "rejected SCHEMA_INVALID");
}

TEST(JwtRefused, EmptyParts) {
  EXPECT_EQ(SummaryOf(WithPart(0, ""), "application/vc+jwt"),
            "rejected SCHEMA_INVALID");
  EXPECT_EQ(SummaryOf(WithPart(1, "")), "rejected SCHEMA_INVALID");
  EXPECT_EQ(SummaryOf("..", "application/vc+jwt"), "rejected SCHEMA_INVALID");
}

TEST(JwtRefused, MissingAndExtraParts) {
  EXPECT_EQ(SummaryOf(Part(0) + "." + Part(1)), "rejected SCHEMA_INVALID");
  EXPECT_EQ(SummaryOf(WithPart(2, Part(2) + "." + Part(2))),
            "rejected SCHEMA_INVALID");
  EXPECT_EQ(SummaryOf("eyJh", "application/vc+jwt"), "rejected SCHEMA_INVALID");
}

TEST(JwtRefused, RepeatedHeaderMember) {
  const std::string payload = json::Serialize(VcJwtToken(Issuer()).payload);
  const std::string header =
      absl::StrCat(R"({"alg":"EdDSA","typ":"vc+jwt","kid":")", Issuer().kid(),
                   R"(","a\u006cg":"none"})");
  EXPECT_EQ(SummaryOf(Issuer().Sign(header, payload)),
            "rejected SCHEMA_INVALID");
}

TEST(JwtRefused, RepeatedPayloadMember) {
  const std::string header = json::Serialize(VcJwtToken(Issuer()).header);
  std::string payload = json::Serialize(VcJwtToken(Issuer()).payload);
  payload.insert(1, R"("issuer":"https://other.example",)");
  EXPECT_EQ(SummaryOf(Issuer().Sign(header, payload)),
            "rejected SCHEMA_INVALID");
}

TEST(JwtRefused, PayloadThatIsNoObject) {
  const std::string header = json::Serialize(VcJwtToken(Issuer()).header);
  for (const char* payload : {"[]", "\"x\"", "1", "null", "", "{", "{}x"}) {
    EXPECT_EQ(SummaryOf(Issuer().Sign(header, payload)),
              "rejected SCHEMA_INVALID")
        << payload;
  }
}

TEST(JwtRefused, HeaderThatIsNoObject) {
  for (const char* header : {"[]", "1", "null"}) {
    EXPECT_EQ(
        SummaryOf(Issuer().Sign(header, "{\"type\":1}"), "application/vc+jwt"),
        "rejected SCHEMA_INVALID")
        << header;
  }
}

TEST(JwtRefused, ForeignTyp) {
  EXPECT_EQ(SummaryWithHeader("typ", "at+jwt"), "rejected SCHEMA_INVALID");
  EXPECT_EQ(SummaryWithHeader("typ", json::Value::Int(1)),
            "rejected SCHEMA_INVALID");
}

TEST(JwtRefused, NestedTokenAndForeignContentType) {
  EXPECT_EQ(SummaryWithHeader("cty", "JWT"), "rejected SCHEMA_INVALID");
  TestToken token = VcJwtToken(Issuer());
  token.header.Set("cty", json::Value::String("bad+cty"));
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())), "rejected SCHEMA_INVALID");
}

TEST(JwtUnchecked, OverLongToken) {
  const std::string token = WithPart(1, std::string(kMaxTokenBytes, 'A'));
  EXPECT_EQ(SummaryOf(token), "unchecked WORK_LIMIT");
}

TEST(JwtUnchecked, OverLongHeader) {
  EXPECT_EQ(SummaryWithHeader("x", std::string(kMaxJoseHeaderBytes, 'x')),
            "unchecked WORK_LIMIT");
}

TEST(JwtUnchecked, OtherSignatureAlgorithms) {
  const JoseSigner rsa("RS256");
  TestToken token = OpenBadgeToken(Issuer());
  token.header.Set("alg", json::Value::String("RS384"));
  token.header.Set("kid", json::Value::String(rsa.did_key_url()));
  SetIssuer(rsa.did_key(), &token);
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())),
            "unchecked UNSUPPORTED_CRYPTOSUITE");
}

// An algorithm of tomorrow says nothing about the credential.
TEST(JwtUnchecked, UnknownAlgorithmWithKnownKey) {
  EXPECT_EQ(SummaryWithHeader("alg", "ML-DSA-44"),
            "unchecked UNSUPPORTED_CRYPTOSUITE");
}

TEST(JwtUnchecked, OtherAlgorithmAndOtherDidMethod) {
  TestToken token = OpenBadgeToken(Issuer());
  token.header.Set("alg", json::Value::String("RS384"));
  token.header.Set("kid", json::Value::String("did:web:issuer.example#k1"));
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())),
            "unchecked UNSUPPORTED_CRYPTOSUITE");
}

TEST(JwtUnchecked, OtherDidMethods) {
  TestToken token = OpenBadgeToken(Issuer());
  token.header.Set("kid", json::Value::String("did:web:issuer.example#k1"));
  token.Set("/iss", "did:web:issuer.example");
  token.Set("/issuer/id", "did:web:issuer.example");
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())), "unchecked UNSUPPORTED_FORMAT");
}

TEST(JwtUnchecked, IssuerWithKeySetOnTheWeb) {
  TestToken token = VcJwtToken(Issuer());
  token.Set("/issuer", "https://issuer.example");
  token.header.Set("kid", json::Value::String("k1"));
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())), "unchecked UNSUPPORTED_FORMAT");
  token.header.Erase("kid");
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())), "unchecked UNSUPPORTED_FORMAT");
}

TEST(JwtUnchecked, MalformedCredentialIsRejectedEvenSo) {
  TestToken token = VcJwtToken(Issuer());
  token.Set("/issuer", "https://issuer.example");
  token.header.Set("kid", json::Value::String("k1"));
  token.Remove("/credentialSubject");
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())),
            "rejected SCHEMA_INVALID /credentialSubject");
}

TEST(JwtUnchecked, EarlierDataModelAsVcJwt) {
  TestToken token = VcJwtToken(Issuer());
  token.Set("/@context",
            ParseJsonForTest(R"(["https://www.w3.org/2018/credentials/v1"])"));
  token.Set("/issuanceDate", "2026-03-02T00:00:00Z");
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())), "unchecked UNSUPPORTED_FORMAT");
}

TEST(JwtUnchecked, PresentationOfTheEarlierModel) {
  TestToken token = OpenBadgeToken(Issuer());
  token.payload = ParseJsonForTest(R"({"vp": {"type": "Any"}})");
  token.Set("/iss", absl::string_view(Issuer().did()));
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())),
            "unchecked UNSUPPORTED_FORMAT /vp");
}

TEST(JwtUnchecked, OtherVersionOfOpenBadges) {
  TestToken token = OpenBadgeToken(Issuer());
  token.Set("/@context",
            ParseJsonForTest(R"(["https://www.w3.org/ns/credentials/v2",
      "https://purl.imsglobal.org/spec/ob/v3p1/context-3.1.0.json"])"));
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())),
            "unchecked UNKNOWN_CONTEXT /@context");
}

TEST(JwtUnchecked, FurtherProofInside) {
  TestToken token = OpenBadgeToken(Issuer());
  token.Set("/proof", ParseJsonForTest(R"({"type": "Ed25519Signature2020"})"));
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())),
            "unchecked UNSUPPORTED_CRYPTOSUITE /proof/type");
}

TEST(JwtUnchecked, SeveralSubjects) {
  TestToken token = VcJwtToken(Issuer());
  token.Set("/credentialSubject",
            ParseJsonForTest(R"([{"id": "urn:a"}, {"id": "urn:b"}])"));
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())),
            "unchecked UNSUPPORTED_FORMAT /credentialSubject");
}

TEST(JwtUnchecked, LearnerRecord) {
  TestToken token = VcJwtToken(Issuer());
  token.Set("/type",
            ParseJsonForTest(R"(["VerifiableCredential", "ClrCredential"])"));
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())),
            "unchecked UNSUPPORTED_FORMAT /type");
}

TEST(JwtUnchecked, CredentialUnderTypJwtThatIsNoOpenBadge) {
  TestToken token = VcJwtToken(Issuer());
  token.header.Set("typ", json::Value::String("JWT"));
  token.header.Erase("cty");
  EXPECT_EQ(SummaryOf(token.Sign(Issuer())), "unchecked UNSUPPORTED_FORMAT");
}

TEST(JwtUnchecked, OtherTokensOfCredentials) {
  for (const char* typ : {"vp+jwt", "dc+sd-jwt", "vc+sd-jwt"}) {
    EXPECT_EQ(SummaryWithHeader("typ", typ), "unchecked UNSUPPORTED_FORMAT")
        << typ;
  }
}

TEST(JwtNoCredential, AccessToken) {
  EXPECT_EQ(SummaryOf(Issuer().Sign(R"({"alg":"EdDSA"})", R"({"sub":"x"})")),
            "rejected NOT_A_CREDENTIAL");
}

}  // namespace
}  // namespace prescreen
