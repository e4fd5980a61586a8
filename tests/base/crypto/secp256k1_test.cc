// SPDX-License-Identifier: Apache-2.0
#include "base/crypto/secp256k1.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/encoding.h"

namespace prescreen {
namespace {

Digest32 ToDigest(absl::string_view hex) {
  const std::string bytes = *HexDecode(hex);
  Digest32 digest;
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

std::string Hex(const Digest32& digest) { return HexEncode(AsBytes(digest)); }

// EIP-155's example.
const std::string& Key() {
  static const std::string key(32, '\x46');
  return key;
}
Digest32 Digest() {
  return ToDigest(
      "daf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");
}

TEST(Secp256k1, SignsTheExampleOfEip155) {
  const auto signature = Secp256k1Sign(Key(), Digest());
  ASSERT_TRUE(signature.ok()) << signature.status();
  EXPECT_EQ(Hex(signature->r),
            "28ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276");
  EXPECT_EQ(Hex(signature->s),
            "67cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83");
  EXPECT_EQ(signature->y_parity, 0);
}

TEST(Secp256k1, PublicKeyOfOneIsTheGenerator) {
  EXPECT_EQ(HexEncode(*Secp256k1PublicKey(std::string(31, '\0') + "\1")),
            "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
            "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8");
}

TEST(Secp256k1, RecoversTheSigner) {
  bool parities[2] = {};
  for (int i = 0; i < 32; ++i) {
    const Digest32 digest = Sha256(std::string(1, static_cast<char>(i)));
    const auto signature = Secp256k1Sign(Key(), digest);
    ASSERT_TRUE(signature.ok());
    parities[signature->y_parity] = true;
    EXPECT_EQ(*Secp256k1Recover(*signature, digest),
              *Secp256k1PublicKey(Key()));
  }
  EXPECT_TRUE(parities[0] && parities[1]);
}

TEST(Secp256k1, SIsLow) {
  // Half of the group's order.
  const Digest32 half = ToDigest(
      "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");
  for (int i = 0; i < 32; ++i) {
    EXPECT_LE(
        Secp256k1Sign(Key(), Sha256(std::string(1, static_cast<char>(i))))->s,
        half);
  }
}

TEST(Secp256k1, OtherParityOrDigestRecoversAnother) {
  RecoverableSignature signature = *Secp256k1Sign(Key(), Digest());
  const std::string signer = *Secp256k1PublicKey(Key());
  EXPECT_NE(Secp256k1Recover(signature, Sha256("other")).value_or(""), signer);
  signature.y_parity ^= 1;
  EXPECT_NE(Secp256k1Recover(signature, Digest()).value_or(""), signer);
}

TEST(Secp256k1, RefusesWhatIsNoPrivateKey) {
  const std::string order = *HexDecode(
      "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
  for (const std::string& key :
       {std::string(), std::string(31, '\1'), std::string(33, '\1'),
        std::string(32, '\0'), order}) {
    EXPECT_TRUE(absl::IsInvalidArgument(Secp256k1Sign(key, Digest()).status()));
    EXPECT_TRUE(absl::IsInvalidArgument(Secp256k1PublicKey(key).status()));
  }
}

TEST(Secp256k1, RefusesToRecoverFromNonsense) {
  const RecoverableSignature good = *Secp256k1Sign(Key(), Digest());
  RecoverableSignature bad = good;
  bad.r = {};
  EXPECT_TRUE(
      absl::IsInvalidArgument(Secp256k1Recover(bad, Digest()).status()));
  bad = good;
  bad.s.fill(0xff);
  EXPECT_TRUE(
      absl::IsInvalidArgument(Secp256k1Recover(bad, Digest()).status()));
  bad = good;
  bad.y_parity = 4;
  EXPECT_TRUE(
      absl::IsInvalidArgument(Secp256k1Recover(bad, Digest()).status()));
}

}  // namespace
}  // namespace prescreen
