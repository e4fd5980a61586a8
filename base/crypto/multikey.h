// SPDX-License-Identifier: Apache-2.0
// Multikey public keys (W3C Controlled Identifiers section 2.2.2): a multicodec
// code, then the key, in multibase. Elliptic curve points are compressed; RSA
// keys are DER of RSAPublicKey, as did:key writes them.
#ifndef PRESCREEN_BASE_CRYPTO_MULTIKEY_H_
#define PRESCREEN_BASE_CRYPTO_MULTIKEY_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/crypto/public_key.h"

namespace prescreen {

// `publicKeyMultibase` → key. InvalidArgument: malformed, wrong length, not the
// canonical form, or an unsafe key; Unimplemented: a key type that this build
// does not know.
absl::StatusOr<PublicKey> ParseMultikey(absl::string_view multibase);
// `z…` form.
std::string FormatMultikey(const PublicKey& key);

// The multicodec code of keys of this type, and back.
std::uint64_t MulticodecOf(KeyType type);
std::optional<KeyType> KeyTypeOfMulticodec(std::uint64_t code);

}  // namespace prescreen

#endif  // PRESCREEN_BASE_CRYPTO_MULTIKEY_H_
