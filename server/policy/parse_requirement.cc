// SPDX-License-Identifier: Apache-2.0
#include "server/policy/parse_requirement.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/policy/calendar.h"
#include "server/policy/policy_words.h"

namespace prescreen {
namespace {

// Of the vocabulary (POLICY section 2.0), but not of this build.
constexpr absl::string_view kComposites[] = {"any_of", "all_of", "at_least",
                                             "pathway", "t_shape"};
constexpr absl::string_view kUnsupportedRequirement[] = {
    "any_of", "all_of", "at_least", "pathway", "t_shape", "credits"};
constexpr absl::string_view kUnsupportedAbout[] = {"domains", "achievements"};
constexpr absl::string_view kUnsupportedWhere[] = {
    "assessment", "result", "validity",    "evidence",
    "effort",     "level",  "endorsement", "achievement"};

constexpr std::int64_t kMaxNeed = 100;
constexpr std::size_t kMaxDurationBytes = 32;

// Where a requirement stands in the text.
enum class Level { kTop, kNested };

bool Contains(absl::Span<const absl::string_view> names,
              absl::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool HasAny(const YamlReader& map, absl::Span<const absl::string_view> names) {
  return std::any_of(names.begin(), names.end(), [&](absl::string_view name) {
    return map.node().Find(name) != nullptr;
  });
}

void ReadWhere(const YamlReader& reader, PolicyWhere* where) {
  if (!reader.IsMap()) return;
  CheckFields(reader, {"kind", "issuer", "recency"}, kUnsupportedWhere);
  if (const auto kind = reader.Find("kind")) {
    where->kind = kind->SomeOf(AchievementKindWords());
  }
  if (const auto issuer = reader.Find("issuer"); issuer && issuer->IsMap()) {
    CheckFields(*issuer, {"class", "basis"});
    if (const auto words = issuer->Find("class")) {
      where->issuer_class = words->SomeOf(IssuerClassWords());
    }
    if (const auto words = issuer->Find("basis")) {
      where->issuer_basis = words->SomeOf(IssuerBasisWords());
    }
  }
  if (const auto recency = reader.Find("recency");
      recency && recency->IsMap()) {
    CheckFields(*recency, {"max_age"});
    if (const auto max_age = recency->Require("max_age")) {
      const auto text = max_age->Text(kMaxDurationBytes);
      where->max_age = ParseDuration(text.value_or(""));
      if (text && !where->max_age) {
        max_age->Refuse(
            "must be a calendar duration of years, months, weeks or days, "
            "such as P36M, of at most 100 years");
      }
    }
  }
}

void ReadAbout(const YamlReader& reader, Requirement* requirement) {
  if (!reader.IsMap()) return;
  CheckFields(reader, {"skills"}, kUnsupportedAbout);
  if (HasAny(reader, kUnsupportedAbout) &&
      reader.node().Find("skills") == nullptr) {
    return;  // already refused; what is missing is what they say
  }
  const auto skills = reader.Require("skills");
  if (!skills) return;
  for (const YamlReader& item : skills->OneOrMore()) {
    const auto id = item.Id();
    if (!id) continue;
    std::vector<std::string>& known = requirement->about_skills;
    if (std::find(known.begin(), known.end(), *id) != known.end()) {
      item.Refuse("is listed twice");
    }
    known.push_back(*id);
  }
}

void ReadDistinctBy(const YamlReader& reader, Requirement* requirement) {
  const std::vector<YamlReader> items = reader.OneOrMore();
  if (items.size() == 2 && items[0].node().text == "issuer" &&
      items[1].node().text == "achievement") {
    return;  // the default, written out
  }
  if (items.size() > 1) {
    reader.Refuse("must be one word, or the list [issuer, achievement]");
    return;
  }
  for (const YamlReader& item : items) {
    requirement->distinct_by =
        item.OneOf(AsSpan(kDistinctByWords)).value_or(requirement->distinct_by);
  }
}

void ReadNeed(const YamlReader& reader, Requirement* requirement) {
  if (!reader.IsMap()) return;
  CheckFields(reader, {"at_least", "distinct_by"});
  if (const auto number = reader.Find("at_least")) {
    requirement->need_at_least =
        static_cast<int>(number->Integer(1, kMaxNeed).value_or(1));
  }
  if (const auto word = reader.Find("distinct_by")) {
    ReadDistinctBy(*word, requirement);
  }
}

void ReadId(const YamlReader& reader, RequirementIds* ids,
            Requirement* requirement) {
  const auto member = reader.Require("id");
  if (!member) return;
  const auto id = member->Id();
  if (!id) return;
  requirement->id = *id;
  const auto [earlier, is_new] = ids->emplace(*id, member->node().line);
  if (!is_new) {
    member->Refuse(absl::StrCat("this id is used on line ", earlier->second));
  }
}

std::string ReadText(const YamlReader& reader, absl::string_view name,
                     std::size_t max_bytes) {
  const auto member = reader.Find(name);
  return member ? member->Text(max_bytes).value_or("") : "";
}

void ReadWords(const YamlReader& reader, Level level,
               Requirement* requirement) {
  if (level == Level::kNested) {
    if (const auto tier = reader.Find("tier")) {
      tier->Refuse("belongs to a top-level requirement only");
    }
  } else if (const auto tier = reader.Require("tier")) {
    requirement->tier =
        tier->OneOf(AsSpan(kTierWords)).value_or(requirement->tier);
  }
  requirement->title = ReadText(reader, "title", kMaxTitleBytes);
  requirement->why = ReadText(reader, "why", kMaxProseBytes);
  requirement->candidate_text =
      ReadText(reader, "candidate_text", kMaxProseBytes);
  if (const auto word = reader.Find("when_unknown")) {
    requirement->when_unknown = word->OneOf(AsSpan(kWhenUnknownWords))
                                    .value_or(requirement->when_unknown);
    if (requirement->when_unknown == WhenUnknown::kMet &&
        requirement->tier == v1::CRITICAL) {
      word->Refuse("`met` is not allowed for a critical requirement");
    }
  }
}

Requirement ReadOne(const YamlReader& reader, Level level, RequirementIds* ids);

void ReadNestedList(const std::optional<YamlReader>& list,
                    RequirementIds* ids) {
  if (!list || list->node().kind != yaml::Node::Kind::kSequence) return;
  for (const YamlReader& item : list->Items()) {
    ReadOne(item, Level::kNested, ids);
  }
}

// The composites themselves are refused; what stands in them is read all the
// same, so that its author learns of every place at once.
void ReadInsideComposites(const YamlReader& reader, RequirementIds* ids) {
  ReadNestedList(reader.Find("any_of"), ids);
  ReadNestedList(reader.Find("all_of"), ids);
  if (const auto at_least = reader.Find("at_least")) {
    ReadNestedList(at_least->Find("of"), ids);
  }
  if (const auto pathway = reader.Find("pathway")) {
    ReadNestedList(pathway->Find("stages"), ids);
  }
  const auto t_shape = reader.Find("t_shape");
  const auto depth = t_shape ? t_shape->Find("depth") : std::nullopt;
  const auto where = depth ? depth->Find("where") : std::nullopt;
  if (where) {
    PolicyWhere ignored;
    ReadWhere(*where, &ignored);
  }
}

Requirement ReadOne(const YamlReader& reader, Level level,
                    RequirementIds* ids) {
  Requirement requirement;
  requirement.line = reader.node().line;
  requirement.column = reader.node().column;
  if (!reader.IsMap()) return requirement;
  CheckFields(reader,
              {"id", "tier", "title", "why", "candidate_text", "when_unknown",
               "about", "need", "where"},
              kUnsupportedRequirement);
  ReadId(reader, ids, &requirement);
  ReadWords(reader, level, &requirement);
  const bool composite = HasAny(reader, kComposites);
  const auto about = composite ? reader.Find("about") : reader.Require("about");
  if (about) ReadAbout(*about, &requirement);
  if (const auto need = reader.Find("need")) ReadNeed(*need, &requirement);
  if (const auto where = reader.Find("where")) {
    ReadWhere(*where, &requirement.where);
  }
  if (composite) ReadInsideComposites(reader, ids);
  return requirement;
}

}  // namespace

void CheckFields(const YamlReader& map,
                 absl::Span<const absl::string_view> known,
                 absl::Span<const absl::string_view> unsupported) {
  const std::vector<YamlReader> members = map.Members();
  for (std::size_t i = 0; i < members.size(); ++i) {
    const absl::string_view name = map.NameOf(i);
    if (Contains(known, name)) continue;
    if (Contains(unsupported, name)) {
      members[i].Refuse("not supported by this version");
    } else {
      members[i].Refuse("unknown field");
    }
  }
}

Requirement ReadRequirement(const YamlReader& reader, RequirementIds* ids) {
  return ReadOne(reader, Level::kTop, ids);
}

}  // namespace prescreen
