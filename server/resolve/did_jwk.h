// SPDX-License-Identifier: Apache-2.0
// The did:jwk method: the identifier is a JSON Web Key in base64url. Needs no
// network.
#ifndef PRESCREEN_SERVER_RESOLVE_DID_JWK_H_
#define PRESCREEN_SERVER_RESOLVE_DID_JWK_H_

#include <cstddef>

#include "server/resolve/key_resolver.h"

namespace prescreen {

// An RSA key of 4096 bits takes 1 KiB, certificates beside it some more.
inline constexpr std::size_t kMaxDidJwkBytes = 16u << 10;

// True if `identifier` is of the did:jwk method.
bool IsDidJwk(absl::string_view identifier);

// Resolves `did:jwk:…#0` and nothing else: the method has one key. Never
// Unavailable. Thread-safe.
class DidJwkResolver final : public KeyResolver {
 public:
  absl::StatusOr<VerificationMethod> Resolve(
      absl::string_view url) const override;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_RESOLVE_DID_JWK_H_
