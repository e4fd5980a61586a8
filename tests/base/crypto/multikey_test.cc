// SPDX-License-Identifier: Apache-2.0
#include "base/crypto/multikey.h"

#include <gtest/gtest.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "base/crypto/ecdsa.h"
#include "base/encoding.h"
#include "tests/support/rsa_key.h"

namespace prescreen {
namespace {

// A published did:key example and its key.
constexpr char kMultikey[] = "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";
constexpr char kKey[] =
    "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29";

std::string Encode(std::uint64_t code, absl::string_view key) {
  return MultibaseEncodeBase58Btc(absl::StrCat(VarintEncode(code), key));
}

TEST(Multikey, ParsesEd25519) {
  const auto key = ParseMultikey(kMultikey);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->type(), KeyType::kEd25519);
  EXPECT_EQ(HexEncode(key->bytes()), kKey);
}

TEST(Multikey, ParsesTheBase64UrlForm) {
  const std::string bytes = "\xed\x01" + *HexDecode(kKey);
  EXPECT_EQ(ParseMultikey("u" + Base64UrlEncode(bytes))->bytes(),
            *HexDecode(kKey));
}

TEST(Multikey, FormatsTheBase58Form) {
  EXPECT_EQ(FormatMultikey(
                *PublicKey::FromBytes(KeyType::kEd25519, *HexDecode(kKey))),
            kMultikey);
}

TEST(Multikey, EachTypeSurvivesTheRoundTrip) {
  std::vector<PublicKey> keys = {TestRsaKey(2048).public_key()};
  for (const KeyType curve :
       {KeyType::kP256, KeyType::kP384, KeyType::kP521, KeyType::kSecp256k1}) {
    keys.push_back(
        EcdsaPrivateKey::FromSeed(curve, std::string(32, 'k'))->public_key());
  }
  for (const PublicKey& key : keys) {
    const auto again = ParseMultikey(FormatMultikey(key));
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(*again, key);
    EXPECT_EQ(KeyTypeOfMulticodec(MulticodecOf(key.type())), key.type());
  }
}

TEST(Multikey, UncompressedPointsAreInvalid) {
  for (const KeyType curve :
       {KeyType::kP256, KeyType::kP384, KeyType::kP521, KeyType::kSecp256k1}) {
    const PublicKey key =
        EcdsaPrivateKey::FromSeed(curve, std::string(32, 'k'))->public_key();
    EXPECT_TRUE(absl::IsInvalidArgument(
        ParseMultikey(Encode(MulticodecOf(curve), key.UncompressedPoint()))
            .status()));
  }
}

TEST(Multikey, OtherKeyTypesAreUnimplemented) {
  for (const std::uint64_t code : {0xea, 0xeb, 0xec, 0x1203, 0x1206}) {
    EXPECT_TRUE(absl::IsUnimplemented(
        ParseMultikey(Encode(code, std::string(33, '\2'))).status()))
        << code;
  }
}

TEST(Multikey, PrivateKeysAndOtherThingsAreInvalid) {
  // Ed25519 private key, SHA2-256, identity.
  for (const std::uint64_t code : {0x1300, 0x12, 0x00}) {
    EXPECT_TRUE(absl::IsInvalidArgument(
        ParseMultikey(Encode(code, *HexDecode(kKey))).status()))
        << code;
  }
}

TEST(Multikey, WrongLengthIsInvalid) {
  const std::string key = *HexDecode(kKey);
  for (const std::string& bytes : {std::string(), key.substr(1), key + "x"}) {
    EXPECT_TRUE(
        absl::IsInvalidArgument(ParseMultikey(Encode(0xed, bytes)).status()));
  }
}

TEST(Multikey, UnsafePointsAreInvalid) {
  EXPECT_TRUE(absl::IsInvalidArgument(
      ParseMultikey(Encode(0xed, std::string(32, '\0'))).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(
      ParseMultikey(Encode(0xed, std::string(32, '\xff'))).status()));
}

TEST(Multikey, NonMinimalCodeIsInvalid) {
  const std::string bytes = std::string("\xed\x81\x00", 3) + *HexDecode(kKey);
  EXPECT_TRUE(absl::IsInvalidArgument(
      ParseMultikey(MultibaseEncodeBase58Btc(bytes)).status()));
}

TEST(Multikey, MalformedTextIsInvalid) {
  for (const std::string& text :
       {std::string(), std::string("z"), std::string("z0"), std::string("u"),
        std::string(kMultikey) + " ", std::string(kMultikey) + "\n",
        std::string(kMultikey) + "#", std::string("zz")}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseMultikey(text).status())) << text;
  }
}

}  // namespace
}  // namespace prescreen
