// SPDX-License-Identifier: Apache-2.0
// As much of JSON Schema 2020-12 as this project's schemas use.
#ifndef PRESCREEN_TESTS_SUPPORT_JSON_SCHEMA_H_
#define PRESCREEN_TESTS_SUPPORT_JSON_SCHEMA_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/codec/json.h"

namespace prescreen {

// What is wrong with `value`, one line each, with its RFC 6901 pointer; none if
// it is valid. `at` names the schema within `root`, as `#` or `#/$defs/name`.
// A keyword that is not known here is a fault too.
std::vector<std::string> SchemaFaults(const json::Value& root,
                                      absl::string_view at,
                                      const json::Value& value);

// Rules of this project for a schema: every object closes
// (`additionalProperties: false`) and names what it requires; every member is
// described. One line for each breach.
std::vector<std::string> SchemaStyleFaults(const json::Value& root);

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_JSON_SCHEMA_H_
