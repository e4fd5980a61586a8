// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/catalogue_authority.h"

#include <algorithm>

namespace prescreen {

bool CatalogueAuthority::MaySignFor(absl::string_view signer,
                                    absl::string_view issuer) const {
  const IssuerEntry* signs = catalogues_.FindIssuer(signer);
  const IssuerEntry* issues = catalogues_.FindIssuer(issuer);
  return signs != nullptr && issues != nullptr &&
         std::find(signs->may_issue_for.begin(), signs->may_issue_for.end(),
                   issues->id) != signs->may_issue_for.end();
}

}  // namespace prescreen
