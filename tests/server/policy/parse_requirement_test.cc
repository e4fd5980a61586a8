// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/policy/role_policy.h"
#include "tests/server/policy/policy_texts.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST(ParseRequirement, KeepsEveryCondition) {
  const RolePolicy policy = Good(Plus(R"(    where:
      kind: [badge, license]
      issuer: {class: government}
      assessment:
        kind: [exam, prior_learning]
        supervision: supervised
        individual: true
        assessed_by: {class: [employer, accredited_university]}
      result: {passed: true, min_percent: 62.5, min_level: "B+"}
      recency: {max_age: P2Y}
      validity: {min_remaining: P30D}
      evidence: {min_items: 2}
      level: {min_eqf: 6}
)"));
  const PolicyWhere& where = policy.requirements.at(0).where;
  EXPECT_THAT(
      where.assessment.kind,
      ElementsAre(AssessmentKind::kExam, AssessmentKind::kPriorLearning));
  EXPECT_EQ(where.assessment.supervision, Supervision::kSupervised);
  EXPECT_TRUE(where.assessment.individual);
  EXPECT_THAT(
      where.assessment.assessor_class,
      ElementsAre(IssuerClass::kEmployer, IssuerClass::kAccreditedUniversity));
  EXPECT_TRUE(where.passed);
  EXPECT_EQ(where.min_percent->basis_points, 6250);
  EXPECT_EQ(where.min_level, "B+");
  EXPECT_EQ(where.max_age->months, 24);
  EXPECT_EQ(where.min_remaining->days, 30);
  EXPECT_EQ(where.min_evidence, 2);
  EXPECT_EQ(where.min_eqf, 6);
  EXPECT_THAT(
      policy.canonical_text,
      HasSubstr(
          R"("where":{"assessment":{"assessed_by":{"class":["employer",)"
          R"("accredited_university"]},"individual":true,)"
          R"("kind":["exam","prior_learning"],"supervision":"supervised"},)"
          R"("evidence":{"min_items":2},"issuer":{"class":["government"]},)"
          R"("kind":["badge","license"],"level":{"min_eqf":6},)"
          R"("recency":{"max_age":"P2Y"},"result":{"min_level":"B+",)"
          R"("min_percent":"62.5","passed":true},)"
          R"("validity":{"min_remaining":"P30D"}}})"));
}

TEST(ParseRequirement, RefusesConditionsThatAreNone) {
  EXPECT_THAT(
      FaultsOf(Plus(R"(    where:
      assessment: {kind: [essay], supervision: strict, individual: false, assessed_by: {}, by: x}
      result: {passed: false, min_percent: 101, min_level: "", grade: A}
      recency: {max_age: P3X}
      validity: {}
      evidence: {min_items: -1}
      level: {min_eqf: 9}
)")),
      UnorderedElementsAre(
          HasSubstr("where.assessment.kind[0]: must be one of: attendance"),
          HasSubstr("where.assessment.supervision: must be one of: "
                    "unsupervised, unsupervised_with_id, supervised, "
                    "supervised_with_id"),
          HasSubstr("where.assessment.individual: must be one of: true"),
          HasSubstr("where.assessment.assessed_by.class: is mandatory"),
          HasSubstr("where.assessment.by: unknown field"),
          HasSubstr("where.result.passed: must be one of: true"),
          HasSubstr("where.result.min_percent: must be a number from 0 to 100"),
          HasSubstr("where.result.min_level: has no value"),
          HasSubstr("where.result.grade: unknown field"),
          HasSubstr("where.recency.max_age: must be a calendar duration"),
          HasSubstr("where.validity.min_remaining: is mandatory"),
          HasSubstr("where.evidence.min_items: must be a whole number from 0"),
          HasSubstr("where.level.min_eqf: must be a whole number from 1")));
  for (const char* percent :
       {"62,5", "62%", "62.555", "1e1", "-5", ".5", "5."}) {
    EXPECT_THAT(
        FaultsOf(Plus(absl::StrCat("    where: {result: {min_percent: \"",
                                   percent, "\"}}\n"))),
        ElementsAre(HasSubstr("at most two decimals")))
        << percent;
  }
}

TEST(ParseRequirement, LeavesConditionsOutOfTheDigestThatSayNothing) {
  EXPECT_EQ(Good(Plus("    where: {assessment: {}, result: {}, evidence: "
                      "{min_items: 0}}\n"))
                .digest,
            Good(kShort).digest);
}

TEST(ParseRequirement, ReadsEveryWayToSayWhatARequirementIsAbout) {
  const RolePolicy policy =
      Good(With("{skills: [sql]}",
                "{domains: data, achievements: [northwind/pro, zed/sql]}"));
  const Requirement& requirement = policy.requirements.at(0);
  EXPECT_THAT(requirement.about_skills, IsEmpty());
  EXPECT_THAT(requirement.about_domains, ElementsAre("data"));
  EXPECT_THAT(requirement.about_achievements,
              ElementsAre("northwind/pro", "zed/sql"));
  EXPECT_THAT(policy.canonical_text,
              HasSubstr(R"("about":{"achievements":["northwind/pro",)"
                        R"("zed/sql"],"domains":["data"]},)"));
  EXPECT_THAT(FaultsOf(With("{skills: [sql]}", "{}")),
              ElementsAre(HasSubstr("about: must name skills, domains or "
                                    "achievements")));
  EXPECT_THAT(FaultsOf(With("{skills: [sql]}", "{domains: [a, a]}")),
              ElementsAre(HasSubstr("about.domains[1]: is listed twice")));
  EXPECT_THAT(FaultsOf(With("{skills: [sql]}", "{topics: [a], skills: [a/b]}")),
              UnorderedElementsAre(HasSubstr("about.topics: unknown field"),
                                   HasSubstr("about.skills[0]: must start")));
}

constexpr char kAlternatives[] = R"(any_of:
      - id: sql.exam
        about: {skills: [sql]}
        need: {at_least: 2}
      - id: sql.other
        title: Other routes
        any_of:
          - {id: sql.other.one, about: {domains: [data]}, when_unknown: unmet}
          - {id: sql.other.two, about: {achievements: [zed/sql]}, where: {level: {min_eqf: 6}}})";

TEST(ParseRequirement, ReadsAlternatives) {
  const RolePolicy policy = Good(With("about: {skills: [sql]}", kAlternatives));
  const Requirement& whole = policy.requirements.at(0);
  ASSERT_EQ(whole.any_of.size(), 2u);
  EXPECT_EQ(whole.any_of[0].id, "sql.exam");
  EXPECT_EQ(whole.any_of[0].line, 11);
  EXPECT_EQ(whole.any_of[0].tier, v1::CRITICAL);
  EXPECT_EQ(whole.any_of[1].title, "Other routes");
  ASSERT_EQ(whole.any_of[1].any_of.size(), 2u);
  EXPECT_EQ(whole.any_of[1].any_of[0].when_unknown, WhenUnknown::kUnmet);
  EXPECT_EQ(whole.any_of[1].any_of[1].where.min_eqf, 6);
  EXPECT_THAT(
      policy.canonical_text,
      HasSubstr(
          R"("requirements":[{"any_of":[{"about":{"skills":["sql"]},)"
          R"("id":"sql.exam","need":{"at_least":2,)"
          R"("distinct_by":["issuer","achievement"]},)"
          R"("when_unknown":"review"},{"any_of":[{"about":{)"
          R"("domains":["data"]},"id":"sql.other.one","need":{"at_least":1,)"
          R"("distinct_by":["issuer","achievement"]},)"
          R"("when_unknown":"unmet"},)"));
  EXPECT_THAT(policy.canonical_text,
              HasSubstr(R"("id":"sql","tier":"critical",)"
                        R"("when_unknown":"review"}]})"));
}

TEST(ParseRequirement, GivesAlternativesTheTierOfTheWhole) {
  const RolePolicy policy =
      Good(With("critical\n    about: {skills: [sql]}",
                "growth\n    any_of: [{id: a, when_unknown: met, about: "
                "{skills: [a]}}]"));
  const Requirement& route = policy.requirements.at(0).any_of.at(0);
  EXPECT_EQ(route.tier, v1::GROWTH);
  EXPECT_EQ(route.when_unknown, WhenUnknown::kMet);
}

TEST(ParseRequirement, RefusesAlternativesThatDoNotStandTogether) {
  const auto faults = [](absl::string_view any_of) {
    return FaultsOf(With("about: {skills: [sql]}", any_of));
  };
  EXPECT_THAT(faults("any_of: []"),
              ElementsAre(HasSubstr("any_of: must hold at least one")));
  EXPECT_THAT(faults("any_of: {x: 1}"),
              ElementsAre(HasSubstr("any_of: must be a list")));
  EXPECT_THAT(faults("any_of: [{about: {skills: [a]}}]"),
              ElementsAre(HasSubstr("any_of[0].id: is mandatory")));
  EXPECT_THAT(faults("any_of: [{id: a}]"),
              ElementsAre(HasSubstr("any_of[0].about: is mandatory")));
  EXPECT_THAT(faults("any_of: [{id: sql, about: {skills: [a]}}]"),
              ElementsAre(HasSubstr("this id is used on line 8")));
  EXPECT_THAT(
      faults("any_of: [{id: a, tier: growth, about: {skills: [a]}}]"),
      ElementsAre(HasSubstr("tier: belongs to a top-level requirement only")));
  EXPECT_THAT(
      faults("any_of: [{id: a, when_unknown: met, about: {skills: [a]}}]"),
      ElementsAre(HasSubstr("`met` is not allowed for a critical")));
  EXPECT_THAT(faults("any_of: [{id: a, about: {skills: [a]}, credits: {}}]"),
              ElementsAre(HasSubstr("any_of[0].credits: not supported")));
  EXPECT_THAT(faults("about: {skills: [b]}\n    need: {}\n    where: {}\n    "
                     "any_of: [{id: a, about: {skills: [a]}}]"),
              ElementsAre(HasSubstr("about: does not go with `any_of`"),
                          HasSubstr("need: does not go with `any_of`"),
                          HasSubstr("where: does not go with `any_of`")));
}

// Requirements inside each other, `levels` deep.
std::string Nested(int levels) {
  std::string text = "about: {skills: [a]}";
  for (int i = levels; i > 0; --i) {
    text = absl::StrCat("any_of: [{id: r", i, ", ", text, "}]");
  }
  return With("about: {skills: [sql]}", text);
}

TEST(ParseRequirement, BoundsHowDeepAlternativesNest) {
  EXPECT_THAT(FaultsOf(Nested(4)), IsEmpty());
  EXPECT_THAT(FaultsOf(Nested(5)),
              ElementsAre(HasSubstr("is nested more than 4 levels")));
}

TEST(ParseRequirement, CountsAlternativesAsRequirements) {
  std::string many = "any_of:";
  for (int i = 0; i < 199; ++i) {
    absl::StrAppend(&many, "\n      - {id: r", i, ", about: {skills: [a]}}");
  }
  EXPECT_THAT(FaultsOf(With("about: {skills: [sql]}", many)), IsEmpty());
  many.append("\n      - {id: last, about: {skills: [a]}}");
  EXPECT_THAT(FaultsOf(With("about: {skills: [sql]}", many)),
              ElementsAre(HasSubstr("more than 200 requirements")));
}

}  // namespace
}  // namespace prescreen
