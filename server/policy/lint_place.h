// SPDX-License-Identifier: Apache-2.0
// Where the linter's warnings point. For this folder.
#ifndef PRESCREEN_SERVER_POLICY_LINT_PLACE_H_
#define PRESCREEN_SERVER_POLICY_LINT_PLACE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/codec/yaml.h"
#include "server/policy/role_policy.h"

namespace prescreen {

using Warnings = std::vector<yaml::Fault>;

// A requirement's place in the text, or the text as a whole.
struct LintPlace {
  int line = 0;
  int column = 0;
  std::string path;

  static LintPlace Of(const Requirement& requirement, std::size_t index) {
    return {requirement.line, requirement.column,
            absl::StrCat("requirements[", index, "]")};
  }
  // Of an alternative of the requirement here.
  LintPlace Inside(const Requirement& alternative, std::size_t index) const {
    return {alternative.line, alternative.column,
            absl::StrCat(path, ".any_of[", index, "]")};
  }
  void Warn(absl::string_view field, absl::string_view description,
            Warnings* warnings) const {
    warnings->push_back({line, column,
                         absl::StrCat(path, path.empty() ? "" : ".", field),
                         std::string(description)});
  }
};

// Every requirement, those inside composites too, in the order of the text.
void ForEachRequirement(
    const RolePolicy& policy,
    absl::FunctionRef<void(const Requirement&, const LintPlace&)> visit);

// By place in the text; those about the text as a whole last.
void SortByPlace(Warnings* warnings);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_POLICY_LINT_PLACE_H_
