// SPDX-License-Identifier: Apache-2.0
#include "server/claims/claim_findings.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace prescreen {
namespace {

absl::string_view DetailOf(v1::ReasonCode code) {
  switch (code) {
    case v1::SUBJECT_NOT_BOUND:
      return "issued to another identifier than those supplied";
    case v1::BINDING_NOT_CHECKED:
      return "no supplied identifier to compare its recipient with";
    case v1::NOT_COMPLETED:
      return "its result is not Completed";
    case v1::ISSUER_NOT_AUTHORISED:
      return "the catalogue names another owner of this achievement";
    case v1::ISSUER_AUTHORITY_UNKNOWN:
      return "the achievement was created by another than its issuer";
    case v1::ISSUER_NOT_REVIEWED:
      return "the issuer is not in the catalogue";
    case v1::DATE_FALLBACK:
      return "no award date is stated: validFrom was taken";
    case v1::CATALOGUE_DIFFERS:
      return "the catalogue says otherwise; what the issuer states counts";
    case v1::ALIGNMENT_STUFFED:
      return "more skills are stated than count";
    case v1::DUPLICATE:
      return "the same credential was presented before";
    case v1::REISSUED:
      return "another version of a credential presented before";
    default:
      return "";
  }
}

void Append(v1::ReasonCode code, v1::Verdict verdict,
            const std::string& pointer, std::vector<Finding>* findings) {
  findings->push_back({code, verdict, pointer, std::string(DetailOf(code))});
}

// The finding for a value that is not MET.
void AppendTernary(v1::Ternary value, v1::ReasonCode unmet,
                   v1::ReasonCode unclear, const std::string& pointer,
                   std::vector<Finding>* findings) {
  if (value == v1::UNMET) Append(unmet, v1::INVALID, pointer, findings);
  if (value == v1::UNCLEAR) Append(unclear, v1::UNCHECKED, pointer, findings);
}

std::string PointerOfIncompleteResult(const CredentialContent& content) {
  for (const StatedSubject& subject : content.subjects) {
    for (const StatedResult& result : subject.results) {
      if (!result.status.empty() && result.status != "Completed") {
        return result.pointer + "/status";
      }
    }
  }
  return "";
}

}  // namespace

void AppendInformation(v1::ReasonCode code, const std::string& pointer,
                       std::vector<Finding>* findings) {
  Append(code, v1::VERDICT_UNSPECIFIED, pointer, findings);
}

void AppendClaimFindings(const Claim& claim, const CredentialContent& content,
                         std::vector<Finding>* findings) {
  const std::string subject =
      content.subjects.empty() ? "" : content.subjects.front().pointer;
  const std::string achievement = subject + "/achievement";
  AppendTernary(claim.binding, v1::SUBJECT_NOT_BOUND, v1::BINDING_NOT_CHECKED,
                subject, findings);
  AppendTernary(claim.completed, v1::NOT_COMPLETED, v1::NOT_COMPLETED,
                PointerOfIncompleteResult(content), findings);
  AppendTernary(claim.authorised, v1::ISSUER_NOT_AUTHORISED,
                v1::ISSUER_AUTHORITY_UNKNOWN, achievement, findings);
  if (claim.issuer_entry.empty()) {
    AppendInformation(v1::ISSUER_NOT_REVIEWED,
                      absl::StrCat(content.pointer, "/issuer"), findings);
  }
  for (const v1::ReasonCode code : claim.information) {
    AppendInformation(
        code, code == v1::DATE_FALLBACK ? claim.awarded.source : achievement,
        findings);
  }
  if (claim.alignments_cut) {
    AppendInformation(v1::ALIGNMENT_STUFFED, achievement, findings);
  }
}

}  // namespace prescreen
