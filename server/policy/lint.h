// SPDX-License-Identifier: Apache-2.0
// What a policy's author should look at again (POLICY, "Linter rules").
#ifndef PRESCREEN_SERVER_POLICY_LINT_H_
#define PRESCREEN_SERVER_POLICY_LINT_H_

#include <vector>

#include "base/codec/yaml.h"
#include "server/policy/role_policy.h"

namespace prescreen {

// Warnings that need no catalogue.
std::vector<yaml::Fault> Lint(const RolePolicy& policy);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_POLICY_LINT_H_
