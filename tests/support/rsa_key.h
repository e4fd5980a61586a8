// SPDX-License-Identifier: Apache-2.0
// RSA private keys for tests: this system itself never holds one.
#ifndef PRESCREEN_TESTS_SUPPORT_RSA_KEY_H_
#define PRESCREEN_TESTS_SUPPORT_RSA_KEY_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "base/crypto/public_key.h"
#include "base/crypto/ssl_ptr.h"

namespace prescreen {

// The key of this many bits: made once for the process, then shared.
class TestRsaKey {
 public:
  explicit TestRsaKey(int bits);

  std::string modulus() const;   // big-endian
  std::string exponent() const;  // 65537
  // Of a size that PublicKey accepts.
  PublicKey public_key() const;
  // `algorithm` is RS256 or PS256.
  std::string Sign(SignatureAlgorithm algorithm,
                   absl::string_view message) const;
  // PSS with SHA-256 and a salt of that many bytes.
  std::string SignPss(absl::string_view message, int salt_bytes) const;

 private:
  std::string SignPadded(absl::string_view message, int padding,
                         int salt_bytes) const;

  EVP_PKEY* key_;
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_RSA_KEY_H_
