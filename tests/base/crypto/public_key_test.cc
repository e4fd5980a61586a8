// SPDX-License-Identifier: Apache-2.0
#include "base/crypto/public_key.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/crypto/ecdsa.h"
#include "base/crypto/ed25519.h"
#include "base/encoding.h"
#include "tests/support/rsa_key.h"

namespace prescreen {
namespace {

constexpr KeyType kCurves[] = {KeyType::kP256, KeyType::kP384, KeyType::kP521,
                               KeyType::kSecp256k1};
constexpr SignatureAlgorithm kAlgorithms[] = {
    SignatureAlgorithm::kEdDsa,  SignatureAlgorithm::kEs256,
    SignatureAlgorithm::kEs384,  SignatureAlgorithm::kEs512,
    SignatureAlgorithm::kEs256K, SignatureAlgorithm::kRs256,
    SignatureAlgorithm::kPs256};
constexpr char kMessage[] = "attack at dawn";

// The order of P-256 and of secp256k1: s and n - s are both signatures.
constexpr char kOrderP256[] =
    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
constexpr char kOrderSecp256k1[] =
    "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

EcdsaPrivateKey KeyOf(KeyType curve, char name = 'k') {
  return *EcdsaPrivateKey::FromSeed(curve, std::string(32, name));
}

SignatureAlgorithm AlgorithmOf(KeyType curve) {
  for (const SignatureAlgorithm algorithm : kAlgorithms) {
    if (Fits(algorithm, curve)) return algorithm;
  }
  return SignatureAlgorithm::kEdDsa;
}

// order - number, both 32 bytes.
std::string Subtract(const std::string& order, const std::string& number) {
  std::string difference(32, '\0');
  int borrow = 0;
  for (std::size_t i = 32; i-- > 0;) {
    const int digit = static_cast<unsigned char>(order[i]) -
                      static_cast<unsigned char>(number[i]) - borrow;
    borrow = digit < 0 ? 1 : 0;
    difference[i] = static_cast<char>(digit + 256 * borrow);
  }
  return difference;
}

bool IsRefused(KeyType type, absl::string_view bytes) {
  return absl::IsInvalidArgument(PublicKey::FromBytes(type, bytes).status());
}

TEST(PublicKey, CompressedAndUncompressedPointsAreTheSameKey) {
  for (const KeyType curve : kCurves) {
    const PublicKey key = KeyOf(curve).public_key();
    EXPECT_EQ(key.type(), curve);
    EXPECT_EQ(key.bytes().size(), 1 + CoordinateBytes(curve));
    EXPECT_EQ(key.UncompressedPoint().size(), 1 + 2 * CoordinateBytes(curve));
    EXPECT_EQ(*PublicKey::FromBytes(curve, key.bytes()), key);
    EXPECT_EQ(*PublicKey::FromBytes(curve, key.UncompressedPoint()), key);
  }
}

TEST(PublicKey, PointsOffTheCurveAreRefused) {
  for (const KeyType curve : kCurves) {
    std::string point = KeyOf(curve).public_key().UncompressedPoint();
    point.back() = static_cast<char>(point.back() ^ 1);
    EXPECT_TRUE(IsRefused(curve, point));
    // x beyond the field.
    EXPECT_TRUE(IsRefused(
        curve,
        absl::StrCat("\2", std::string(CoordinateBytes(curve), '\xff'))));
  }
}

TEST(PublicKey, OtherFormsAreRefused) {
  for (const KeyType curve : kCurves) {
    const std::string point = KeyOf(curve).public_key().UncompressedPoint();
    std::string hybrid = point;
    hybrid.front() = static_cast<char>(6 + (point.back() & 1));
    EXPECT_TRUE(IsRefused(curve, hybrid));
    EXPECT_TRUE(IsRefused(curve, ""));
    EXPECT_TRUE(IsRefused(curve, std::string(1, '\0')));  // infinity
    EXPECT_TRUE(IsRefused(curve, point.substr(1)));
    EXPECT_TRUE(IsRefused(curve, point + "x"));
  }
  EXPECT_TRUE(
      IsRefused(KeyType::kP384, KeyOf(KeyType::kP256).public_key().bytes()));
  EXPECT_TRUE(
      IsRefused(KeyType::kSecp256k1,
                KeyOf(KeyType::kP256).public_key().UncompressedPoint()));
}

TEST(PublicKey, UnsafeEd25519PointsAreRefused) {
  EXPECT_TRUE(IsRefused(KeyType::kEd25519, std::string(32, '\0')));
  EXPECT_TRUE(IsRefused(KeyType::kEd25519, std::string(32, '\xff')));
  EXPECT_TRUE(IsRefused(KeyType::kEd25519, std::string(31, '\2')));
}

TEST(PublicKey, RsaKeysOfOtherSizesAreRefused) {
  for (const int bits : {1024, 2040, 4104}) {
    const TestRsaKey key(bits);
    EXPECT_FALSE(PublicKey::FromRsa(key.modulus(), key.exponent()).ok())
        << bits;
  }
  EXPECT_TRUE(PublicKey::FromRsa(TestRsaKey(2048).modulus(), "\1\0\1").ok() ==
              false);  // the text ends at the zero: exponent 1
}

TEST(PublicKey, UnsafeRsaNumbersAreRefused) {
  const std::string modulus = TestRsaKey(2048).modulus();
  const std::string good("\1\0\1", 3);
  ASSERT_TRUE(PublicKey::FromRsa(modulus, good).ok());
  for (const std::string& exponent :
       {std::string(), std::string("\1"), std::string("\2"),
        std::string("\1\0\0", 3), std::string("\0\1\0\1", 4),
        std::string("\4\0\0\0\1", 5)}) {
    EXPECT_FALSE(PublicKey::FromRsa(modulus, exponent).ok())
        << HexEncode(exponent);
  }
  std::string even = modulus;
  even.back() = static_cast<char>(even.back() & ~1);
  EXPECT_FALSE(PublicKey::FromRsa(even, good).ok());
  EXPECT_FALSE(
      PublicKey::FromRsa(absl::StrCat(std::string(1, '\0'), modulus), good)
          .ok());
  EXPECT_FALSE(PublicKey::FromRsa("", good).ok());
}

TEST(PublicKey, RsaDerIsCanonical) {
  const TestRsaKey key(2048);
  const PublicKey parsed = key.public_key();
  EXPECT_EQ(*PublicKey::FromBytes(KeyType::kRsa, parsed.bytes()), parsed);
  EXPECT_TRUE(IsRefused(KeyType::kRsa, parsed.bytes() + "x"));
  EXPECT_TRUE(IsRefused(KeyType::kRsa, parsed.bytes().substr(1)));
  EXPECT_TRUE(IsRefused(KeyType::kRsa, ""));
  // The exponent with a needless zero: BER, not DER.
  std::string padded = parsed.bytes();
  ASSERT_EQ(padded.substr(padded.size() - 5), std::string("\2\3\1\0\1", 5));
  padded = absl::StrCat(padded.substr(0, padded.size() - 5),
                        absl::string_view("\2\4\0\1\0\1", 6));
  padded[3] = static_cast<char>(padded[3] + 1);
  EXPECT_TRUE(IsRefused(KeyType::kRsa, padded));
}

TEST(Signature, EachAlgorithmFitsOneTypeOfKey) {
  const KeyType expected[] = {
      KeyType::kEd25519,   KeyType::kP256, KeyType::kP384, KeyType::kP521,
      KeyType::kSecp256k1, KeyType::kRsa,  KeyType::kRsa};
  for (std::size_t i = 0; i < 7; ++i) {
    for (const KeyType type :
         {KeyType::kEd25519, KeyType::kP256, KeyType::kP384, KeyType::kP521,
          KeyType::kSecp256k1, KeyType::kRsa}) {
      EXPECT_EQ(Fits(kAlgorithms[i], type), type == expected[i]);
    }
  }
}

TEST(Signature, OfEachCurveIsVerified) {
  for (const KeyType curve : kCurves) {
    const EcdsaPrivateKey key = KeyOf(curve);
    const SignatureAlgorithm algorithm = AlgorithmOf(curve);
    const std::string signature = key.Sign(algorithm, kMessage);
    EXPECT_TRUE(
        VerifySignature(key.public_key(), algorithm, kMessage, signature));
    EXPECT_FALSE(VerifySignature(KeyOf(curve, 'o').public_key(), algorithm,
                                 kMessage, signature));
    EXPECT_FALSE(VerifySignature(key.public_key(), algorithm, "attack at dusk",
                                 signature));
  }
}

TEST(Signature, AnyChangedBitIsRefused) {
  for (const KeyType curve : kCurves) {
    const EcdsaPrivateKey key = KeyOf(curve);
    const SignatureAlgorithm algorithm = AlgorithmOf(curve);
    const std::string signature = key.Sign(algorithm, kMessage);
    for (std::size_t i = 0; i < signature.size(); ++i) {
      std::string changed = signature;
      changed[i] = static_cast<char>(changed[i] ^ 1);
      EXPECT_FALSE(
          VerifySignature(key.public_key(), algorithm, kMessage, changed));
    }
  }
}

TEST(Signature, OfAnotherLengthIsRefused) {
  for (const KeyType curve : kCurves) {
    const EcdsaPrivateKey key = KeyOf(curve);
    const SignatureAlgorithm algorithm = AlgorithmOf(curve);
    const std::string signature = key.Sign(algorithm, kMessage);
    const std::size_t half = signature.size() / 2;
    for (const std::string& other :
         {std::string(), signature.substr(1), signature + std::string(1, '\0'),
          absl::StrCat(std::string(1, '\0'), signature.substr(0, half),
                       std::string(1, '\0'), signature.substr(half))}) {
      EXPECT_FALSE(
          VerifySignature(key.public_key(), algorithm, kMessage, other));
    }
  }
}

TEST(Signature, ZeroIsRefused) {
  for (const KeyType curve : kCurves) {
    EXPECT_FALSE(
        VerifySignature(KeyOf(curve).public_key(), AlgorithmOf(curve), kMessage,
                        std::string(2 * CoordinateBytes(curve), '\0')));
  }
}

// RFC 8812 and RFC 7518 do not ask for a low s.
TEST(Signature, HighAndLowSAreBothAccepted) {
  for (const KeyType curve : {KeyType::kP256, KeyType::kSecp256k1}) {
    const EcdsaPrivateKey key = KeyOf(curve);
    const std::string order =
        *HexDecode(curve == KeyType::kP256 ? kOrderP256 : kOrderSecp256k1);
    const std::string signature = key.Sign(AlgorithmOf(curve), kMessage);
    const std::string other = absl::StrCat(
        signature.substr(0, 32), Subtract(order, signature.substr(32)));
    ASSERT_NE(other, signature);
    EXPECT_TRUE(VerifySignature(key.public_key(), AlgorithmOf(curve), kMessage,
                                signature));
    EXPECT_TRUE(
        VerifySignature(key.public_key(), AlgorithmOf(curve), kMessage, other));
  }
}

TEST(Signature, OfRsaIsVerifiedWithItsOwnPaddingOnly) {
  const TestRsaKey key(2048);
  for (const SignatureAlgorithm made :
       {SignatureAlgorithm::kRs256, SignatureAlgorithm::kPs256}) {
    const std::string signature = key.Sign(made, kMessage);
    for (const SignatureAlgorithm checked :
         {SignatureAlgorithm::kRs256, SignatureAlgorithm::kPs256}) {
      EXPECT_EQ(VerifySignature(key.public_key(), checked, kMessage, signature),
                made == checked);
    }
    EXPECT_FALSE(VerifySignature(key.public_key(), made, "other", signature));
    EXPECT_FALSE(VerifySignature(key.public_key(), made, kMessage,
                                 signature + std::string(1, '\0')));
  }
}

TEST(Signature, PssWithAnotherSaltLengthIsRefused) {
  const TestRsaKey key(2048);
  EXPECT_TRUE(VerifySignature(key.public_key(), SignatureAlgorithm::kPs256,
                              kMessage, key.SignPss(kMessage, 32)));
  for (const int salt : {0, 20, 64}) {
    EXPECT_FALSE(VerifySignature(key.public_key(), SignatureAlgorithm::kPs256,
                                 kMessage, key.SignPss(kMessage, salt)))
        << salt;
  }
}

TEST(Signature, OfAnAlgorithmThatDoesNotFitIsRefused) {
  const EcdsaPrivateKey key = KeyOf(KeyType::kSecp256k1);
  const std::string signature = key.Sign(SignatureAlgorithm::kEs256K, kMessage);
  for (const SignatureAlgorithm algorithm : kAlgorithms) {
    EXPECT_EQ(VerifySignature(key.public_key(), algorithm, kMessage, signature),
              algorithm == SignatureAlgorithm::kEs256K);
  }
}

// A message checked with one key, then with another, must not be checked with
// the first one again (see evp_trap_test.cc).
TEST(Signature, EachCheckUsesItsOwnKey) {
  for (const KeyType curve : kCurves) {
    const EcdsaPrivateKey first = KeyOf(curve, 'a');
    const EcdsaPrivateKey second = KeyOf(curve, 'b');
    const SignatureAlgorithm algorithm = AlgorithmOf(curve);
    const std::string signature = first.Sign(algorithm, kMessage);
    EXPECT_TRUE(
        VerifySignature(first.public_key(), algorithm, kMessage, signature));
    EXPECT_FALSE(
        VerifySignature(second.public_key(), algorithm, kMessage, signature));
    EXPECT_TRUE(
        VerifySignature(first.public_key(), algorithm, kMessage, signature));
  }
  const TestRsaKey first(2048);
  const TestRsaKey second(3072);
  const std::string signature =
      first.Sign(SignatureAlgorithm::kRs256, kMessage);
  EXPECT_TRUE(VerifySignature(first.public_key(), SignatureAlgorithm::kRs256,
                              kMessage, signature));
  EXPECT_FALSE(VerifySignature(second.public_key(), SignatureAlgorithm::kRs256,
                               kMessage, signature));
}

TEST(Signature, RefusalLeavesNoErrorForTheThread) {
  ERR_clear_error();
  for (const KeyType curve : kCurves) {
    VerifySignature(KeyOf(curve).public_key(), AlgorithmOf(curve), kMessage,
                    std::string(2 * CoordinateBytes(curve), '\1'));
    EXPECT_FALSE(PublicKey::FromBytes(curve, std::string(33, '\2') + "x").ok());
  }
  EXPECT_FALSE(PublicKey::FromBytes(KeyType::kRsa, "\x30\3\2\1\1").ok());
  const TestRsaKey rsa(2048);
  VerifySignature(rsa.public_key(), SignatureAlgorithm::kPs256, kMessage,
                  std::string(256, '\1'));
  EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST(Signature, OneKeyServesSeveralThreads) {
  const EcdsaPrivateKey key = KeyOf(KeyType::kP256);
  const std::string signature = key.Sign(SignatureAlgorithm::kEs256, kMessage);
  std::vector<std::thread> threads;
  std::vector<int> good(4);
  for (std::size_t t = 0; t < good.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        good[t] += VerifySignature(key.public_key(), SignatureAlgorithm::kEs256,
                                   kMessage, signature)
                       ? 1
                       : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, std::vector<int>(4, 50));
}

TEST(EcdsaPrivateKey, RefusesWhatIsNoScalar) {
  EXPECT_FALSE(
      EcdsaPrivateKey::FromSeed(KeyType::kP256, std::string(32, '\0')).ok());
  EXPECT_FALSE(
      EcdsaPrivateKey::FromSeed(KeyType::kP256, *HexDecode(kOrderP256)).ok());
  EXPECT_FALSE(EcdsaPrivateKey::FromSeed(KeyType::kSecp256k1,
                                         *HexDecode(kOrderSecp256k1))
                   .ok());
  EXPECT_FALSE(
      EcdsaPrivateKey::FromSeed(KeyType::kP256, std::string(31, 'k')).ok());
  EXPECT_FALSE(
      EcdsaPrivateKey::FromSeed(KeyType::kP521, std::string(67, '\1')).ok());
  EXPECT_FALSE(
      EcdsaPrivateKey::FromSeed(KeyType::kEd25519, std::string(32, 'k')).ok());
}

}  // namespace
}  // namespace prescreen
