// SPDX-License-Identifier: Apache-2.0
#include "base/crypto/ed25519.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/check.h"

namespace prescreen {
namespace {

using Encoding = std::array<std::uint8_t, kEd25519KeyBytes>;

// The y coordinates, little-endian, of the eight points of small order.
constexpr Encoding kSmallOrderY[] = {
    {},   // order 4
    {1},  // order 1
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},  // order 2
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
     0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
     0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},  // order 8
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
     0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
     0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},  // order 8
};

// The prime 2^255 - 19, little-endian.
constexpr Encoding kPrime = {0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                             0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                             0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                             0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};

const std::uint8_t* Bytes(absl::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

// The y coordinate of a 32-byte encoding: the sign bit cleared.
Encoding YCoordinate(absl::string_view encoding) {
  Encoding y;
  std::copy(encoding.begin(), encoding.end(), y.begin());
  y.back() &= 0x7f;
  return y;
}

bool IsCanonicalAndNotSmall(absl::string_view encoding) {
  const Encoding y = YCoordinate(encoding);
  const bool canonical = std::lexicographical_compare(
      y.rbegin(), y.rend(), kPrime.rbegin(), kPrime.rend());
  return canonical &&
         std::find(std::begin(kSmallOrderY), std::end(kSmallOrderY), y) ==
             std::end(kSmallOrderY);
}

void EnsureSodium() {
  static const bool ready = sodium_init() >= 0;
  PRESCREEN_CHECK(ready);
}

bool IsOnCurve(absl::string_view encoding) {
  EnsureSodium();
  static constexpr Encoding kNeutral = {1};
  Encoding sum;
  return crypto_core_ed25519_add(sum.data(), Bytes(encoding),
                                 kNeutral.data()) == 0;
}

}  // namespace

bool IsSafeEd25519Key(absl::string_view public_key) {
  return public_key.size() == kEd25519KeyBytes &&
         IsCanonicalAndNotSmall(public_key) && IsOnCurve(public_key);
}

bool Ed25519Verify(absl::string_view public_key, absl::string_view message,
                   absl::string_view signature) {
  EnsureSodium();
  // libsodium refuses S beyond the group order, compares R as bytes and, unless
  // built with ED25519_COMPAT, repeats our checks of the points.
  return public_key.size() == kEd25519KeyBytes &&
         signature.size() == kEd25519SignatureBytes &&
         IsCanonicalAndNotSmall(public_key) &&
         IsCanonicalAndNotSmall(signature.substr(0, kEd25519KeyBytes)) &&
         crypto_sign_verify_detached(Bytes(signature), Bytes(message),
                                     message.size(), Bytes(public_key)) == 0;
}

absl::StatusOr<Ed25519PrivateKey> Ed25519PrivateKey::FromSeed(
    absl::string_view seed) {
  if (seed.size() != crypto_sign_SEEDBYTES) {
    return absl::InvalidArgumentError("Ed25519 seed: not 32 bytes");
  }
  EnsureSodium();
  Ed25519PrivateKey key;
  key.secret_.resize(crypto_sign_SECRETKEYBYTES);
  key.public_key_.resize(crypto_sign_PUBLICKEYBYTES);
  PRESCREEN_CHECK(crypto_sign_seed_keypair(
                      reinterpret_cast<unsigned char*>(key.public_key_.data()),
                      reinterpret_cast<unsigned char*>(key.secret_.data()),
                      Bytes(seed)) == 0);
  return key;
}

Ed25519PrivateKey::Ed25519PrivateKey(Ed25519PrivateKey&& other) noexcept {
  // Strings this long move by pointer, so no copy of the secret stays behind.
  secret_.swap(other.secret_);
  public_key_.swap(other.public_key_);
}

Ed25519PrivateKey& Ed25519PrivateKey::operator=(
    Ed25519PrivateKey&& other) noexcept {
  secret_.swap(other.secret_);
  public_key_.swap(other.public_key_);
  return *this;
}

Ed25519PrivateKey::~Ed25519PrivateKey() {
  sodium_memzero(secret_.data(), secret_.size());
}

std::string Ed25519PrivateKey::Sign(absl::string_view message) const {
  PRESCREEN_CHECK(secret_.size() == crypto_sign_SECRETKEYBYTES);
  std::string signature(kEd25519SignatureBytes, '\0');
  PRESCREEN_CHECK(
      crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()),
                           nullptr, Bytes(message), message.size(),
                           Bytes(secret_)) == 0);
  return signature;
}

}  // namespace prescreen
