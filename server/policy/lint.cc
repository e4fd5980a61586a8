// SPDX-License-Identifier: Apache-2.0
#include "server/policy/lint.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/policy/lint_place.h"

namespace prescreen {
namespace {

// More than this and hardly anyone passes.
constexpr int kManyCritical = 7;

template <typename T>
bool Contains(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool CountsTowardPass(const RolePolicy& policy,
                      const Requirement& requirement) {
  return requirement.tier == v1::CRITICAL ||
         (requirement.tier == v1::GROWTH &&
          policy.decision.growth_at_least > 0);
}

bool AsksForADegreeOnly(const Requirement& requirement) {
  if (requirement.any_of.empty()) {
    return requirement.where.kind.size() == 1 &&
           requirement.where.kind[0] == AchievementKind::kDegree;
  }
  return std::all_of(requirement.any_of.begin(), requirement.any_of.end(),
                     AsksForADegreeOnly);
}

// Warnings about `where` alone.
void CheckContradictions(const PolicyWhere& where, const LintPlace& place,
                         Warnings* warnings) {
  const auto all_kinds_are = [&where](std::vector<AchievementKind> kinds) {
    return !where.kind.empty() &&
           std::all_of(where.kind.begin(), where.kind.end(),
                       [&](AchievementKind k) { return Contains(kinds, k); });
  };
  if (where.min_eqf &&
      all_kinds_are({AchievementKind::kBadge, AchievementKind::kEmployment})) {
    place.Warn("where.level",
               "cannot be satisfied: credentials of these kinds have no level",
               warnings);
  }
  if (where.assessment.written() &&
      all_kinds_are({AchievementKind::kEmployment})) {
    place.Warn("where.assessment",
               "cannot be satisfied: employment is not assessed", warnings);
  }
  if (where.min_remaining && all_kinds_are({AchievementKind::kDegree})) {
    place.Warn("where.validity", "has no effect: degrees do not expire",
               warnings);
  }
  if (where.assessment.kind ==
      std::vector<AssessmentKind>{AssessmentKind::kAttendance}) {
    place.Warn("where.assessment.kind", "is satisfied by being there",
               warnings);
    if (where.min_percent || !where.min_level.empty()) {
      place.Warn("where.result",
                 "cannot be satisfied: attendance has no result", warnings);
    }
  }
}

int ApproximateDays(const CalendarDuration& duration) {
  return duration.months * 30 + duration.days;
}

void CheckDates(const PolicyWhere& where, const LintPlace& place,
                Warnings* warnings) {
  if (where.max_age && Contains(where.kind, AchievementKind::kDegree)) {
    place.Warn("where.recency", "on degrees is a proxy for age", warnings);
  }
  if (where.max_age && where.min_remaining &&
      ApproximateDays(*where.min_remaining) > ApproximateDays(*where.max_age)) {
    place.Warn("where.validity.min_remaining",
               "is longer than where.recency.max_age: a credential that is "
               "valid for that long in all can never satisfy both",
               warnings);
  }
}

class Linter {
 public:
  explicit Linter(const RolePolicy& policy) : policy_(policy) {}

  std::vector<yaml::Fault> Run() && {
    int critical = 0;
    int growth = 0;
    for (std::size_t i = 0; i < policy_.requirements.size(); ++i) {
      const Requirement& requirement = policy_.requirements[i];
      critical += requirement.tier == v1::CRITICAL;
      growth += requirement.tier == v1::GROWTH;
      CheckWhole(requirement, LintPlace::Of(requirement, i));
    }
    ForEachRequirement(policy_, [this](const Requirement& requirement,
                                       const LintPlace& place) {
      if (requirement.when_unknown == WhenUnknown::kMet) {
        place.Warn("when_unknown",
                   "`met` lets what nobody stated count as if it were there",
                   &warnings_);
      }
      if (requirement.any_of.empty()) CheckLeaf(requirement, place);
    });
    CheckCounts(critical, growth);
    SortByPlace(&warnings_);
    return std::move(warnings_);
  }

 private:
  void CheckWhole(const Requirement& requirement, const LintPlace& place) {
    if (requirement.why.empty()) {
      place.Warn("why",
                 "is missing: say how the requirement relates to the job",
                 &warnings_);
    }
    if (requirement.title.empty()) {
      place.Warn("title", "is missing: reports will show the id", &warnings_);
    }
    if (requirement.tier == v1::CRITICAL && AsksForADegreeOnly(requirement)) {
      place.Warn(requirement.any_of.empty() ? "where.kind" : "any_of",
                 "asks for a degree and leaves no other route", &warnings_);
    }
  }

  void CheckLeaf(const Requirement& leaf, const LintPlace& place) {
    const PolicyWhere& where = leaf.where;
    if (CountsTowardPass(policy_, leaf) && where.issuer_class.empty() &&
        where.issuer_basis.empty() && !where.assessment.written()) {
      place.Warn("where.issuer",
                 "is missing, and so is where.assessment: a badge for "
                 "attendance from any reviewed issuer would count toward a "
                 "pass",
                 &warnings_);
    }
    if (!where.issuer_class.empty() && AllExcluded(where.issuer_class)) {
      place.Warn("where.issuer.class",
                 "cannot be satisfied: `accept` excludes every class it names",
                 &warnings_);
    }
    CheckContradictions(where, place, &warnings_);
    CheckDates(where, place, &warnings_);
  }

  bool AllExcluded(const std::vector<IssuerClass>& classes) const {
    const PolicyAccept& accept = policy_.accept;
    return std::all_of(classes.begin(), classes.end(), [&](IssuerClass value) {
      return Contains(accept.not_issuer_class, value) ||
             (value == IssuerClass::kUnrecognised &&
              !accept.review_unrecognised_issuer);
    });
  }

  void CheckCounts(int critical, int growth) {
    const LintPlace whole;
    const int needed = policy_.decision.growth_at_least;
    if (critical > kManyCritical) {
      whole.Warn("requirements",
                 absl::StrCat(critical, " are critical; more than ",
                              kManyCritical, " leave hardly anyone"),
                 &warnings_);
    }
    if (critical == 0 && needed == 0) {
      whole.Warn("requirements", "none counts toward a pass: everyone passes",
                 &warnings_);
    }
    if (needed > growth) {
      whole.Warn("decision.pass.growth_at_least",
                 absl::StrCat("cannot be satisfied: only ", growth,
                              " requirements have the tier growth"),
                 &warnings_);
    }
  }

  const RolePolicy& policy_;
  Warnings warnings_;
};

}  // namespace

std::vector<yaml::Fault> Lint(const RolePolicy& policy) {
  return Linter(policy).Run();
}

std::vector<yaml::Fault> LintOn(const RolePolicy& policy,
                                absl::CivilDay today) {
  Warnings warnings;
  if (policy.metadata.effective_until < today) {
    LintPlace().Warn("metadata.effective.until",
                     "lies in the past: no screening can use this policy",
                     &warnings);
  }
  return warnings;
}

}  // namespace prescreen
