// SPDX-License-Identifier: Apache-2.0
#include "server/policy/predicates.h"

#include <algorithm>
#include <utility>

#include "server/policy/calendar.h"
#include "server/policy/judgement_builder.h"

namespace prescreen {
namespace {

// The code of the first kind that a rejected credential carries.
v1::ReasonCode RejectionCode(const Claim& claim) {
  if (claim.check_codes.empty() || Contains(claim.check_codes, v1::TAMPERED)) {
    return v1::TAMPERED;
  }
  return claim.check_codes.front();
}

// Whether waiting may clear the code (POLICY, `accept.unchecked`).
bool MayClear(v1::ReasonCode code) {
  return code == v1::KEY_UNAVAILABLE || code == v1::KEY_ROTATED;
}

v1::Ternary BindingOf(const PolicyAccept& accept, const Claim& claim) {
  switch (accept.binding) {
    case PolicyAccept::Binding::kAny:
      return v1::MET;
    case PolicyAccept::Binding::kIdentifierMatch:
      return claim.binding;
    case PolicyAccept::Binding::kHolderProof:
      return claim.binding == v1::MET && !claim.holder_proved ? v1::UNCLEAR
                                                              : claim.binding;
  }
  return v1::UNCLEAR;
}

void AddUnchecked(const PolicyAccept& accept, const Claim& claim,
                  JudgementBuilder* judge) {
  if (claim.belief != Belief::kUnchecked) return;
  std::vector<v1::ReasonCode> codes = claim.check_codes;
  if (codes.empty()) codes.push_back(v1::UNSUPPORTED_FORMAT);
  for (v1::ReasonCode code : codes) {
    const bool excluded = accept.exclude_unchecked && !MayClear(code);
    judge->Add("accept.unchecked", excluded ? v1::UNMET : v1::UNCLEAR, code,
               "a credential that can be checked", "could not be checked");
  }
}

void AddBinding(const PolicyAccept& accept, const Claim& claim,
                JudgementBuilder* judge) {
  const v1::Ternary binding = BindingOf(accept, claim);
  judge->Add(
      "accept.binding", binding,
      binding == v1::UNMET ? v1::SUBJECT_NOT_BOUND : v1::BINDING_NOT_CHECKED,
      accept.binding == PolicyAccept::Binding::kHolderProof
          ? "proof that the candidate holds the credential's key"
          : "a subject that is the candidate",
      binding == v1::UNMET ? "issued to someone else"
                           : "nothing to compare with");
}

// `expired on 2026-08-31`, or less where the day is not known.
std::string WithDay(absl::string_view without, absl::string_view with,
                    const std::optional<absl::Time>& time) {
  if (!time) return std::string(without);
  return absl::StrCat(with, absl::FormatCivilTime(UtcDay(*time)));
}

void AddStatusAndDates(const PolicyAccept& accept, const Claim& claim,
                       JudgementBuilder* judge) {
  if (!accept.any_status) {
    const bool unmet = claim.status == v1::UNMET;
    const bool suspended = claim.status_code == v1::SUSPENDED;
    judge->Add("accept.status", claim.status,
               !unmet      ? v1::STATUS_UNAVAILABLE
               : suspended ? v1::SUSPENDED
                           : v1::REVOKED,
               "not revoked",
               !unmet      ? "the issuer's status could not be read"
               : suspended ? "suspended by its issuer"
                           : "revoked by its issuer");
  }
  const bool not_yet = claim.dates_code == v1::NOT_YET_VALID;
  if (!accept.allow_expired || not_yet || claim.dates == v1::UNCLEAR) {
    const bool unmet = claim.dates == v1::UNMET;
    judge->Add(
        "accept.expired", claim.dates,
        !unmet    ? v1::DATE_NOT_STATED
        : not_yet ? v1::NOT_YET_VALID
                  : v1::EXPIRED,
        "valid on the day of the decision",
        !unmet ? std::string(kNotStated)
        : not_yet
            ? WithDay("not valid yet", "not valid before ", claim.valid_from)
            : WithDay("expired", "expired on ", claim.valid_until));
  }
}

void AddIssuerFloor(const PolicyAccept& accept, const Claim& claim,
                    JudgementBuilder* judge) {
  if (!claim.issuer_class.known()) {
    judge->Add("accept.unrecognised_issuer", v1::UNCLEAR,
               v1::ISSUER_NOT_REVIEWED, "an issuer that was reviewed",
               "an issuer that nobody has reviewed");
    return;
  }
  const IssuerClass issuer_class = *claim.issuer_class.value;
  const bool unrecognised = issuer_class == IssuerClass::kUnrecognised;
  if (Contains(accept.not_issuer_class, issuer_class)) {
    judge->Add("accept.not_issuer_class", v1::UNMET,
               issuer_class == IssuerClass::kDenylisted ? v1::ISSUER_DENYLISTED
               : unrecognised ? v1::ISSUER_UNRECOGNISED
                              : v1::ISSUER_CLASS_NOT_ACCEPTED,
               absl::StrCat("not ", AnyOf(accept.not_issuer_class)),
               Words(ToWord(issuer_class)));
  } else if (unrecognised) {
    judge->Add("accept.unrecognised_issuer",
               accept.review_unrecognised_issuer ? v1::UNCLEAR : v1::UNMET,
               v1::ISSUER_UNRECOGNISED, "a recognised issuer", "unrecognised");
  }
}

template <typename T>
bool HaveCommon(const std::vector<T>& a, const std::vector<T>& b) {
  return std::any_of(a.begin(), a.end(),
                     [&b](const T& value) { return Contains(b, value); });
}

}  // namespace

bool IsRelevant(const Requirement& requirement, const PolicyAccept& accept,
                const Claim& claim) {
  if (!claim.achievement_entry.empty() &&
      Contains(requirement.about_achievements, claim.achievement_entry)) {
    return true;
  }
  int stated = 0;
  for (const SkillClaim& skill : claim.skills) {
    if (!skill.pointer.empty() && ++stated > accept.max_alignments) continue;
    if (Contains(requirement.about_skills, skill.id) ||
        HaveCommon(requirement.about_domains, skill.domains)) {
      return true;
    }
  }
  return false;
}

Judgement JudgeAccept(const PolicyAccept& accept, const Claim& claim) {
  JudgementBuilder judge(claim);
  if (claim.belief == Belief::kRejected) {
    judge.Add("accept.proof", v1::UNMET, RejectionCode(claim),
              "a document as its issuer signed it",
              "nothing in it is believed");
    return std::move(judge).Take();
  }
  if (BindingOf(accept, claim) == v1::UNMET) {
    AddBinding(accept, claim, &judge);
    return std::move(judge).Take();
  }
  if (accept.proof == PolicyAccept::Proof::kCryptographic) {
    judge.Add("accept.proof", claim.cryptographic ? v1::MET : v1::UNMET,
              v1::PROOF_TOO_WEAK, "a cryptographic proof", "hosted");
  }
  AddUnchecked(accept, claim, &judge);
  AddBinding(accept, claim, &judge);
  AddStatusAndDates(accept, claim, &judge);
  if (accept.completed) {
    judge.Add("accept.completed", claim.completed,
              claim.completed == v1::UNMET ? v1::NOT_COMPLETED
                                           : v1::RESULT_NOT_COMPARABLE,
              "completed",
              claim.completed == v1::UNMET ? "not completed"
                                           : "a result that cannot be read");
  }
  if (accept.authorised_issuer) {
    judge.Add("accept.authorised_issuer", claim.authorised,
              claim.authorised == v1::UNMET ? v1::ISSUER_NOT_AUTHORISED
                                            : v1::ISSUER_AUTHORITY_UNKNOWN,
              "an issuer that may award this achievement",
              claim.authorised == v1::UNMET ? "the achievement is another's"
                                            : "not known");
  }
  AddIssuerFloor(accept, claim, &judge);
  return std::move(judge).Take();
}

}  // namespace prescreen
