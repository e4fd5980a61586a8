// SPDX-License-Identifier: Apache-2.0
// Ed25519 (RFC 8032) by libsodium. All functions are thread-safe.
#ifndef PRESCREEN_BASE_CRYPTO_ED25519_H_
#define PRESCREEN_BASE_CRYPTO_ED25519_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace prescreen {

inline constexpr std::size_t kEd25519KeyBytes = 32;
inline constexpr std::size_t kEd25519SignatureBytes = 64;

// True if `public_key` is a canonical encoding of a point that is not of small
// order. Keys that fail this prove nothing and must be refused when resolved.
bool IsSafeEd25519Key(absl::string_view public_key);

// True if `signature` (64 bytes) is `public_key`'s (32 bytes) on `message`.
// False for any other length, a small-order or non-canonical key or R, or a
// non-canonical S.
bool Ed25519Verify(absl::string_view public_key, absl::string_view message,
                   absl::string_view signature);

// A private key. Its memory is wiped on destruction. Not copyable.
class Ed25519PrivateKey {
 public:
  // InvalidArgument: `seed` is not 32 bytes.
  static absl::StatusOr<Ed25519PrivateKey> FromSeed(absl::string_view seed);
  Ed25519PrivateKey(Ed25519PrivateKey&& other) noexcept;
  Ed25519PrivateKey& operator=(Ed25519PrivateKey&& other) noexcept;
  Ed25519PrivateKey(const Ed25519PrivateKey&) = delete;
  Ed25519PrivateKey& operator=(const Ed25519PrivateKey&) = delete;
  ~Ed25519PrivateKey();

  const std::string& public_key() const { return public_key_; }  // 32 bytes
  std::string Sign(absl::string_view message) const;             // 64 bytes

 private:
  Ed25519PrivateKey() = default;
  std::string secret_;  // 64 bytes: seed ‖ public key
  std::string public_key_;
};

}  // namespace prescreen

#endif  // PRESCREEN_BASE_CRYPTO_ED25519_H_
