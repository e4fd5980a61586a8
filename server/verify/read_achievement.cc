// SPDX-License-Identifier: Apache-2.0
#include "server/verify/read_achievement.h"

#include <optional>
#include <utility>

namespace prescreen {
namespace {

constexpr Presence kOptional = Presence::kOptional;
constexpr Presence kMandatory = Presence::kMandatory;

// Text for people. The published schema allows a map of languages, which is
// left out.
std::string ReadLabel(const ObjectReader& owner, absl::string_view name,
                      Presence presence) {
  const json::Value* value = owner.Get(name);
  if (value != nullptr && value->is_object()) return "";
  return owner.Text(name, presence);
}

// Unlike Words, an empty list is none.
std::vector<std::string> ReadTexts(const ObjectReader& owner,
                                   absl::string_view name) {
  std::vector<std::string> texts;
  const json::Value* value = owner.Get(name);
  if (value == nullptr || (value->is_array() && value->items().empty())) {
    return texts;
  }
  for (const absl::string_view text : owner.Words(name, kOptional)) {
    texts.emplace_back(text);
  }
  return texts;
}

std::optional<bool> ReadFlag(const ObjectReader& owner,
                             absl::string_view name) {
  const json::Value* value = owner.Get(name);
  if (value == nullptr || !value->is_bool()) return std::nullopt;
  return value->bool_value();
}

void AppendAlignments(const ObjectReader& owner,
                      std::vector<StatedAlignment>* alignments) {
  owner.Objects("alignment", kOptional, [&](const ObjectReader& alignment) {
    StatedAlignment stated;
    stated.target_url = alignment.Url("targetUrl", kMandatory);
    stated.target_code = alignment.Text("targetCode", kOptional);
    stated.target_type = alignment.Text("targetType", kOptional);
    stated.pointer = alignment.place().Pointer();
    alignments->push_back(std::move(stated));
  });
}

StatedLevel ReadLevel(const ObjectReader& level) {
  StatedLevel stated;
  stated.id = level.Text("id", kOptional);
  stated.name = ReadLabel(level, "name", kOptional);
  stated.level = ReadLabel(level, "level", kOptional);
  stated.points = level.Text("points", kOptional);
  return stated;
}

StatedResultDescription ReadResultDescription(const ObjectReader& description) {
  StatedResultDescription stated;
  stated.id = description.Text("id", kOptional);
  stated.result_type = description.Text("resultType", kOptional);
  stated.allowed_values = ReadTexts(description, "allowedValue");
  stated.required_value = description.Text("requiredValue", kOptional);
  stated.value_min = description.Text("valueMin", kOptional);
  stated.value_max = description.Text("valueMax", kOptional);
  description.Objects("rubricCriterionLevel", kOptional,
                      [&](const ObjectReader& level) {
                        stated.levels.push_back(ReadLevel(level));
                      });
  stated.required_level = description.Text("requiredLevel", kOptional);
  stated.assessment_types = ReadWords(description, "assessmentType");
  stated.group_evaluation = ReadFlag(description, "hasGroupEvaluation");
  stated.pointer = description.place().Pointer();
  return stated;
}

// Written as a number, a text, or as the concept of the ELM vocabulary.
void ReadEqfLevel(const ObjectReader& achievement, StatedAchievement* stated) {
  const json::Value* level = achievement.Get("eqfLevel");
  if (level == nullptr) return;
  const absl::string_view concept_id = level->FindString("id");
  const absl::string_view text = level->is_number()   ? level->number_text()
                                 : level->is_object() ? concept_id
                                                      : level->string_value();
  if (text.empty()) return;
  const Place place(achievement.place(), "eqfLevel");
  stated->eqf_levels.push_back({std::string(text), place.Pointer()});
}

StatedAchievement ReadAchievement(const ObjectReader& achievement) {
  StatedAchievement stated;
  stated.id = achievement.Url("id", kMandatory);
  stated.name = ReadLabel(achievement, "name", kMandatory);
  stated.achievement_type = achievement.Text("achievementType", kOptional);
  stated.version = achievement.Text("version", kOptional);
  stated.creator = achievement.UrlOrId("creator", kOptional);
  stated.pointer = achievement.place().Pointer();
  AppendAlignments(achievement, &stated.alignments);
  achievement.Objects("resultDescription", kOptional,
                      [&](const ObjectReader& description) {
                        AppendAlignments(description, &stated.alignments);
                        stated.result_descriptions.push_back(
                            ReadResultDescription(description));
                      });
  stated.assessment_types = ReadWords(achievement, "assessmentType");
  stated.supervision_types = ReadWords(achievement, "supervisionType");
  stated.identity_checked = ReadFlag(achievement, "identityChecked");
  ReadEqfLevel(achievement, &stated);
  return stated;
}

StatedResult ReadResult(const ObjectReader& result) {
  StatedResult stated;
  stated.status = result.Text("status", kOptional);
  stated.value = result.Text("value", kOptional);
  stated.achieved_level = result.Text("achievedLevel", kOptional);
  stated.result_description = result.Text("resultDescription", kOptional);
  stated.pointer = result.place().Pointer();
  AppendAlignments(result, &stated.alignments);
  return stated;
}

StatedIdentity ReadIdentity(const ObjectReader& identity) {
  StatedIdentity stated;
  stated.hashed = identity.Boolean("hashed", kMandatory);
  stated.identity_hash = identity.Text("identityHash", kMandatory);
  stated.identity_type = identity.Text("identityType", kMandatory);
  stated.salt = identity.Text("salt", kOptional);
  stated.pointer = identity.place().Pointer();
  return stated;
}

}  // namespace

std::vector<StatedWord> ReadWords(const ObjectReader& owner,
                                  absl::string_view name) {
  std::vector<StatedWord> words;
  const json::Value* value = owner.Get(name);
  if (value == nullptr) return words;
  const Place place(owner.place(), name);
  if (value->is_string()) {
    words.push_back({std::string(value->string_value()), place.Pointer()});
  }
  for (std::size_t i = 0; i < value->items().size(); ++i) {
    const json::Value& item = value->items()[i];
    if (!item.is_string()) continue;
    words.push_back(
        {std::string(item.string_value()), Place(place, i).Pointer()});
  }
  return words;
}

void ReadAchievementSubject(const ObjectReader& subject,
                            Presence achievement_presence,
                            StatedSubject* stated) {
  subject.Objects("identifier", kOptional, [&](const ObjectReader& identity) {
    stated->identities.push_back(ReadIdentity(identity));
  });
  const json::Value* achievement =
      subject.Object("achievement", achievement_presence);
  if (achievement != nullptr) {
    const Place place(subject.place(), "achievement");
    stated->achievement =
        ReadAchievement(ObjectReader(*achievement, place, subject.faults()));
  }
  subject.Objects("result", kOptional, [&](const ObjectReader& result) {
    stated->results.push_back(ReadResult(result));
  });
  stated->source = subject.UrlOrId("source", kOptional);
  stated->activity_end = subject.DateTime("activityEndDate", kOptional);
}

}  // namespace prescreen
