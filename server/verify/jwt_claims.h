// SPDX-License-Identifier: Apache-2.0
// Registered JWT claims beside a credential (RFC 7519 section 4.1).
#ifndef PRESCREEN_SERVER_VERIFY_JWT_CLAIMS_H_
#define PRESCREEN_SERVER_VERIFY_JWT_CLAIMS_H_

#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "base/codec/json.h"
#include "server/verify/credential_content.h"

namespace prescreen {

enum class ClaimRules {
  // VC-JOSE-COSE: what is there must agree; `vc` and `vp` must not be there.
  kVcJwt,
  // Open Badges 3.0 section 8.2: iss, jti, nbf, and sub where the subject has
  // an id, must be there and agree.
  kOpenBadge,
  // VCDM 1.1 section 6.3.1: what both the credential and a claim say must
  // agree; `vp` must not be there.
  kVcClaim,
};

// Reads nbf and exp into `content`. Each claim that is missing, mistyped or at
// odds with the credential is a SCHEMA_INVALID finding. Thread-safe.
void ReadRegisteredClaims(const json::Value& payload, ClaimRules rules,
                          CredentialContent* content,
                          std::vector<Finding>* faults);

// The credential of a VCDM 1.1 token, its `vc` claim, an object, with what only
// registered claims say (VCDM 1.1 section 6.3.1, decoding): issuer from iss,
// credentialSubject.id from sub, id from jti, issuanceDate from nbf,
// expirationDate from exp. A `sub` or `jti` that is no URL cannot be an id and
// is left out. Thread-safe.
json::Value DecodeVcClaim(const json::Value& payload);

// When the token says that it was signed: iat, else nbf. Absent: neither is a
// NumericDate.
std::optional<absl::Time> StatedSigningTime(const json::Value& payload);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_JWT_CLAIMS_H_
