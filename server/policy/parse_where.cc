// SPDX-License-Identifier: Apache-2.0
#include "server/policy/parse_where.h"

#include <algorithm>
#include <vector>

#include "server/policy/calendar.h"
#include "server/policy/policy_words.h"

namespace prescreen {
namespace {

// Of the vocabulary (POLICY section 2.0), but not of this build.
constexpr absl::string_view kUnsupportedWhere[] = {"effort", "endorsement",
                                                   "achievement"};

constexpr std::size_t kMaxDurationBytes = 32;
constexpr std::size_t kMaxGradeBytes = 64;
constexpr std::int64_t kMaxEvidence = 100;
constexpr std::int64_t kMaxEqf = 8;
constexpr std::int64_t kWholeInBasisPoints = 10000;

bool Contains(absl::Span<const absl::string_view> names,
              absl::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The member if it is there, a map, and holds only these.
std::optional<YamlReader> FindMapOf(const YamlReader& map,
                                    absl::string_view name,
                                    absl::Span<const absl::string_view> known) {
  auto member = map.Find(name);
  if (!member || !member->IsMap()) return std::nullopt;
  CheckFields(*member, known);
  return member;
}

// A condition that is either written as `true` or not at all: nothing can be
// made a condition that keeps the better credential out.
bool ReadTrue(const YamlReader& map, absl::string_view name) {
  const auto member = map.Find(name);
  ReadFixed(member, "true");
  return member.has_value();
}

std::optional<CalendarDuration> ReadDuration(const YamlReader& reader) {
  const auto text = reader.Text(kMaxDurationBytes);
  if (!text) return std::nullopt;
  auto duration = ParseDuration(*text);
  if (!duration) {
    reader.Refuse(
        "must be a calendar duration of years, months, weeks or days, "
        "such as P36M, of at most 100 years");
  }
  return duration;
}

// The one member that a map such as `recency` has.
std::optional<CalendarDuration> ReadOneDuration(const YamlReader& where,
                                                absl::string_view name,
                                                absl::string_view inner) {
  const auto map = FindMapOf(where, name, {inner});
  const auto member = map ? map->Require(inner) : std::nullopt;
  return member ? ReadDuration(*member) : std::nullopt;
}

void ReadIssuer(const YamlReader& reader, PolicyWhere* where) {
  if (const auto words = reader.Find("class")) {
    where->issuer_class = words->SomeOf(IssuerClassWords());
  }
  if (const auto words = reader.Find("basis")) {
    where->issuer_basis = words->SomeOf(IssuerBasisWords());
  }
}

void ReadAssessment(const YamlReader& reader, AssessmentCondition* condition) {
  if (const auto words = reader.Find("kind")) {
    condition->kind = words->SomeOf(AssessmentKindWords());
  }
  if (const auto word = reader.Find("supervision")) {
    condition->supervision = word->OneOf(SupervisionWords());
  }
  condition->individual = ReadTrue(reader, "individual");
  if (const auto assessor = FindMapOf(reader, "assessed_by", {"class"})) {
    if (const auto words = assessor->Require("class")) {
      condition->assessor_class = words->SomeOf(IssuerClassWords());
    }
  }
}

void ReadResult(const YamlReader& reader, PolicyWhere* where) {
  where->passed = ReadTrue(reader, "passed");
  if (const auto percent = reader.Find("min_percent")) {
    if (const auto value = percent->Hundredths(kWholeInBasisPoints)) {
      where->min_percent =
          Percent{static_cast<int>(*value), percent->node().text};
    }
  }
  if (const auto level = reader.Find("min_level")) {
    where->min_level = level->Text(kMaxGradeBytes).value_or("");
  }
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

void ReadFixed(const std::optional<YamlReader>& member,
               absl::string_view value) {
  if (!member) return;
  const Word<bool> words[] = {{value, true}};
  member->OneOf(AsSpan(words));
}

void ReadWhere(const YamlReader& reader, PolicyWhere* where) {
  if (!reader.IsMap()) return;
  CheckFields(reader,
              {"kind", "issuer", "assessment", "result", "recency", "validity",
               "evidence", "level"},
              kUnsupportedWhere);
  if (const auto kind = reader.Find("kind")) {
    where->kind = kind->SomeOf(AchievementKindWords());
  }
  if (const auto map = FindMapOf(reader, "issuer", {"class", "basis"})) {
    ReadIssuer(*map, where);
  }
  if (const auto map =
          FindMapOf(reader, "assessment",
                    {"kind", "supervision", "individual", "assessed_by"})) {
    ReadAssessment(*map, &where->assessment);
  }
  if (const auto map =
          FindMapOf(reader, "result", {"passed", "min_percent", "min_level"})) {
    ReadResult(*map, where);
  }
  where->max_age = ReadOneDuration(reader, "recency", "max_age");
  where->min_remaining = ReadOneDuration(reader, "validity", "min_remaining");
  if (const auto map = FindMapOf(reader, "evidence", {"min_items"})) {
    if (const auto number = map->Require("min_items")) {
      where->min_evidence =
          static_cast<int>(number->Integer(0, kMaxEvidence).value_or(0));
    }
  }
  if (const auto map = FindMapOf(reader, "level", {"min_eqf"})) {
    if (const auto number = map->Require("min_eqf")) {
      const auto level = number->Integer(1, kMaxEqf);
      if (level) where->min_eqf = static_cast<int>(*level);
    }
  }
}

}  // namespace prescreen
