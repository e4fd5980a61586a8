// SPDX-License-Identifier: Apache-2.0
#include "server/claims/results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

StatedResultDescription Description(std::string type) {
  StatedResultDescription description;
  description.id = "urn:description";
  description.result_type = std::move(type);
  return description;
}
StatedResultDescription Range(std::string low, std::string high) {
  StatedResultDescription description = Description("RawScore");
  description.value_min = std::move(low);
  description.value_max = std::move(high);
  return description;
}
StatedResultDescription Letters(std::string required = "") {
  StatedResultDescription description = Description("LetterGrade");
  description.allowed_values = {"D", "C", "B", "A"};
  description.required_value = std::move(required);
  return description;
}
StatedResultDescription Rubric(std::string required = "") {
  StatedResultDescription description = Description("RubricCriterionLevel");
  description.levels = {{"urn:basic", "Basic", "1 star", "1"},
                        {"urn:good", "Good", "2 stars", "2"},
                        {"urn:best", "Best", "", ""}};
  description.required_level = std::move(required);
  return description;
}

StatedResult Value(std::string value) {
  StatedResult result;
  result.value = std::move(value);
  result.result_description = "urn:description";
  result.pointer = "/r";
  return result;
}
StatedResult Level(std::string level) {
  StatedResult result = Value("");
  result.achieved_level = std::move(level);
  return result;
}
StatedResult Status(std::string status) {
  StatedResult result = Value("");
  result.status = std::move(status);
  return result;
}

Claim ReadAll(std::vector<StatedResultDescription> descriptions,
              std::vector<StatedResult> results) {
  StatedSubject subject;
  subject.achievement.emplace();
  subject.achievement->result_descriptions = std::move(descriptions);
  subject.results = std::move(results);
  Claim claim;
  ReadResults(subject, &claim);
  return claim;
}
std::optional<int> PercentOf(StatedResultDescription description,
                             std::string value) {
  return ReadAll({std::move(description)}, {Value(std::move(value))})
      .percent.value;
}
std::optional<bool> PassedOf(StatedResultDescription description,
                             StatedResult result) {
  return ReadAll({std::move(description)}, {std::move(result)}).passed.value;
}

TEST(ResultPercent, OfTypePercent) {
  EXPECT_EQ(PercentOf(Description("Percent"), "92"), 9200);
  EXPECT_EQ(PercentOf(Description("Percent"), "92%"), 9200);
  EXPECT_EQ(PercentOf(Description("Percent"), "92,5"), 9250);
  EXPECT_EQ(PercentOf(Description("Percent"), "92.555"), 9255);
  EXPECT_EQ(PercentOf(Description("Percent"), "100"), 10000);
}

TEST(ResultPercent, OfTypePercentKeepsItsMeaningWithinARange) {
  StatedResultDescription description = Range("50", "100");
  description.result_type = "Percent";
  EXPECT_EQ(PercentOf(description, "75"), 7500);
}

TEST(ResultPercent, AsAPartOfOne) {
  StatedResultDescription description = Range("0", "1.0");
  description.result_type = "Percent";
  EXPECT_EQ(PercentOf(description, "0.92"), 9200);
}

TEST(ResultPercent, OfARange) {
  EXPECT_EQ(PercentOf(Range("0", "200"), "184"), 9200);
  EXPECT_EQ(PercentOf(Range("1", "10"), "8.5"), 8333);
  EXPECT_EQ(PercentOf(Range("0", "200"), "92%"), 9200);
}

TEST(ResultPercent, NotOfOtherValues) {
  EXPECT_EQ(PercentOf(Description("RawScore"), "92"), std::nullopt);
  EXPECT_EQ(PercentOf(Description("RawScore"), "92%"), std::nullopt);
  EXPECT_EQ(PercentOf(Description("Percent"), "A"), std::nullopt);
  EXPECT_EQ(PercentOf(Description("Percent"), "101"), std::nullopt);
  EXPECT_EQ(PercentOf(Description("Percent"), "-1"), std::nullopt);
  EXPECT_EQ(PercentOf(Range("0", ""), "92"), std::nullopt);
  EXPECT_EQ(PercentOf(Range("0", "10"), "92"), std::nullopt);
  EXPECT_EQ(PercentOf(Range("10", "0"), "5"), std::nullopt);
  EXPECT_EQ(PercentOf(Letters(), "A"), std::nullopt);
}

TEST(ResultPercent, LowestOfSeveral) {
  const Claim claim = ReadAll({Description("Percent")},
                              {Value("92"), Value("61"), Value("75")});
  EXPECT_EQ(claim.percent.value, 6100);
  EXPECT_EQ(claim.percent.provenance, Provenance::kStated);
  EXPECT_EQ(claim.percent.source, "/r/value");
}

TEST(ResultLink, ByIdDecodedAndTrimmed) {
  StatedResultDescription other = Description("LetterGrade");
  other.id = "urn:other";
  StatedResult result = Value("92");
  result.result_description = " urn:descripti%6Fn ";
  EXPECT_EQ(ReadAll({other, Description("Percent")}, {result}).percent.value,
            9200);
}

TEST(ResultLink, MissingOneMeansTheOnlyDescription) {
  StatedResult result = Value("92");
  result.result_description.clear();
  StatedResultDescription other = Description("Percent");
  other.id = "urn:other";
  EXPECT_EQ(ReadAll({other}, {result}).percent.value, 9200);
  EXPECT_FALSE(ReadAll({other, other}, {result}).percent.known());
}

TEST(ResultLink, UnknownOneLeavesTheValueUnread) {
  StatedResult result = Value("92");
  result.result_description = "urn:elsewhere";
  EXPECT_FALSE(ReadAll({Description("Percent")}, {result}).percent.known());
}

TEST(ResultPassed, ByTheOrderOfAllowedValues) {
  EXPECT_EQ(PassedOf(Letters("C"), Value("A")), true);
  EXPECT_EQ(PassedOf(Letters("C"), Value("C")), true);
  EXPECT_EQ(PassedOf(Letters("C"), Value(" D ")), false);
  EXPECT_EQ(PassedOf(Letters("C"), Value("E")), std::nullopt);
  EXPECT_EQ(PassedOf(Letters("S"), Value("A")), std::nullopt);
  EXPECT_EQ(PassedOf(Letters(), Value("A")), std::nullopt);
}

TEST(ResultPassed, NumbersOnAScaleMayDescend) {
  StatedResultDescription german = Letters("4.0");
  german.allowed_values = {"5.0", "4.0", "3.0", "2.0", "1.0"};
  EXPECT_EQ(PassedOf(german, Value("1.0")), true);
  EXPECT_EQ(PassedOf(german, Value("5.0")), false);
  EXPECT_EQ(PassedOf(german, Value("1.3")), std::nullopt);
}

TEST(ResultPassed, RepeatedValuesAreNoScale) {
  StatedResultDescription twice = Letters("C");
  twice.allowed_values = {"A", "C", "A"};
  const Claim claim = ReadAll({twice}, {Value("A")});
  EXPECT_FALSE(claim.passed.known());
  EXPECT_THAT(claim.grades, IsEmpty());
}

TEST(ResultPassed, ByRequiredNumber) {
  StatedResultDescription description = Range("1", "10");
  description.required_value = "6";
  EXPECT_EQ(PassedOf(description, Value("6")), true);
  EXPECT_EQ(PassedOf(description, Value("8,5")), true);
  EXPECT_EQ(PassedOf(description, Value("5.99")), false);
  EXPECT_EQ(PassedOf(description, Value("60%")), std::nullopt);
  EXPECT_EQ(PassedOf(description, Value("11")), std::nullopt);
  EXPECT_EQ(PassedOf(description, Value("six")), std::nullopt);
}

TEST(ResultPassed, PercentSignMakesNoDifferenceToPercents) {
  StatedResultDescription description = Description("Percent");
  description.required_value = "60%";
  EXPECT_EQ(PassedOf(description, Value("62")), true);
  EXPECT_EQ(PassedOf(description, Value("59%")), false);
}

TEST(ResultPassed, ByRequiredLevel) {
  EXPECT_EQ(PassedOf(Rubric("urn:good"), Level("urn:best")), true);
  EXPECT_EQ(PassedOf(Rubric("urn:good"), Level("urn:good")), true);
  EXPECT_EQ(PassedOf(Rubric("urn:good"), Level("urn:basic")), false);
  EXPECT_EQ(PassedOf(Rubric("urn:good"), Level("urn:other")), std::nullopt);
  EXPECT_EQ(PassedOf(Rubric(), Level("urn:good")), std::nullopt);
}

TEST(ResultPassed, LevelsWhosePointsDescendAreNotCompared) {
  StatedResultDescription upside_down = Rubric("urn:good");
  upside_down.levels = {{"urn:best", "Best", "3", "3"},
                        {"urn:good", "Good", "2", "2"}};
  EXPECT_EQ(PassedOf(upside_down, Level("urn:best")), std::nullopt);
  EXPECT_EQ(PassedOf(upside_down, Level("urn:good")), true);  // the very one
  EXPECT_THAT(ReadAll({upside_down}, {Level("urn:best")}).grades, IsEmpty());
}

TEST(ResultPassed, LevelOfAnotherDescriptionThanLinked) {
  StatedResultDescription rubric = Rubric("urn:good");
  rubric.id = "urn:rubric";
  const Claim claim = ReadAll({Letters(), rubric}, {Level("urn:basic")});
  EXPECT_EQ(claim.passed.value, false);
  EXPECT_EQ(claim.passed.source, "/r/achievedLevel");
}

TEST(ResultPassed, ByStatus) {
  EXPECT_EQ(PassedOf(Description("Status"), Status("Completed")), true);
  for (const char* status : {"Failed", "Enrolled", "InProgress", "OnHold",
                             "Provisional", "Withdrew"}) {
    EXPECT_EQ(PassedOf(Description("Status"), Status(status)), false);
  }
  EXPECT_EQ(PassedOf(Description("Status"), Status("completed")), std::nullopt);
  EXPECT_EQ(PassedOf(Description("Status"), Status("")), std::nullopt);
}

TEST(ResultPassed, CompletedBelowTheRequirementIsNotPassed) {
  StatedResult result = Value("D");
  result.status = "Completed";
  EXPECT_EQ(PassedOf(Letters("C"), result), false);
}

TEST(ResultPassed, FailedAboveTheRequirementIsNotPassed) {
  StatedResult result = Value("A");
  result.status = "Failed";
  EXPECT_EQ(PassedOf(Letters("C"), result), false);
}

TEST(ResultPassed, AnyThatFallsShortDecides) {
  const Claim claim =
      ReadAll({Letters("C")}, {Value("A"), Value("D"), Status("Completed")});
  EXPECT_EQ(claim.passed.value, false);
  EXPECT_EQ(claim.passed.source, "/r/value");
}

TEST(ResultGrades, OnTheStatedScale) {
  const Claim claim = ReadAll({Letters()}, {Value("B"), Value("E")});
  ASSERT_EQ(claim.grades.size(), 1u);
  EXPECT_EQ(claim.grades[0].value, "B");
  EXPECT_THAT(claim.grades[0].scale, ElementsAre("D", "C", "B", "A"));
  EXPECT_EQ(claim.grades[0].pointer, "/r/value");
}

TEST(ResultGrades, WithoutAScaleDoNotPassTheFirewall) {
  EXPECT_THAT(ReadAll({Description("LetterGrade")}, {Value("A")}).grades,
              IsEmpty());
  EXPECT_THAT(ReadAll({}, {Value("A")}).grades, IsEmpty());
}

TEST(ResultGrades, OfLevelsByLevelOrName) {
  const Claim claim = ReadAll({Rubric()}, {Level("urn:best")});
  ASSERT_EQ(claim.grades.size(), 1u);
  EXPECT_EQ(claim.grades[0].value, "Best");
  EXPECT_THAT(claim.grades[0].scale, ElementsAre("1 star", "2 stars", "Best"));
  EXPECT_EQ(claim.grades[0].pointer, "/r/achievedLevel");
}

TEST(ResultBounds, MoreResultsThanCanBeMeantSayNothing) {
  std::vector<StatedResult> results(kMaxComparedResults, Value("A"));
  EXPECT_EQ(ReadAll({Letters("C")}, results).passed.value, true);
  results.push_back(Value("A"));
  EXPECT_FALSE(ReadAll({Letters("C")}, results).passed.known());
}

TEST(ResultBounds, LongerScalesAreNone) {
  StatedResultDescription description = Letters("0");
  description.allowed_values.clear();
  for (std::size_t i = 0; i <= kMaxScaleValues; ++i) {
    description.allowed_values.push_back(std::to_string(i));
  }
  EXPECT_EQ(PassedOf(description, Value("5")), std::nullopt);
}

TEST(ResultBounds, SubjectWithoutAchievement) {
  StatedSubject subject;
  subject.results = {Status("Completed")};
  Claim claim;
  ReadResults(subject, &claim);
  EXPECT_FALSE(claim.passed.known());
}

}  // namespace
}  // namespace prescreen
