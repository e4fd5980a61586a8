// SPDX-License-Identifier: Apache-2.0
// JOSE signature algorithms, 2026 set: which are accepted, which prove nothing.
#ifndef PRESCREEN_SERVER_VERIFY_JOSE_ALGORITHM_H_
#define PRESCREEN_SERVER_VERIFY_JOSE_ALGORITHM_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace prescreen {

enum class AlgorithmStanding {
  kAccepted,
  kUnsupported,  // may be sound; this build cannot verify it
  kForbidden,    // proves nothing about an issuer: `none`, HMAC
};

AlgorithmStanding StandingOf(absl::string_view alg);

// False if `alg` can never be used with a key of that multicodec code; true if
// it can, or if the algorithm is not known.
bool FitsKey(absl::string_view alg, std::uint64_t key_codec);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_JOSE_ALGORITHM_H_
