// SPDX-License-Identifier: Apache-2.0
// RSA public keys and signatures (RFC 8017) by OpenSSL. Inner part of
// PublicKey. Thread-safe.
#ifndef PRESCREEN_BASE_CRYPTO_RSA_H_
#define PRESCREEN_BASE_CRYPTO_RSA_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/crypto/ssl_ptr.h"

namespace prescreen {

enum class RsaPadding { kPkcs1, kPss };

// As PublicKey::FromRsa.
absl::StatusOr<SslPtr<EVP_PKEY>> ImportRsa(absl::string_view modulus,
                                           absl::string_view exponent);
// From DER of RSAPublicKey; InvalidArgument also if it is not canonical.
absl::StatusOr<SslPtr<EVP_PKEY>> ImportRsaDer(absl::string_view der);

// DER of RSAPublicKey.
std::string ExportRsaDer(EVP_PKEY* key);

// With SHA-256. PSS: MGF1 with SHA-256, salt of 32 bytes.
bool RsaVerify(EVP_PKEY* key, RsaPadding padding, absl::string_view message,
               absl::string_view signature);

}  // namespace prescreen

#endif  // PRESCREEN_BASE_CRYPTO_RSA_H_
