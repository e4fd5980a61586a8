// SPDX-License-Identifier: Apache-2.0
#include "server/claims/vocabulary.h"

#include <gtest/gtest.h>

namespace prescreen {
namespace {

TEST(AssessmentExtension, Words) {
  EXPECT_EQ(KindOfAssessmentExtension("Exam"), AssessmentKind::kExam);
  EXPECT_EQ(KindOfAssessmentExtension("Performance"),
            AssessmentKind::kPractical);
  EXPECT_EQ(KindOfAssessmentExtension("Artifact"), AssessmentKind::kProject);
}

TEST(EdubadgesAssessment, Words) {
  EXPECT_EQ(KindOfEdubadgesAssessment("testing"), AssessmentKind::kExam);
  EXPECT_EQ(KindOfEdubadgesAssessment("application of a skill"),
            AssessmentKind::kPractical);
  EXPECT_EQ(KindOfEdubadgesAssessment(" portfolio\n"),
            AssessmentKind::kPortfolio);
  EXPECT_EQ(KindOfEdubadgesAssessment("recognition of prior learning"),
            AssessmentKind::kPriorLearning);
}

TEST(AssessmentTypes, OfOneVocabularyAreNotOfTheOther) {
  for (const char* word : {"testing", "application of a skill", "portfolio",
                           "recognition of prior learning", "exam", ""}) {
    EXPECT_FALSE(KindOfAssessmentExtension(word).has_value()) << word;
  }
  for (const char* word : {"Exam", "Performance", "Artifact", "Testing", ""}) {
    EXPECT_FALSE(KindOfEdubadgesAssessment(word).has_value()) << word;
  }
}

TEST(TrustedTypes, Words) {
  EXPECT_EQ(KindOfTrustedType("1EdTechTrustEdKnowledgeCredential"),
            AssessmentKind::kExam);
  EXPECT_EQ(KindOfTrustedType("1EdTechTrustEdApplicationCredential"),
            AssessmentKind::kProject);
  EXPECT_FALSE(KindOfTrustedType("1EdTechTrustEdCredential").has_value());
}

struct SupervisionCase {
  const char* word;
  bool identity_checked;
  std::optional<Supervision> supervision;
};

TEST(EdubadgesSupervision, Words) {
  const SupervisionCase cases[] = {
      {"unsupervised with no identity verification", false,
       Supervision::kUnsupervised},
      {"unsupervised with no identity verification", true,
       Supervision::kUnsupervised},
      {"supervised with no identity verification", false,
       Supervision::kSupervised},
      {"supervised with no identity verification", true,
       Supervision::kSupervised},
      {"supervised online", false, Supervision::kSupervised},
      {"supervised online", true, Supervision::kSupervisedWithId},
      {"onsite with identity verification", false,
       Supervision::kSupervisedWithId},
      {"proctored", true, std::nullopt},
      {"", true, std::nullopt}};
  for (const SupervisionCase& c : cases) {
    EXPECT_EQ(SupervisionOfEdubadges(c.word, c.identity_checked), c.supervision)
        << c.word << c.identity_checked;
  }
}

TEST(EqfLevel, DigitOrConcept) {
  EXPECT_EQ(EqfLevel("1"), 1);
  EXPECT_EQ(EqfLevel(" 8 "), 8);
  EXPECT_EQ(EqfLevel("http://data.europa.eu/snb/eqf/6"), 6);
  EXPECT_EQ(EqfLevel("https://data.europa.eu/snb/eqf/7"), 7);
}

TEST(EqfLevel, AnythingElse) {
  for (const char* text :
       {"", "0", "9", "66", "6.0", "-6", "six", "EQF 6", "http://",
        "http://data.europa.eu/snb/eqf/", "http://data.europa.eu/snb/eqf/6/",
        "http://example.org/snb/eqf/6", "http://6",
        "data.europa.eu/snb/eqf/6"}) {
    EXPECT_FALSE(EqfLevel(text).has_value()) << text;
  }
}

TEST(EqfTargetType, Words) {
  EXPECT_TRUE(IsEqfTargetType("ext:EQF"));
  EXPECT_TRUE(IsEqfTargetType("ext:EQFLevel"));
  EXPECT_FALSE(IsEqfTargetType("ext:QualityAssurance"));
  EXPECT_FALSE(IsEqfTargetType(""));
}

}  // namespace
}  // namespace prescreen
