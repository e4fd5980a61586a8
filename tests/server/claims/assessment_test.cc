// SPDX-License-Identifier: Apache-2.0
#include "server/claims/assessment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Assessment : public testing::Test {
 protected:
  void Describe(const std::string& word, std::optional<bool> group = {}) {
    StatedResultDescription description;
    if (!word.empty()) description.assessment_types = {{word, "/extension"}};
    description.group_evaluation = group;
    description.pointer = "/d";
    achievement_.result_descriptions.push_back(description);
  }
  Claim Read(const AchievementEntry* entry = nullptr) {
    Claim claim;
    ReadAssessment(content_, achievement_, entry, &claim);
    ReadLevel(achievement_, entry, &claim);
    return claim;
  }
  Claim ReadWithCatalogue() { return Read(&entry_); }

  CredentialContent content_;
  StatedAchievement achievement_;
  AchievementEntry entry_;
};

TEST_F(Assessment, NothingStatedIsUnknown) {
  const Claim claim = ReadWithCatalogue();
  EXPECT_FALSE(claim.assessment.known());
  EXPECT_FALSE(claim.supervision.known());
  EXPECT_FALSE(claim.individual.known());
  EXPECT_FALSE(claim.eqf.known());
  EXPECT_THAT(claim.information, IsEmpty());
}

TEST_F(Assessment, AllVocabulariesAreUnited) {
  Describe("Exam");
  Describe("Artifact");
  achievement_.assessment_types = {{"testing", "/e/0"}, {"portfolio", "/e/1"}};
  content_.types = {{"VerifiableCredential", "/type/0"},
                    {"1EdTechTrustEdApplicationCredential", "/type/1"}};
  const Claim claim = Read();
  ASSERT_TRUE(claim.assessment.known());
  EXPECT_THAT(*claim.assessment.value,
              ElementsAre(AssessmentKind::kExam, AssessmentKind::kProject,
                          AssessmentKind::kPortfolio));
  EXPECT_EQ(claim.assessment.provenance, Provenance::kStated);
  EXPECT_EQ(claim.assessment.source, "/extension");
}

TEST_F(Assessment, SameNameInTheOtherPlaceMeansNothing) {
  Describe("portfolio");
  achievement_.assessment_types = {{"Exam", "/e"}};
  EXPECT_FALSE(Read().assessment.known());
}

TEST_F(Assessment, TrustedTypeAlone) {
  content_.types = {{"1EdTechTrustEdKnowledgeCredential", "/vc/type/2"}};
  const Claim claim = Read();
  EXPECT_THAT(*claim.assessment.value, ElementsAre(AssessmentKind::kExam));
  EXPECT_EQ(claim.assessment.source, "/vc/type/2");
}

TEST_F(Assessment, CatalogueCompletes) {
  entry_.id = "zed/sql";
  entry_.assessment = AssessmentKind::kQuiz;
  entry_.supervision = Supervision::kSupervised;
  entry_.individual = true;
  entry_.eqf = 6;
  const Claim claim = ReadWithCatalogue();
  EXPECT_THAT(*claim.assessment.value, ElementsAre(AssessmentKind::kQuiz));
  EXPECT_EQ(claim.assessment.provenance, Provenance::kCatalogue);
  EXPECT_EQ(claim.assessment.source, "zed/sql");
  EXPECT_EQ(claim.supervision.value, Supervision::kSupervised);
  EXPECT_EQ(claim.individual.value, true);
  EXPECT_EQ(claim.eqf.value, 6);
  EXPECT_EQ(claim.eqf.provenance, Provenance::kCatalogue);
  EXPECT_THAT(claim.information, IsEmpty());
}

TEST_F(Assessment, StatedWinsAndEachDifferenceIsTold) {
  entry_.assessment = AssessmentKind::kExam;
  Describe("Artifact");
  Claim claim = ReadWithCatalogue();
  EXPECT_THAT(*claim.assessment.value, ElementsAre(AssessmentKind::kProject));
  EXPECT_THAT(claim.information, ElementsAre(v1::CATALOGUE_DIFFERS));

  entry_ = {};
  entry_.supervision = Supervision::kSupervisedWithId;
  achievement_.supervision_types = {{"supervised online", "/s"}};
  claim = ReadWithCatalogue();
  EXPECT_EQ(claim.supervision.value, Supervision::kSupervised);
  EXPECT_EQ(claim.supervision.source, "/s");
  EXPECT_THAT(claim.information, ElementsAre(v1::CATALOGUE_DIFFERS));

  entry_ = {};
  entry_.individual = true;
  Describe("", true);
  claim = ReadWithCatalogue();
  EXPECT_EQ(claim.individual.value, false);
  EXPECT_THAT(claim.information, ElementsAre(v1::CATALOGUE_DIFFERS));

  entry_ = {};
  entry_.eqf = 6;
  achievement_.eqf_levels = {{"5", "/l"}};
  claim = ReadWithCatalogue();
  EXPECT_EQ(claim.eqf.value, 5);
  EXPECT_THAT(claim.information, ElementsAre(v1::CATALOGUE_DIFFERS));
}

TEST_F(Assessment, OneOfSeveralStatedKindsIsNoDifference) {
  entry_.assessment = AssessmentKind::kExam;
  Describe("Exam");
  Describe("Artifact");
  EXPECT_THAT(ReadWithCatalogue().information, IsEmpty());
}

TEST_F(Assessment, IdentityCheckedOnline) {
  achievement_.supervision_types = {{"supervised online", "/s"}};
  achievement_.identity_checked = true;
  EXPECT_EQ(Read().supervision.value, Supervision::kSupervisedWithId);
}

TEST_F(Assessment, IdentityCheckedAloneSaysNothingOfSupervision) {
  achievement_.identity_checked = true;
  EXPECT_FALSE(Read().supervision.known());
}

TEST_F(Assessment, SupervisionsThatDifferAreUnknown) {
  achievement_.supervision_types = {
      {"supervised online", "/s/0"},
      {"unsupervised with no identity verification", "/s/1"},
      {"supervised online", "/s/2"}};
  EXPECT_FALSE(Read().supervision.known());
}

TEST_F(Assessment, GroupAndIndividual) {
  Describe("Artifact", false);
  Claim claim = Read();
  EXPECT_EQ(claim.individual.value, true);
  EXPECT_EQ(claim.individual.source, "/d/hasGroupEvaluation");
  Describe("Artifact", false);
  EXPECT_EQ(Read().individual.value, true);
  Describe("Exam", true);
  EXPECT_FALSE(Read().individual.known());
  Describe("Exam", false);
  EXPECT_FALSE(Read().individual.known());
}

TEST_F(Assessment, GroupProject) {
  Describe("Artifact", true);
  EXPECT_EQ(Read().individual.value, false);
}

TEST_F(Assessment, CertificateOfCompletionMeansAttendance) {
  achievement_.achievement_type = "CertificateOfCompletion";
  const Claim claim = Read();
  EXPECT_THAT(*claim.assessment.value,
              ElementsAre(AssessmentKind::kAttendance));
  EXPECT_EQ(claim.assessment.provenance, Provenance::kDerived);
}

TEST_F(Assessment, DerivedGivesWayToStatedAndCatalogued) {
  achievement_.achievement_type = "CertificateOfCompletion";
  entry_.assessment = AssessmentKind::kQuiz;
  Claim claim = ReadWithCatalogue();
  EXPECT_THAT(*claim.assessment.value, ElementsAre(AssessmentKind::kQuiz));
  EXPECT_THAT(claim.information, IsEmpty());
  Describe("Exam");
  EXPECT_THAT(*Read().assessment.value, ElementsAre(AssessmentKind::kExam));
}

StatedAlignment Alignment(std::string type, std::string code, std::string url) {
  return {std::move(url), std::move(code), std::move(type), "/a"};
}

TEST_F(Assessment, LevelByAlignment) {
  achievement_.alignments = {
      Alignment("ext:QualityAssurance", "2", "https://qa.example"),
      Alignment("ext:EQF", "4", "https://levels.example")};
  const Claim claim = Read();
  EXPECT_EQ(claim.eqf.value, 4);
  EXPECT_EQ(claim.eqf.source, "/a");
}

TEST_F(Assessment, LevelByConcept) {
  achievement_.alignments = {
      Alignment("CFItem", "", "http://data.europa.eu/snb/eqf/7")};
  EXPECT_EQ(Read().eqf.value, 7);
}

TEST_F(Assessment, LevelsThatDifferLeaveItToTheCatalogue) {
  achievement_.eqf_levels = {{"6", "/l"}};
  achievement_.alignments = {Alignment("ext:EQF", "5", "https://x.example")};
  EXPECT_FALSE(Read().eqf.known());
  entry_.eqf = 6;
  EXPECT_EQ(ReadWithCatalogue().eqf.value, 6);
}

TEST_F(Assessment, AlignmentsToLevelsAreNoSkills) {
  EXPECT_TRUE(IsLevel(Alignment("ext:EQF", "4", "https://levels.example")));
  EXPECT_TRUE(IsLevel(Alignment("", "", "http://data.europa.eu/snb/eqf/4")));
  EXPECT_FALSE(IsLevel(Alignment("CFItem", "4", "https://skills.example/4")));
}

}  // namespace
}  // namespace prescreen
