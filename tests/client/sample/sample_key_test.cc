// SPDX-License-Identifier: Apache-2.0
#include "client/sample/sample_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/codec/json.h"
#include "base/crypto/jwk.h"
#include "base/crypto/multikey.h"
#include "base/encoding.h"
#include "client/sample/cast.h"

namespace prescreen::sample {
namespace {

using ::testing::StartsWith;

TEST(SampleKey, EachIssuerHasItsOwnKeyAndName) {
  std::set<std::string> names;
  std::set<KeyType> types;
  for (const SampleIssuer& issuer : SampleIssuers()) {
    const auto key = KeyOf(issuer);
    ASSERT_TRUE(key.ok()) << key.status();
    names.insert(key->did());
    types.insert(key->public_key().type());
    EXPECT_THAT(key->verification_method(), StartsWith(key->did() + "#"));
  }
  EXPECT_EQ(names.size(), SampleIssuers().size());
  EXPECT_EQ(types.size(), 4u);
}

TEST(SampleKey, SignaturesVerify) {
  for (const KeyType type : {KeyType::kEd25519, KeyType::kP256, KeyType::kP384,
                             KeyType::kSecp256k1}) {
    const auto key = SampleKey::FromSeed(type, SeedFor("x"));
    ASSERT_TRUE(key.ok()) << key.status();
    const auto algorithm = ParseJoseAlgorithm(key->jose_algorithm());
    ASSERT_TRUE(algorithm.has_value());
    EXPECT_TRUE(VerifySignature(key->public_key(), *algorithm, "message",
                                key->Sign("message")));
  }
}

TEST(SampleKey, DidKeyIsTheKey) {
  const auto key = SampleKey::FromSeed(KeyType::kP256, SeedFor("x"));
  ASSERT_TRUE(key.ok()) << key.status();
  const std::string multikey = FormatMultikey(key->public_key());
  EXPECT_EQ(key->did(), absl::StrCat("did:key:", multikey));
  EXPECT_EQ(key->verification_method(),
            absl::StrCat("did:key:", multikey, "#", multikey));
}

TEST(SampleKey, DidJwkIsTheKey) {
  const auto key = SampleKey::FromSeed(KeyType::kEd25519, SeedFor("x"));
  ASSERT_TRUE(key.ok()) << key.status();
  const SampleKey named = key->NamedByDidJwk();
  ASSERT_THAT(named.did(), StartsWith("did:jwk:"));
  EXPECT_EQ(named.verification_method(), named.did() + "#0");
  const auto text = Base64UrlDecode(named.did().substr(8));
  ASSERT_TRUE(text.ok());
  const auto jwk = json::Parse(*text);
  ASSERT_TRUE(jwk.ok());
  const auto parsed = ParseJwk(*jwk);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(*parsed, key->public_key());
}

TEST(SampleKey, OtherTypesAndLengthsAreRefused) {
  EXPECT_FALSE(SampleKey::FromSeed(KeyType::kEd25519, "short").ok());
  EXPECT_FALSE(SampleKey::FromSeed(KeyType::kP384, std::string(48, 'x')).ok());
  EXPECT_FALSE(SampleKey::FromSeed(KeyType::kRsa, SeedFor("x")).ok());
}

}  // namespace
}  // namespace prescreen::sample
