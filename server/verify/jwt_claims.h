// SPDX-License-Identifier: Apache-2.0
// Registered JWT claims beside a credential (RFC 7519 section 4.1).
#ifndef PRESCREEN_SERVER_VERIFY_JWT_CLAIMS_H_
#define PRESCREEN_SERVER_VERIFY_JWT_CLAIMS_H_

#include <vector>

#include "base/codec/json.h"
#include "server/verify/credential_content.h"

namespace prescreen {

enum class ClaimRules {
  // VC-JOSE-COSE: what is there must agree; `vc` and `vp` must not be there.
  kVcJwt,
  // Open Badges 3.0 section 8.2: iss, jti, nbf, and sub where the subject has
  // an id, must be there and agree.
  kOpenBadge,
};

// Reads nbf and exp into `content`. Each claim that is missing, mistyped or at
// odds with the credential is a SCHEMA_INVALID finding. Thread-safe.
void ReadRegisteredClaims(const json::Value& payload, ClaimRules rules,
                          CredentialContent* content,
                          std::vector<Finding>* faults);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_JWT_CLAIMS_H_
