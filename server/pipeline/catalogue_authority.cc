// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/catalogue_authority.h"

#include <algorithm>
#include <string>

namespace prescreen {

bool CatalogueAuthority::MaySignFor(absl::string_view signer,
                                    absl::string_view issuer) const {
  const IssuerEntry* signs = catalogues_.FindIssuer(signer);
  const IssuerEntry* issues = catalogues_.FindIssuer(issuer);
  return signs != nullptr && issues != nullptr &&
         std::find(signs->may_issue_for.begin(), signs->may_issue_for.end(),
                   issues->id) != signs->may_issue_for.end();
}

bool CatalogueAuthority::IsKeyOf(absl::string_view verification_method,
                                 absl::string_view issuer) const {
  const IssuerEntry* issues = catalogues_.FindIssuer(issuer);
  return issues != nullptr &&
         std::any_of(issues->keys.begin(), issues->keys.end(),
                     [&](const PinnedKey& key) {
                       return key.id == verification_method;
                     });
}

bool CatalogueAuthority::MaySignStatusFor(absl::string_view signer,
                                          absl::string_view issuer) const {
  const IssuerEntry* issues = catalogues_.FindIssuer(issuer);
  if (issues == nullptr) return false;
  const IssuerEntry* signs = catalogues_.FindIssuer(signer);
  if (signs == issues) return true;
  // An entry is an identifier, or the local name of a catalogued issuer.
  return std::any_of(
      issues->status_signers.begin(), issues->status_signers.end(),
      [&](const std::string& entry) {
        return entry == signer || (signs != nullptr && entry == signs->id);
      });
}

}  // namespace prescreen
