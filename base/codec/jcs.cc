// SPDX-License-Identifier: Apache-2.0
#include "base/codec/jcs.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/status_macros.h"

namespace prescreen::json {
namespace {

// The most digits that an integer may have and still be exact as a double in
// any case: such a text is already canonical.
constexpr std::size_t kExactDigits = 15;

// Rank of a UTF-8 byte such that comparing ranks orders text by UTF-16 code
// units: characters beyond U+FFFF (surrogates there) before U+E000 to U+FFFF.
int Utf16Rank(char c) {
  const auto byte = static_cast<std::uint8_t>(c);
  if (byte >= 0xf0) return byte - 2;
  if (byte >= 0xee) return byte + 0x10;
  return byte;
}

bool Utf16Less(const MemberView& a, const MemberView& b) {
  return std::lexicographical_compare(
      a.name.begin(), a.name.end(), b.name.begin(), b.name.end(),
      [](char x, char y) { return Utf16Rank(x) < Utf16Rank(y); });
}

absl::Status AppendCanonical(const Value& value, std::string* out);

absl::Status AppendNumber(const Value& value, std::string* out) {
  const absl::string_view text = value.number_text();
  if (text.size() <= kExactDigits && text != "-0" &&
      text.find_first_of(".eE") == absl::string_view::npos) {
    absl::StrAppend(out, text);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const double number, value.AsDouble());
  out->append(FormatEcmaScriptNumber(number));
  return absl::OkStatus();
}

absl::Status AppendArray(const Value& value, std::string* out) {
  char separator = '[';
  for (const Value& item : value.items()) {
    out->push_back(separator);
    separator = ',';
    RETURN_IF_ERROR(AppendCanonical(item, out));
  }
  out->append(separator == '[' ? "[]" : "]");
  return absl::OkStatus();
}

absl::Status AppendMembers(std::vector<MemberView> members, std::string* out) {
  std::sort(members.begin(), members.end(), Utf16Less);
  char separator = '{';
  for (const MemberView& member : members) {
    out->push_back(separator);
    separator = ',';
    AppendQuoted(member.name, out);
    out->push_back(':');
    RETURN_IF_ERROR(AppendCanonical(*member.value, out));
  }
  out->append(separator == '{' ? "{}" : "}");
  return absl::OkStatus();
}

absl::Status AppendObject(const Value& value, std::string* out) {
  std::vector<MemberView> members;
  members.reserve(value.members().size());
  for (const Member& member : value.members()) {
    members.push_back(
        {absl::string_view(member.name.data(), member.name.size()),
         &member.value});
  }
  return AppendMembers(std::move(members), out);
}

absl::Status AppendCanonical(const Value& value, std::string* out) {
  switch (value.kind()) {
    case Kind::kNull:
      out->append("null");
      return absl::OkStatus();
    case Kind::kBool:
      out->append(value.bool_value() ? "true" : "false");
      return absl::OkStatus();
    case Kind::kNumber:
      return AppendNumber(value, out);
    case Kind::kString:
      AppendQuoted(value.string_value(), out);
      return absl::OkStatus();
    case Kind::kArray:
      return AppendArray(value, out);
    case Kind::kObject:
      return AppendObject(value, out);
  }
  return absl::InternalError("JSON: unknown kind");
}

// A positive number as 0.DIGITS times ten to the power of `point`, with as few
// digits as name it uniquely (ECMA-262 Number::toString: s, and n).
struct ShortestDecimal {
  std::string digits;
  int point = 0;
};

ShortestDecimal ToShortestDecimal(double value) {
  char text[32];
  const auto written = std::to_chars(text, text + sizeof(text), value,
                                     std::chars_format::scientific);
  const char* const exponent = std::find(text, written.ptr, 'e');
  ShortestDecimal result;
  std::remove_copy(static_cast<const char*>(text), exponent,
                   std::back_inserter(result.digits), '.');
  // from_chars takes a minus sign but no plus sign.
  const char* const first = exponent + (exponent[1] == '+' ? 2 : 1);
  std::from_chars(first, written.ptr, result.point);
  ++result.point;
  return result;
}

}  // namespace

absl::StatusOr<std::string> Canonicalize(const Value& value) {
  std::string text;
  RETURN_IF_ERROR(AppendCanonical(value, &text));
  return text;
}

absl::StatusOr<std::string> CanonicalizeObject(
    std::vector<MemberView> members) {
  std::string text;
  RETURN_IF_ERROR(AppendMembers(std::move(members), &text));
  return text;
}

std::string FormatEcmaScriptNumber(double value) {
  PRESCREEN_CHECK(std::isfinite(value));
  if (value == 0) return "0";
  if (value < 0) return "-" + FormatEcmaScriptNumber(-value);
  auto [digits, point] = ToShortestDecimal(value);
  const int count = static_cast<int>(digits.size());
  if (count <= point && point <= 21) {
    digits.append(static_cast<std::size_t>(point - count), '0');
    return digits;
  }
  if (0 < point && point <= 21) {
    digits.insert(static_cast<std::size_t>(point), 1, '.');
    return digits;
  }
  if (-6 < point && point <= 0) {
    return absl::StrCat(
        "0.", std::string(static_cast<std::size_t>(-point), '0'), digits);
  }
  if (count > 1) digits.insert(1, 1, '.');
  return absl::StrCat(digits, point > 0 ? "e+" : "e-", std::abs(point - 1));
}

}  // namespace prescreen::json
