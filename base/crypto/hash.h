// SPDX-License-Identifier: Apache-2.0
// Hash functions. All are thread-safe and cannot fail.
#ifndef PRESCREEN_BASE_CRYPTO_HASH_H_
#define PRESCREEN_BASE_CRYPTO_HASH_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace prescreen {

using Digest32 = std::array<std::uint8_t, 32>;

// The digest's bytes; valid as long as `digest` is.
inline absl::string_view AsBytes(const Digest32& digest) {
  return absl::string_view(reinterpret_cast<const char*>(digest.data()),
                           digest.size());
}

// FIPS 180-4.
Digest32 Sha256(absl::string_view bytes);
// SHA-256(a ‖ b ‖ c) without joining them.
Digest32 Sha256Concat(absl::string_view a, absl::string_view b,
                      absl::string_view c = {});
std::string Sha384(absl::string_view bytes);  // 48 bytes
std::string Sha512(absl::string_view bytes);  // 64 bytes

// RFC 2104 with SHA-256.
Digest32 HmacSha256(absl::string_view key, absl::string_view message);

// The original Keccak with 256 bits (Ethereum), not SHA3-256.
Digest32 Keccak256(absl::string_view bytes);

}  // namespace prescreen

#endif  // PRESCREEN_BASE_CRYPTO_HASH_H_
