// SPDX-License-Identifier: Apache-2.0
// ECDSA on secp256k1 by libsecp256k1, as Ethereum transactions and ES256K
// (RFC 8812) use it. Thread-safe.
#ifndef PRESCREEN_BASE_CRYPTO_SECP256K1_H_
#define PRESCREEN_BASE_CRYPTO_SECP256K1_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/crypto/hash.h"

namespace prescreen {

// A signature with the parity that public key recovery needs; s is low.
struct RecoverableSignature {
  Digest32 r{};  // big-endian
  Digest32 s{};
  int y_parity = 0;  // 0 or 1
};

// Deterministic (RFC 6979). InvalidArgument: `private_key` is not 32 bytes in
// [1, n).
absl::StatusOr<RecoverableSignature> Secp256k1Sign(
    absl::string_view private_key, const Digest32& digest);

// 64 bytes X ‖ Y. InvalidArgument: not a private key / no such point.
absl::StatusOr<std::string> Secp256k1PublicKey(absl::string_view private_key);
absl::StatusOr<std::string> Secp256k1Recover(
    const RecoverableSignature& signature, const Digest32& digest);

// A point, parsed. Its bytes mean something to libsecp256k1 alone.
struct Secp256k1Point {
  std::array<std::uint8_t, 64> opaque{};
};

// SEC 1 form, compressed or uncompressed. InvalidArgument: wrong length or
// form, or not on the curve.
absl::StatusOr<Secp256k1Point> ParseSecp256k1Point(absl::string_view bytes);
std::string Secp256k1Compressed(const Secp256k1Point& point);    // 33 bytes
std::string Secp256k1Uncompressed(const Secp256k1Point& point);  // 65 bytes

// True if `signature` (r ‖ s, 64 bytes) is the point's on `digest`. JOSE allows
// a high s, which libsecp256k1 does not: it is normalised first.
bool Secp256k1Verify(const Secp256k1Point& point, const Digest32& digest,
                     absl::string_view signature);

}  // namespace prescreen

#endif  // PRESCREEN_BASE_CRYPTO_SECP256K1_H_
