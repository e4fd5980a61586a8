// SPDX-License-Identifier: Apache-2.0
#include "server/catalogue/words.h"

namespace prescreen {
namespace {

constexpr Word<IssuerClass> kIssuerClasses[] = {
    {"industry_leader", IssuerClass::kIndustryLeader},
    {"accredited_university", IssuerClass::kAccreditedUniversity},
    {"professional_association", IssuerClass::kProfessionalAssociation},
    {"government", IssuerClass::kGovernment},
    {"training_provider", IssuerClass::kTrainingProvider},
    {"employer", IssuerClass::kEmployer},
    {"unrecognised", IssuerClass::kUnrecognised},
    {"denylisted", IssuerClass::kDenylisted},
};
constexpr Word<IssuerBasis> kIssuerBases[] = {
    {"tenant", IssuerBasis::kTenant},
    {"registry", IssuerBasis::kRegistry},
    {"trust_mark", IssuerBasis::kTrustMark},
    {"endorsement", IssuerBasis::kEndorsement},
    {"accreditation_vc", IssuerBasis::kAccreditationVc},
};
constexpr Word<AchievementKind> kAchievementKinds[] = {
    {"badge", AchievementKind::kBadge},
    {"certificate", AchievementKind::kCertificate},
    {"certification", AchievementKind::kCertification},
    {"microcredential", AchievementKind::kMicrocredential},
    {"program", AchievementKind::kProgram},
    {"course", AchievementKind::kCourse},
    {"degree", AchievementKind::kDegree},
    {"license", AchievementKind::kLicense},
    {"employment", AchievementKind::kEmployment},
};
constexpr Word<AssessmentKind> kAssessmentKinds[] = {
    {"attendance", AssessmentKind::kAttendance},
    {"quiz", AssessmentKind::kQuiz},
    {"exam", AssessmentKind::kExam},
    {"practical", AssessmentKind::kPractical},
    {"project", AssessmentKind::kProject},
    {"portfolio", AssessmentKind::kPortfolio},
    {"prior_learning", AssessmentKind::kPriorLearning},
};
constexpr Word<Supervision> kSupervisions[] = {
    {"unsupervised", Supervision::kUnsupervised},
    {"unsupervised_with_id", Supervision::kUnsupervisedWithId},
    {"supervised", Supervision::kSupervised},
    {"supervised_with_id", Supervision::kSupervisedWithId},
};

}  // namespace

absl::Span<const Word<IssuerClass>> IssuerClassWords() {
  return kIssuerClasses;
}
absl::Span<const Word<IssuerBasis>> IssuerBasisWords() { return kIssuerBases; }
absl::Span<const Word<AchievementKind>> AchievementKindWords() {
  return kAchievementKinds;
}
absl::Span<const Word<AssessmentKind>> AssessmentKindWords() {
  return kAssessmentKinds;
}
absl::Span<const Word<Supervision>> SupervisionWords() { return kSupervisions; }

absl::string_view ToWord(IssuerClass value) {
  return WordFor(IssuerClassWords(), value);
}
absl::string_view ToWord(IssuerBasis value) {
  return WordFor(IssuerBasisWords(), value);
}
absl::string_view ToWord(AchievementKind value) {
  return WordFor(AchievementKindWords(), value);
}
absl::string_view ToWord(AssessmentKind value) {
  return WordFor(AssessmentKindWords(), value);
}
absl::string_view ToWord(Supervision value) {
  return WordFor(SupervisionWords(), value);
}

std::optional<IssuerClass> ParseIssuerClass(absl::string_view word) {
  return ValueFor(IssuerClassWords(), word);
}
std::optional<IssuerBasis> ParseIssuerBasis(absl::string_view word) {
  return ValueFor(IssuerBasisWords(), word);
}
std::optional<AchievementKind> ParseAchievementKind(absl::string_view word) {
  return ValueFor(AchievementKindWords(), word);
}
std::optional<AssessmentKind> ParseAssessmentKind(absl::string_view word) {
  return ValueFor(AssessmentKindWords(), word);
}
std::optional<Supervision> ParseSupervision(absl::string_view word) {
  return ValueFor(SupervisionWords(), word);
}

absl::string_view ToWord(CatalogueKind kind) {
  switch (kind) {
    case CatalogueKind::kIssuers:
      return "issuers";
    case CatalogueKind::kAchievements:
      return "achievements";
    case CatalogueKind::kSkills:
      return "skills";
  }
  return "";
}

}  // namespace prescreen
