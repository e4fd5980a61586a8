// SPDX-License-Identifier: Apache-2.0
#include "server/policy/predicates.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/encoding.h"
#include "server/policy/calendar.h"

namespace prescreen {
namespace {

// Longest text from a credential in a report, in bytes.
constexpr std::size_t kMaxRenderedBytes = 120;
constexpr absl::string_view kNotStated = "not stated";

// `text` without control characters, cut at a character's end.
std::string FitForReport(absl::string_view text) {
  if (!IsValidUtf8(text)) return "(unreadable)";
  std::size_t length = std::min(text.size(), kMaxRenderedBytes);
  while (!IsValidUtf8(text.substr(0, length))) --length;
  std::string fit(text.substr(0, length));
  for (char& c : fit) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) c = ' ';
  }
  if (length < text.size()) fit.append("…");
  return fit;
}

// `industry_leader` as `industry leader`.
std::string Words(absl::string_view word) {
  return absl::StrReplaceAll(word, {{"_", " "}});
}

template <typename T>
std::string AnyOf(const std::vector<T>& values) {
  return absl::StrCat(
      values.size() > 1 ? "one of: " : "",
      absl::StrJoin(values, ", ", [](std::string* out, T value) {
        out->append(Words(ToWord(value)));
      }));
}

template <typename T>
bool Contains(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// A word field against a list of words.
template <typename T>
v1::Ternary IsOneOf(const Field<T>& field, const std::vector<T>& values) {
  if (!field.known()) return v1::UNCLEAR;
  return Contains(values, *field.value) ? v1::MET : v1::UNMET;
}

template <typename T>
std::string Actual(const Field<T>& field) {
  return std::string(field.known() ? Words(ToWord(*field.value))
                                   : std::string(kNotStated));
}

// Where a field stands in the document; the credential itself otherwise.
template <typename T>
std::string PlaceOf(const Field<T>& field, const Claim& claim) {
  return field.known() && field.provenance == Provenance::kStated &&
                 !field.source.empty()
             ? field.source
             : claim.pointer;
}

bool IsAboutIssuer(const v1::PredicateResult& result) {
  return result.reason() == v1::ISSUER_UNRECOGNISED ||
         result.reason() == v1::ISSUER_DENYLISTED ||
         result.reason() == v1::ISSUER_NOT_REVIEWED;
}

// Collects the predicates of one credential.
class Judge {
 public:
  explicit Judge(const Claim& claim, Judgement judgement = {})
      : claim_(claim), judgement_(std::move(judgement)) {}

  Judgement Take() && { return std::move(judgement_); }

  void Add(absl::string_view predicate, v1::Ternary value,
           v1::ReasonCode reason, absl::string_view expected,
           absl::string_view actual, absl::string_view pointer) {
    judgement_.value = std::min(judgement_.value, value);
    if (value == v1::MET) return;
    v1::PredicateResult result;
    result.set_predicate(std::string(predicate));
    result.set_value(value);
    result.set_reason(reason);
    result.set_expected(std::string(expected));
    result.set_actual(std::string(actual));
    result.mutable_evidence()->set_document(claim_.document);
    result.mutable_evidence()->set_pointer(std::string(pointer));
    result.mutable_evidence()->set_rendered(std::string(actual));
    judgement_.failing.push_back(std::move(result));
  }
  void Add(absl::string_view predicate, v1::Ternary value,
           v1::ReasonCode reason, absl::string_view expected,
           absl::string_view actual) {
    Add(predicate, value, reason, expected, actual, claim_.pointer);
  }

  // As Add, unless the floor says something stronger about the issuer.
  template <typename T>
  void AddAboutIssuer(absl::string_view predicate, const Field<T>& field,
                      const std::vector<T>& values, v1::ReasonCode code) {
    const v1::Ternary value = IsOneOf(field, values);
    judgement_.value = std::min(judgement_.value, value);
    for (const v1::PredicateResult& result : judgement_.failing) {
      if (IsAboutIssuer(result) && result.value() <= value) return;
    }
    Add(predicate, value, value == v1::UNCLEAR ? v1::ISSUER_NOT_REVIEWED : code,
        AnyOf(values), Actual(field), PlaceOf(field, claim_));
  }

 private:
  const Claim& claim_;
  Judgement judgement_;
};

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
                  Judge* judge) {
  if (claim.belief != Belief::kUnchecked) return;
  std::vector<v1::ReasonCode> codes = claim.check_codes;
  if (codes.empty()) codes.push_back(v1::UNSUPPORTED_FORMAT);
  for (v1::ReasonCode code : codes) {
    const bool excluded = accept.exclude_unchecked && !MayClear(code);
    judge->Add("accept.unchecked", excluded ? v1::UNMET : v1::UNCLEAR, code,
               "a credential that can be checked", "could not be checked");
  }
}

void AddBinding(const PolicyAccept& accept, const Claim& claim, Judge* judge) {
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

void AddStatusAndDates(const PolicyAccept& accept, const Claim& claim,
                       Judge* judge) {
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
    judge->Add("accept.expired", claim.dates,
               !unmet    ? v1::DATE_NOT_STATED
               : not_yet ? v1::NOT_YET_VALID
                         : v1::EXPIRED,
               "valid on the day of the decision",
               !unmet    ? kNotStated
               : not_yet ? "not valid yet"
                         : "expired");
  }
}

void AddIssuerFloor(const PolicyAccept& accept, const Claim& claim,
                    Judge* judge) {
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

}  // namespace

bool Judgement::Has(v1::ReasonCode code) const {
  return std::any_of(failing.begin(), failing.end(),
                     [code](const v1::PredicateResult& result) {
                       return result.reason() == code;
                     });
}

bool IsRelevant(const Requirement& requirement, const PolicyAccept& accept,
                const Claim& claim) {
  int stated = 0;
  for (const SkillClaim& skill : claim.skills) {
    if (!skill.pointer.empty() && ++stated > accept.max_alignments) continue;
    if (Contains(requirement.about_skills, skill.id)) return true;
  }
  return false;
}

Judgement JudgeAccept(const PolicyAccept& accept, const Claim& claim) {
  Judge judge(claim);
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

Judgement JudgeWhere(const Judgement& floor, const PolicyWhere& where,
                     const Claim& claim, absl::CivilDay as_of) {
  if (claim.belief == Belief::kRejected || floor.Has(v1::SUBJECT_NOT_BOUND)) {
    return floor;
  }
  Judge judge(claim, floor);
  if (!where.kind.empty()) {
    judge.Add("where.kind", IsOneOf(claim.kind, where.kind),
              claim.kind.known() ? v1::KIND_NOT_ACCEPTED : v1::KIND_NOT_STATED,
              AnyOf(where.kind), Actual(claim.kind),
              PlaceOf(claim.kind, claim));
  }
  if (!where.issuer_class.empty()) {
    judge.AddAboutIssuer("where.issuer.class", claim.issuer_class,
                         where.issuer_class, v1::ISSUER_CLASS_NOT_ACCEPTED);
  }
  if (!where.issuer_basis.empty()) {
    judge.AddAboutIssuer("where.issuer.basis", claim.issuer_basis,
                         where.issuer_basis, v1::ISSUER_BASIS_SELF_ASSERTED);
  }
  if (where.max_age) {
    const absl::CivilDay earliest = DayBefore(as_of, *where.max_age);
    const bool known = claim.awarded.known();
    const bool old = known && *claim.awarded.value < earliest;
    judge.Add(
        "where.recency.max_age",
        !known ? v1::UNCLEAR
        : old  ? v1::UNMET
               : v1::MET,
        known ? v1::TOO_OLD : v1::DATE_NOT_STATED,
        absl::StrCat("awarded on or after ", absl::FormatCivilTime(earliest)),
        known ? absl::StrCat("awarded on ",
                             absl::FormatCivilTime(*claim.awarded.value))
              : std::string(kNotStated),
        PlaceOf(claim.awarded, claim));
  }
  return std::move(judge).Take();
}

v1::EvidencePointer PointerTo(const Claim& claim) {
  v1::EvidencePointer pointer;
  pointer.set_document(claim.document);
  pointer.set_pointer(claim.pointer);
  if (claim.belief == Belief::kRejected) return pointer;
  std::vector<std::string> parts;
  const std::string& achievement =
      !claim.achievement_name.empty()    ? claim.achievement_name
      : !claim.achievement_entry.empty() ? claim.achievement_entry
                                         : claim.achievement_id;
  if (!achievement.empty()) parts.push_back(FitForReport(achievement));
  parts.push_back(FitForReport(
      claim.issuer_entry.empty() ? claim.issuer_id : claim.issuer_entry));
  if (claim.kind.known()) parts.push_back(Words(ToWord(*claim.kind.value)));
  if (claim.awarded.known()) {
    parts.push_back(absl::FormatCivilTime(*claim.awarded.value));
  }
  if (claim.belief == Belief::kUnchecked) parts.push_back("not checked");
  pointer.set_rendered(absl::StrJoin(parts, " · "));
  return pointer;
}

}  // namespace prescreen
