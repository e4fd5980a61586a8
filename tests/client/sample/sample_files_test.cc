// SPDX-License-Identifier: Apache-2.0
#include "client/sample/sample_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/sample/deploy_texts.h"
#include "tests/client/sample/sample_reader.h"

namespace prescreen::sample {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

std::map<std::string, std::string> Files(absl::CivilDay as_of = kStoryDay) {
  std::map<std::string, std::string> contents;
  SampleOptions options;
  options.as_of = as_of;
  const auto files = MakeSampleFiles(options);
  EXPECT_TRUE(files.ok()) << files.status();
  if (!files.ok()) return contents;
  for (const SampleFile& file : *files) contents[file.path] = file.content;
  return contents;
}

// What ECDSA does not make another each time.
std::string WithoutSignature(const std::string& path,
                             const std::string& content) {
  if (absl::EndsWith(path, ".jwt")) {
    return content.substr(0, content.rfind('.'));
  }
  if (!absl::EndsWith(path, ".json")) return content;
  json::Value credential = *json::Parse(content);
  credential.Erase("proof");
  return json::Serialize(credential);
}

TEST(SampleFiles, SameDayGivesTheSameContent) {
  const auto first = Files(absl::CivilDay(2027, 3, 1));
  const auto second = Files(absl::CivilDay(2027, 3, 1));
  ASSERT_EQ(first.size(), second.size());
  for (const auto& [path, content] : first) {
    EXPECT_EQ(WithoutSignature(path, content),
              WithoutSignature(path, second.at(path)))
        << path;
  }
}

TEST(SampleFiles, AnotherDayGivesOtherDates) {
  const auto story = Files();
  const auto later = Files(kStoryDay + 1);
  ASSERT_EQ(story.size(), later.size());
  for (const auto& [path, content] : story) {
    if (absl::StrContains(path, "/") || path == "policy.yaml") {
      EXPECT_NE(WithoutSignature(path, content),
                WithoutSignature(path, later.at(path)))
          << path;
    }
  }
}

TEST(SampleFiles, CatalogueKnowsEveryIssuerAchievementAndSkill) {
  const auto files = Files();
  for (const auto& [path, content] : files) {
    if (!absl::StartsWith(path, "b0")) continue;
    const json::Value credential = CredentialOf({path, content});
    const json::Value& achievement =
        *credential.Find("credentialSubject")->Find("achievement");
    EXPECT_THAT(
        files.at("issuers.yaml"),
        HasSubstr(std::string(credential.Find("issuer")->FindString("id"))));
    EXPECT_THAT(files.at("achievements.yaml"),
                HasSubstr(std::string(achievement.FindString("id"))));
    for (const json::Value& alignment :
         achievement.Find("alignment")->items()) {
      if (alignment.FindString("targetType") == "ext:EQF") continue;
      EXPECT_THAT(files.at("skills.yaml"),
                  HasSubstr(absl::StrCat(
                      "\"", alignment.FindString("targetUrl"), "\"")));
    }
  }
}

TEST(SampleFiles, PolicyIsTheDeployedOneOnTheDayOfTheStory) {
  EXPECT_EQ(Files().at("policy.yaml"), DeployedPolicy());
}

TEST(SampleFiles, ReadmeNamesFoldersAddressesAndPolicy) {
  const auto files = Files();
  const std::string& readme = files.at("README.txt");
  for (const SampleCandidate& candidate : SampleCandidates()) {
    EXPECT_THAT(readme, ContainsRegex(absl::StrCat(candidate.folder, "/ +",
                                                   candidate.email, " +",
                                                   candidate.outcome, " ")));
  }
  EXPECT_THAT(files.at("policy.yaml"),
              HasSubstr("\n  id: senior-data-engineer-core\n"));
  EXPECT_THAT(readme, HasSubstr("--policy senior-data-engineer-core "));
}

TEST(AddIssuerKeys, OthersOfTheCatalogueStayAsTheyAre) {
  EXPECT_EQ(*AddIssuerKeys("  - id: helios\n    identifiers: [x]\n"),
            "  - id: helios\n    identifiers: [x]\n");
}

TEST(AddIssuerKeys, DidComesFirstAndPinnedKeyBelow) {
  const std::string text = *AddIssuerKeys(
      "  - id: northwind\n    identifiers: [x]\n"
      "  - id: meridian\n    identifiers: [did:web:meridian.example]\n");
  EXPECT_THAT(text, HasSubstr("identifiers: [\"did:key:z6Mk"));
  EXPECT_THAT(text,
              HasSubstr("    identifiers: [did:web:meridian.example]\n"
                        "    keys:\n"
                        "      - {id: \"did:web:meridian.example#key-1\", "
                        "public_key_multibase: z82L"));
}

TEST(ShiftEffectiveDates, MovesOnlyTheEffectiveDates) {
  EXPECT_EQ(ShiftEffectiveDates("metadata:\n"
                                "  effective: {from: 2026-10-01, until: "
                                "2027-02-28}  # yearly\n"
                                "  why: since 2020-01-01\n",
                                1),
            "metadata:\n"
            "  effective: {from: 2026-10-02, until: 2027-03-01}  # yearly\n"
            "  why: since 2020-01-01\n");
  EXPECT_EQ(ShiftEffectiveDates("  effective:\n    from: 2026-10-01\n", -1),
            "  effective:\n    from: 2026-09-30\n");
}

}  // namespace
}  // namespace prescreen::sample
