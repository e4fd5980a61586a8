// SPDX-License-Identifier: Apache-2.0
#include "server/policy/lint_place.h"

#include <algorithm>
#include <tuple>

namespace prescreen {
namespace {

void VisitInside(
    const Requirement& requirement, const LintPlace& place,
    absl::FunctionRef<void(const Requirement&, const LintPlace&)> visit) {
  visit(requirement, place);
  for (std::size_t i = 0; i < requirement.any_of.size(); ++i) {
    const Requirement& alternative = requirement.any_of[i];
    VisitInside(alternative, place.Inside(alternative, i), visit);
  }
}

}  // namespace

void ForEachRequirement(
    const RolePolicy& policy,
    absl::FunctionRef<void(const Requirement&, const LintPlace&)> visit) {
  for (std::size_t i = 0; i < policy.requirements.size(); ++i) {
    const Requirement& requirement = policy.requirements[i];
    VisitInside(requirement, LintPlace::Of(requirement, i), visit);
  }
}

void SortByPlace(Warnings* warnings) {
  std::stable_sort(warnings->begin(), warnings->end(),
                   [](const yaml::Fault& a, const yaml::Fault& b) {
                     return std::tuple(a.line == 0, a.line, a.column) <
                            std::tuple(b.line == 0, b.line, b.column);
                   });
}

}  // namespace prescreen
