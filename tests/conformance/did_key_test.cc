// SPDX-License-Identifier: Apache-2.0
// The did:key method's test vectors.
#include "server/resolve/did_key.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/codec/json.h"
#include "base/crypto/ecdsa.h"
#include "base/crypto/ed25519.h"
#include "base/crypto/jwk.h"
#include "base/crypto/multikey.h"
#include "base/encoding.h"
#include "tests/conformance/vectors.h"

namespace prescreen {
namespace {

struct File {
  const char* name;
  int keys;
};
// Every file but those of keys that cannot sign JOSE or JCS proofs.
constexpr File kFiles[] = {{"ed25519-x25519.json", 5},
                           {"nist-curves.json", 7},
                           {"secp256k1.json", 6},
                           {"rsa.json", 2}};

// BLS12-381 is for bbs-2023, X25519 for encryption.
constexpr File kOtherFiles[] = {{"bls12381.json", 6}};

json::Value Read(const char* name) {
  const auto file = json::Parse(ReadVector(std::string("did-key/") + name));
  EXPECT_TRUE(file.ok()) << name << ": " << file.status();
  return file.ok() ? *file : json::Value();
}

absl::string_view MultibaseOf(const std::string& did) {
  absl::string_view multibase(did.data(), did.size());
  EXPECT_TRUE(absl::ConsumePrefix(&multibase, "did:key:"));
  return multibase;
}

absl::StatusOr<VerificationMethod> Resolve(const std::string& did) {
  return DidKeyResolver().Resolve(
      absl::StrCat(did, "#", std::string(MultibaseOf(did))));
}

// The member that states the key, whatever the file calls it.
const json::Value& KeyPair(const json::Value& entry) {
  for (const char* name : {"verificationKeyPair", "verificationMethod"}) {
    if (const json::Value* pair = entry.Find(name)) return *pair;
  }
  return entry;
}

void ExpectStated(const json::Value& entry, const PublicKey& key) {
  const json::Value& pair = KeyPair(entry);
  if (const json::Value* jwk = pair.Find("publicKeyJwk")) {
    EXPECT_EQ(*ParseJwk(*jwk), key);
    EXPECT_EQ(*ParseJwk(FormatJwk(key)), key);
  } else {
    EXPECT_EQ(*Base58BtcDecode(pair.FindString("publicKeyBase58")),
              key.bytes());
  }
}

// The key that the stated seed makes.
void ExpectSeed(const json::Value& entry, const PublicKey& key) {
  const auto seed = HexDecode(entry.FindString("seed"));
  if (!seed.ok() || seed->empty()) return;
  if (key.type() == KeyType::kEd25519) {
    EXPECT_EQ(Ed25519PrivateKey::FromSeed(*seed)->public_key(), key.bytes());
  } else {
    EXPECT_EQ(EcdsaPrivateKey::FromSeed(key.type(), *seed)->public_key(), key);
  }
}

TEST(DidKey, EveryKeyIsTheStatedOne) {
  SKIP_WITHOUT_VECTORS("did-key");
  for (const File& file : kFiles) {
    int keys = 0;
    const json::Value vectors = Read(file.name);
    for (const json::Member& member : vectors.members()) {
      const auto method = Resolve(member.name);
      ASSERT_TRUE(method.ok()) << member.name << ": " << method.status();
      EXPECT_EQ(method->controller, member.name);
      ASSERT_TRUE(method->key.has_value()) << member.name;
      ExpectStated(member.value, *method->key);
      ExpectSeed(member.value, *method->key);
      EXPECT_EQ(FormatMultikey(*method->key), MultibaseOf(member.name));
      ++keys;
    }
    std::printf("%s: %d keys\n", file.name, keys);
    EXPECT_EQ(keys, file.keys);
  }
}

TEST(DidKey, KeysThatDoNotSignAreNamedWithoutKey) {
  SKIP_WITHOUT_VECTORS("did-key");
  for (const File& file : kOtherFiles) {
    int keys = 0;
    const json::Value vectors = Read(file.name);
    for (const json::Member& member : vectors.members()) {
      const auto method = Resolve(member.name);
      ASSERT_TRUE(method.ok()) << member.name << ": " << method.status();
      EXPECT_FALSE(method->key.has_value());
      ++keys;
    }
    std::printf("%s: %d keys, none of which can be used\n", file.name, keys);
    EXPECT_EQ(keys, file.keys);
  }
  int keys = 0;
  const json::Value agreement = Read("x25519.json");
  for (const json::Member& member : agreement.Find("didDocument")->members()) {
    const auto method = Resolve(member.name);
    ASSERT_TRUE(method.ok()) << member.name << ": " << method.status();
    EXPECT_FALSE(method->key.has_value());
    ++keys;
  }
  std::printf("x25519.json: %d keys, none of which can be used\n", keys);
  EXPECT_EQ(keys, 4);
}

}  // namespace
}  // namespace prescreen
