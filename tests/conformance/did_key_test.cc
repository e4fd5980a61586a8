// SPDX-License-Identifier: Apache-2.0
// The did:key method's test vectors.
#include <gtest/gtest.h>

#include <cstdio>

#include "absl/strings/strip.h"
#include "base/codec/json.h"
#include "base/crypto/ed25519.h"
#include "base/crypto/multikey.h"
#include "base/encoding.h"
#include "tests/conformance/vectors.h"

namespace prescreen {
namespace {

constexpr int kEd25519Keys = 5;
constexpr int kOtherKeys = 21;

// The key of a verification method, in whichever form it has.
std::string KeyOf(const json::Value& pair) {
  const json::Value* const jwk = pair.Find("publicKeyJwk");
  return jwk != nullptr ? *Base64UrlDecode(jwk->FindString("x"))
                        : *Base58BtcDecode(pair.FindString("publicKeyBase58"));
}

TEST(DidKey, EveryEd25519KeyIsTheStatedOne) {
  SKIP_WITHOUT_VECTORS("did-key");
  const auto suite = json::Parse(ReadVector("did-key/ed25519-x25519.json"));
  ASSERT_TRUE(suite.ok()) << suite.status();
  int cases = 0;
  for (const json::Member& member : suite->members()) {
    absl::string_view multibase = member.name;
    ASSERT_TRUE(absl::ConsumePrefix(&multibase, "did:key:"));
    const auto key = ParseMultikey(multibase);
    ASSERT_TRUE(key.ok()) << member.name << ": " << key.status();
    const json::Value& pair = *member.value.Find("verificationKeyPair");
    EXPECT_EQ(key->bytes, KeyOf(pair));
    const auto private_key = Ed25519PrivateKey::FromSeed(
        *HexDecode(member.value.FindString("seed")));
    EXPECT_EQ(key->bytes, private_key->public_key());
    EXPECT_EQ(FormatMultikey(*key), multibase);
    ++cases;
  }
  std::printf("%d Ed25519 keys\n", cases);
  EXPECT_EQ(cases, kEd25519Keys);
}

TEST(DidKey, EveryOtherKeyTypeIsUnimplemented) {
  SKIP_WITHOUT_VECTORS("did-key");
  int cases = 0;
  for (const char* file :
       {"secp256k1.json", "nist-curves.json", "bls12381.json", "rsa.json"}) {
    const auto suite = json::Parse(ReadVector(std::string("did-key/") + file));
    ASSERT_TRUE(suite.ok()) << file << ": " << suite.status();
    for (const json::Member& member : suite->members()) {
      absl::string_view multibase = member.name;
      ASSERT_TRUE(absl::ConsumePrefix(&multibase, "did:key:"));
      EXPECT_TRUE(absl::IsUnimplemented(ParseMultikey(multibase).status()))
          << member.name << ": " << ParseMultikey(multibase).status();
      ++cases;
    }
  }
  std::printf("%d keys of other types\n", cases);
  EXPECT_EQ(cases, kOtherKeys);
}

}  // namespace
}  // namespace prescreen
