// SPDX-License-Identifier: Apache-2.0
#include "client/sample/cast.h"

#include "absl/strings/str_cat.h"

namespace prescreen::sample {
namespace {

constexpr SampleIssuer kIssuers[] = {
    {"northwind", "Northwind", "https://northwind.example"},
    {"zed", "University of Zed", "https://zed.example"},
    {"skillbarn", "SkillBarn", "https://skillbarn.example"},
};

const SampleAchievement kAchievements[] = {
    {"northwind/data-engineer-pro",
     "Data Engineer Professional",
     "Certification",
     "Runs production data services on a cloud data platform.",
     "Pass the supervised examination with identity check.",
     0,
     {"cloud-data-platform", "pipelines"},
     "3"},
    {"zed/advanced-sql",
     "Advanced SQL",
     "MicroCredential",
     "Designs and reviews relational schemas and queries.",
     "Pass the supervised written examination with at least 60 percent.",
     5,
     {"sql", "data-modelling"},
     "1"},
    {"zed/pipelines-project",
     "Data Pipelines Project",
     "MicroCredential",
     "Builds and documents a data pipeline alone.",
     "Deliver a working pipeline in a repository and defend it.",
     5,
     {"pipelines"},
     "1"},
};

constexpr SampleSkill kSkills[] = {
    {"sql", "SQL"},
    {"data-modelling", "Data modelling"},
    {"pipelines", "Data pipelines"},
    {"data-architecture", "Data architecture"},
    {"cloud-data-platform", "Cloud data platforms"},
    {"streaming", "Stream processing"},
    {"python", "Python"},
    {"computing", "Computing"},
    {"software", "Software development"},
    {"security-eng", "Security engineering"},
    {"ml-pipelines", "Data for machine learning"},
    {"communication", "Communication"},
    {"problem-solving", "Problem solving"},
    {"leadership", "Leadership"},
    {"storytelling", "Storytelling"},
    {"product", "Product management"},
};

}  // namespace

absl::Span<const SampleSkill> SampleSkills() { return kSkills; }

const SampleIssuer* FindSampleIssuer(absl::string_view id) {
  for (const SampleIssuer& issuer : kIssuers) {
    if (issuer.id == id) return &issuer;
  }
  return nullptr;
}

const SampleAchievement* FindSampleAchievement(absl::string_view id) {
  for (const SampleAchievement& achievement : kAchievements) {
    if (achievement.id == id) return &achievement;
  }
  return nullptr;
}

absl::string_view OwnerOf(absl::string_view achievement_id) {
  return achievement_id.substr(0, achievement_id.find('/'));
}

std::string AchievementUri(absl::string_view achievement_id) {
  const absl::string_view owner = OwnerOf(achievement_id);
  return absl::StrCat("https://", owner, ".example/achievements",
                      achievement_id.substr(owner.size()));
}

std::string SkillUri(absl::string_view skill_id) {
  return absl::StrCat("https://skills.example/", skill_id);
}

absl::string_view SkillTitle(absl::string_view skill_id) {
  for (const SampleSkill& skill : kSkills) {
    if (skill.id == skill_id) return skill.title;
  }
  return "";
}

}  // namespace prescreen::sample
