// SPDX-License-Identifier: Apache-2.0
#include "server/claims/assessment.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/claims/merge.h"
#include "server/claims/vocabulary.h"

namespace prescreen {
namespace {

absl::string_view View(const std::string& text) {
  return absl::string_view(text.data(), text.size());
}

void AddKind(std::optional<AssessmentKind> kind, const std::string& pointer,
             Field<std::vector<AssessmentKind>>* field) {
  if (!kind.has_value()) return;
  if (!field->known()) {
    *field = {std::vector<AssessmentKind>(), Provenance::kStated, pointer};
  }
  std::vector<AssessmentKind>& kinds = *field->value;
  if (std::find(kinds.begin(), kinds.end(), *kind) == kinds.end()) {
    kinds.push_back(*kind);
  }
}

void ReadStatedKinds(const CredentialContent& content,
                     const StatedAchievement& achievement,
                     Field<std::vector<AssessmentKind>>* field) {
  for (const StatedResultDescription& description :
       achievement.result_descriptions) {
    for (const StatedWord& word : description.assessment_types) {
      AddKind(KindOfAssessmentExtension(View(word.text)), word.pointer, field);
    }
  }
  for (const StatedWord& word : achievement.assessment_types) {
    AddKind(KindOfEdubadgesAssessment(View(word.text)), word.pointer, field);
  }
  for (const StatedWord& type : content.types) {
    AddKind(KindOfTrustedType(View(type.text)), type.pointer, field);
  }
}

// Takes a value that is stated once, or several times alike.
template <typename T>
class Unanimous {
 public:
  void Add(std::optional<T> value, const std::string& pointer) {
    if (!value.has_value()) return;
    if (!field_.known() && !contradicted_) {
      field_ = {value, Provenance::kStated, pointer};
    } else if (contradicted_ || *field_.value != *value) {
      contradicted_ = true;
      field_ = {};
    }
  }
  const Field<T>& field() const { return field_; }

 private:
  Field<T> field_;
  bool contradicted_ = false;
};

Field<Supervision> StatedSupervision(const StatedAchievement& achievement) {
  Unanimous<Supervision> supervision;
  for (const StatedWord& word : achievement.supervision_types) {
    supervision.Add(
        SupervisionOfEdubadges(View(word.text),
                               achievement.identity_checked.value_or(false)),
        word.pointer);
  }
  return supervision.field();
}

Field<bool> StatedIndividual(const StatedAchievement& achievement) {
  Unanimous<bool> individual;
  for (const StatedResultDescription& description :
       achievement.result_descriptions) {
    if (!description.group_evaluation.has_value()) continue;
    individual.Add(!*description.group_evaluation,
                   absl::StrCat(description.pointer, "/hasGroupEvaluation"));
  }
  return individual.field();
}

}  // namespace

void ReadAssessment(const CredentialContent& content,
                    const StatedAchievement& achievement,
                    const AchievementEntry* entry, Claim* claim) {
  ReadStatedKinds(content, achievement, &claim->assessment);
  claim->supervision = StatedSupervision(achievement);
  claim->individual = StatedIndividual(achievement);
  if (entry != nullptr) {
    MergeCatalogue(
        entry->assessment, entry->id,
        [](const std::vector<AssessmentKind>& stated, AssessmentKind kind) {
          return std::find(stated.begin(), stated.end(), kind) != stated.end();
        },
        claim, &claim->assessment);
    MergeCatalogue(entry->supervision, entry->id, claim, &claim->supervision);
    MergeCatalogue(entry->individual, entry->id, claim, &claim->individual);
  }
  if (!claim->assessment.known() &&
      achievement.achievement_type == "CertificateOfCompletion") {
    claim->assessment = {std::vector{AssessmentKind::kAttendance},
                         Provenance::kDerived,
                         "achievementType CertificateOfCompletion"};
  }
}

bool IsLevel(const StatedAlignment& alignment) {
  return IsEqfTargetType(View(alignment.target_type)) ||
         EqfLevel(View(alignment.target_url)).has_value();
}

void ReadLevel(const StatedAchievement& achievement,
               const AchievementEntry* entry, Claim* claim) {
  Unanimous<int> level;
  for (const StatedWord& word : achievement.eqf_levels) {
    level.Add(EqfLevel(View(word.text)), word.pointer);
  }
  for (const StatedAlignment& alignment : achievement.alignments) {
    level.Add(EqfLevel(View(alignment.target_url)), alignment.pointer);
    if (IsEqfTargetType(View(alignment.target_type))) {
      level.Add(EqfLevel(View(alignment.target_code)), alignment.pointer);
    }
  }
  claim->eqf = level.field();
  if (entry != nullptr) {
    MergeCatalogue(entry->eqf, entry->id, claim, &claim->eqf);
  }
}

}  // namespace prescreen
