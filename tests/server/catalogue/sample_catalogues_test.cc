// SPDX-License-Identifier: Apache-2.0
// The catalogues of the demo hold what the sample bundles need.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/catalogue/catalogue.h"

namespace prescreen {
namespace {

using ::testing::Contains;
using ::testing::ElementsAreArray;

std::shared_ptr<const Catalogue> Load(const std::string& name) {
  const std::string path =
      absl::StrCat(PRESCREEN_SOURCE_DIR "/deploy/catalogues/", name, ".yaml");
  std::ifstream file(path, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  std::vector<yaml::Fault> faults;
  std::optional<Catalogue> catalogue = ParseCatalogue(text, &faults);
  if (!catalogue.has_value()) {
    ADD_FAILURE() << path << " is no catalogue";
    return nullptr;
  }
  return std::make_shared<const Catalogue>(*std::move(catalogue));
}

CatalogueSet Deployed() {
  return CatalogueSet(Load("issuers"), Load("achievements"), Load("skills"));
}

using Kind = AchievementKind;
using How = AssessmentKind;

struct Expected {
  const char* uri;
  const char* owner;
  Kind kind;
  std::optional<How> assessment;
  std::optional<Supervision> supervision;
  std::optional<bool> individual;
  std::optional<std::int64_t> hours;
  std::optional<std::int64_t> credits_hundredths;
  std::optional<int> eqf;
  std::vector<std::string> skills;
};

constexpr Supervision kWithId = Supervision::kSupervisedWithId;
constexpr Supervision kWatched = Supervision::kSupervised;
constexpr std::nullopt_t kNot = std::nullopt;

std::vector<Expected> Cast() {
  return {
      {"https://northwind.example/achievements/data-engineer-pro",
       "northwind",
       Kind::kCertification,
       How::kExam,
       kWithId,
       true,
       80,
       kNot,
       kNot,
       {"cloud-data-platform", "pipelines"}},
      {"https://northwind.example/achievements/analytics-4",
       "northwind",
       Kind::kCertificate,
       How::kQuiz,
       kNot,
       kNot,
       30,
       kNot,
       kNot,
       {"web-analytics", "marketing-analytics"}},
      {"https://northwind.example/achievements/analytics-3",
       "northwind",
       Kind::kCertificate,
       How::kExam,
       kNot,
       kNot,
       30,
       kNot,
       kNot,
       {"web-analytics"}},
      {"https://helios.example/achievements/cloud-data",
       "helios",
       Kind::kCertification,
       How::kExam,
       kWithId,
       true,
       80,
       kNot,
       kNot,
       {"cloud-data-platform", "streaming"}},
      {"https://zed.example/achievements/advanced-sql",
       "zed",
       Kind::kMicrocredential,
       How::kExam,
       kWithId,
       true,
       125,
       500,
       6,
       {"sql", "data-modelling"}},
      {"https://zed.example/achievements/pipelines-project",
       "zed",
       Kind::kMicrocredential,
       How::kProject,
       kNot,
       true,
       130,
       500,
       6,
       {"pipelines"}},
      {"https://zed.example/achievements/sql-2017",
       "zed",
       Kind::kCertificate,
       How::kExam,
       kWatched,
       kNot,
       kNot,
       kNot,
       kNot,
       {"sql"}},
      {"https://zed.example/achievements/etl-2017",
       "zed",
       Kind::kMicrocredential,
       How::kProject,
       kNot,
       true,
       kNot,
       kNot,
       kNot,
       {"pipelines"}},
      {"https://meridian.example/achievements/bsc-cs",
       "meridian",
       Kind::kDegree,
       kNot,
       kNot,
       kNot,
       kNot,
       18000,
       6,
       {"computing"}},
      {"https://hu.example/achievements/sql",
       "edubadges-hu",
       Kind::kMicrocredential,
       How::kExam,
       kWithId,
       kNot,
       280,
       1000,
       6,
       {"sql", "data-modelling"}},
      {"https://hu.example/achievements/python",
       "edubadges-hu",
       Kind::kMicrocredential,
       How::kPractical,
       kWatched,
       kNot,
       280,
       1000,
       6,
       {"python"}},
      {"https://hu.example/achievements/pipelines",
       "edubadges-hu",
       Kind::kMicrocredential,
       How::kPortfolio,
       kNot,
       true,
       336,
       1200,
       6,
       {"pipelines"}},
      {"https://guild.example/achievements/design-review-lead",
       "guild",
       Kind::kBadge,
       kNot,
       kNot,
       kNot,
       kNot,
       kNot,
       kNot,
       {"leadership"}},
      {"https://guild.example/achievements/storytelling",
       "guild",
       Kind::kBadge,
       kNot,
       kNot,
       kNot,
       kNot,
       kNot,
       kNot,
       {"storytelling"}},
      {"https://adguild.example/achievements/search",
       "adguild",
       Kind::kCertification,
       How::kExam,
       kNot,
       kNot,
       20,
       kNot,
       kNot,
       {"sem"}},
      {"https://opencourses.example/achievements/dashboard",
       "opencourses",
       Kind::kProgram,
       How::kProject,
       kNot,
       true,
       120,
       kNot,
       kNot,
       {"marketing-analytics", "data-visualisation"}},
      {"https://opencourses.example/achievements/dm-strategy-nano",
       "opencourses",
       Kind::kProgram,
       How::kProject,
       kNot,
       true,
       160,
       kNot,
       kNot,
       {"marketing-strategy"}},
      {"https://lms.acme.example/achievements/sql",
       "acme-lms",
       Kind::kCourse,
       How::kPractical,
       kWatched,
       kNot,
       24,
       kNot,
       kNot,
       {"sql"}},
      {"https://lms.acme.example/achievements/pipelines",
       "acme-lms",
       Kind::kCourse,
       How::kProject,
       kNot,
       true,
       40,
       kNot,
       kNot,
       {"pipelines"}},
      {"https://lms.acme.example/achievements/mentoring",
       "acme-lms",
       Kind::kBadge,
       kNot,
       kNot,
       kNot,
       kNot,
       kNot,
       kNot,
       {"leadership"}},
      {"https://skillbarn.example/achievements/attendance",
       "skillbarn",
       Kind::kBadge,
       How::kAttendance,
       kNot,
       kNot,
       1,
       kNot,
       kNot,
       {"sql", "cloud-data-platform", "pipelines"}},
  };
}

TEST(SampleCatalogues, HoldEachAchievementOfTheCast) {
  const CatalogueSet catalogues = Deployed();
  for (const Expected& expected : Cast()) {
    const AchievementEntry* entry = catalogues.FindAchievement(expected.uri);
    ASSERT_NE(entry, nullptr) << expected.uri;
    EXPECT_EQ(entry->owner, expected.owner) << expected.uri;
    EXPECT_EQ(entry->kind, expected.kind) << expected.uri;
    EXPECT_EQ(entry->assessment, expected.assessment) << expected.uri;
    EXPECT_EQ(entry->supervision, expected.supervision) << expected.uri;
    EXPECT_EQ(entry->individual, expected.individual) << expected.uri;
    EXPECT_EQ(entry->hours, expected.hours) << expected.uri;
    EXPECT_EQ(entry->credits_hundredths, expected.credits_hundredths)
        << expected.uri;
    EXPECT_EQ(entry->eqf, expected.eqf) << expected.uri;
    EXPECT_THAT(entry->skills, ElementsAreArray(expected.skills));
  }
  EXPECT_EQ(Load("achievements")->achievements.size(), Cast().size());
}

TEST(SampleCatalogues, LeaveTheNewestCertificationOut) {
  EXPECT_EQ(Deployed().FindAchievement(
                "https://helios.example/achievements/cloud-data-v2"),
            nullptr);
}

TEST(SampleCatalogues, OwnersAndSkillsExist) {
  const CatalogueSet catalogues = Deployed();
  const std::shared_ptr<const Catalogue> achievements = Load("achievements");
  for (const AchievementEntry& entry : achievements->achievements) {
    EXPECT_NE(catalogues.FindIssuerByName(entry.owner), nullptr) << entry.id;
    for (const std::string& skill : entry.skills) {
      EXPECT_TRUE(catalogues.HasSkill(skill)) << entry.id << " " << skill;
    }
  }
}

TEST(SampleCatalogues, ClassesOfTheCast) {
  const CatalogueSet catalogues = Deployed();
  const std::pair<const char*, IssuerClass> kClasses[] = {
      {"did:web:northwind.example", IssuerClass::kIndustryLeader},
      {"did:web:helios.example", IssuerClass::kIndustryLeader},
      {"did:web:zed.example", IssuerClass::kAccreditedUniversity},
      {"did:web:meridian.example", IssuerClass::kAccreditedUniversity},
      {"did:web:hu.example", IssuerClass::kAccreditedUniversity},
      {"did:web:guild.example", IssuerClass::kProfessionalAssociation},
      {"did:web:adguild.example", IssuerClass::kProfessionalAssociation},
      {"did:web:opencourses.example", IssuerClass::kTrainingProvider},
      {"did:web:lms.acme.example", IssuerClass::kEmployer},
      {"did:web:skillbarn.example", IssuerClass::kUnrecognised},
      {"did:web:quickbadge.example", IssuerClass::kUnrecognised}};
  for (const auto& [identifier, issuer_class] : kClasses) {
    const IssuerEntry* entry = catalogues.FindIssuer(identifier);
    ASSERT_NE(entry, nullptr) << identifier;
    EXPECT_EQ(entry->issuer_class, issuer_class) << identifier;
  }
}

TEST(SampleCatalogues, SkillsOfThePolicyLieInTheirDomains) {
  const CatalogueSet catalogues = Deployed();
  EXPECT_THAT(catalogues.SkillDomains("pipelines"),
              Contains("data-engineering"));
  EXPECT_THAT(catalogues.SkillDomains("computing"), Contains("computing"));
  EXPECT_THAT(catalogues.SkillDomains("leadership"), Contains("power-skills"));
  EXPECT_THAT(catalogues.SkillDomains("sem"), Contains("marketing"));
}

}  // namespace
}  // namespace prescreen
