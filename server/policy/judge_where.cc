// SPDX-License-Identifier: Apache-2.0
// The predicates of `where`, in the order of the language.
#include <optional>

#include "absl/strings/str_format.h"
#include "server/policy/calendar.h"
#include "server/policy/judgement_builder.h"

namespace prescreen {
namespace {

constexpr int kBasisPointsOfAPercent = 100;

bool IsAboutIssuer(const v1::PredicateResult& result) {
  return result.reason() == v1::ISSUER_UNRECOGNISED ||
         result.reason() == v1::ISSUER_DENYLISTED ||
         result.reason() == v1::ISSUER_NOT_REVIEWED;
}

// Unless the floor says something stronger about the issuer.
template <typename T>
void AddAboutIssuer(absl::string_view predicate, const Field<T>& field,
                    const std::vector<T>& values, v1::ReasonCode code,
                    const Claim& claim, JudgementBuilder* judge) {
  if (values.empty()) return;
  const v1::Ternary value = IsOneOf(field, values);
  for (const v1::PredicateResult& result : judge->judgement().failing) {
    if (IsAboutIssuer(result) && result.value() <= value) {
      judge->AddSilently(value);
      return;
    }
  }
  judge->Add(predicate, value,
             value == v1::UNCLEAR ? v1::ISSUER_NOT_REVIEWED : code,
             AnyOf(values), Actual(field), PlaceOf(field, claim));
}

v1::Ternary MetIf(bool met) { return met ? v1::MET : v1::UNMET; }

// --- assessment ------------------------------------------------------------

std::string ExpectedAssessment(const AssessmentCondition& condition) {
  return condition.kind.empty() ? "an assessment" : AnyOf(condition.kind);
}

std::string ActualAssessment(const Claim& claim) {
  if (!claim.assessment.known()) return std::string(kNotStated);
  if (claim.assessment.value->empty()) return "none";
  return absl::StrJoin(*claim.assessment.value, ", ",
                       [](std::string* out, AssessmentKind kind) {
                         out->append(Words(ToWord(kind)));
                       });
}

// Being there is no assessment, whatever else is asked for, unless the policy
// names it.
bool IsOnlyAttendance(const AssessmentCondition& condition,
                      const Claim& claim) {
  if (!claim.assessment.known()) return false;
  const std::vector<AssessmentKind>& kinds = *claim.assessment.value;
  if (kinds.empty()) return true;
  return !Contains(condition.kind, AssessmentKind::kAttendance) &&
         std::all_of(kinds.begin(), kinds.end(), [](AssessmentKind kind) {
           return kind == AssessmentKind::kAttendance;
         });
}

// Without kinds it is asked whether there was an assessment at all.
void AddAssessmentKind(const AssessmentCondition& condition, const Claim& claim,
                       JudgementBuilder* judge) {
  v1::Ternary value = v1::UNCLEAR;
  if (claim.assessment.known() && condition.kind.empty()) {
    value = v1::MET;
  } else if (claim.assessment.known()) {
    const std::vector<AssessmentKind>& kinds = *claim.assessment.value;
    value = MetIf(std::any_of(kinds.begin(), kinds.end(),
                              [&condition](AssessmentKind kind) {
                                return Contains(condition.kind, kind);
                              }));
  }
  judge->Add("where.assessment.kind", value,
             value == v1::UNCLEAR ? v1::ASSESSMENT_NOT_STATED
                                  : v1::ASSESSMENT_KIND_NOT_ACCEPTED,
             ExpectedAssessment(condition), ActualAssessment(claim),
             PlaceOf(claim.assessment, claim));
}

void AddSupervision(const AssessmentCondition& condition, const Claim& claim,
                    JudgementBuilder* judge) {
  if (!condition.supervision) return;
  const Field<Supervision>& actual = claim.supervision;
  judge->Add(
      "where.assessment.supervision",
      !actual.known() ? v1::UNCLEAR
                      : MetIf(*actual.value >= *condition.supervision),
      actual.known() ? v1::SUPERVISION_TOO_WEAK : v1::SUPERVISION_NOT_STATED,
      absl::StrCat("at least ", Words(ToWord(*condition.supervision))),
      Actual(actual), PlaceOf(actual, claim));
}

void AddIndividual(const AssessmentCondition& condition, const Claim& claim,
                   JudgementBuilder* judge) {
  if (!condition.individual) return;
  const Field<bool>& actual = claim.individual;
  judge->Add(
      "where.assessment.individual",
      !actual.known() ? v1::UNCLEAR : MetIf(*actual.value),
      actual.known() ? v1::GROUP_ASSESSED : v1::ASSESSMENT_NOT_STATED,
      "assessed individually",
      actual.known() ? absl::string_view("assessed as a group") : kNotStated,
      PlaceOf(actual, claim));
}

void AddAssessor(const AssessmentCondition& condition, const Claim& claim,
                 JudgementBuilder* judge) {
  if (condition.assessor_class.empty()) return;
  judge->Add("where.assessment.assessed_by.class",
             IsOneOf(claim.assessor_class, condition.assessor_class),
             claim.assessor_class.known() ? v1::ASSESSOR_NOT_ACCEPTED
                                          : v1::ASSESSMENT_NOT_STATED,
             absl::StrCat("assessed by ", AnyOf(condition.assessor_class)),
             Actual(claim.assessor_class),
             PlaceOf(claim.assessor_class, claim));
}

void AddAssessment(const AssessmentCondition& condition, const Claim& claim,
                   JudgementBuilder* judge) {
  if (!condition.written()) return;
  if (IsOnlyAttendance(condition, claim)) {
    judge->Add("where.assessment.kind", v1::UNMET, v1::NO_ASSESSMENT,
               ExpectedAssessment(condition), ActualAssessment(claim),
               PlaceOf(claim.assessment, claim));
    return;
  }
  AddAssessmentKind(condition, claim, judge);
  AddSupervision(condition, claim, judge);
  AddIndividual(condition, claim, judge);
  AddAssessor(condition, claim, judge);
}

// --- result ----------------------------------------------------------------

// `62 %`, `62.5 %`.
std::string PercentText(int basis_points) {
  const int whole = basis_points / kBasisPointsOfAPercent;
  const int rest = basis_points % kBasisPointsOfAPercent;
  if (rest == 0) return absl::StrCat(whole, " %");
  return rest % 10 == 0 ? absl::StrFormat("%d.%d %%", whole, rest / 10)
                        : absl::StrFormat("%d.%02d %%", whole, rest);
}

// A grade on the scale that `level` is of, or nothing: other scales measure
// something else.
std::optional<bool> Reaches(const GradeClaim& grade, const std::string& level) {
  const auto asked = std::find(grade.scale.begin(), grade.scale.end(), level);
  const auto got =
      std::find(grade.scale.begin(), grade.scale.end(), grade.value);
  if (asked == grade.scale.end() || got == grade.scale.end()) {
    return std::nullopt;
  }
  return got >= asked;
}

// Of several grades the lowest decides, as with percents.
void AddLevel(const std::string& level, const Claim& claim,
              JudgementBuilder* judge) {
  if (level.empty()) return;
  const GradeClaim* shown = claim.grades.empty() ? nullptr : &claim.grades[0];
  v1::Ternary value = v1::UNCLEAR;
  for (const GradeClaim& grade : claim.grades) {
    const std::optional<bool> reaches = Reaches(grade, level);
    if (!reaches || value == v1::UNMET) continue;
    value = MetIf(*reaches);
    shown = &grade;
  }
  judge->Add(
      "where.result.min_level", value,
      value == v1::UNCLEAR ? v1::RESULT_NOT_COMPARABLE : v1::RESULT_TOO_LOW,
      absl::StrCat("grade ", FitForReport(level), " or better"),
      shown == nullptr ? std::string(kNotStated)
                       : absl::StrCat("grade ", FitForReport(shown->value)),
      shown == nullptr ? claim.pointer : shown->pointer);
}

void AddResult(const PolicyWhere& where, const Claim& claim,
               JudgementBuilder* judge) {
  if (where.passed) {
    const Field<bool>& passed = claim.passed;
    judge->Add("where.result.passed",
               passed.known() ? MetIf(*passed.value) : v1::UNCLEAR,
               passed.known() ? v1::RESULT_TOO_LOW : v1::RESULT_NOT_COMPARABLE,
               "passed",
               passed.known() ? absl::string_view("not passed") : kNotStated,
               PlaceOf(passed, claim));
  }
  if (where.min_percent) {
    const Field<int>& percent = claim.percent;
    const int least = where.min_percent->basis_points;
    judge->Add(
        "where.result.min_percent",
        percent.known() ? MetIf(*percent.value >= least) : v1::UNCLEAR,
        percent.known() ? v1::RESULT_TOO_LOW : v1::RESULT_NOT_COMPARABLE,
        absl::StrCat("at least ", PercentText(least)),
        percent.known() ? PercentText(*percent.value) : std::string(kNotStated),
        PlaceOf(percent, claim));
  }
  AddLevel(where.min_level, claim, judge);
}

// --- dates, evidence, level ------------------------------------------------

void AddRecency(const CalendarDuration& max_age, const Claim& claim,
                absl::CivilDay as_of, JudgementBuilder* judge) {
  const absl::CivilDay earliest = DayBefore(as_of, max_age);
  const Field<absl::CivilDay>& awarded = claim.awarded;
  judge->Add(
      "where.recency.max_age",
      awarded.known() ? MetIf(*awarded.value >= earliest) : v1::UNCLEAR,
      awarded.known() ? v1::TOO_OLD : v1::DATE_NOT_STATED,
      absl::StrCat("awarded on or after ", absl::FormatCivilTime(earliest)),
      awarded.known()
          ? absl::StrCat("awarded on ", absl::FormatCivilTime(*awarded.value))
          : std::string(kNotStated),
      PlaceOf(awarded, claim));
}

// A credential without an end is valid for ever.
void AddValidity(const CalendarDuration& min_remaining, const Claim& claim,
                 absl::CivilDay as_of, JudgementBuilder* judge) {
  const absl::CivilDay needed = DayAfter(as_of, min_remaining);
  const std::string expected =
      absl::StrCat("valid until ", absl::FormatCivilTime(needed), " or later");
  const bool lasts = !claim.valid_until || UtcDay(*claim.valid_until) >= needed;
  if (!lasts && judge->judgement().Has(v1::EXPIRED)) {
    judge->Expect(v1::EXPIRED, expected);
    judge->AddSilently(v1::UNMET);
    return;
  }
  judge->Add(
      "where.validity.min_remaining", MetIf(lasts), v1::EXPIRES_TOO_SOON,
      expected,
      lasts ? std::string()
            : absl::StrCat("valid until ",
                           absl::FormatCivilTime(UtcDay(*claim.valid_until))));
}

// `no link`, `1 link`, `2 links`.
std::string Links(std::size_t count) {
  if (count == 0) return "no link";
  return absl::StrCat(count, count == 1 ? " link" : " links");
}

void AddEvidence(int min_items, const Claim& claim, JudgementBuilder* judge) {
  const auto least = static_cast<std::size_t>(min_items);
  judge->Add("where.evidence.min_items", MetIf(claim.evidence.size() >= least),
             v1::NO_EVIDENCE,
             absl::StrCat("at least ", Links(least), " to the work"),
             Links(claim.evidence.size()),
             claim.evidence.empty() ? claim.pointer : claim.evidence.front());
}

void AddEqf(int min_eqf, const Claim& claim, JudgementBuilder* judge) {
  const Field<int>& eqf = claim.eqf;
  judge->Add("where.level.min_eqf",
             eqf.known() ? MetIf(*eqf.value >= min_eqf) : v1::UNCLEAR,
             eqf.known() ? v1::LEVEL_TOO_LOW : v1::LEVEL_NOT_STATED,
             absl::StrCat("EQF level ", min_eqf, " or higher"),
             eqf.known() ? absl::StrCat("EQF level ", *eqf.value)
                         : std::string(kNotStated),
             PlaceOf(eqf, claim));
}

}  // namespace

Judgement JudgeWhere(const Judgement& floor, const PolicyWhere& where,
                     const Claim& claim, absl::CivilDay as_of) {
  if (claim.belief == Belief::kRejected || floor.Has(v1::SUBJECT_NOT_BOUND)) {
    return floor;
  }
  JudgementBuilder judge(claim, floor);
  if (!where.kind.empty()) {
    judge.Add("where.kind", IsOneOf(claim.kind, where.kind),
              claim.kind.known() ? v1::KIND_NOT_ACCEPTED : v1::KIND_NOT_STATED,
              AnyOf(where.kind), Actual(claim.kind),
              PlaceOf(claim.kind, claim));
  }
  AddAboutIssuer("where.issuer.class", claim.issuer_class, where.issuer_class,
                 v1::ISSUER_CLASS_NOT_ACCEPTED, claim, &judge);
  AddAboutIssuer("where.issuer.basis", claim.issuer_basis, where.issuer_basis,
                 v1::ISSUER_BASIS_SELF_ASSERTED, claim, &judge);
  AddAssessment(where.assessment, claim, &judge);
  AddResult(where, claim, &judge);
  if (where.max_age) AddRecency(*where.max_age, claim, as_of, &judge);
  if (where.min_remaining) {
    AddValidity(*where.min_remaining, claim, as_of, &judge);
  }
  if (where.min_evidence > 0) AddEvidence(where.min_evidence, claim, &judge);
  if (where.min_eqf) AddEqf(*where.min_eqf, claim, &judge);
  return std::move(judge).Take();
}

}  // namespace prescreen
