// SPDX-License-Identifier: Apache-2.0
#include "server/policy/parse_requirement.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "server/policy/parse_where.h"
#include "server/policy/policy_words.h"

namespace prescreen {
namespace {

// Of the vocabulary (POLICY section 2.0), but not of this build.
constexpr absl::string_view kUnsupportedComposites[] = {"all_of", "at_least",
                                                        "pathway", "t_shape"};
constexpr absl::string_view kUnsupportedRequirement[] = {
    "all_of", "at_least", "pathway", "t_shape", "credits"};
// What a leaf has, and a composite has not.
constexpr absl::string_view kLeafFields[] = {"about", "need", "where"};

constexpr std::int64_t kMaxNeed = 100;
// Levels of composites inside each other; people stop reading at two.
constexpr int kMaxNesting = 4;

// Where a requirement stands in the text.
struct Place {
  int nesting = 0;               // 0: top-level
  v1::Tier tier = v1::CRITICAL;  // of the top-level requirement above it
};

bool HasAny(const YamlReader& map, absl::Span<const absl::string_view> names) {
  return std::any_of(names.begin(), names.end(), [&](absl::string_view name) {
    return map.node().Find(name) != nullptr;
  });
}

std::vector<std::string> ReadIds(const YamlReader& about,
                                 absl::string_view name,
                                 absl::string_view also = "") {
  std::vector<std::string> ids;
  const auto list = about.Find(name);
  if (!list) return ids;
  for (const YamlReader& item : list->OneOrMore()) {
    const auto id = item.Id(also);
    if (!id) continue;
    if (std::find(ids.begin(), ids.end(), *id) != ids.end()) {
      item.Refuse("is listed twice");
    }
    ids.push_back(*id);
  }
  return ids;
}

void ReadAbout(const YamlReader& reader, Requirement* requirement) {
  if (!reader.IsMap()) return;
  constexpr absl::string_view kMembers[] = {"skills", "domains",
                                            "achievements"};
  CheckFields(reader, kMembers);
  requirement->about_skills = ReadIds(reader, "skills");
  requirement->about_domains = ReadIds(reader, "domains");
  requirement->about_achievements = ReadIds(reader, "achievements", "/");
  if (!HasAny(reader, kMembers)) {
    reader.Refuse("must name skills, domains or achievements");
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

void ReadTier(const YamlReader& reader, const Place& place,
              Requirement* requirement) {
  requirement->tier = place.tier;
  if (place.nesting > 0) {
    if (const auto tier = reader.Find("tier")) {
      tier->Refuse("belongs to a top-level requirement only");
    }
  } else if (const auto tier = reader.Require("tier")) {
    requirement->tier =
        tier->OneOf(AsSpan(kTierWords)).value_or(requirement->tier);
  }
}

void ReadWords(const YamlReader& reader, Requirement* requirement) {
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

Requirement ReadOne(const YamlReader& reader, const Place& place,
                    RequirementIds* ids);

void ReadNestedList(const std::optional<YamlReader>& list, const Place& inside,
                    RequirementIds* ids) {
  if (!list || list->node().kind != yaml::Node::Kind::kSequence) return;
  for (const YamlReader& item : list->Items()) ReadOne(item, inside, ids);
}

// The composites themselves are refused; what stands in them is read all the
// same, so that its author learns of every place at once.
void ReadInsideUnsupported(const YamlReader& reader, const Place& inside,
                           RequirementIds* ids) {
  ReadNestedList(reader.Find("all_of"), inside, ids);
  if (const auto at_least = reader.Find("at_least")) {
    ReadNestedList(at_least->Find("of"), inside, ids);
  }
  if (const auto pathway = reader.Find("pathway")) {
    ReadNestedList(pathway->Find("stages"), inside, ids);
  }
  const auto t_shape = reader.Find("t_shape");
  const auto depth = t_shape ? t_shape->Find("depth") : std::nullopt;
  const auto where = depth ? depth->Find("where") : std::nullopt;
  if (where) {
    PolicyWhere ignored;
    ReadWhere(*where, &ignored);
  }
}

void ReadAlternatives(const YamlReader& list, const Place& inside,
                      RequirementIds* ids, Requirement* requirement) {
  if (inside.nesting > kMaxNesting) {
    list.Refuse(absl::StrCat("is nested more than ", kMaxNesting, " levels"));
    return;
  }
  const std::vector<YamlReader> items = list.Items();
  if (items.empty() && list.node().kind == yaml::Node::Kind::kSequence) {
    list.Refuse("must hold at least one requirement");
  }
  for (const YamlReader& item : items) {
    requirement->any_of.push_back(ReadOne(item, inside, ids));
  }
}

void ReadComposite(const YamlReader& reader, const Place& place,
                   RequirementIds* ids, Requirement* requirement) {
  const Place inside = {place.nesting + 1, requirement->tier};
  if (const auto any_of = reader.Find("any_of")) {
    for (absl::string_view name : kLeafFields) {
      if (const auto member = reader.Find(name)) {
        member->Refuse(
            "does not go with `any_of`; write it in each alternative");
      }
    }
    ReadAlternatives(*any_of, inside, ids, requirement);
  }
  if (inside.nesting <= kMaxNesting) ReadInsideUnsupported(reader, inside, ids);
}

void ReadLeaf(const YamlReader& reader, bool about_is_mandatory,
              Requirement* requirement) {
  const auto about =
      about_is_mandatory ? reader.Require("about") : reader.Find("about");
  if (about) ReadAbout(*about, requirement);
  if (const auto need = reader.Find("need")) ReadNeed(*need, requirement);
  if (const auto where = reader.Find("where")) {
    ReadWhere(*where, &requirement->where);
  }
}

Requirement ReadOne(const YamlReader& reader, const Place& place,
                    RequirementIds* ids) {
  Requirement requirement;
  requirement.line = reader.node().line;
  requirement.column = reader.node().column;
  if (!reader.IsMap()) return requirement;
  CheckFields(reader,
              {"id", "tier", "title", "why", "candidate_text", "when_unknown",
               "about", "need", "where", "any_of"},
              kUnsupportedRequirement);
  ReadId(reader, ids, &requirement);
  ReadTier(reader, place, &requirement);
  ReadWords(reader, &requirement);
  const bool any_of = reader.node().Find("any_of") != nullptr;
  const bool unsupported = HasAny(reader, kUnsupportedComposites);
  if (any_of || unsupported) ReadComposite(reader, place, ids, &requirement);
  if (!any_of) ReadLeaf(reader, !unsupported, &requirement);
  return requirement;
}

// The lists of requirements that a composite can hold.
std::vector<const yaml::Node*> InnerLists(const yaml::Node& requirement) {
  std::vector<const yaml::Node*> lists = {requirement.Find("any_of"),
                                          requirement.Find("all_of")};
  if (const auto* map = requirement.Find("at_least")) {
    lists.push_back(map->Find("of"));
  }
  if (const auto* map = requirement.Find("pathway")) {
    lists.push_back(map->Find("stages"));
  }
  return lists;
}

}  // namespace

std::size_t CountRequirements(const yaml::Node& list) {
  std::size_t count = list.items.size();
  for (const yaml::Node& item : list.items) {
    for (const yaml::Node* inner : InnerLists(item)) {
      if (inner != nullptr) count += CountRequirements(*inner);
    }
  }
  return count;
}

Requirement ReadRequirement(const YamlReader& reader, RequirementIds* ids) {
  return ReadOne(reader, Place(), ids);
}

}  // namespace prescreen
