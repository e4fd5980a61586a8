// SPDX-License-Identifier: Apache-2.0
// AES-256-GCM (NIST SP 800-38D). Thread-safe.
#ifndef PRESCREEN_BASE_CRYPTO_AEAD_H_
#define PRESCREEN_BASE_CRYPTO_AEAD_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace prescreen {

inline constexpr std::size_t kAeadKeyBytes = 32;
inline constexpr std::size_t kAeadNonceBytes = 12;
inline constexpr std::size_t kAeadTagBytes = 16;

// ciphertext ‖ 16-byte tag. `key` is 32 bytes, `nonce` 12 and never used twice
// with one key.
std::string AeadSeal(absl::string_view key, absl::string_view nonce,
                     absl::string_view associated_data,
                     absl::string_view plaintext);

// DataLoss: the tag does not match (altered, or another key, nonce or
// associated data). InvalidArgument: shorter than a tag.
absl::StatusOr<std::string> AeadOpen(absl::string_view key,
                                     absl::string_view nonce,
                                     absl::string_view associated_data,
                                     absl::string_view sealed);

}  // namespace prescreen

#endif  // PRESCREEN_BASE_CRYPTO_AEAD_H_
