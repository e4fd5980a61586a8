// SPDX-License-Identifier: Apache-2.0
// The did:key method: the identifier is the key. Needs no network.
#ifndef PRESCREEN_SERVER_RESOLVE_DID_KEY_H_
#define PRESCREEN_SERVER_RESOLVE_DID_KEY_H_

#include "server/resolve/key_resolver.h"

namespace prescreen {

// True if `identifier` is of the did:key method.
bool IsDidKey(absl::string_view identifier);

// Resolves `did:key:M#M` and nothing else: the fragment must be the key's own
// multibase text. Never Unavailable. Thread-safe.
class DidKeyResolver final : public KeyResolver {
 public:
  absl::StatusOr<VerificationMethod> Resolve(
      absl::string_view url) const override;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_RESOLVE_DID_KEY_H_
