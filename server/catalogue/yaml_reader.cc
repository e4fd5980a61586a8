// SPDX-License-Identifier: Apache-2.0
#include "server/catalogue/yaml_reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/encoding.h"

namespace prescreen {
namespace {

// Longest part of a foreign name that a path shows, in bytes.
constexpr std::size_t kMaxStepBytes = 64;

std::string Shortened(absl::string_view text) {
  if (text.size() <= kMaxStepBytes) return std::string(text);
  std::size_t length = kMaxStepBytes;
  while (length > 0 && !IsValidUtf8(text.substr(0, length))) --length;
  return absl::StrCat(text.substr(0, length), "…");
}

}  // namespace

void YamlReader::Refuse(absl::string_view description) const {
  faults_->push_back(
      {node_->line, node_->column, path_, std::string(description)});
}

YamlReader YamlReader::Child(const yaml::Node& node,
                             absl::string_view step) const {
  const bool index = !step.empty() && step[0] == '[';
  return YamlReader(
      node,
      absl::StrCat(path_, path_.empty() || index ? "" : ".", Shortened(step)),
      faults_);
}

bool YamlReader::IsMap() const {
  if (node_->kind == yaml::Node::Kind::kMap) return true;
  Refuse("must be a map of fields");
  return false;
}

bool YamlReader::IsMap(absl::Span<const absl::string_view> known) const {
  if (!IsMap()) return false;
  for (const auto& [key, value] : node_->members) {
    if (std::find(known.begin(), known.end(), key.text) == known.end()) {
      Child(key, key.text).Refuse("unknown field");
    }
  }
  return true;
}

std::vector<YamlReader> YamlReader::Members() const {
  std::vector<YamlReader> members;
  for (const auto& [key, value] : node_->members) {
    members.push_back(Child(key, key.text));
  }
  return members;
}

absl::string_view YamlReader::NameOf(std::size_t member) const {
  return node_->members[member].key.text;
}

std::optional<YamlReader> YamlReader::Find(absl::string_view name) const {
  const yaml::Node* node = node_->Find(name);
  if (node == nullptr) return std::nullopt;
  return Child(*node, name);
}

std::optional<YamlReader> YamlReader::Require(absl::string_view name) const {
  std::optional<YamlReader> member = Find(name);
  if (!member) Child(*node_, name).Refuse("is mandatory");
  return member;
}

std::vector<YamlReader> YamlReader::Items() const {
  std::vector<YamlReader> items;
  if (node_->kind != yaml::Node::Kind::kSequence) {
    Refuse("must be a list");
    return items;
  }
  for (std::size_t i = 0; i < node_->items.size(); ++i) {
    items.push_back(Child(node_->items[i], absl::StrCat("[", i, "]")));
  }
  return items;
}

std::vector<YamlReader> YamlReader::OneOrMore(bool may_be_empty) const {
  if (node_->kind == yaml::Node::Kind::kScalar && !IsNull()) return {*this};
  std::vector<YamlReader> items = Items();
  if (items.empty() && node_->kind == yaml::Node::Kind::kSequence &&
      !may_be_empty) {
    Refuse("is an empty list; leave the field out instead");
  }
  return items;
}

bool YamlReader::IsNull() const {
  return node_->kind == yaml::Node::Kind::kScalar && node_->plain &&
         node_->text.empty();
}

bool YamlReader::IsText() const {
  if (node_->kind != yaml::Node::Kind::kScalar) {
    Refuse("must be a single value");
    return false;
  }
  if (absl::StripAsciiWhitespace(node_->text).empty()) {
    Refuse("has no value");
    return false;
  }
  return true;
}

void YamlReader::RefuseWord(absl::string_view allowed) const {
  Refuse(absl::StrCat("must be one of: ", allowed));
}

std::optional<std::string> YamlReader::Text(std::size_t max_bytes) const {
  if (!IsText()) return std::nullopt;
  if (node_->text.size() > max_bytes) {
    Refuse(absl::StrCat("is longer than ", max_bytes, " bytes"));
    return std::nullopt;
  }
  return node_->text;
}

std::optional<std::string> YamlReader::Id(absl::string_view also) const {
  std::optional<std::string> text = Text(kMaxIdBytes);
  if (!text) return std::nullopt;
  for (std::size_t i = 0; i < text->size(); ++i) {
    const char c = (*text)[i];
    const bool plain = absl::ascii_islower(static_cast<unsigned char>(c)) ||
                       absl::ascii_isdigit(static_cast<unsigned char>(c));
    if (plain) continue;
    if (i > 0 && (c == '.' || c == '-' || also.find(c) != also.npos)) continue;
    Refuse(absl::StrCat(
        "must start with a lower-case letter or a digit and hold only these, "
        "'.', '-'",
        also.empty() ? "" : absl::StrCat(", '", also, "'")));
    return std::nullopt;
  }
  return text;
}

std::optional<std::int64_t> YamlReader::Integer(std::int64_t min,
                                                std::int64_t max) const {
  if (!IsText()) return std::nullopt;
  const std::string& text = node_->text;
  bool good = text.size() <= 15 && (text == "0" || text[0] != '0');
  for (char c : text) {
    good = good && absl::ascii_isdigit(static_cast<unsigned char>(c));
  }
  std::int64_t value = 0;
  good = good && absl::SimpleAtoi(text, &value);
  if (!good || value < min || value > max) {
    Refuse(absl::StrCat("must be a whole number from ", min, " to ", max));
    return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> YamlReader::Hundredths(std::int64_t max) const {
  const auto text = Text(kMaxIdBytes);
  if (!text) return std::nullopt;
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(*text, absl::MaxSplits('.', 1));
  bool good = !parts.first.empty() && parts.first.size() <= 9 &&
              parts.second.size() <= 2 && text->back() != '.';
  for (char c : *text) {
    good = good &&
           (c == '.' || absl::ascii_isdigit(static_cast<unsigned char>(c)));
  }
  const std::string digits = absl::StrCat(
      parts.first, parts.second,
      std::string(2 - std::min<std::size_t>(2, parts.second.size()), '0'));
  std::int64_t value = 0;
  if (!good || !absl::SimpleAtoi(digits, &value) || value > max) {
    Refuse(absl::StrCat("must be a number from 0 to ", max / 100,
                        " with at most two decimals"));
    return std::nullopt;
  }
  return value;
}

std::optional<bool> YamlReader::Bool() const {
  if (!IsText()) return std::nullopt;
  if (node_->text == "true") return true;
  if (node_->text == "false") return false;
  Refuse("must be true or false");
  return std::nullopt;
}

std::optional<absl::CivilDay> YamlReader::Date() const {
  if (!IsText()) return std::nullopt;
  const std::string& text = node_->text;
  absl::CivilDay day;
  // Writing the day again catches other spellings and days such as 02-30.
  if (text.size() != 10 || !absl::ParseCivilTime(text, &day) ||
      absl::FormatCivilTime(day) != text || day.year() < 1900) {
    Refuse("must be a date such as 2026-10-01");
    return std::nullopt;
  }
  return day;
}

}  // namespace prescreen
