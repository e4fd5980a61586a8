// SPDX-License-Identifier: Apache-2.0
// What a policy's author should look at again (POLICY, "Linter rules").
#ifndef PRESCREEN_SERVER_POLICY_LINT_H_
#define PRESCREEN_SERVER_POLICY_LINT_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "base/codec/yaml.h"
#include "server/catalogue/catalogue.h"
#include "server/policy/role_policy.h"

namespace prescreen {

// Warnings that need nothing but the policy.
std::vector<yaml::Fault> Lint(const RolePolicy& policy);

// Warnings that need catalogues: names that they do not have, supervision that
// nothing catalogued can show, achievements of one institution only.
std::vector<yaml::Fault> LintAgainst(const RolePolicy& policy,
                                     const CatalogueSet& catalogues);

// Warnings that need the day.
std::vector<yaml::Fault> LintOn(const RolePolicy& policy, absl::CivilDay today);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_POLICY_LINT_H_
