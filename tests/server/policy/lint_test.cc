// SPDX-License-Identifier: Apache-2.0
#include "server/policy/lint.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace prescreen {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Nothing to say about this one.
RolePolicy Faultless() {
  RolePolicy policy;
  Requirement requirement;
  requirement.line = 8;
  requirement.column = 5;
  requirement.id = "sql";
  requirement.title = "SQL";
  requirement.why = "Daily work";
  requirement.about_skills = {"sql"};
  requirement.where.issuer_class = {IssuerClass::kEmployer};
  policy.requirements.push_back(requirement);
  return policy;
}

std::vector<std::string> Warnings(const RolePolicy& policy) {
  std::vector<std::string> lines;
  for (const yaml::Fault& warning : Lint(policy)) {
    lines.push_back(ToString(warning));
  }
  return lines;
}

TEST(Lint, FindsNothingWhereNothingIs) {
  EXPECT_THAT(Warnings(Faultless()), IsEmpty());
}

TEST(Lint, WarnsOfARequirementThatAnyIssuerSatisfies) {
  RolePolicy policy = Faultless();
  policy.requirements[0].where.issuer_class.clear();
  EXPECT_THAT(
      Warnings(policy),
      ElementsAre(HasSubstr(
          "line 8, column 5: requirements[0].where.issuer: is missing")));
  policy.requirements[0].where.issuer_basis = {IssuerBasis::kRegistry};
  EXPECT_THAT(Warnings(policy), IsEmpty());
}

TEST(Lint, LeavesFutureRequirementsWithoutIssuerAlone) {
  RolePolicy policy = Faultless();
  Requirement future = policy.requirements[0];
  future.tier = v1::FUTURE;
  future.where = {};
  policy.requirements.push_back(future);
  EXPECT_THAT(Warnings(policy), IsEmpty());
}

TEST(Lint, WarnsOfRecencyOnDegreesAndDegreesAlone) {
  RolePolicy policy = Faultless();
  policy.requirements[0].where.kind = {AchievementKind::kDegree};
  policy.requirements[0].where.max_age = CalendarDuration{60, 0, "P60M"};
  EXPECT_THAT(Warnings(policy), ElementsAre(HasSubstr("proxy for age"),
                                            HasSubstr("no other route")));
}

TEST(Lint, WarnsOfMissingWords) {
  RolePolicy policy = Faultless();
  policy.requirements[0].why.clear();
  policy.requirements[0].title.clear();
  EXPECT_THAT(Warnings(policy),
              ElementsAre(HasSubstr("requirements[0].why: is missing"),
                          HasSubstr("requirements[0].title: is missing")));
}

TEST(Lint, WarnsOfWhenUnknownMet) {
  RolePolicy policy = Faultless();
  policy.requirements[0].when_unknown = WhenUnknown::kMet;
  EXPECT_THAT(Warnings(policy), ElementsAre(HasSubstr("when_unknown")));
}

TEST(Lint, WarnsOfManyCriticalRequirements) {
  RolePolicy policy = Faultless();
  for (int i = 0; i < 6; ++i) {
    policy.requirements.push_back(policy.requirements[0]);
  }
  EXPECT_THAT(Warnings(policy), IsEmpty());
  policy.requirements.push_back(policy.requirements[0]);
  EXPECT_THAT(Warnings(policy), ElementsAre(HasSubstr("8 are critical")));
}

TEST(Lint, WarnsOfWhatCannotBeSatisfiedOrAlwaysIs) {
  RolePolicy policy = Faultless();
  policy.requirements[0].where.issuer_class = {IssuerClass::kUnrecognised,
                                               IssuerClass::kDenylisted};
  policy.decision.growth_at_least = 1;
  EXPECT_THAT(Warnings(policy),
              ElementsAre(HasSubstr("excludes every class"),
                          HasSubstr("growth_at_least: cannot be satisfied")));
  policy = Faultless();
  policy.requirements[0].tier = v1::GROWTH;
  EXPECT_THAT(Warnings(policy), Contains(HasSubstr("everyone passes")));
}

TEST(LintAgainst, WarnsOfSkillsThatTheMapDoesNotHave) {
  RolePolicy policy = Faultless();
  policy.requirements[0].about_skills = {"sql", "cobol"};
  std::vector<yaml::Fault> faults;
  auto skills = ParseCatalogue(
      "kind: SkillMap\nskills: [{id: sql, title: SQL}]\n", &faults);
  ASSERT_TRUE(skills.has_value());
  const CatalogueSet catalogues(
      nullptr, nullptr, std::make_shared<const Catalogue>(*std::move(skills)));
  const std::vector<yaml::Fault> warnings = LintAgainst(policy, catalogues);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(ToString(warnings[0]),
            "line 8, column 5: requirements[0].about.skills[1]: the skill map "
            "has no skill cobol");
}

}  // namespace
}  // namespace prescreen
