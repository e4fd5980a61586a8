// SPDX-License-Identifier: Apache-2.0
// The credential that a JWT's payload holds, and what is wrong with it whatever
// its signature says.
#ifndef PRESCREEN_SERVER_VERIFY_READ_TOKEN_H_
#define PRESCREEN_SERVER_VERIFY_READ_TOKEN_H_

#include <optional>

#include "absl/time/time.h"
#include "server/decode/compact_jws.h"
#include "server/verify/read_credential.h"

namespace prescreen {

struct TokenContent : CredentialReading {
  // When it was signed, as it says: iat, else nbf, else the start of validity.
  std::optional<absl::Time> signed_at;
};

// A vc+jwt, an Open Badge in JWT form, or a token of VCDM 1.1 with its `vc`
// claim decoded. Proofs inside the payload are not looked at. Thread-safe.
TokenContent ReadToken(const CompactJws& jws);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_READ_TOKEN_H_
