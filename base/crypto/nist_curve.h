// SPDX-License-Identifier: Apache-2.0
// Points and ECDSA signatures on P-256, P-384 and P-521 by OpenSSL. Inner part
// of PublicKey. Thread-safe.
#ifndef PRESCREEN_BASE_CRYPTO_NIST_CURVE_H_
#define PRESCREEN_BASE_CRYPTO_NIST_CURVE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "base/crypto/public_key.h"
#include "base/crypto/ssl_ptr.h"

namespace prescreen {

// OpenSSL's name of the curve's group; `curve` is one of the three.
const char* GroupName(KeyType curve);

// The digest that ES256, ES384 and ES512 sign: SHA-256, -384, -512.
std::string DigestFor(KeyType curve, absl::string_view message);

// `point` in SEC 1 form. Null: wrong length or form, or not on the curve.
SslPtr<EVP_PKEY> ImportNistPoint(KeyType curve, absl::string_view point);

// 04 ‖ x ‖ y.
std::string ExportNistPoint(EVP_PKEY* key);

// `signature` is r ‖ s.
bool NistVerify(EVP_PKEY* key, KeyType curve, absl::string_view message,
                absl::string_view signature);

}  // namespace prescreen

#endif  // PRESCREEN_BASE_CRYPTO_NIST_CURVE_H_
