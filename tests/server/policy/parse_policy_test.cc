// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/policy/role_policy.h"
#include "tests/server/policy/policy_texts.h"

namespace prescreen {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

TEST(ParseRolePolicy, FillsInTheDefaults) {
  const RolePolicy policy = Good(kShort);
  EXPECT_EQ(policy.metadata.id, "engineer");
  EXPECT_EQ(policy.metadata.effective_until, absl::CivilDay(2027, 4, 1));
  EXPECT_FALSE(policy.metadata.effective_from.has_value());
  EXPECT_EQ(policy.metadata.purpose, Purpose::kHiring);
  EXPECT_EQ(policy.accept.proof, PolicyAccept::Proof::kCryptographic);
  EXPECT_THAT(policy.accept.not_issuer_class,
              ElementsAre(IssuerClass::kDenylisted));
  ASSERT_EQ(policy.requirements.size(), 1u);
  EXPECT_EQ(policy.requirements[0].need_at_least, 1);
  EXPECT_EQ(policy.requirements[0].when_unknown, WhenUnknown::kReview);
  EXPECT_EQ(policy.requirements[0].line, 8);
  EXPECT_EQ(policy.decision.growth_at_least, 0);
  EXPECT_FALSE(policy.uses.issuers.has_value());
}

TEST(ParseRolePolicy, WritesEveryDefaultIntoTheCanonicalText) {
  EXPECT_EQ(
      Good(kShort).canonical_text,
      R"({"accept":{"authorised_issuer":true,"binding":"identifier_match",)"
      R"("completed":true,"expired":"exclude","max_alignments":12,)"
      R"("not_issuer_class":["denylisted"],"proof":"cryptographic",)"
      R"("status":"not_revoked","unchecked":"review",)"
      R"("unrecognised_issuer":"exclude"},"apiVersion":"prescreen/v1",)"
      R"("decision":{"automation":{"not_met":"human","pass":"automatic"},)"
      R"("flags_to_review":["TAMPERED","ISSUER_NOT_AUTHORISED"],)"
      R"("near_miss":{"critical_unmet_at_most":0},)"
      R"("pass":{"critical":"all","growth_at_least":0}},"kind":"RolePolicy",)"
      R"("metadata":{"effective":{"until":"2027-04-01"},"id":"engineer",)"
      R"("purpose":"hiring","title":"Engineer"},"requirements":[)"
      R"({"about":{"skills":["sql"]},"id":"sql","need":{"at_least":1,)"
      R"("distinct_by":["issuer","achievement"]},"tier":"critical",)"
      R"("when_unknown":"review"}]})");
}

TEST(ParseRolePolicy, GivesTheSameDigestHoweverDefaultsAreWritten) {
  const std::string spelled_out = Plus(R"(    when_unknown: "review"
    need: {distinct_by: [issuer, achievement], at_least: 1}
    where: {issuer: {}}
uses: {}
accept: {proof: cryptographic, max_alignments: 12}
decision: {pass: {critical: all}}
)");
  EXPECT_EQ(Good(spelled_out).digest, Good(kShort).digest);
  EXPECT_EQ(Good(With("[sql]", "sql")).digest, Good(kShort).digest);
  EXPECT_NE(Good(With("[sql]", "[python]")).digest, Good(kShort).digest);
}

TEST(ParseRolePolicy, KeepsEveryField) {
  const RolePolicy policy = Good(R"(apiVersion: prescreen/v1
kind: RolePolicy
metadata:
  id: engineer
  title: Engineer
  owner: hiring@employer.example
  effective: {from: 2026-10-01, until: 2027-04-01}
  purpose: internal
  jurisdictions: [NO, US-NY-NYC]
  occupation: {onet_soc: "15-1243.00", isco08: 2521}
uses: {issuers: issuers@3, skills: skills@12}
accept:
  proof: any
  binding: holder_proof
  status: any
  expired: allow
  completed: false
  authorised_issuer: false
  not_issuer_class: []
  unrecognised_issuer: review
  unchecked: exclude
  max_alignments: 3
requirements:
  - id: sql.one
    tier: growth
    title: SQL
    why: Because
    candidate_text: Show it
    when_unknown: unmet
    about: {skills: [sql, python]}
    need: {at_least: 2, distinct_by: issuer}
    where:
      kind: degree
      issuer: {class: [employer, government], basis: registry}
      recency: {max_age: P18M}
decision:
  pass: {critical: all, growth_at_least: 1}
  near_miss: {critical_unmet_at_most: 2}
  flags_to_review: [UNKNOWN_KEY]
  automation: {pass: human, not_met: human}
)");
  EXPECT_EQ(policy.metadata.purpose, Purpose::kInternal);
  EXPECT_THAT(policy.metadata.jurisdictions, ElementsAre("NO", "US-NY-NYC"));
  EXPECT_EQ(policy.metadata.isco08, "2521");
  EXPECT_EQ(policy.uses.issuers, 3);
  EXPECT_EQ(policy.uses.skills, 12);
  EXPECT_FALSE(policy.uses.achievements.has_value());
  EXPECT_EQ(policy.accept.binding, PolicyAccept::Binding::kHolderProof);
  EXPECT_TRUE(policy.accept.any_status && policy.accept.allow_expired);
  EXPECT_FALSE(policy.accept.completed || policy.accept.authorised_issuer);
  EXPECT_THAT(policy.accept.not_issuer_class, IsEmpty());
  EXPECT_TRUE(policy.accept.review_unrecognised_issuer);
  EXPECT_TRUE(policy.accept.exclude_unchecked);
  EXPECT_EQ(policy.accept.max_alignments, 3);
  const Requirement& requirement = policy.requirements.at(0);
  EXPECT_EQ(requirement.tier, v1::GROWTH);
  EXPECT_EQ(requirement.when_unknown, WhenUnknown::kUnmet);
  EXPECT_EQ(requirement.distinct_by, DistinctBy::kIssuer);
  EXPECT_THAT(requirement.where.kind, ElementsAre(AchievementKind::kDegree));
  EXPECT_THAT(requirement.where.issuer_basis,
              ElementsAre(IssuerBasis::kRegistry));
  EXPECT_EQ(requirement.where.max_age->months, 18);
  EXPECT_EQ(policy.decision.critical_unmet_at_most, 2);
  EXPECT_THAT(policy.decision.flags_to_review, ElementsAre(v1::UNKNOWN_KEY));
  EXPECT_FALSE(policy.decision.pass_automatic);
  EXPECT_THAT(policy.canonical_text, HasSubstr(R"("kind":["degree"])"));
  EXPECT_THAT(policy.canonical_text,
              HasSubstr(R"("occupation":{"isco08":"2521",)"));
}

TEST(ParseRolePolicy, NamesLaterVocabularyApartFromUnknownFields) {
  EXPECT_THAT(FaultsOf(Plus("    pathway: {stages: []}\n    path: x\n")),
              ElementsAre("line 11, column 5: requirements[0].pathway: not "
                          "supported by this version",
                          "line 12, column 5: requirements[0].path: unknown "
                          "field"));
}

TEST(ParseRolePolicy, NamesEveryFieldOfTheLaterVocabulary) {
  for (const char* name :
       {"credits", "all_of", "at_least", "pathway", "t_shape"}) {
    EXPECT_THAT(
        FaultsOf(Plus(absl::StrCat("    ", name, ": {x: 1}\n"))),
        ElementsAre(absl::StrCat("line 11, column 5: requirements[0].", name,
                                 ": not supported by this version")));
  }
  for (const char* name : {"effort", "endorsement", "achievement"}) {
    EXPECT_THAT(
        FaultsOf(Plus(absl::StrCat("    where: {", name, ": {}}\n"))),
        ElementsAre(absl::StrCat("line 11, column 13: requirements[0]"
                                 ".where.",
                                 name, ": not supported by this version")));
  }
}

TEST(ParseRolePolicy, FindsEveryUnsupportedPlaceOfTheSeniorDataEngineer) {
  EXPECT_THAT(
      FaultsOf(ReadFile("deploy/policies/senior-data-engineer.yaml")),
      ElementsAre(
          "line 78, column 9: requirements[3].any_of[1].credits: not supported "
          "by this version",
          "line 94, column 5: requirements[4].pathway: not supported by this "
          "version",
          "line 100, column 112: "
          "requirements[4].pathway.stages[2].where.effort: "
          "not supported by this version",
          "line 116, column 13: requirements[6].where.endorsement: not "
          "supported by this version",
          "line 123, column 5: requirements[7].t_shape: not supported by this "
          "version"));
}

TEST(ParseRolePolicy, RefusesWhatTheServerSets) {
  for (const char* name : {"state", "version", "approvers"}) {
    EXPECT_THAT(FaultsOf(Plus(absl::StrCat(name, ": x\n"))),
                ElementsAre(HasSubstr("is set by the server")));
    EXPECT_THAT(
        FaultsOf(With("title: Engineer",
                      absl::StrCat("title: E\n  ", name, ": ACTIVE"))),
        ElementsAre(absl::StrCat("line 6, column 3: metadata.", name,
                                 ": is set by the server from the caller's "
                                 "identity and cannot be part of the text")));
  }
}

TEST(ParseRolePolicy, CollectsEveryFault) {
  EXPECT_THAT(FaultsOf(R"(apiVersion: prescreen/v2
kind: Policy
metadata:
  id: Engineer
  effective: {from: 2027-04-02, until: 2027-04-01}
  jurisdictions: []
uses: {issuers: issuers, skills: skills@0}
accept: {proof: strong, completed: yes, max_alignments: 012}
requirements:
  - {id: a, about: {skills: []}}
  - {id: a, tier: vital, about: {skills: [sql, sql]}, need: {at_least: 0}}
  - {tier: growth, where: {kind: [], issuer: {class: [vip]}, recency: {}}}
decision: {pass: {critical: most}, near_miss: 1, flags_to_review: [REVOKED]}
)"),
              UnorderedElementsAre(
                  HasSubstr("apiVersion: must be one of: prescreen/v1"),
                  HasSubstr("kind: must be one of: RolePolicy"),
                  HasSubstr("metadata.id: must start with"),
                  HasSubstr("metadata.title: is mandatory"),
                  HasSubstr("metadata.effective.until: lies before"),
                  HasSubstr("metadata.jurisdictions: is an empty list"),
                  HasSubstr("uses.issuers: must be a snapshot"),
                  HasSubstr("uses.skills: must be a snapshot"),
                  HasSubstr("accept.proof: must be one of: cryptographic, "
                            "hosted, any"),
                  HasSubstr("accept.completed: must be true or false"),
                  HasSubstr("accept.max_alignments: must be a whole number"),
                  HasSubstr("requirements[0].tier: is mandatory"),
                  HasSubstr("requirements[0].about.skills: is an empty list"),
                  HasSubstr("requirements[1].id: this id is used on line 10"),
                  HasSubstr("requirements[1].tier: must be one of"),
                  HasSubstr("requirements[1].about.skills[1]: is listed twice"),
                  HasSubstr("requirements[1].need.at_least: must be a whole"),
                  HasSubstr("requirements[2].id: is mandatory"),
                  HasSubstr("requirements[2].about: is mandatory"),
                  HasSubstr("requirements[2].where.kind: is an empty list"),
                  HasSubstr("requirements[2].where.issuer.class[0]: must be"),
                  HasSubstr("requirements[2].where.recency.max_age: is "
                            "mandatory"),
                  HasSubstr("decision.pass.critical: must be one of: all"),
                  HasSubstr("decision.near_miss: must be a map"),
                  HasSubstr("decision.flags_to_review[0]: must be one of: "
                            "TAMPERED")));
}

TEST(ParseRolePolicy, DemandsTheLastDayOfItsEffect) {
  EXPECT_THAT(FaultsOf(With("{until: 2027-04-01}", "{from: 2026-10-01}")),
              ElementsAre(HasSubstr("metadata.effective.until: is mandatory")));
  EXPECT_THAT(FaultsOf(With("2027-04-01", "2027-02-29")),
              ElementsAre(HasSubstr("must be a date")));
  EXPECT_THAT(FaultsOf(With("2027-04-01", "27-04-01")),
              ElementsAre(HasSubstr("must be a date")));
}

TEST(ParseRolePolicy, RefusesFieldsWithoutAValue) {
  EXPECT_THAT(FaultsOf(Plus("    why:\n")),
              ElementsAre(HasSubstr("requirements[0].why: has no value")));
  EXPECT_THAT(FaultsOf(Plus("    where:\n")),
              ElementsAre(HasSubstr("where: must be a map")));
  EXPECT_THAT(FaultsOf(Plus("    where: {kind: ~}\n")),
              ElementsAre(HasSubstr("kind: must be a list")));
}

TEST(ParseRolePolicy, NeverLetsAMachineDecline) {
  EXPECT_THAT(FaultsOf(Plus("decision: {automation: {not_met: automatic}}\n")),
              ElementsAre(HasSubstr("not_met: must be one of: human")));
}

TEST(ParseRolePolicy, RefusesWhenUnknownMetForACriticalRequirement) {
  EXPECT_THAT(FaultsOf(Plus("    when_unknown: met\n")),
              ElementsAre(HasSubstr("not allowed for a critical")));
  EXPECT_THAT(FaultsOf(With("critical", "growth\n    when_unknown: met")),
              IsEmpty());
}

TEST(ParseRolePolicy, RefusesTooManyRequirementsAndTooLongATextPlainly) {
  std::string many = kShort;
  for (int i = 0; i < 200; ++i) {
    absl::StrAppend(&many, "  - {id: r", i,
                    ", tier: growth, about: {skills: [a]}}\n");
  }
  EXPECT_THAT(FaultsOf(many),
              ElementsAre(HasSubstr("more than 200 requirements")));
  EXPECT_THAT(FaultsOf(Plus(std::string(256 << 10, '#'))),
              ElementsAre("longer than 262144 bytes"));
  EXPECT_THAT(FaultsOf(With("Engineer", std::string(600, 'x'))),
              Contains(HasSubstr("is longer than 512 bytes")));
  EXPECT_THAT(FaultsOf("[]"), ElementsAre(HasSubstr("must be a map")));
}

TEST(ParseRolePolicy, RefusesEmptyRequirements) {
  EXPECT_THAT(
      FaultsOf("apiVersion: prescreen/v1\nkind: RolePolicy\nmetadata: {id: a, "
               "title: A, effective: {until: 2027-01-01}}\nrequirements: []\n"),
      ElementsAre(HasSubstr("at least one requirement")));
}

TEST(GoldenPolicy, KeepsItsCanonicalTextAndDigestForEver) {
  const RolePolicy policy =
      Good(ReadFile("tests/testdata/golden/policy/demo-policy.yaml"));
  EXPECT_EQ(
      policy.canonical_text,
      ReadFile("tests/testdata/golden/policy/demo-policy.canonical.json"));
  EXPECT_EQ(absl::StrCat(HexEncode(policy.digest), "\n"),
            ReadFile("tests/testdata/golden/policy/demo-policy.digest"));
}

TEST(ShippedPolicy, SeniorDataEngineerCoreIsFaultless) {
  const ParsedPolicy parsed = ParseRolePolicy(
      ReadFile("deploy/policies/senior-data-engineer-core.yaml"));
  ASSERT_TRUE(parsed.policy.has_value());
  EXPECT_EQ(parsed.policy->requirements.size(), 6u);
  ASSERT_EQ(parsed.warnings.size(), 1u);
  EXPECT_THAT(ToString(parsed.warnings[0]),
              HasSubstr("where.recency: on degrees is a proxy for age"));
}

TEST(GoldenPolicy, IsThePolicyThatIsShipped) {
  EXPECT_EQ(ReadFile("tests/testdata/golden/policy/demo-policy.yaml"),
            ReadFile("deploy/policies/data-engineer-thread.yaml"));
}

}  // namespace
}  // namespace prescreen
