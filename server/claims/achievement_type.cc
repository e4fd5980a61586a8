// SPDX-License-Identifier: Apache-2.0
#include "server/claims/achievement_type.h"

#include "absl/strings/match.h"

namespace prescreen {
namespace {

struct KindEntry {
  absl::string_view type;
  AchievementKind kind;
};

constexpr KindEntry kKinds[] = {
    {"Badge", AchievementKind::kBadge},
    {"CertificateOfCompletion", AchievementKind::kBadge},
    {"Certificate", AchievementKind::kCertificate},
    {"Diploma", AchievementKind::kCertificate},
    {"Certification", AchievementKind::kCertification},
    {"MicroCredential", AchievementKind::kMicrocredential},
    {"LearningProgram", AchievementKind::kProgram},
    {"ext:Nanodegree", AchievementKind::kProgram},
    {"Course", AchievementKind::kCourse},
    {"Degree", AchievementKind::kDegree},
    {"AssociateDegree", AchievementKind::kDegree},
    {"BachelorDegree", AchievementKind::kDegree},
    {"MasterDegree", AchievementKind::kDegree},
    {"DoctoralDegree", AchievementKind::kDegree},
    {"ProfessionalDoctorate", AchievementKind::kDegree},
    {"ResearchDoctorate", AchievementKind::kDegree},
    {"License", AchievementKind::kLicense},
};

}  // namespace

std::optional<AchievementKind> KindOfAchievementType(absl::string_view type) {
  for (const KindEntry& entry : kKinds) {
    if (entry.type == type) return entry.kind;
  }
  return std::nullopt;
}

std::optional<AchievementKind> KindOfCredentialType(absl::string_view type) {
  if (absl::StartsWith(type, "EmploymentCurrent") ||
      absl::StartsWith(type, "EmploymentPast")) {
    return AchievementKind::kEmployment;
  }
  return std::nullopt;
}

}  // namespace prescreen
