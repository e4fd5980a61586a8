// SPDX-License-Identifier: Apache-2.0
// Reads the conditions of a requirement.
#ifndef PRESCREEN_SERVER_POLICY_PARSE_WHERE_H_
#define PRESCREEN_SERVER_POLICY_PARSE_WHERE_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "server/catalogue/yaml_reader.h"
#include "server/policy/role_policy.h"

namespace prescreen {

// Refuses members of `map` that are not in `known`; those in `unsupported` are
// words of the policy language that this build cannot judge yet.
void CheckFields(const YamlReader& map,
                 absl::Span<const absl::string_view> known,
                 absl::Span<const absl::string_view> unsupported = {});

// A field that must have exactly this value, where it is there.
void ReadFixed(const std::optional<YamlReader>& member,
               absl::string_view value);

// Faults go to the reader; `where` is then partial.
void ReadWhere(const YamlReader& reader, PolicyWhere* where);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_POLICY_PARSE_WHERE_H_
