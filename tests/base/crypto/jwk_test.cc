// SPDX-License-Identifier: Apache-2.0
#include "base/crypto/jwk.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/crypto/ecdsa.h"
#include "base/encoding.h"
#include "tests/support/rsa_key.h"

namespace prescreen {
namespace {

// RFC 8037 appendix A.2.
constexpr char kEd25519[] = R"({"kty": "OKP", "crv": "Ed25519",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";
// RFC 7517 appendix A.1.
constexpr char kP256[] = R"({"kty": "EC", "crv": "P-256",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"})";

json::Value Json(absl::string_view text) { return *json::Parse(text); }

absl::StatusCode CodeWith(absl::string_view jwk, absl::string_view name,
                          absl::string_view value) {
  json::Value key = Json(jwk);
  key.Set(name, Json(value));
  return ParseJwk(key).status().code();
}
absl::StatusCode CodeWithout(absl::string_view jwk, absl::string_view name) {
  json::Value key = Json(jwk);
  key.Erase(name);
  return ParseJwk(key).status().code();
}

constexpr absl::StatusCode kOk = absl::StatusCode::kOk;
constexpr absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;
constexpr absl::StatusCode kUnknown = absl::StatusCode::kUnimplemented;

TEST(Jwk, PublishedKeysAreRead) {
  EXPECT_EQ(HexEncode(ParseJwk(Json(kEd25519))->bytes()),
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  EXPECT_EQ(ParseJwk(Json(kP256))->type(), KeyType::kP256);
}

TEST(Jwk, EachTypeSurvivesTheRoundTrip) {
  std::vector<PublicKey> keys = {*ParseJwk(Json(kEd25519)),
                                 TestRsaKey(2048).public_key(),
                                 TestRsaKey(4096).public_key()};
  for (const KeyType curve :
       {KeyType::kP256, KeyType::kP384, KeyType::kP521, KeyType::kSecp256k1}) {
    keys.push_back(
        EcdsaPrivateKey::FromSeed(curve, std::string(32, 'k'))->public_key());
  }
  for (const PublicKey& key : keys) {
    const absl::StatusOr<PublicKey> again = ParseJwk(FormatJwk(key));
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(*again, key);
  }
}

TEST(Jwk, UnknownMembersAreIgnored) {
  EXPECT_EQ(CodeWith(kP256, "kid", R"("k1")"), kOk);
  EXPECT_EQ(CodeWith(kP256, "x5c", "[]"), kOk);
}

TEST(Jwk, PrivateKeysAreRefused) {
  for (const char* name : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
    EXPECT_EQ(CodeWith(kP256, name, R"("AA")"), kInvalid) << name;
    EXPECT_EQ(CodeWith(kP256, name, "null"), kInvalid) << name;
  }
}

TEST(Jwk, SymmetricKeysAreRefused) {
  EXPECT_EQ(ParseJwk(Json(R"({"kty": "oct"})")).status().code(), kInvalid);
}

TEST(Jwk, UnknownTypesAndCurvesAreUnimplemented) {
  EXPECT_EQ(CodeWith(kP256, "kty", R"("AKP")"), kUnknown);
  EXPECT_EQ(CodeWith(kP256, "crv", R"("brainpoolP256r1")"), kUnknown);
  EXPECT_EQ(CodeWith(kEd25519, "crv", R"("Ed448")"), kUnknown);
  EXPECT_EQ(CodeWith(kEd25519, "crv", R"("X25519")"), kUnknown);
}

TEST(Jwk, MissingMembersAreRefused) {
  for (const char* name : {"kty", "crv", "x", "y"}) {
    EXPECT_EQ(CodeWithout(kP256, name), kInvalid) << name;
  }
  for (const char* name : {"kty", "crv", "x"}) {
    EXPECT_EQ(CodeWithout(kEd25519, name), kInvalid) << name;
  }
  EXPECT_EQ(ParseJwk(Json(R"({"kty": "RSA", "e": "AQAB"})")).status().code(),
            kInvalid);
  EXPECT_EQ(ParseJwk(json::Value()).status().code(), kInvalid);
  EXPECT_EQ(ParseJwk(json::Value::Array()).status().code(), kInvalid);
}

TEST(Jwk, MistypedMembersAreRefused) {
  for (const char* name : {"kty", "crv", "x", "y", "use", "key_ops", "alg"}) {
    for (const char* value : {"1", "null", "{}", "[1]", R"("")"}) {
      EXPECT_EQ(CodeWith(kP256, name, value), kInvalid) << name << value;
    }
  }
}

TEST(Jwk, CoordinatesMustHaveTheirExactLength) {
  // A zero in front: the same number, another encoding.
  const std::string x = *Base64UrlDecode(Json(kP256).FindString("x"));
  EXPECT_EQ(
      CodeWith(
          kP256, "x",
          absl::StrCat("\"", Base64UrlEncode(std::string(1, '\0') + x), "\"")),
      kInvalid);
  EXPECT_EQ(CodeWith(kP256, "crv", R"("P-384")"), kInvalid);
  EXPECT_EQ(CodeWith(kP256, "crv", R"("secp256k1")"), kInvalid);
}

TEST(Jwk, OnlyStrictBase64UrlIsRead) {
  const std::string x(Json(kP256).FindString("x"));
  for (const std::string& text :
       {x + "=", x + "\\n", " " + x, x.substr(0, x.size() - 1) + "5",
        x.substr(0, x.size() - 1) + "+"}) {
    EXPECT_EQ(CodeWith(kP256, "x", absl::StrCat("\"", text, "\"")), kInvalid)
        << text;
  }
}

TEST(Jwk, PurposeMustBeToVerify) {
  EXPECT_EQ(CodeWith(kP256, "use", R"("sig")"), kOk);
  EXPECT_EQ(CodeWith(kP256, "use", R"("enc")"), kInvalid);
  EXPECT_EQ(CodeWith(kP256, "key_ops", R"(["verify"])"), kOk);
  EXPECT_EQ(CodeWith(kP256, "key_ops", R"(["sign", "verify"])"), kOk);
  EXPECT_EQ(CodeWith(kP256, "key_ops", R"(["sign"])"), kInvalid);
  EXPECT_EQ(CodeWith(kP256, "key_ops", "[]"), kInvalid);
  EXPECT_EQ(CodeWith(kP256, "key_ops", R"(["verify", "verify"])"), kInvalid);
}

TEST(Jwk, AlgorithmMustFit) {
  EXPECT_EQ(CodeWith(kP256, "alg", R"("ES256")"), kOk);
  EXPECT_EQ(CodeWith(kEd25519, "alg", R"("EdDSA")"), kOk);
  EXPECT_EQ(CodeWith(kEd25519, "alg", R"("Ed25519")"), kOk);
  for (const char* alg : {R"("ES384")", R"("RS256")", R"("ECDH-ES")",
                          R"("none")", R"("HS256")"}) {
    EXPECT_EQ(CodeWith(kP256, "alg", alg), kInvalid) << alg;
  }
}

TEST(Jwk, UnknownAlgorithmsAreUnimplemented) {
  for (const char* alg : {R"("ES256B")", R"("RS384")", R"("es256")"}) {
    EXPECT_EQ(CodeWith(kP256, "alg", alg), kUnknown) << alg;
  }
}

TEST(Jwk, AlgorithmsByName) {
  EXPECT_EQ(ParseJoseAlgorithm("EdDSA"), SignatureAlgorithm::kEdDsa);
  EXPECT_EQ(ParseJoseAlgorithm("ES256K"), SignatureAlgorithm::kEs256K);
  for (const char* name : {"", "none", "HS256", "RS384", "PS512", "ES256 "}) {
    EXPECT_FALSE(ParseJoseAlgorithm(name).has_value()) << name;
  }
}

}  // namespace
}  // namespace prescreen
