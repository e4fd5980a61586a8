// SPDX-License-Identifier: Apache-2.0
// Signing with ECDSA, for samples and tests: this system issues nothing.
#ifndef PRESCREEN_BASE_CRYPTO_ECDSA_H_
#define PRESCREEN_BASE_CRYPTO_ECDSA_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/crypto/public_key.h"
#include "base/crypto/ssl_ptr.h"

namespace prescreen {

// A private key on P-256, P-384, P-521 or secp256k1. Its memory is wiped on
// destruction. Movable. Thread-compatible.
class EcdsaPrivateKey {
 public:
  // `seed` is the scalar, big-endian, of 32 bytes to 66; shorter than the
  // curve's order is allowed. InvalidArgument: no such curve, or the scalar is
  // not in [1, n).
  static absl::StatusOr<EcdsaPrivateKey> FromSeed(KeyType curve,
                                                  absl::string_view seed);
  EcdsaPrivateKey(EcdsaPrivateKey&&) noexcept = default;
  EcdsaPrivateKey& operator=(EcdsaPrivateKey&&) noexcept = default;
  ~EcdsaPrivateKey();

  const PublicKey& public_key() const { return public_key_; }
  // r ‖ s. `algorithm` must fit the key. Another one each time, but with
  // secp256k1 (RFC 6979).
  std::string Sign(SignatureAlgorithm algorithm,
                   absl::string_view message) const;

 private:
  EcdsaPrivateKey(PublicKey public_key, std::string scalar,
                  SslPtr<EVP_PKEY> openssl);

  PublicKey public_key_;
  std::string scalar_;        // secp256k1
  SslPtr<EVP_PKEY> openssl_;  // the others
};

}  // namespace prescreen

#endif  // PRESCREEN_BASE_CRYPTO_ECDSA_H_
