// SPDX-License-Identifier: Apache-2.0
// What a screening's answer says of each credential.
#ifndef PRESCREEN_SERVER_PIPELINE_CREDENTIAL_REPORT_H_
#define PRESCREEN_SERVER_PIPELINE_CREDENTIAL_REPORT_H_

#include <string>
#include <vector>

#include "prescreen/v1/screening.pb.h"
#include "server/catalogue/catalogue.h"
#include "server/claims/claim.h"
#include "server/verify/outcome.h"

namespace prescreen {

// Issuer and achievement are named only if the credential may be believed or
// could not be checked, the issuer's name comes from the catalogue.
// Thread-safe.
v1::CredentialResult ReportCredential(const Claim& claim,
                                      const std::vector<Finding>& findings,
                                      const std::string& label, bool used,
                                      const CatalogueSet& catalogues);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_PIPELINE_CREDENTIAL_REPORT_H_
