// SPDX-License-Identifier: Apache-2.0
#include "server/policy/lint.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/policy/policy_texts.h"

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
  EXPECT_THAT(Warnings(policy), ElementsAre(HasSubstr("no other route"),
                                            HasSubstr("proxy for age")));
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

TEST(Lint, TakesAnAssessmentForACondition) {
  RolePolicy policy = Faultless();
  policy.requirements[0].where.issuer_class.clear();
  policy.requirements[0].where.assessment.kind = {AssessmentKind::kExam};
  EXPECT_THAT(Warnings(policy), IsEmpty());
  policy.requirements[0].where.assessment = {};
  policy.requirements[0].where.assessment.individual = true;
  EXPECT_THAT(Warnings(policy), IsEmpty());
}

TEST(Lint, WarnsOfConditionsThatContradictEachOther) {
  struct Case {
    PolicyWhere where;
    const char* warning;
  };
  std::vector<Case> cases(5);
  cases[0].where.kind = {AchievementKind::kBadge, AchievementKind::kEmployment};
  cases[0].where.min_eqf = 6;
  cases[0].warning = "where.level: cannot be satisfied";
  cases[1].where.kind = {AchievementKind::kEmployment};
  cases[1].where.assessment.kind = {AssessmentKind::kExam};
  cases[1].warning = "where.assessment: cannot be satisfied";
  cases[2].where.kind = {AchievementKind::kDegree};
  cases[2].where.min_remaining = CalendarDuration{0, 30, "P30D"};
  cases[2].warning = "where.validity: has no effect";
  cases[3].where.max_age = CalendarDuration{12, 0, "P1Y"};
  cases[3].where.min_remaining = CalendarDuration{0, 400, "P400D"};
  cases[3].warning = "where.validity.min_remaining: is longer than";
  cases[4].where.assessment.kind = {AssessmentKind::kAttendance};
  cases[4].warning = "where.assessment.kind: is satisfied by being there";
  for (Case& test : cases) {
    RolePolicy policy = Faultless();
    policy.requirements[0].tier = v1::FUTURE;
    policy.requirements.push_back(Faultless().requirements[0]);
    policy.requirements[0].where = test.where;
    EXPECT_THAT(Warnings(policy), ElementsAre(HasSubstr(test.warning)));
  }
}

TEST(Lint, LeavesConditionsThatGoTogetherAlone) {
  RolePolicy policy = Faultless();
  PolicyWhere& where = policy.requirements[0].where;
  where.kind = {AchievementKind::kBadge, AchievementKind::kMicrocredential};
  where.min_eqf = 6;
  where.max_age = CalendarDuration{12, 0, "P1Y"};
  where.min_remaining = CalendarDuration{0, 30, "P30D"};
  where.assessment.kind = {AssessmentKind::kAttendance, AssessmentKind::kExam};
  EXPECT_THAT(Warnings(policy), IsEmpty());
}

// A requirement with two routes; the second one at line 20.
RolePolicy TwoRoutes() {
  RolePolicy policy = Faultless();
  Requirement first = policy.requirements[0];
  Requirement second = first;
  for (Requirement* route : {&first, &second}) {
    route->why.clear();
    route->title.clear();
  }
  second.line = 20;
  policy.requirements[0].any_of = {first, second};
  return policy;
}

TEST(Lint, LooksIntoAlternatives) {
  RolePolicy policy = TwoRoutes();
  EXPECT_THAT(Warnings(policy), IsEmpty());
  Requirement& second = policy.requirements[0].any_of[1];
  second.where.issuer_class.clear();
  EXPECT_THAT(Warnings(policy),
              ElementsAre(HasSubstr("line 20, column 5: requirements[0]"
                                    ".any_of[1].where.issuer: is missing")));
}

TEST(Lint, WarnsWhereEveryRouteIsADegree) {
  RolePolicy policy = TwoRoutes();
  std::vector<Requirement>& routes = policy.requirements[0].any_of;
  routes[0].where.kind = {AchievementKind::kDegree};
  EXPECT_THAT(Warnings(policy), IsEmpty());
  routes[1].where.kind = {AchievementKind::kDegree};
  EXPECT_THAT(Warnings(policy),
              ElementsAre(HasSubstr("requirements[0].any_of: asks for a degree "
                                    "and leaves no other route")));
}

TEST(LintOn, WarnsOfAPolicyThatIsOver) {
  RolePolicy policy = Faultless();
  policy.metadata.effective_until = absl::CivilDay(2027, 4, 1);
  EXPECT_THAT(LintOn(policy, absl::CivilDay(2027, 4, 1)), IsEmpty());
  const auto warnings = LintOn(policy, absl::CivilDay(2027, 4, 2));
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].field, "metadata.effective.until");
}

std::shared_ptr<const Catalogue> CatalogueOf(const std::string& text) {
  std::vector<yaml::Fault> faults;
  auto catalogue = ParseCatalogue(text, &faults);
  EXPECT_TRUE(catalogue.has_value());
  return std::make_shared<const Catalogue>(*std::move(catalogue));
}

CatalogueSet Catalogues() {
  return CatalogueSet(nullptr, CatalogueOf(R"(kind: AchievementCatalogue
achievements:
  - id: zed/sql
    uris: [https://zed.example/sql]
    owner: zed
    kind: microcredential
    assessment: {kind: exam, supervision: supervised}
    skills: [sql]
  - {id: zed/more, uris: [https://zed.example/more], owner: zed}
  - {id: guild/sql, uris: [https://guild.example/sql], owner: guild}
)"),
                      CatalogueOf(R"(kind: SkillMap
skills: [{id: sql, title: SQL}, {id: python, title: Python}]
domains: [{id: data, skills: [sql]}]
)"));
}

std::vector<std::string> WarningsAgainst(const RolePolicy& policy) {
  std::vector<std::string> lines;
  for (const yaml::Fault& warning : LintAgainst(policy, Catalogues())) {
    lines.push_back(ToString(warning));
  }
  return lines;
}

TEST(LintAgainst, WarnsOfNamesThatTheCataloguesDoNotHave) {
  RolePolicy policy = Faultless();
  policy.requirements[0].about_skills = {"sql", "cobol"};
  policy.requirements[0].about_domains = {"data", "law"};
  policy.requirements[0].about_achievements = {"zed/sql", "zed/law"};
  EXPECT_THAT(
      WarningsAgainst(policy),
      ElementsAre("line 8, column 5: requirements[0].about.skills[1]: the "
                  "skill map has no skill cobol",
                  "line 8, column 5: requirements[0].about.domains[1]: the "
                  "skill map has no domain law",
                  "line 8, column 5: requirements[0].about.achievements[1]: "
                  "the catalogue has no achievement zed/law"));
}

TEST(LintAgainst, LooksIntoAlternatives) {
  RolePolicy policy = TwoRoutes();
  policy.requirements[0].any_of[1].about_skills = {"cobol"};
  EXPECT_THAT(WarningsAgainst(policy),
              ElementsAre(HasSubstr("line 20, column 5: requirements[0]"
                                    ".any_of[1].about.skills[0]")));
}

TEST(LintAgainst, WarnsOfSupervisionThatNothingCataloguedShows) {
  RolePolicy policy = Faultless();
  Requirement& requirement = policy.requirements[0];
  requirement.where.assessment.supervision = Supervision::kSupervised;
  EXPECT_THAT(WarningsAgainst(policy), IsEmpty());
  requirement.about_skills.clear();
  requirement.about_domains = {"data"};
  EXPECT_THAT(WarningsAgainst(policy), IsEmpty());
  const auto warned =
      ElementsAre(HasSubstr("where.assessment.supervision: no catalogued"));
  requirement.where.assessment.supervision = Supervision::kSupervisedWithId;
  EXPECT_THAT(WarningsAgainst(policy), warned);
  requirement.where.assessment.supervision = Supervision::kSupervised;
  requirement.where.kind = {AchievementKind::kCertification};
  EXPECT_THAT(WarningsAgainst(policy), warned);
  requirement.where.kind.clear();
  requirement.about_domains.clear();
  requirement.about_skills = {"python"};
  EXPECT_THAT(WarningsAgainst(policy), warned);
}

TEST(LintAgainst, WarnsOfASingleInstitution) {
  RolePolicy policy = Faultless();
  Requirement& requirement = policy.requirements[0];
  requirement.about_skills.clear();
  requirement.about_achievements = {"zed/sql", "zed/more"};
  EXPECT_THAT(WarningsAgainst(policy),
              ElementsAre(HasSubstr("about.achievements: are all awarded by "
                                    "zed: one institution only")));
  requirement.about_achievements.push_back("guild/sql");
  EXPECT_THAT(WarningsAgainst(policy), IsEmpty());
}

TEST(LintAgainst, FindsNothingInTheShippedPolicies) {
  const CatalogueSet shipped(
      nullptr, CatalogueOf(ReadFile("deploy/catalogues/achievements.yaml")),
      CatalogueOf(ReadFile("deploy/catalogues/skills.yaml")));
  for (const char* name :
       {"senior-data-engineer-core", "data-engineer-thread"}) {
    const RolePolicy policy =
        Good(ReadFile(absl::StrCat("deploy/policies/", name, ".yaml")));
    EXPECT_THAT(LintAgainst(policy, shipped), IsEmpty()) << name;
  }
}

}  // namespace
}  // namespace prescreen
