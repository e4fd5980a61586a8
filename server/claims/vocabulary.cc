// SPDX-License-Identifier: Apache-2.0
#include "server/claims/vocabulary.h"

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"

namespace prescreen {
namespace {

template <typename T>
struct Term {
  absl::string_view word;
  T value;
};

constexpr Term<AssessmentKind> kAssessmentExtension[] = {
    {"Exam", AssessmentKind::kExam},
    {"Performance", AssessmentKind::kPractical},
    {"Artifact", AssessmentKind::kProject},
};
constexpr Term<AssessmentKind> kEdubadgesAssessments[] = {
    {"testing", AssessmentKind::kExam},
    {"application of a skill", AssessmentKind::kPractical},
    {"portfolio", AssessmentKind::kPortfolio},
    {"recognition of prior learning", AssessmentKind::kPriorLearning},
};
constexpr Term<AssessmentKind> kTrustedTypes[] = {
    {"1EdTechTrustEdKnowledgeCredential", AssessmentKind::kExam},
    {"1EdTechTrustEdApplicationCredential", AssessmentKind::kProject},
};
constexpr absl::string_view kSupervisedOnline = "supervised online";
constexpr Term<Supervision> kEdubadgesSupervisions[] = {
    {"unsupervised with no identity verification", Supervision::kUnsupervised},
    {"supervised with no identity verification", Supervision::kSupervised},
    {kSupervisedOnline, Supervision::kSupervised},
    {"onsite with identity verification", Supervision::kSupervisedWithId},
};

template <typename T, std::size_t n>
std::optional<T> Find(const Term<T> (&terms)[n], absl::string_view word) {
  const absl::string_view trimmed = absl::StripAsciiWhitespace(word);
  for (const Term<T>& term : terms) {
    if (term.word == trimmed) return term.value;
  }
  return std::nullopt;
}

}  // namespace

std::optional<AssessmentKind> KindOfAssessmentExtension(
    absl::string_view word) {
  return Find(kAssessmentExtension, word);
}

std::optional<AssessmentKind> KindOfEdubadgesAssessment(
    absl::string_view word) {
  return Find(kEdubadgesAssessments, word);
}

std::optional<AssessmentKind> KindOfTrustedType(absl::string_view type) {
  return Find(kTrustedTypes, type);
}

std::optional<Supervision> SupervisionOfEdubadges(absl::string_view word,
                                                  bool identity_checked) {
  if (identity_checked &&
      absl::StripAsciiWhitespace(word) == kSupervisedOnline) {
    return Supervision::kSupervisedWithId;
  }
  return Find(kEdubadgesSupervisions, word);
}

std::optional<int> EqfLevel(absl::string_view text) {
  absl::string_view level = absl::StripAsciiWhitespace(text);
  if (absl::ConsumePrefix(&level, "http://") ||
      absl::ConsumePrefix(&level, "https://")) {
    if (!absl::ConsumePrefix(&level, "data.europa.eu/snb/eqf/")) {
      return std::nullopt;
    }
  }
  if (level.size() != 1 || level[0] < '1' || level[0] > '8') {
    return std::nullopt;
  }
  return level[0] - '0';
}

bool IsEqfTargetType(absl::string_view target_type) {
  return target_type == "ext:EQF" || target_type == "ext:EQFLevel";
}

}  // namespace prescreen
