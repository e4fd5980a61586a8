// SPDX-License-Identifier: Apache-2.0
#include "base/crypto/ed25519.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include "base/encoding.h"

namespace prescreen {
namespace {

// RFC 8032 section 7.1, test 2.
constexpr char kSeed[] =
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
constexpr char kPublicKey[] =
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
constexpr char kMessage[] = "\x72";
constexpr char kSignature[] =
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

// Of orders 4, 1, 2, 8 and 8; each but the second also with the other sign.
constexpr const char* kSmallOrder[] = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
};

Ed25519PrivateKey Key() {
  return *Ed25519PrivateKey::FromSeed(*HexDecode(kSeed));
}

TEST(Ed25519, SignsAsRfc8032) {
  const Ed25519PrivateKey key = Key();
  EXPECT_EQ(HexEncode(key.public_key()), kPublicKey);
  EXPECT_EQ(HexEncode(key.Sign(kMessage)), kSignature);
}

TEST(Ed25519, VerifiesAsRfc8032) {
  EXPECT_TRUE(
      Ed25519Verify(*HexDecode(kPublicKey), kMessage, *HexDecode(kSignature)));
}

TEST(Ed25519, RefusesAnyChangedBit) {
  const std::string key = *HexDecode(kPublicKey);
  const std::string signature = *HexDecode(kSignature);
  for (std::size_t i = 0; i < signature.size() * 8; ++i) {
    std::string changed = signature;
    changed[i / 8] = static_cast<char>(changed[i / 8] ^ 1 << i % 8);
    EXPECT_FALSE(Ed25519Verify(key, kMessage, changed)) << i;
  }
  for (std::size_t i = 0; i < key.size() * 8; ++i) {
    std::string changed = key;
    changed[i / 8] = static_cast<char>(changed[i / 8] ^ 1 << i % 8);
    EXPECT_FALSE(Ed25519Verify(changed, kMessage, signature)) << i;
  }
  EXPECT_FALSE(Ed25519Verify(key, "\x73", signature));
}

TEST(Ed25519, RefusesOtherLengths) {
  const std::string key = *HexDecode(kPublicKey);
  const std::string signature = *HexDecode(kSignature);
  EXPECT_FALSE(Ed25519Verify(key, kMessage, signature.substr(0, 63)));
  EXPECT_FALSE(Ed25519Verify(key, kMessage, signature + "x"));
  EXPECT_FALSE(Ed25519Verify(key, kMessage, ""));
  EXPECT_FALSE(Ed25519Verify(key.substr(0, 31), kMessage, signature));
  EXPECT_FALSE(Ed25519Verify(key + "x", kMessage, signature));
  EXPECT_FALSE(Ed25519Verify("", kMessage, signature));
}

TEST(Ed25519, SmallOrderKeysAreUnsafe) {
  for (const char* text : kSmallOrder) {
    std::string key = *HexDecode(text);
    EXPECT_FALSE(IsSafeEd25519Key(key)) << text;
    key.back() = static_cast<char>(key.back() ^ 0x80);
    EXPECT_FALSE(IsSafeEd25519Key(key)) << text << " with the other sign";
  }
}

// That the list above is right: eight times each point is the neutral one.
TEST(Ed25519, SmallOrderPointsVanishTimesEight) {
  ASSERT_GE(sodium_init(), 0);
  for (const char* text : kSmallOrder) {
    std::string point = *HexDecode(text);
    auto* const bytes = reinterpret_cast<unsigned char*>(point.data());
    for (int doubling = 0; doubling < 3; ++doubling) {
      ASSERT_EQ(crypto_core_ed25519_add(bytes, bytes, bytes), 0) << text;
    }
    EXPECT_EQ(HexEncode(point), kSmallOrder[1]) << text;
  }
}

TEST(Ed25519, NonCanonicalKeysAreUnsafe) {
  // p + 3 and p + 18 with either sign, and all ones.
  for (const char* text :
       {"f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"}) {
    EXPECT_FALSE(IsSafeEd25519Key(*HexDecode(text))) << text;
  }
}

TEST(Ed25519, KeysOffTheCurveAreUnsafe) {
  // No x belongs to y = 2.
  EXPECT_FALSE(IsSafeEd25519Key("\x02" + std::string(31, '\0')));
  EXPECT_TRUE(IsSafeEd25519Key("\x03" + std::string(31, '\0')));
}

TEST(Ed25519, KeysOfOtherLengthsAreUnsafe) {
  EXPECT_TRUE(IsSafeEd25519Key(*HexDecode(kPublicKey)));
  EXPECT_FALSE(IsSafeEd25519Key(HexDecode(kPublicKey)->substr(1)));
  EXPECT_FALSE(IsSafeEd25519Key(*HexDecode(kPublicKey) + "x"));
  EXPECT_FALSE(IsSafeEd25519Key(""));
}

TEST(Ed25519PrivateKey, RefusesSeedsOfOtherLengths) {
  for (const std::size_t size : {0, 31, 33, 64}) {
    EXPECT_TRUE(absl::IsInvalidArgument(
        Ed25519PrivateKey::FromSeed(std::string(size, 'a')).status()));
  }
}

TEST(Ed25519PrivateKey, SignsAfterAMove) {
  Ed25519PrivateKey key = Key();
  Ed25519PrivateKey moved = std::move(key);
  EXPECT_EQ(HexEncode(moved.Sign(kMessage)), kSignature);
  key = *Ed25519PrivateKey::FromSeed(std::string(32, 'a'));
  key = std::move(moved);
  EXPECT_EQ(HexEncode(key.Sign(kMessage)), kSignature);
  EXPECT_EQ(HexEncode(key.public_key()), kPublicKey);
}

}  // namespace
}  // namespace prescreen
