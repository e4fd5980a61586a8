// SPDX-License-Identifier: Apache-2.0
// What normalising a verified credential found out, as findings.
#ifndef PRESCREEN_SERVER_CLAIMS_CLAIM_FINDINGS_H_
#define PRESCREEN_SERVER_CLAIMS_CLAIM_FINDINGS_H_

#include <string>
#include <vector>

#include "server/claims/claim.h"
#include "server/verify/credential_content.h"
#include "server/verify/outcome.h"

namespace prescreen {

// A finding with no verdict.
void AppendInformation(v1::ReasonCode code, const std::string& pointer,
                       std::vector<Finding>* findings);

// Binding, completion, authority, and what is information only. Holds no value
// that the credential states. Thread-safe.
void AppendClaimFindings(const Claim& claim, const CredentialContent& content,
                         std::vector<Finding>* findings);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_CLAIMS_CLAIM_FINDINGS_H_
