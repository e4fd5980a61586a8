// SPDX-License-Identifier: Apache-2.0
// Policy texts for the parser's tests.
#ifndef PRESCREEN_TESTS_SERVER_POLICY_POLICY_TEXTS_H_
#define PRESCREEN_TESTS_SERVER_POLICY_POLICY_TEXTS_H_

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "server/policy/role_policy.h"

namespace prescreen {

inline std::string ReadFile(absl::string_view path) {
  std::ifstream file(absl::StrCat(PRESCREEN_SOURCE_DIR, "/", path));
  EXPECT_TRUE(file.good()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The shortest policy; each test adds to it or replaces something.
inline constexpr char kShort[] = R"(apiVersion: prescreen/v1
kind: RolePolicy
metadata:
  id: engineer
  title: Engineer
  effective: {until: 2027-04-01}
requirements:
  - id: sql
    tier: critical
    about: {skills: [sql]}
)";

inline std::string With(absl::string_view from, absl::string_view to) {
  const std::string text = absl::StrReplaceAll(kShort, {{from, to}});
  EXPECT_NE(text, kShort) << from;
  return text;
}
inline std::string Plus(absl::string_view more) {
  return absl::StrCat(kShort, more);
}

inline std::vector<std::string> FaultsOf(absl::string_view text) {
  const ParsedPolicy parsed = ParseRolePolicy(text);
  EXPECT_EQ(parsed.policy.has_value(), parsed.faults.empty());
  std::vector<std::string> lines;
  for (const yaml::Fault& fault : parsed.faults) {
    lines.push_back(ToString(fault));
  }
  return lines;
}

inline RolePolicy Good(absl::string_view text) {
  ParsedPolicy parsed = ParseRolePolicy(text);
  for (const yaml::Fault& fault : parsed.faults) {
    ADD_FAILURE() << ToString(fault);
  }
  return parsed.policy.value_or(RolePolicy());
}

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SERVER_POLICY_POLICY_TEXTS_H_
