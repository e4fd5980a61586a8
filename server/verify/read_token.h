// SPDX-License-Identifier: Apache-2.0
// The credential that a JWT's payload holds, and what is wrong with it whatever
// its signature says.
#ifndef PRESCREEN_SERVER_VERIFY_READ_TOKEN_H_
#define PRESCREEN_SERVER_VERIFY_READ_TOKEN_H_

#include <optional>
#include <vector>

#include "server/decode/compact_jws.h"
#include "server/verify/credential_content.h"
#include "server/verify/outcome.h"

namespace prescreen {

struct TokenContent {
  CredentialContent content;
  // SCHEMA_INVALID, each at its pointer: the credential is not what it says.
  std::vector<Finding> faults;
  // Why this build cannot check it even with a good signature.
  std::optional<Finding> unsupported;
};

// Thread-safe.
TokenContent ReadToken(const CompactJws& jws);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_READ_TOKEN_H_
