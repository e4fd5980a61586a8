// SPDX-License-Identifier: Apache-2.0
// Public keys of every kind that issuers sign with, and their signatures.
#ifndef PRESCREEN_BASE_CRYPTO_PUBLIC_KEY_H_
#define PRESCREEN_BASE_CRYPTO_PUBLIC_KEY_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace prescreen {

enum class KeyType { kEd25519, kP256, kP384, kP521, kSecp256k1, kRsa };

// JOSE names: EdDSA with Ed25519 (RFC 8037), ES256 to ES512, RS256 and PS256
// (RFC 7518), ES256K (RFC 8812). Each implies its hash.
enum class SignatureAlgorithm {
  kEdDsa,
  kEs256,
  kEs384,
  kEs512,
  kEs256K,
  kRs256,
  kPs256,
};

inline constexpr int kMinRsaBits = 2048;  // NIST SP 800-131A
inline constexpr int kMaxRsaBits = 4096;  // beyond, one check costs 1 ms

// Parsed and checked once. Immutable, cheap to copy (shared), thread-safe.
class PublicKey {
 public:
  // Ed25519: 32 bytes. Elliptic curves: a point in SEC 1 form, compressed or
  // uncompressed. RSA: DER of RSAPublicKey (RFC 8017 appendix A.1.1).
  // InvalidArgument: wrong length or form, not on the curve, of small order,
  // not the canonical encoding, or an RSA key as FromRsa refuses it.
  static absl::StatusOr<PublicKey> FromBytes(KeyType type,
                                             absl::string_view bytes);
  // Big-endian without leading zeros. InvalidArgument: the modulus has not
  // kMinRsaBits to kMaxRsaBits, is even or of the ROCA kind; the exponent is
  // even, less than 3 or longer than 33 bits.
  static absl::StatusOr<PublicKey> FromRsa(absl::string_view modulus,
                                           absl::string_view exponent);

  KeyType type() const;
  // Ed25519: 32 bytes. Elliptic curves: the compressed point. RSA: DER.
  const std::string& bytes() const;
  // Elliptic curves other than Ed25519: 04 ‖ x ‖ y. Otherwise "".
  std::string UncompressedPoint() const;

  friend bool operator==(const PublicKey& a, const PublicKey& b) {
    return a.type() == b.type() && a.bytes() == b.bytes();
  }

 private:
  struct Material;
  friend bool VerifySignature(const PublicKey& key,
                              SignatureAlgorithm algorithm,
                              absl::string_view message,
                              absl::string_view signature);

  explicit PublicKey(std::shared_ptr<const Material> material);

  std::shared_ptr<const Material> material_;
};

// Whether keys of `type` make signatures of `algorithm`.
bool Fits(SignatureAlgorithm algorithm, KeyType type);

// True if `signature` is `key`'s on `message`. ECDSA signatures are r ‖ s, each
// as long as a coordinate (IEEE P1363); s may be high. PS256: MGF1 with SHA-256
// and a salt of 32 bytes. False also for a wrong length and for an algorithm
// that does not fit the key. Thread-safe.
bool VerifySignature(const PublicKey& key, SignatureAlgorithm algorithm,
                     absl::string_view message, absl::string_view signature);

// Bytes of a coordinate or scalar of an elliptic curve: 32, 48 or 66.
std::size_t CoordinateBytes(KeyType curve);

}  // namespace prescreen

#endif  // PRESCREEN_BASE_CRYPTO_PUBLIC_KEY_H_
