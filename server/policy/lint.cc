// SPDX-License-Identifier: Apache-2.0
#include "server/policy/lint.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace prescreen {
namespace {

// More than this and hardly anyone passes.
constexpr int kManyCritical = 7;

template <typename T>
bool Contains(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
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
      at_ = {requirement.line, requirement.column,
             absl::StrCat("requirements[", i, "]"), ""};
      CheckTexts(requirement);
      CheckConditions(requirement);
    }
    at_ = {};
    CheckCounts(critical, growth);
    return std::move(warnings_);
  }

 private:
  void Warn(absl::string_view field, absl::string_view description) {
    warnings_.push_back(
        {at_.line, at_.column,
         absl::StrCat(at_.field, at_.field.empty() ? "" : ".", field),
         std::string(description)});
  }

  void CheckTexts(const Requirement& requirement) {
    if (requirement.why.empty()) {
      Warn("why", "is missing: say how the requirement relates to the job");
    }
    if (requirement.title.empty()) {
      Warn("title", "is missing: reports will show the id");
    }
    if (requirement.when_unknown == WhenUnknown::kMet) {
      Warn("when_unknown",
           "`met` lets what nobody stated count as if it were there");
    }
  }

  bool CountsTowardPass(const Requirement& requirement) const {
    return requirement.tier == v1::CRITICAL ||
           (requirement.tier == v1::GROWTH &&
            policy_.decision.growth_at_least > 0);
  }

  void CheckConditions(const Requirement& requirement) {
    const PolicyWhere& where = requirement.where;
    if (CountsTowardPass(requirement) && where.issuer_class.empty() &&
        where.issuer_basis.empty()) {
      Warn("where.issuer",
           "is missing: a badge for attendance from any reviewed issuer would "
           "count toward a pass");
    }
    const bool degree = Contains(where.kind, AchievementKind::kDegree);
    if (degree && where.max_age) {
      Warn("where.recency", "on degrees is a proxy for age");
    }
    if (degree && where.kind.size() == 1 && requirement.tier == v1::CRITICAL) {
      Warn("where.kind", "asks for a degree and leaves no other route");
    }
    if (!where.issuer_class.empty() && AllExcluded(where.issuer_class)) {
      Warn("where.issuer.class",
           "cannot be satisfied: `accept` excludes every class it names");
    }
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
    const int needed = policy_.decision.growth_at_least;
    if (critical > kManyCritical) {
      Warn("requirements", absl::StrCat(critical, " are critical; more than ",
                                        kManyCritical, " leave hardly anyone"));
    }
    if (critical == 0 && needed == 0) {
      Warn("requirements", "none counts toward a pass: everyone passes");
    }
    if (needed > growth) {
      Warn("decision.pass.growth_at_least",
           absl::StrCat("cannot be satisfied: only ", growth,
                        " requirements have the tier growth"));
    }
  }

  const RolePolicy& policy_;
  yaml::Fault at_;
  std::vector<yaml::Fault> warnings_;
};

}  // namespace

std::vector<yaml::Fault> Lint(const RolePolicy& policy) {
  return Linter(policy).Run();
}

std::vector<yaml::Fault> LintAgainst(const RolePolicy& policy,
                                     const CatalogueSet& catalogues) {
  std::vector<yaml::Fault> warnings;
  for (std::size_t i = 0; i < policy.requirements.size(); ++i) {
    const Requirement& requirement = policy.requirements[i];
    for (std::size_t j = 0; j < requirement.about_skills.size(); ++j) {
      const std::string& skill = requirement.about_skills[j];
      if (catalogues.HasSkill(skill)) continue;
      warnings.push_back(
          {requirement.line, requirement.column,
           absl::StrCat("requirements[", i, "].about.skills[", j, "]"),
           absl::StrCat("the skill map has no skill ", skill)});
    }
  }
  return warnings;
}

}  // namespace prescreen
