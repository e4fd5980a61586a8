// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/crypto/hash.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/catalogue/catalogue.h"

namespace prescreen {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::vector<std::string> FaultsOf(absl::string_view text) {
  std::vector<yaml::Fault> faults;
  const auto catalogue = ParseCatalogue(text, &faults);
  EXPECT_EQ(catalogue.has_value(), faults.empty());
  std::vector<std::string> lines;
  for (const yaml::Fault& fault : faults) lines.push_back(ToString(fault));
  return lines;
}

Catalogue Good(absl::string_view text) {
  std::vector<yaml::Fault> faults;
  auto catalogue = ParseCatalogue(text, &faults);
  for (const yaml::Fault& fault : faults) ADD_FAILURE() << ToString(fault);
  return catalogue.value_or(Catalogue());
}

TEST(IssuerCatalogue, KeepsEveryField) {
  const Catalogue catalogue = Good(R"(
kind: IssuerCatalogue
issuers:
  - id: northwind
    identifiers: [did:web:northwind.example, https://northwind.example/issuer]
    name: Northwind
    class: industry_leader
    basis: registry
    keys: [{id: "did:web:northwind.example#k1", from: 2024-01-01, until: 2026-12-31}]
    may_issue_for: [helios]
    status_signers: [did:web:status.example]
  - {id: helios, identifiers: did:web:helios.example, name: Helios, class: employer}
)");
  ASSERT_EQ(catalogue.issuers.size(), 2u);
  const IssuerEntry& issuer = catalogue.issuers[0];
  EXPECT_EQ(issuer.issuer_class, IssuerClass::kIndustryLeader);
  EXPECT_EQ(issuer.basis, IssuerBasis::kRegistry);
  ASSERT_EQ(issuer.keys.size(), 1u);
  EXPECT_EQ(issuer.keys[0].until, absl::CivilDay(2026, 12, 31));
  EXPECT_THAT(issuer.may_issue_for, ElementsAre("helios"));
  EXPECT_THAT(issuer.status_signers, ElementsAre("did:web:status.example"));
  EXPECT_EQ(catalogue.issuers[1].basis, IssuerBasis::kTenant);
  EXPECT_EQ(catalogue.entries(), 2);
}

TEST(IssuerCatalogue, HasACanonicalFormWithDefaultsAndWithoutAbsentFields) {
  const Catalogue catalogue = Good(
      "kind: IssuerCatalogue\nissuers:\n  - {name: A, id: a, class: employer, "
      "may_issue_for: [], identifiers: 'did:web:a'}\n");
  EXPECT_EQ(catalogue.canonical_text,
            R"({"issuers":[{"basis":"tenant","class":"employer","id":"a",)"
            R"("identifiers":["did:web:a"],"name":"A"}],)"
            R"("kind":"IssuerCatalogue"})");
  EXPECT_EQ(catalogue.digest,
            std::string(AsBytes(Sha256(catalogue.canonical_text))));
}

TEST(IssuerCatalogue, RefusesWithLineColumnAndField) {
  EXPECT_THAT(FaultsOf(R"(kind: IssuerCatalogue
issuers:
  - id: North Wind
    identifiers: []
    class: leader
    rank: 1
    keys: [{id: k, from: 2024-02-30}]
    may_issue_for: [nobody]
)"),
              UnorderedElementsAre(
                  "line 6, column 5: issuers[0].rank: unknown field",
                  HasSubstr("line 3, column 9: issuers[0].id: must start"),
                  "line 4, column 18: issuers[0].identifiers: must not be "
                  "empty",
                  "line 3, column 5: issuers[0].name: is mandatory",
                  HasSubstr("line 5, column 12: issuers[0].class: must be one "
                            "of: industry_leader"),
                  HasSubstr("issuers[0].keys[0].from: must be a date"),
                  "line 8, column 21: issuers[0].may_issue_for[0]: names an "
                  "issuer that this catalogue does not have"));
}

TEST(IssuerCatalogue, RefusesRepeatedIdsAndIdentifiersOfTwoIssuers) {
  const std::vector<std::string> faults = FaultsOf(R"(kind: IssuerCatalogue
issuers:
  - {id: a, identifiers: ["did:web:a%3Ab"], name: A, class: employer}
  - {id: a, identifiers: ["did:web:a:b "], name: B, class: employer}
)");
  EXPECT_THAT(faults, Contains(HasSubstr("this id is used on line 3")));
  EXPECT_THAT(faults, Contains(HasSubstr("must not hold white space")));
  EXPECT_THAT(FaultsOf(R"(kind: IssuerCatalogue
issuers:
  - {id: a, identifiers: ["did:web:a%3Ab"], name: A, class: employer}
  - {id: b, identifiers: ["did:web:a:b"], name: B, class: employer}
)"),
              ElementsAre("line 4, column 27: issuers[1].identifiers[0]: this "
                          "identifier is used on line 3"));
}

TEST(AchievementCatalogue, KeepsEveryField) {
  const Catalogue catalogue = Good(R"(
kind: AchievementCatalogue
achievements:
  - id: northwind/pro
    uris: [https://northwind.example/a/pro]
    owner: northwind
    kind: certification
    assessment: {kind: exam, supervision: supervised_with_id, individual: true}
    hours: 80
    credits: {value: "7.5", unit: ECTS}
    level: {eqf: 5}
    skills: [cloud]
    version: "3"
    superseded_by: null
)");
  ASSERT_EQ(catalogue.achievements.size(), 1u);
  const AchievementEntry& entry = catalogue.achievements[0];
  EXPECT_EQ(entry.owner, "northwind");
  EXPECT_EQ(entry.kind, AchievementKind::kCertification);
  EXPECT_EQ(entry.assessment, AssessmentKind::kExam);
  EXPECT_EQ(entry.supervision, Supervision::kSupervisedWithId);
  EXPECT_EQ(entry.individual, true);
  EXPECT_EQ(entry.hours, 80);
  EXPECT_EQ(entry.credits_hundredths, 750);
  EXPECT_EQ(entry.credits_unit, "ECTS");
  EXPECT_EQ(entry.eqf, 5);
  EXPECT_EQ(entry.version, "3");
  EXPECT_EQ(entry.superseded_by, "");
  EXPECT_THAT(catalogue.canonical_text, HasSubstr(R"("hours":80)"));
  EXPECT_THAT(catalogue.canonical_text, HasSubstr(R"("value":"7.5")"));
}

TEST(AchievementCatalogue, ReadsCreditsWithoutFloatingPoint) {
  const auto credits = [](absl::string_view value) {
    return absl::StrCat(
        "kind: AchievementCatalogue\nachievements:\n  - {id: a,"
        " uris: [u], credits: {value: '",
        value, "', unit: ECTS}}\n");
  };
  EXPECT_EQ(Good(credits("0")).achievements[0].credits_hundredths, 0);
  EXPECT_EQ(Good(credits("30")).achievements[0].credits_hundredths, 3000);
  EXPECT_EQ(Good(credits("2.05")).achievements[0].credits_hundredths, 205);
  for (const char* bad : {"1,5", "1.", ".5", "1.234", "-1", "1e2", "x",
                          "9999999999", "1.2.3", " 1"}) {
    EXPECT_THAT(FaultsOf(credits(bad)),
                ElementsAre(HasSubstr("at most two decimals")))
        << bad;
  }
}

TEST(AchievementCatalogue, RefusesASuccessorThatIsNotThere) {
  EXPECT_THAT(
      FaultsOf(R"(kind: AchievementCatalogue
achievements:
  - {id: a, uris: [u], superseded_by: b}
  - {id: c, uris: [v, u]}
)"),
      UnorderedElementsAre("line 4, column 23: achievements[1].uris[1]: this "
                           "URI is used on line 3",
                           "line 3, column 39: achievements[0].superseded_by: "
                           "names an achievement that this catalogue does not "
                           "have"));
}

TEST(SkillMap, RefusesDomainsOfSkillsThatAreNotThere) {
  EXPECT_THAT(FaultsOf(R"(kind: SkillMap
skills:
  - {id: sql, title: SQL, same_as: [S, S], broader: [databases]}
domains:
  - {id: data, skills: [sql, python]}
  - {id: data, skills: []}
)"),
              UnorderedElementsAre(
                  HasSubstr("same_as[1]: this name of a skill is used"),
                  HasSubstr("domains[1].id: this id is used on line 5"),
                  HasSubstr("skills[0].broader[0]: names a skill"),
                  HasSubstr("domains[0].skills[1]: names a skill")));
}

TEST(ParseCatalogue, RefusesOtherKindsAndBrokenText) {
  EXPECT_THAT(FaultsOf("kind: RolePolicy"),
              ElementsAre(HasSubstr("kind: must be one of: IssuerCatalogue")));
  EXPECT_THAT(FaultsOf("issuers: []"),
              ElementsAre(HasSubstr("kind: is mandatory")));
  EXPECT_THAT(FaultsOf("[]"), ElementsAre(HasSubstr("must be a map")));
  EXPECT_THAT(FaultsOf("kind: SkillMap\nskills: &a []"),
              ElementsAre(HasSubstr("anchors")));
  EXPECT_THAT(FaultsOf("kind: SkillMap\nskills: sql"),
              ElementsAre(HasSubstr("skills: must be a list")));
  EXPECT_THAT(FaultsOf("kind: SkillMap\nskills: [sql]"),
              ElementsAre(HasSubstr("skills[0]: must be a map")));
}

TEST(ParseCatalogue, TakesTenThousandEntries) {
  std::string text = "kind: IssuerCatalogue\nissuers:\n";
  for (int i = 0; i < 10000; ++i) {
    absl::StrAppend(&text, "  - {id: i", i, ", identifiers: ['did:web:i", i,
                    ".example'], name: Issuer, class: employer}\n");
  }
  EXPECT_EQ(Good(text).entries(), 10000);
}

TEST(ParseCatalogue, TakesTheCataloguesThatAreShipped) {
  for (const char* name : {"issuers", "achievements", "skills"}) {
    std::ifstream file(absl::StrCat(PRESCREEN_SOURCE_DIR, "/deploy/catalogues/",
                                    name, ".yaml"));
    std::ostringstream text;
    text << file.rdbuf();
    EXPECT_THAT(FaultsOf(text.str()), IsEmpty()) << name;
  }
}

}  // namespace
}  // namespace prescreen
