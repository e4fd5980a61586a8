// SPDX-License-Identifier: Apache-2.0
#include "base/codec/json.h"

#include <charconv>
#include <cstring>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/codec/json_number.h"

namespace prescreen::json {
namespace {

// The letter of a two-character escape, or 0 if the byte has none.
char ShortEscape(char c) {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\b':
      return 'b';
    case '\t':
      return 't';
    case '\n':
      return 'n';
    case '\f':
      return 'f';
    case '\r':
      return 'r';
    default:
      return 0;
  }
}

bool NeedsEscape(char c) {
  return static_cast<std::uint8_t>(c) < 0x20 || c == '"' || c == '\\';
}

// Not 0 if and only if a byte of `word` is less than `limit` (at most 128).
constexpr std::uint64_t BytesBelow(std::uint64_t word, std::uint8_t limit) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  return (word - kOnes * limit) & ~word & kOnes << 7;
}

// Not 0 if and only if a byte of `word` is `c`.
constexpr std::uint64_t BytesEqual(std::uint64_t word, char c) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  return BytesBelow(word ^ kOnes * static_cast<std::uint8_t>(c), 1);
}

// Where the first character from `start` on that needs an escape stands, or the
// text's size. Eight bytes at a time.
std::size_t FindEscape(absl::string_view text, std::size_t start) {
  std::size_t i = start;
  for (; text.size() - i >= sizeof(std::uint64_t); i += sizeof(std::uint64_t)) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + i, sizeof(word));
    if ((BytesBelow(word, 0x20) | BytesEqual(word, '"') |
         BytesEqual(word, '\\')) != 0) {
      break;
    }
  }
  while (i < text.size() && !NeedsEscape(text[i])) ++i;
  return i;
}

void AppendEscape(char c, std::string* out) {
  out->push_back('\\');
  if (const char letter = ShortEscape(c); letter != 0) {
    out->push_back(letter);
    return;
  }
  constexpr char kHex[] = "0123456789abcdef";
  out->append("u00");
  out->push_back(kHex[c >> 4]);
  out->push_back(kHex[c & 15]);
}

void AppendValue(const Value& value, std::string* out);

void AppendArray(const Value& value, std::string* out) {
  char separator = '[';
  for (const Value& item : value.items()) {
    out->push_back(separator);
    separator = ',';
    AppendValue(item, out);
  }
  out->append(separator == '[' ? "[]" : "]");
}

void AppendObject(const Value& value, std::string* out) {
  char separator = '{';
  for (const Member& member : value.members()) {
    out->push_back(separator);
    separator = ',';
    AppendQuoted(member.name, out);
    out->push_back(':');
    AppendValue(member.value, out);
  }
  out->append(separator == '{' ? "{}" : "}");
}

void AppendValue(const Value& value, std::string* out) {
  switch (value.kind()) {
    case Kind::kNull:
      out->append("null");
      break;
    case Kind::kBool:
      out->append(value.bool_value() ? "true" : "false");
      break;
    case Kind::kNumber:
      absl::StrAppend(out, value.number_text());
      break;
    case Kind::kString:
      AppendQuoted(value.string_value(), out);
      break;
    case Kind::kArray:
      AppendArray(value, out);
      break;
    case Kind::kObject:
      AppendObject(value, out);
      break;
  }
}

}  // namespace

Value::Value(Content content) : content_(std::move(content)) {}

Value Value::Bool(bool value) { return Value(Content(value)); }

Value Value::Int(std::int64_t value) {
  return Value(Content(Number{std::to_string(value)}));
}

Value Value::NumberText(absl::string_view text) {
  PRESCREEN_CHECK(IsNumberText(text));
  return Value(Content(Number{std::string(text)}));
}

Value Value::String(absl::string_view value) {
  return Value(
      Content(std::in_place_type<std::string>, value.data(), value.size()));
}

Value Value::Array() { return Array(std::vector<Value>()); }

Value Value::Array(std::vector<Value> items) {
  return Value(Content(std::move(items)));
}

Value Value::Object() { return Object(std::vector<Member>()); }

Value Value::Object(std::vector<Member> members) {
  return Value(Content(std::move(members)));
}

bool Value::bool_value() const {
  const bool* const value = std::get_if<bool>(&content_);
  return value != nullptr && *value;
}

absl::string_view Value::string_value() const {
  const auto* const text = std::get_if<std::string>(&content_);
  return text == nullptr ? absl::string_view() : *text;
}

absl::string_view Value::number_text() const {
  const auto* const number = std::get_if<Number>(&content_);
  return number == nullptr ? absl::string_view() : number->text;
}

absl::Span<const Value> Value::items() const {
  const auto* const items = std::get_if<std::vector<Value>>(&content_);
  return items == nullptr ? absl::Span<const Value>() : *items;
}

absl::Span<const Member> Value::members() const {
  const auto* const members = std::get_if<std::vector<Member>>(&content_);
  return members == nullptr ? absl::Span<const Member>() : *members;
}

absl::StatusOr<std::int64_t> Value::AsInt64() const {
  if (!is_number()) return absl::InvalidArgumentError("JSON: not a number");
  const absl::string_view text = number_text();
  const char* const end = text.data() + text.size();
  std::int64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) {
    return absl::InvalidArgumentError("JSON: not an integer of 64 bits");
  }
  return value;
}

absl::StatusOr<double> Value::AsDouble() const {
  if (!is_number()) return absl::InvalidArgumentError("JSON: not a number");
  return NumberToDouble(number_text());
}

const Value* Value::Find(absl::string_view name) const {
  for (const Member& member : members()) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

absl::string_view Value::FindString(absl::string_view name) const {
  const Value* const found = Find(name);
  return found == nullptr ? absl::string_view() : found->string_value();
}

void Value::Set(absl::string_view name, Value value) {
  if (is_null()) content_.emplace<std::vector<Member>>();
  PRESCREEN_CHECK(is_object());
  auto& members = std::get<std::vector<Member>>(content_);
  for (Member& member : members) {
    if (member.name == name) {
      member.value = std::move(value);
      return;
    }
  }
  members.push_back(Member{std::string(name), std::move(value)});
}

void Value::Append(Value value) {
  if (is_null()) content_.emplace<std::vector<Value>>();
  PRESCREEN_CHECK(is_array());
  std::get<std::vector<Value>>(content_).push_back(std::move(value));
}

void Value::Erase(absl::string_view name) {
  if (!is_object()) return;
  std::erase_if(std::get<std::vector<Member>>(content_),
                [name](const Member& member) { return member.name == name; });
}

bool operator==(const Value& a, const Value& b) {
  return a.content_ == b.content_;
}

void AppendQuoted(absl::string_view text, std::string* out) {
  out->push_back('"');
  std::size_t copied = 0;
  for (;;) {
    const std::size_t escape = FindEscape(text, copied);
    out->append(text.data() + copied, escape - copied);
    if (escape == text.size()) break;
    AppendEscape(text[escape], out);
    copied = escape + 1;
  }
  out->push_back('"');
}

std::string Serialize(const Value& value) {
  std::string text;
  AppendValue(value, &text);
  return text;
}

std::string PointerTo(absl::string_view pointer, absl::string_view name) {
  std::string result = absl::StrCat(pointer, "/");
  for (const char c : name) {
    if (c == '~') {
      result += "~0";
    } else if (c == '/') {
      result += "~1";
    } else {
      result += c;
    }
  }
  return result;
}

std::string PointerTo(absl::string_view pointer, std::size_t index) {
  return absl::StrCat(pointer, "/", index);
}

}  // namespace prescreen::json
