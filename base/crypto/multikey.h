// SPDX-License-Identifier: Apache-2.0
// Multikey public keys (W3C Controlled Identifiers section 2.2.2) and the
// did:key method over them.
#ifndef PRESCREEN_BASE_CRYPTO_MULTIKEY_H_
#define PRESCREEN_BASE_CRYPTO_MULTIKEY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace prescreen {

enum class KeyType { kEd25519 };

struct PublicKey {
  KeyType type = KeyType::kEd25519;
  std::string bytes;  // Ed25519: 32 bytes
};

// `publicKeyMultibase` → key. InvalidArgument: malformed, wrong length, or an
// unsafe point; Unimplemented: a key type that this build does not know.
absl::StatusOr<PublicKey> ParseMultikey(absl::string_view multibase);
// `z…` form.
std::string FormatMultikey(const PublicKey& key);

}  // namespace prescreen

#endif  // PRESCREEN_BASE_CRYPTO_MULTIKEY_H_
