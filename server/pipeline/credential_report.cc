// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/credential_report.h"

#include <algorithm>

namespace prescreen {
namespace {

v1::Verdict ToVerdict(v1::Ternary value) {
  switch (value) {
    case v1::MET:
      return v1::VALID;
    case v1::UNMET:
      return v1::INVALID;
    default:
      return v1::UNCHECKED;
  }
}

bool IsNoCredential(const Claim& claim) {
  return std::find(claim.check_codes.begin(), claim.check_codes.end(),
                   v1::NOT_A_CREDENTIAL) != claim.check_codes.end();
}

// A rejected credential's other checks did not happen, nor did any of an
// unchecked one: its content may be invented.
void SetVerdicts(const Claim& claim, v1::CredentialResult* result) {
  const bool verified = claim.belief == Belief::kVerified;
  const bool rejected =
      claim.belief == Belief::kRejected && !IsNoCredential(claim);
  result->set_proof(verified ? v1::VALID
                             : (rejected ? v1::INVALID : v1::UNCHECKED));
  result->set_status(verified ? ToVerdict(claim.status) : v1::UNCHECKED);
  result->set_dates(verified ? ToVerdict(claim.dates) : v1::UNCHECKED);
  result->set_binding(verified ? ToVerdict(claim.binding) : v1::UNCHECKED);
}

void SetFindings(const std::vector<Finding>& findings,
                 v1::CredentialResult* result) {
  for (const Finding& finding : findings) {
    v1::Finding* entry = result->add_findings();
    entry->set_code(finding.code);
    entry->set_verdict(finding.verdict);
    entry->set_pointer(finding.pointer);
    entry->set_detail(finding.detail);
  }
}

}  // namespace

v1::CredentialResult ReportCredential(const Claim& claim,
                                      const std::vector<Finding>& findings,
                                      const std::string& label, bool used,
                                      const CatalogueSet& catalogues) {
  v1::CredentialResult result;
  result.set_document(claim.document);
  result.set_pointer(claim.pointer);
  result.set_label(label);
  result.set_format(claim.format);
  result.set_used(used);
  SetVerdicts(claim, &result);
  SetFindings(findings, &result);
  if (claim.belief == Belief::kRejected) return result;
  result.set_issuer(claim.issuer_id);
  const IssuerEntry* issuer = catalogues.FindIssuerByName(
      absl::string_view(claim.issuer_entry.data(), claim.issuer_entry.size()));
  if (issuer != nullptr) result.set_issuer_name(issuer->name);
  if (claim.belief == Belief::kVerified) {
    result.set_achievement(claim.achievement_name.empty()
                               ? claim.achievement_id
                               : claim.achievement_name);
  }
  if (claim.kind.known()) {
    const absl::string_view word = ToWord(*claim.kind.value);
    result.set_kind(word.data(), word.size());
  }
  return result;
}

}  // namespace prescreen
