// SPDX-License-Identifier: Apache-2.0
// What the samples' credentials say: fictional issuers, achievements, skills.
// How a server should see them stands in deploy/catalogues, under the same ids.
// Constants: thread-safe.
#ifndef PRESCREEN_CLIENT_SAMPLE_CAST_H_
#define PRESCREEN_CLIENT_SAMPLE_CAST_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/crypto/public_key.h"
#include "client/sample/sample_key.h"

namespace prescreen::sample {

// By which identifier an issuer signs.
enum class IssuerNaming { kDidKey, kDidJwk, kPinnedDidWeb };

struct SampleIssuer {
  const char* id;
  const char* name;
  const char* url;
  KeyType key_type;
  IssuerNaming naming;
};

// What the issuer itself says of how it assessed (1EdTech assessment
// extension); the rest is left to the catalogue.
enum class SampleAssessment { kNotStated, kExam, kIndividualProject };

struct SampleAchievement {
  const char* id;  // starts with the issuer's id and a slash
  const char* name;
  const char* type;  // Open Badges 3.0 achievementType
  const char* description;
  const char* criteria;
  int ects;  // 0: none
  std::vector<const char*> skills;
  const char* version;
  SampleAssessment assessment = SampleAssessment::kNotStated;
  int eqf = 0;  // 0: not stated
};

struct SampleSkill {
  const char* id;
  const char* title;
};

absl::Span<const SampleIssuer> SampleIssuers();
absl::Span<const SampleSkill> SampleSkills();

// nullptr: no such id.
const SampleIssuer* FindSampleIssuer(absl::string_view id);
const SampleAchievement* FindSampleAchievement(absl::string_view id);

// The issuer's key, under the identifier that its credentials name.
absl::StatusOr<SampleKey> KeyOf(const SampleIssuer& issuer);

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
