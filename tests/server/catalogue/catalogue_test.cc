// SPDX-License-Identifier: Apache-2.0
#include "server/catalogue/catalogue.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::shared_ptr<const Catalogue> Made(absl::string_view text) {
  std::vector<yaml::Fault> faults;
  auto catalogue = ParseCatalogue(text, &faults);
  EXPECT_TRUE(catalogue.has_value());
  for (const yaml::Fault& fault : faults) ADD_FAILURE() << ToString(fault);
  return std::make_shared<const Catalogue>(*std::move(catalogue));
}

CatalogueSet Sample() {
  return CatalogueSet(Made(R"(
kind: IssuerCatalogue
issuers:
  - id: zed
    identifiers: ["did:web:zed.example:faculty%3Aone", https://zed.example/i]
    name: University of Zed
    class: accredited_university
)"),
                      Made(R"(
kind: AchievementCatalogue
achievements:
  - {id: zed/sql, uris: ["https://zed.example/a/sql"], skills: [sql]}
)"),
                      Made(R"(
kind: SkillMap
skills:
  - {id: sql, title: SQL, same_as: ["https://esco.example/skill/1", S1]}
  - {id: python, title: Python}
domains:
  - {id: data, skills: [sql, python]}
)"));
}

TEST(CatalogueSet, FindsAnIssuerByAnyIdentifier) {
  const CatalogueSet set = Sample();
  ASSERT_NE(set.FindIssuer("https://zed.example/i"), nullptr);
  EXPECT_EQ(set.FindIssuer("https://zed.example/i")->id, "zed");
  EXPECT_EQ(set.FindIssuer("https://zed.example/j"), nullptr);
  EXPECT_EQ(set.FindIssuer("zed"), nullptr);
  EXPECT_EQ(set.FindIssuerByName("zed")->name, "University of Zed");
  EXPECT_EQ(set.FindIssuerByName("https://zed.example/i"), nullptr);
}

TEST(CatalogueSet, ComparesIdentifiersDecodedAndTrimmed) {
  const CatalogueSet set = Sample();
  EXPECT_NE(set.FindIssuer("did:web:zed.example:faculty:one"), nullptr);
  EXPECT_NE(set.FindIssuer("did:web:zed.example:faculty%3aone"), nullptr);
  EXPECT_NE(set.FindIssuer(" https://zed.example/%69\n"), nullptr);
  EXPECT_NE(set.FindAchievement("https://zed.example/a/s%71l "), nullptr);
}

TEST(NormaliseIdentifier, LeavesBrokenEscapesAlone) {
  EXPECT_EQ(NormaliseIdentifier("a%2"), "a%2");
  EXPECT_EQ(NormaliseIdentifier("a%zz%41"), "a%zzA");
  EXPECT_EQ(NormaliseIdentifier("%2541"), "%41");  // once
  EXPECT_EQ(NormaliseIdentifier(""), "");
}

TEST(CatalogueSet, FindsSkillsByNameAndAlias) {
  const CatalogueSet set = Sample();
  EXPECT_EQ(set.FindSkill("sql"), "sql");
  EXPECT_EQ(set.FindSkill("https://esco.example/skill/1"), "sql");
  EXPECT_EQ(set.FindSkill("S1"), "sql");
  EXPECT_EQ(set.FindSkill("s1"), "");
  EXPECT_TRUE(set.HasSkill("python"));
  EXPECT_FALSE(set.HasSkill("S1"));
}

TEST(CatalogueSet, ListsTheSkillsOfADomain) {
  const CatalogueSet set = Sample();
  EXPECT_THAT(set.DomainSkills("data"), ElementsAre("sql", "python"));
  EXPECT_THAT(set.DomainSkills("other"), IsEmpty());
}

TEST(CatalogueSet, ListsTheDomainsOfASkill) {
  Catalogue skills;
  skills.kind = CatalogueKind::kSkills;
  skills.domains = {{"data", {"sql", "python", "sql"}},
                    {"computing", {"python", "sql"}},
                    {"marketing", {"sem"}}};
  const CatalogueSet set(nullptr, nullptr,
                         std::make_shared<const Catalogue>(skills));
  EXPECT_THAT(set.SkillDomains("sql"), ElementsAre("data", "computing"));
  EXPECT_THAT(set.SkillDomains("sem"), ElementsAre("marketing"));
  EXPECT_THAT(set.SkillDomains("other"), IsEmpty());
}

TEST(CatalogueSet, TakesACatalogueThatWasNeverImportedForEmpty) {
  const CatalogueSet set(nullptr, nullptr, nullptr);
  EXPECT_EQ(set.FindIssuer("x"), nullptr);
  EXPECT_EQ(set.FindSkill("sql"), "");
  EXPECT_EQ(set.issuers_digest(), "");
  EXPECT_EQ(set.achievements_digest(), "");
  EXPECT_EQ(set.skills_digest(), "");
}

TEST(CatalogueSet, StaysUsableAsACopy) {
  std::unique_ptr<CatalogueSet> original =
      std::make_unique<CatalogueSet>(Sample());
  const CatalogueSet copy = *original;
  original.reset();
  EXPECT_EQ(copy.FindIssuer("https://zed.example/i")->id, "zed");
  EXPECT_EQ(copy.issuers_digest().size(), 32u);
}

TEST(CatalogueWords, ParseBackToTheirValues) {
  EXPECT_EQ(ParseIssuerClass("denylisted"), IssuerClass::kDenylisted);
  EXPECT_EQ(ParseIssuerBasis("accreditation_vc"),
            IssuerBasis::kAccreditationVc);
  EXPECT_EQ(ParseAchievementKind("employment"), AchievementKind::kEmployment);
  EXPECT_EQ(ParseAssessmentKind("prior_learning"),
            AssessmentKind::kPriorLearning);
  EXPECT_EQ(ParseSupervision("supervised_with_id"),
            Supervision::kSupervisedWithId);
  EXPECT_EQ(ParseIssuerClass("Denylisted"), std::nullopt);
  EXPECT_EQ(ToWord(IssuerClass::kIndustryLeader), "industry_leader");
  EXPECT_EQ(ToWord(Supervision::kUnsupervised), "unsupervised");
  EXPECT_EQ(ToWord(CatalogueKind::kSkills), "skills");
}

}  // namespace
}  // namespace prescreen
