// SPDX-License-Identifier: Apache-2.0
#include "server/resolve/did_jwk.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/crypto/jwk.h"
#include "base/encoding.h"
#include "tests/support/jose_signer.h"

namespace prescreen {
namespace {

// Of the method's specification: P-256, and X25519 for encryption.
constexpr char kP256[] =
    "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pF"
    "akoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxR"
    "Ho4d2Y3NEk1TEtncmwyR3pIM25TRSJ9";
constexpr char kX25519[] =
    "did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJYMjU1MTkiLCJ1c2UiOiJlbmMiLCJ4IjoiM3A3Y"
    "mZYdDl3YlRUVzJIQzdPUTFOei1EUThoYmVHZE5yZngtRkctSUswOCJ9";

absl::StatusOr<VerificationMethod> Resolve(absl::string_view url) {
  return DidJwkResolver().Resolve(url);
}
absl::StatusCode CodeOf(absl::string_view url) {
  return Resolve(url).status().code();
}
// The method's one key, of this JWK text.
std::string UrlOf(absl::string_view jwk) {
  return absl::StrCat("did:jwk:", Base64UrlEncode(jwk), "#0");
}

constexpr absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;

TEST(DidJwk, ThatOfTheSpecification) {
  const auto method = Resolve(absl::StrCat(kP256, "#0"));
  ASSERT_TRUE(method.ok()) << method.status();
  EXPECT_EQ(method->id, absl::StrCat(kP256, "#0"));
  EXPECT_EQ(method->controller, kP256);
  EXPECT_EQ(method->codec, kP256Codec);
  EXPECT_EQ(method->alg, "");
  ASSERT_TRUE(method->key.has_value());
  EXPECT_EQ(Base64UrlEncode(method->key->UncompressedPoint().substr(1, 32)),
            "acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0");
}

TEST(DidJwk, EveryTypeOfKey) {
  for (const std::string& alg : EveryAlgorithm()) {
    const JoseSigner signer(alg);
    const auto method = Resolve(absl::StrCat(signer.did_jwk(), "#0"));
    ASSERT_TRUE(method.ok()) << method.status();
    EXPECT_EQ(method->key, signer.public_key());
  }
}

TEST(DidJwk, KeepsTheAlgorithmOfTheKey) {
  json::Value jwk = FormatJwk(JoseSigner("ES256").public_key());
  jwk.Set("alg", json::Value::String("ES256"));
  EXPECT_EQ(Resolve(UrlOf(json::Serialize(jwk)))->alg, "ES256");
}

TEST(DidJwk, KeysForEncryptionProveNothing) {
  EXPECT_EQ(CodeOf(absl::StrCat(kX25519, "#0")), kInvalid);
}

TEST(DidJwk, UnknownCurvesAreNamedWithoutKey) {
  const auto method = Resolve(UrlOf(R"({"kty":"OKP","crv":"Ed448","x":"AA"})"));
  ASSERT_TRUE(method.ok());
  EXPECT_FALSE(method->key.has_value());
  EXPECT_EQ(method->codec, 0u);
}

TEST(DidJwk, PublishedPrivateKeyProvesNothing) {
  json::Value jwk = FormatJwk(JoseSigner("ES256").public_key());
  jwk.Set("d", json::Value::String("AA"));
  EXPECT_EQ(CodeOf(UrlOf(json::Serialize(jwk))), kInvalid);
}

TEST(DidJwk, OtherFragments) {
  for (const char* fragment : {"#", "#1", "#00", "#0 ", "#key"}) {
    EXPECT_EQ(CodeOf(absl::StrCat(kP256, fragment)),
              absl::StatusCode::kNotFound)
        << fragment;
  }
  EXPECT_EQ(CodeOf(kP256), kInvalid);
}

TEST(DidJwk, Malformed) {
  for (const std::string& url :
       {std::string("did:jwk:#0"), std::string("did:jwk:e#0"),
        std::string("did:jwk:e30=#0"), absl::StrCat(kP256, "=#0"), UrlOf("[]"),
        UrlOf("{}"), UrlOf("{} "), UrlOf("x"),
        UrlOf(R"({"kty":"EC","kty":"EC"})"),
        UrlOf(absl::StrCat(std::string(10, '['), std::string(10, ']')))}) {
    EXPECT_FALSE(Resolve(url).ok()) << url;
  }
}

TEST(DidJwk, TooLong) {
  EXPECT_EQ(CodeOf(UrlOf(std::string(kMaxDidJwkBytes, ' '))), kInvalid);
}

TEST(DidJwk, OtherMethodsAreNotChecked) {
  for (const char* url : {"did:key:z6Mk#z6Mk", "did:jwks:e30#0", ""}) {
    EXPECT_EQ(CodeOf(url), absl::StatusCode::kUnimplemented) << url;
  }
}

}  // namespace
}  // namespace prescreen
