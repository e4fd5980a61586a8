// SPDX-License-Identifier: Apache-2.0
// Compares what a credential says of its recipient with what the applicant
// tracking system knows (Open Badges 3.0 IdentityObject).
#ifndef PRESCREEN_SERVER_CLAIMS_IDENTITY_H_
#define PRESCREEN_SERVER_CLAIMS_IDENTITY_H_

#include <cstddef>
#include <vector>

#include "prescreen/v1/screening.pb.h"
#include "server/verify/credential_content.h"

namespace prescreen {

// Badges state one to three; each costs hashes for each known identifier.
inline constexpr std::size_t kMaxComparedIdentities = 64;

// MET: an identity equals a known identifier of its type. UNMET: one of the
// same type is known, and none equals. UNCLEAR: nothing to compare with.
// E-mail addresses are trimmed and their domain lower-cased; as given and
// lower-cased are both tried. Only the first kMaxComparedIdentities are
// compared. Thread-safe.
v1::Ternary MatchIdentities(const std::vector<StatedIdentity>& identities,
                            const std::vector<v1::KnownIdentifier>& known);

// As MatchIdentities over all that names the subject: its identities, and its
// id where that is a mailto: URL (RFC 6068), which issuers write for a
// recipient of whom they know no more; it is of type emailAddress. Other ids
// prove nothing without their holder. Thread-safe.
v1::Ternary MatchSubject(const StatedSubject& subject,
                         const std::vector<v1::KnownIdentifier>& known);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_CLAIMS_IDENTITY_H_
