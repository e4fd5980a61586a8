// SPDX-License-Identifier: Apache-2.0
// JOSE signature algorithms, 2026 set: which are accepted, which prove nothing.
#ifndef PRESCREEN_SERVER_VERIFY_JOSE_ALGORITHM_H_
#define PRESCREEN_SERVER_VERIFY_JOSE_ALGORITHM_H_

#include "absl/strings/string_view.h"
#include "server/resolve/key_resolver.h"

namespace prescreen {

enum class AlgorithmStanding {
  kAccepted,     // those of ParseJoseAlgorithm
  kUnsupported,  // may be sound; this build cannot verify it
  kForbidden,    // proves nothing about an issuer: `none`, HMAC
};

AlgorithmStanding StandingOf(absl::string_view alg);

// False if `alg` can never be used with that key, by its type or because its
// own `alg` names another; true if it can, or if `alg` or the type of the key
// is not known.
bool FitsKey(absl::string_view alg, const VerificationMethod& method);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_JOSE_ALGORITHM_H_
