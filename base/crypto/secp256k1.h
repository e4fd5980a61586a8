// SPDX-License-Identifier: Apache-2.0
// ECDSA on secp256k1 by libsecp256k1, as Ethereum transactions use it.
// Thread-safe.
#ifndef PRESCREEN_BASE_CRYPTO_SECP256K1_H_
#define PRESCREEN_BASE_CRYPTO_SECP256K1_H_

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

}  // namespace prescreen

#endif  // PRESCREEN_BASE_CRYPTO_SECP256K1_H_
