// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/verify/credential_content.h"
#include "tests/support/credential_builder.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A badge with every member that is read.
constexpr absl::string_view kFullBadge = R"({
  "@context": ["https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
  "id": "urn:badge",
  "type": ["VerifiableCredential", "OpenBadgeCredential"],
  "issuer": {"id": "did:example:issuer", "type": ["Profile"]},
  "validFrom": "2026-03-02T00:00:00Z",
  "validUntil": "2028-03-02T00:00:00Z",
  "awardedDate": "2026-03-01T12:00:00Z",
  "credentialStatus": [
    {"id": "https://l.example/1#7", "type": "BitstringStatusListEntry",
     "statusPurpose": "revocation", "statusListIndex": "7", "statusSize": 2,
     "statusListCredential": "https://l.example/1"},
    {"id": "https://l.example/r", "type": "1EdTechRevocationList"}],
  "evidence": [
    {"type": ["Evidence"], "id": "https://work.example/1"},
    {"type": ["Evidence"]},
    {"type": "Evidence", "narrative": "Built it."}],
  "credentialSubject": {
    "id": "did:example:ada",
    "type": ["AchievementSubject"],
    "activityEndDate": "2026-02-01T00:00:00Z",
    "source": {"id": "https://assessor.example", "type": ["Profile"]},
    "evidence": {"type": ["Evidence"], "id": "https://work.example/2"},
    "identifier": [{"type": "IdentityObject", "hashed": false, "salt": "s",
      "identityType": "emailAddress", "identityHash": "ada@example.org"}],
    "achievement": {
      "id": "urn:achievement",
      "type": ["Achievement"],
      "achievementType": "Course",
      "name": "Pipelines",
      "version": "2",
      "creator": {"id": "did:example:creator", "type": ["Profile"]},
      "assessmentType": ["testing", "portfolio"],
      "supervisionType": "supervised online",
      "identityChecked": true,
      "eqfLevel": 6,
      "alignment": [{"type": ["Alignment"], "targetName": "EQF level 4",
        "targetUrl": "https://levels.example", "targetCode": "4",
        "targetType": "ext:EQF"}],
      "resultDescription": [{
        "id": "urn:grade",
        "type": ["ResultDescription", "AssessmentResultDescription"],
        "name": "Grade",
        "resultType": "LetterGrade",
        "allowedValue": ["D", "C", "B", "A"],
        "requiredValue": "C",
        "valueMin": "0",
        "valueMax": "10",
        "assessmentType": "Artifact",
        "hasGroupEvaluation": false,
        "requiredLevel": "urn:level:2",
        "alignment": [{"targetName": "x", "targetUrl": "urn:skill"}],
        "rubricCriterionLevel": [
          {"id": "urn:level:1", "type": ["RubricCriterionLevel"],
           "name": "Basic", "level": "1", "points": "2"},
          {"id": "urn:level:2", "name": "Mastered", "level": "2"}]
      }]
    },
    "result": [{"type": ["Result"], "status": "Completed", "value": "B",
      "achievedLevel": "urn:level:2", "resultDescription": "urn:grade"}]
  }
})";

struct Reading {
  CredentialContent content;
  std::vector<std::string> faults;  // pointers
};

Reading Read(const json::Value& credential, const Place& place = Place()) {
  Reading reading;
  std::vector<Finding> faults;
  reading.content = ReadContent(credential, place, &faults);
  for (const Finding& fault : faults) {
    EXPECT_EQ(fault.code, v1::SCHEMA_INVALID);
    reading.faults.push_back(fault.pointer);
  }
  return reading;
}

TestToken FullBadge() {
  TestToken token;
  token.payload = ParseJsonForTest(kFullBadge);
  return token;
}
Reading ReadWith(absl::string_view pointer, absl::string_view value) {
  TestToken token = FullBadge();
  token.Set(pointer, ParseJsonForTest(value));
  return Read(token.payload);
}

TEST(ReadContent, FullBadgeHasNoFault) {
  EXPECT_THAT(Read(FullBadge().payload).faults, IsEmpty());
}

TEST(ReadContent, Achievement) {
  const CredentialContent content = Read(FullBadge().payload).content;
  ASSERT_EQ(content.subjects.size(), 1u);
  ASSERT_TRUE(content.subjects[0].achievement.has_value());
  const StatedAchievement& achievement = *content.subjects[0].achievement;
  EXPECT_EQ(achievement.achievement_type, "Course");
  EXPECT_EQ(achievement.version, "2");
  EXPECT_EQ(achievement.creator, "did:example:creator");
  ASSERT_EQ(achievement.assessment_types.size(), 2u);
  EXPECT_EQ(achievement.assessment_types[1].text, "portfolio");
  EXPECT_EQ(achievement.assessment_types[1].pointer,
            "/credentialSubject/achievement/assessmentType/1");
  ASSERT_EQ(achievement.supervision_types.size(), 1u);
  EXPECT_EQ(achievement.supervision_types[0].pointer,
            "/credentialSubject/achievement/supervisionType");
  EXPECT_EQ(achievement.identity_checked, true);
  ASSERT_EQ(achievement.eqf_levels.size(), 1u);
  EXPECT_EQ(achievement.eqf_levels[0].text, "6");
  ASSERT_EQ(achievement.alignments.size(), 2u);
  EXPECT_EQ(achievement.alignments[0].target_type, "ext:EQF");
}

TEST(ReadContent, ResultDescription) {
  const CredentialContent content = Read(FullBadge().payload).content;
  const StatedResultDescription& description =
      content.subjects[0].achievement->result_descriptions.at(0);
  EXPECT_EQ(description.id, "urn:grade");
  EXPECT_EQ(description.result_type, "LetterGrade");
  EXPECT_THAT(description.allowed_values, ElementsAre("D", "C", "B", "A"));
  EXPECT_EQ(description.required_value, "C");
  EXPECT_EQ(description.value_min, "0");
  EXPECT_EQ(description.value_max, "10");
  EXPECT_EQ(description.required_level, "urn:level:2");
  ASSERT_EQ(description.levels.size(), 2u);
  EXPECT_EQ(description.levels[0].points, "2");
  EXPECT_EQ(description.levels[1].name, "Mastered");
  ASSERT_EQ(description.assessment_types.size(), 1u);
  EXPECT_EQ(description.assessment_types[0].pointer,
            "/credentialSubject/achievement/resultDescription/0/"
            "assessmentType");
  EXPECT_EQ(description.group_evaluation, false);
}

TEST(ReadContent, SubjectAndResult) {
  const CredentialContent content = Read(FullBadge().payload).content;
  const StatedSubject& subject = content.subjects[0];
  EXPECT_EQ(subject.source, "https://assessor.example");
  ASSERT_EQ(subject.results.size(), 1u);
  EXPECT_EQ(subject.results[0].value, "B");
  EXPECT_EQ(subject.results[0].achieved_level, "urn:level:2");
  EXPECT_EQ(subject.results[0].result_description, "urn:grade");
  EXPECT_EQ(subject.results[0].pointer, "/credentialSubject/result/0");
}

TEST(ReadContent, EvidenceThatSaysMoreThanItsType) {
  const CredentialContent content = Read(FullBadge().payload).content;
  EXPECT_THAT(content.evidence, ElementsAre("/evidence/0", "/evidence/2"));
  EXPECT_THAT(content.subjects[0].evidence,
              ElementsAre("/credentialSubject/evidence"));
}

TEST(ReadContent, EvidenceAsOneObjectOrNone) {
  EXPECT_THAT(
      ReadWith("/evidence", R"({"type": "E", "id": "urn:e"})").content.evidence,
      ElementsAre("/evidence"));
  const Reading none = ReadWith("/evidence", "[]");
  EXPECT_THAT(none.content.evidence, IsEmpty());
  EXPECT_THAT(none.faults, IsEmpty());
}

TEST(ReadContent, EvidenceWithoutTypeIsAFault) {
  const Reading reading = ReadWith("/evidence", R"([{"id": "urn:e"}, "x"])");
  EXPECT_THAT(reading.content.evidence, ElementsAre("/evidence/0"));
  EXPECT_THAT(reading.faults, ElementsAre("/evidence/0/type", "/evidence/1"));
}

TEST(ReadContent, StatusEntries) {
  const CredentialContent content = Read(FullBadge().payload).content;
  EXPECT_TRUE(content.has_status);
  ASSERT_EQ(content.statuses.size(), 2u);
  EXPECT_EQ(content.statuses[0].type, "BitstringStatusListEntry");
  EXPECT_EQ(content.statuses[0].purpose, "revocation");
  EXPECT_EQ(content.statuses[0].list, "https://l.example/1");
  EXPECT_EQ(content.statuses[0].index, "7");
  EXPECT_EQ(content.statuses[0].size, "2");
  EXPECT_EQ(content.statuses[0].pointer, "/credentialStatus/0");
  EXPECT_EQ(content.statuses[1].type, "1EdTechRevocationList");
}

TEST(ReadContent, StatusIndexAsNumber) {
  const Reading reading = ReadWith("/credentialStatus/0/statusListIndex", "94");
  EXPECT_EQ(reading.content.statuses[0].index, "94");
  EXPECT_THAT(reading.faults, IsEmpty());
}

TEST(ReadContent, StatusAsOneObjectOrNone) {
  const Reading one = ReadWith("/credentialStatus", R"({"type": ["A", "B"]})");
  ASSERT_EQ(one.content.statuses.size(), 1u);
  EXPECT_EQ(one.content.statuses[0].type, "A");
  EXPECT_EQ(one.content.statuses[0].pointer, "/credentialStatus");
  const Reading none = ReadWith("/credentialStatus", "[]");
  EXPECT_FALSE(none.content.has_status);
  EXPECT_THAT(none.faults, IsEmpty());
}

TEST(ReadContent, UnreadableStatusIsStillAStatus) {
  const Reading reading = ReadWith("/credentialStatus", R"("https://x")");
  EXPECT_TRUE(reading.content.has_status);
  EXPECT_THAT(reading.content.statuses, IsEmpty());
  EXPECT_THAT(reading.faults, ElementsAre("/credentialStatus"));
}

TEST(ReadContent, BitstringEntryMustBeWhole) {
  for (const char* member :
       {"statusPurpose", "statusListIndex", "statusListCredential"}) {
    TestToken token = FullBadge();
    const std::string pointer = absl::StrCat("/credentialStatus/0/", member);
    token.Remove(pointer);
    EXPECT_THAT(Read(token.payload).faults, ElementsAre(pointer));
    EXPECT_THAT(ReadWith(pointer, "true").faults, ElementsAre(pointer));
  }
  EXPECT_THAT(ReadWith("/credentialStatus/0/id", R"("not a URL")").faults,
              ElementsAre("/credentialStatus/0/id"));
}

TEST(ReadContent, MembersOfOtherStatusTypesAreFree) {
  EXPECT_THAT(ReadWith("/credentialStatus/1/statusListIndex", "[1]").faults,
              IsEmpty());
}

TEST(ReadContent, SingleWordsForLists) {
  const Reading reading = ReadWith(
      "/credentialSubject/achievement/resultDescription/0/"
      "allowedValue",
      R"("Pass")");
  EXPECT_THAT(reading.faults, IsEmpty());
  EXPECT_THAT(reading.content.subjects[0]
                  .achievement->result_descriptions[0]
                  .allowed_values,
              ElementsAre("Pass"));
  EXPECT_THAT(ReadWith("/issuer", R"("did:example:x")").content.issuer_id,
              "did:example:x");
  EXPECT_THAT(
      ReadWith("/credentialSubject/source", R"("did:example:y")").faults,
      IsEmpty());
}

TEST(ReadContent, EmptyScaleIsNone) {
  EXPECT_THAT(ReadWith("/credentialSubject/achievement/resultDescription/0/"
                       "allowedValue",
                       "[]")
                  .faults,
              IsEmpty());
}

TEST(ReadContent, MistypedMembersOfTheSpecificationAreFaults) {
  const std::string description =
      "/credentialSubject/achievement/resultDescription/0";
  for (const std::string& pointer :
       {description + "/allowedValue", description + "/requiredValue",
        description + "/valueMin", description + "/resultType",
        description + "/rubricCriterionLevel",
        description + "/rubricCriterionLevel/0/points",
        std::string("/credentialSubject/result/0/value"),
        std::string("/credentialSubject/result/0/achievedLevel"),
        std::string("/credentialSubject/source")}) {
    EXPECT_THAT(ReadWith(pointer, "92").faults, ElementsAre(pointer));
  }
}

TEST(ReadContent, MistypedMembersOfExtensionsAreLeftOut) {
  const std::string achievement = "/credentialSubject/achievement";
  for (const std::string& pointer :
       {achievement + "/assessmentType", achievement + "/supervisionType",
        achievement + "/identityChecked", achievement + "/eqfLevel",
        achievement + "/resultDescription/0/assessmentType",
        achievement + "/resultDescription/0/hasGroupEvaluation"}) {
    for (const char* value : {"null", "{}", "[1, {}]", "3.5"}) {
      EXPECT_THAT(ReadWith(pointer, value).faults, IsEmpty()) << pointer;
    }
  }
}

TEST(ReadContent, NameInSeveralLanguages) {
  const Reading reading = ReadWith("/credentialSubject/achievement/name",
                                   R"({"en": "SQL", "de": "SQL"})");
  EXPECT_THAT(reading.faults, IsEmpty());
  EXPECT_EQ(reading.content.subjects[0].achievement->name, "");
}

TEST(ReadContent, EqfLevelAsTextOrConcept) {
  const std::string pointer = "/credentialSubject/achievement/eqfLevel";
  EXPECT_EQ(ReadWith(pointer, R"("7")")
                .content.subjects[0]
                .achievement->eqf_levels.at(0)
                .text,
            "7");
  EXPECT_EQ(ReadWith(pointer, R"({"id": "http://data.europa.eu/snb/eqf/5"})")
                .content.subjects[0]
                .achievement->eqf_levels.at(0)
                .text,
            "http://data.europa.eu/snb/eqf/5");
}

TEST(ReadContent, PointersBelowAnotherPlace) {
  const Place root;
  const Reading reading = Read(FullBadge().payload, Place(root, "vc"));
  const CredentialContent& content = reading.content;
  EXPECT_EQ(content.pointer, "/vc");
  EXPECT_EQ(content.valid_from_pointer, "/vc/validFrom");
  EXPECT_EQ(content.types.at(1).pointer, "/vc/type/1");
  EXPECT_THAT(content.evidence,
              ElementsAre("/vc/evidence/0", "/vc/evidence/2"));
  EXPECT_EQ(content.statuses.at(0).pointer, "/vc/credentialStatus/0");
  EXPECT_EQ(content.subjects.at(0).achievement->eqf_levels.at(0).pointer,
            "/vc/credentialSubject/achievement/eqfLevel");
}

TEST(ReadContent, DatesOfTheEarlierModel) {
  TestToken token = FullBadge();
  token.Set("/@context",
            ParseJsonForTest(R"(["https://www.w3.org/2018/credentials/v1"])"));
  token.Remove("/validFrom");
  token.Remove("/validUntil");
  token.Remove("/id");
  token.Remove("/issuer");
  token.Set("/issuanceDate", "2026-03-02T00:00:00Z");
  token.Set("/expirationDate", "2028-03-02T00:00:00Z");
  const Reading reading = Read(token.payload);
  EXPECT_THAT(reading.faults, IsEmpty());
  EXPECT_EQ(reading.content.valid_from, absl::FromUnixSeconds(1772409600));
  EXPECT_EQ(reading.content.valid_from_pointer, "/issuanceDate");
  EXPECT_EQ(reading.content.valid_until, absl::FromUnixSeconds(1835568000));
}

TEST(ReadContent, LaterDatesMeanNothingInTheEarlierModel) {
  TestToken token = FullBadge();
  token.Set("/@context", "https://www.w3.org/2018/credentials/v1");
  EXPECT_FALSE(Read(token.payload).content.valid_from.has_value());
}

TEST(ReadContent, OtherCredentialsAreReadLeniently) {
  TestToken token = FullBadge();
  token.Set("/type", ParseJsonForTest(R"(["VerifiableCredential", "Other"])"));
  token.Set("/credentialSubject/result", "spring");
  token.Set("/credentialSubject/achievement/resultDescription", "x");
  token.Set("/credentialSubject/source", json::Value::Int(1));
  EXPECT_THAT(Read(token.payload).faults, IsEmpty());
}

// Every place in a value, the value itself first.
void CollectPointers(const json::Value& value, const std::string& pointer,
                     std::vector<std::string>* pointers) {
  if (!pointer.empty()) pointers->push_back(pointer);
  for (const json::Member& member : value.members()) {
    CollectPointers(member.value, absl::StrCat(pointer, "/", member.name),
                    pointers);
  }
  for (std::size_t i = 0; i < value.items().size(); ++i) {
    CollectPointers(value.items()[i], absl::StrCat(pointer, "/", i), pointers);
  }
}

class Mutated : public testing::TestWithParam<const char*> {};

// Two members at a time, so that readers of pairs (result and description) see
// both of them odd.
TEST_P(Mutated, AnyTwoMembersAreReadOrFaulted) {
  const json::Value full = ParseJsonForTest(kFullBadge);
  const json::Value replacement = ParseJsonForTest(GetParam());
  std::vector<std::string> pointers;
  CollectPointers(full, "", &pointers);
  ASSERT_GT(pointers.size(), 90u);
  for (std::size_t i = 0; i < pointers.size(); ++i) {
    json::Value mutated = full;
    *FindAt(&mutated, pointers[i]) = replacement;
    json::Value* other =
        FindAt(&mutated, pointers[(i * 37 + 11) % pointers.size()]);
    if (other != nullptr) *other = replacement;
    const Reading reading = Read(mutated);
    for (const std::string& fault : reading.faults) {
      EXPECT_TRUE(absl::StartsWith(fault, "/")) << fault;
    }
    EXPECT_LE(reading.content.subjects.size(), 1u);
  }
}

INSTANTIATE_TEST_SUITE_P(EachType, Mutated,
                         testing::Values("null", "true", "7", "-1.5e300",
                                         "\"\"", "\"text\"", "\"urn:grade\"",
                                         "[]", "[[]]", "[null]", "[\"B\"]",
                                         "{}", "{\"id\": 3}"));

}  // namespace
}  // namespace prescreen
