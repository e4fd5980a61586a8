// SPDX-License-Identifier: Apache-2.0
#include "server/resolve/did_key.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "tests/support/credential_builder.h"
#include "tests/support/jose_signer.h"

namespace prescreen {
namespace {

absl::StatusCode CodeOf(absl::string_view url) {
  return DidKeyResolver().Resolve(url).status().code();
}

// did:key:M#M over these bytes.
std::string UrlOf(absl::string_view bytes) {
  const std::string key = MultibaseEncodeBase58Btc(bytes);
  return absl::StrCat("did:key:", key, "#", key);
}

TEST(DidKey, Ed25519) {
  const TestIssuer issuer('i');
  const absl::StatusOr<VerificationMethod> method =
      DidKeyResolver().Resolve(issuer.kid());
  ASSERT_TRUE(method.ok());
  EXPECT_EQ(method->id, issuer.kid());
  EXPECT_EQ(method->controller, issuer.did());
  EXPECT_EQ(method->codec, kEd25519Codec);
  ASSERT_TRUE(method->key.has_value());
  EXPECT_EQ(method->key->bytes().size(), 32u);
}

TEST(DidKey, EveryTypeOfKey) {
  for (const std::string& alg : EveryAlgorithm()) {
    const JoseSigner signer(alg);
    const absl::StatusOr<VerificationMethod> method =
        DidKeyResolver().Resolve(signer.did_key_url());
    ASSERT_TRUE(method.ok()) << method.status();
    EXPECT_EQ(method->key, signer.public_key());
    EXPECT_EQ(method->controller, signer.did_key());
  }
}

// X25519, Ed448, and one that no table has yet.
TEST(DidKey, OtherKeyTypesAreNamedWithoutKey) {
  for (const std::uint64_t codec : {0xecu, 0x1203u, 0x4321u}) {
    const absl::StatusOr<VerificationMethod> method = DidKeyResolver().Resolve(
        UrlOf(absl::StrCat(VarintEncode(codec), std::string(33, '\2'))));
    ASSERT_TRUE(method.ok());
    EXPECT_EQ(method->codec, codec);
    EXPECT_FALSE(method->key.has_value());
  }
}

TEST(DidKey, UnsafeAndForeignPoints) {
  EXPECT_EQ(CodeOf(UrlOf(absl::StrCat("\xed\x01", std::string(32, '\0')))),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(UrlOf(
                absl::StrCat(VarintEncode(kP256Codec), std::string(33, '\4')))),
            absl::StatusCode::kInvalidArgument);
}

TEST(DidKey, OtherMethodsAreNotChecked) {
  for (const char* url : {"did:web:example.org#k", "https://example.org/k",
                          "did:keys:z6Mk#z6Mk", "", "k1"}) {
    EXPECT_EQ(CodeOf(url), absl::StatusCode::kUnimplemented) << url;
  }
}

TEST(DidKey, WithoutFragment) {
  EXPECT_EQ(CodeOf(TestIssuer('i').did()), absl::StatusCode::kInvalidArgument);
}

TEST(DidKey, FragmentOfAnotherKey) {
  const std::string other = TestIssuer('s').did().substr(8);
  EXPECT_EQ(CodeOf(absl::StrCat(TestIssuer('i').did(), "#", other)),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(CodeOf(absl::StrCat(TestIssuer('i').did(), "#")),
            absl::StatusCode::kNotFound);
}

TEST(DidKey, MalformedKeys) {
  EXPECT_EQ(CodeOf("did:key:#"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf("did:key:z#z"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf("did:key:z0OIl#z0OIl"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf("did:key:u7QE#u7QE"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(UrlOf("\xed")), absl::StatusCode::kInvalidArgument);
}

TEST(DidKey, WrongKeyLength) {
  EXPECT_EQ(CodeOf(UrlOf(absl::StrCat("\xed\x01", std::string(31, 'k')))),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(UrlOf(absl::StrCat("\xed\x01", std::string(33, 'k')))),
            absl::StatusCode::kInvalidArgument);
}

TEST(DidKey, TooLong) {
  const std::string key(5000, 'z');
  EXPECT_FALSE(
      DidKeyResolver().Resolve(absl::StrCat("did:key:", key, "#", key)).ok());
}

TEST(DidKey, RecognisedByPrefix) {
  EXPECT_TRUE(IsDidKey("did:key:z6Mk"));
  EXPECT_FALSE(IsDidKey("did:keyz6Mk"));
  EXPECT_FALSE(IsDidKey("did:web:example.org"));
}

}  // namespace
}  // namespace prescreen
