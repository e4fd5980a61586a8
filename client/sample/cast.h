// SPDX-License-Identifier: Apache-2.0
// What the samples' credentials say: fictional issuers, achievements, skills.
// How a server should see them stands in deploy/catalogues, under the same ids.
// Constants: thread-safe.
#ifndef PRESCREEN_CLIENT_SAMPLE_CAST_H_
#define PRESCREEN_CLIENT_SAMPLE_CAST_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace prescreen::sample {

struct SampleIssuer {
  const char* id;
  const char* name;
  const char* url;
};

struct SampleAchievement {
  const char* id;  // starts with the issuer's id and a slash
  const char* name;
  const char* type;  // Open Badges 3.0 achievementType
  const char* description;
  const char* criteria;
  int ects;  // 0: none
  std::vector<const char*> skills;
  const char* version;
};

struct SampleSkill {
  const char* id;
  const char* title;
};

absl::Span<const SampleSkill> SampleSkills();

// nullptr: no such id.
const SampleIssuer* FindSampleIssuer(absl::string_view id);
const SampleAchievement* FindSampleAchievement(absl::string_view id);

// `northwind/data-engineer-pro` → `northwind`.
absl::string_view OwnerOf(absl::string_view achievement_id);
// `https://northwind.example/achievements/data-engineer-pro`.
std::string AchievementUri(absl::string_view achievement_id);
// The URL that alignments name and the skill map lists.
std::string SkillUri(absl::string_view skill_id);
// "" if there is no such skill.
absl::string_view SkillTitle(absl::string_view skill_id);

}  // namespace prescreen::sample

#endif  // PRESCREEN_CLIENT_SAMPLE_CAST_H_
