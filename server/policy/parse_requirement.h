// SPDX-License-Identifier: Apache-2.0
// Reads one requirement of a policy text.
#ifndef PRESCREEN_SERVER_POLICY_PARSE_REQUIREMENT_H_
#define PRESCREEN_SERVER_POLICY_PARSE_REQUIREMENT_H_

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "server/catalogue/yaml_reader.h"
#include "server/policy/role_policy.h"

namespace prescreen {

// Lines by requirement id, to find repetitions.
using RequirementIds = absl::flat_hash_map<std::string, int>;

// Refuses members of `map` that are not in `known`; those in `unsupported` are
// words of the policy language that this build cannot judge yet.
void CheckFields(const YamlReader& map,
                 absl::Span<const absl::string_view> known,
                 absl::Span<const absl::string_view> unsupported = {});

// A top-level requirement. Faults go to the reader; the value is then partial.
Requirement ReadRequirement(const YamlReader& reader, RequirementIds* ids);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_POLICY_PARSE_REQUIREMENT_H_
