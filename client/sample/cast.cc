// SPDX-License-Identifier: Apache-2.0
#include "client/sample/cast.h"

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace prescreen::sample {
namespace {

constexpr SampleIssuer kIssuers[] = {
    {"northwind", "Northwind", "https://northwind.example", KeyType::kEd25519,
     IssuerNaming::kDidKey},
    {"zed", "University of Zed", "https://zed.example", KeyType::kP256,
     IssuerNaming::kDidKey},
    {"meridian", "Meridian University", "https://meridian.example",
     KeyType::kP384, IssuerNaming::kPinnedDidWeb},
    {"guild", "Guild of Data Professionals", "https://guild.example",
     KeyType::kEd25519, IssuerNaming::kDidJwk},
    {"skillbarn", "SkillBarn", "https://skillbarn.example", KeyType::kSecp256k1,
     IssuerNaming::kDidKey},
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
     "1",
     SampleAssessment::kExam},
    {"zed/pipelines-project",
     "Data Pipelines Project",
     "MicroCredential",
     "Builds and documents a data pipeline alone.",
     "Deliver a working pipeline in a repository and defend it.",
     5,
     {"pipelines"},
     "1",
     SampleAssessment::kIndividualProject},
    {"meridian/bsc-cs",
     "BSc Computer Science",
     "BachelorDegree",
     "First-cycle degree in computer science.",
     "Complete 180 ECTS credits and a thesis.",
     180,
     {"computing"},
     "1",
     SampleAssessment::kNotStated,
     6},
    {"guild/design-review-lead",
     "Design Review Lead",
     "Badge",
     "Leads design reviews among peers.",
     "Lead three design reviews that peers attest.",
     0,
     {"leadership"},
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

absl::Span<const SampleIssuer> SampleIssuers() { return kIssuers; }
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

absl::StatusOr<SampleKey> KeyOf(const SampleIssuer& issuer) {
  ASSIGN_OR_RETURN(SampleKey key,
                   SampleKey::FromSeed(issuer.key_type, SeedFor(issuer.id)));
  switch (issuer.naming) {
    case IssuerNaming::kDidJwk:
      return key.NamedByDidJwk();
    case IssuerNaming::kPinnedDidWeb:
      return key.Named(absl::StrCat("did:web:", issuer.id, ".example"),
                       "key-1");
    case IssuerNaming::kDidKey:
      break;
  }
  return key;
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
