// SPDX-License-Identifier: Apache-2.0
// JSON Web Keys (RFC 7517, 7518, 8037, 8812), public ones that verify.
#ifndef PRESCREEN_BASE_CRYPTO_JWK_H_
#define PRESCREEN_BASE_CRYPTO_JWK_H_

#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/codec/json.h"
#include "base/crypto/public_key.h"

namespace prescreen {

// OKP (Ed25519), EC (P-256, P-384, P-521, secp256k1) and RSA.
// InvalidArgument: malformed, a private or symmetric key, an unsafe one, or one
// whose `use`, `key_ops` or `alg` is not for verifying with this type of key;
// Unimplemented: a type, curve or signature algorithm that this build does not
// know. Thread-safe.
absl::StatusOr<PublicKey> ParseJwk(const json::Value& jwk);

// Members that RFC 7638 requires, and no others.
json::Value FormatJwk(const PublicKey& key);

// The algorithm of a JOSE name: EdDSA, Ed25519 (RFC 9864), ES256, ES384, ES512,
// ES256K, RS256, PS256. Absent: any other.
std::optional<SignatureAlgorithm> ParseJoseAlgorithm(absl::string_view name);

}  // namespace prescreen

#endif  // PRESCREEN_BASE_CRYPTO_JWK_H_
