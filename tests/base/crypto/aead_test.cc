// SPDX-License-Identifier: Apache-2.0
#include "base/crypto/aead.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace prescreen {
namespace {

const std::string& Key() {
  static const std::string key(kAeadKeyBytes, 'k');
  return key;
}
const std::string& Nonce() {
  static const std::string nonce(kAeadNonceBytes, 'n');
  return nonce;
}

// The Galois/Counter Mode specification, test cases 13 and 16.
TEST(Aead, MatchesTheVectorsOfTheSpecification) {
  EXPECT_EQ(
      HexEncode(AeadSeal(std::string(32, '\0'), std::string(12, '\0'), "", "")),
      "530f8afbc74536b9a963b4f1c4cb738b");
  EXPECT_EQ(
      HexEncode(AeadSeal(*HexDecode("feffe9928665731c6d6a8f9467308308"
                                    "feffe9928665731c6d6a8f9467308308"),
                         *HexDecode("cafebabefacedbaddecaf888"),
                         *HexDecode("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
                         *HexDecode("d9313225f88406e5a55909c5aff5269a"
                                    "86a7a9531534f7da2e4c303d8a318a72"
                                    "1c3c0c95956809532fcf0e2449a6b525"
                                    "b16aedf5aa0de657ba637b39"))),
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
      "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
      "76fc6ece0f4e1768cddf8853bb2d551b");
}

TEST(Aead, OpensWhatItSealed) {
  for (const std::size_t size : {0, 1, 16, 1000}) {
    const std::string plaintext(size, 'p');
    const std::string sealed = AeadSeal(Key(), Nonce(), "data", plaintext);
    EXPECT_EQ(sealed.size(), size + kAeadTagBytes);
    EXPECT_EQ(*AeadOpen(Key(), Nonce(), "data", sealed), plaintext);
  }
}

TEST(Aead, AnyChangedByteIsDataLoss) {
  const std::string sealed = AeadSeal(Key(), Nonce(), "data", "plaintext");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_TRUE(
        absl::IsDataLoss(AeadOpen(Key(), Nonce(), "data", changed).status()))
        << i;
  }
}

TEST(Aead, OtherKeyNonceOrDataIsDataLoss) {
  const std::string sealed = AeadSeal(Key(), Nonce(), "data", "plaintext");
  EXPECT_TRUE(absl::IsDataLoss(
      AeadOpen(std::string(32, 'x'), Nonce(), "data", sealed).status()));
  EXPECT_TRUE(absl::IsDataLoss(
      AeadOpen(Key(), std::string(12, 'x'), "data", sealed).status()));
  EXPECT_TRUE(absl::IsDataLoss(AeadOpen(Key(), Nonce(), "", sealed).status()));
}

TEST(Aead, CutOffIsDataLossOrInvalidBelowATag) {
  const std::string sealed = AeadSeal(Key(), Nonce(), "", "plaintext");
  EXPECT_TRUE(absl::IsDataLoss(
      AeadOpen(Key(), Nonce(), "", sealed.substr(0, 16)).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(
      AeadOpen(Key(), Nonce(), "", sealed.substr(0, 15)).status()));
  EXPECT_TRUE(
      absl::IsInvalidArgument(AeadOpen(Key(), Nonce(), "", "").status()));
}

}  // namespace
}  // namespace prescreen
