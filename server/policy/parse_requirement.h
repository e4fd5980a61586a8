// SPDX-License-Identifier: Apache-2.0
// Reads one requirement of a policy text.
#ifndef PRESCREEN_SERVER_POLICY_PARSE_REQUIREMENT_H_
#define PRESCREEN_SERVER_POLICY_PARSE_REQUIREMENT_H_

#include <cstddef>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "server/catalogue/yaml_reader.h"
#include "server/policy/role_policy.h"

namespace prescreen {

// Lines by requirement id, to find repetitions.
using RequirementIds = absl::flat_hash_map<std::string, int>;

// Requirements of a list, those inside composites too, supported or not.
std::size_t CountRequirements(const yaml::Node& list);

// A top-level requirement. Faults go to the reader; the value is then partial.
Requirement ReadRequirement(const YamlReader& reader, RequirementIds* ids);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_POLICY_PARSE_REQUIREMENT_H_
