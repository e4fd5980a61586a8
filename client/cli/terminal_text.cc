// SPDX-License-Identifier: Apache-2.0
#include "client/cli/terminal_text.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/encoding.h"

namespace prescreen::cli {
namespace {

// The length of the UTF-8 sequence at the front of `text`; 0 if there is none.
std::size_t SequenceLength(absl::string_view text) {
  for (std::size_t length = 1; length <= std::min<std::size_t>(4, text.size());
       ++length) {
    if (IsValidUtf8(text.substr(0, length))) return length;
  }
  return 0;
}

char32_t CodePoint(absl::string_view sequence) {
  const auto first = static_cast<std::uint8_t>(sequence[0]);
  if (sequence.size() == 1) return first;
  char32_t value = first & (0x7Fu >> sequence.size());
  for (char c : sequence.substr(1)) {
    value = value << 6 | (static_cast<std::uint8_t>(c) & 0x3Fu);
  }
  return value;
}

struct Range {
  char32_t first;
  char32_t last;
};

// C1 controls and the format characters of Unicode 15 that hide or reorder.
constexpr Range kHidden[] = {
    {0x80, 0x9F},      {0xAD, 0xAD},     {0x61C, 0x61C},   {0x115F, 0x1160},
    {0x180E, 0x180E},  {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F},
    {0x3164, 0x3164},  {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF9, 0xFFFB},
    {0xE0000, 0xE007F}};

bool IsHidden(char32_t point) {
  return std::any_of(std::begin(kHidden), std::end(kHidden), [=](Range range) {
    return range.first <= point && point <= range.last;
  });
}

std::string MakePrintable(absl::string_view text, bool keep_lines) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = SequenceLength(text);
    const auto first = static_cast<std::uint8_t>(text[0]);
    if (length == 0) {
      absl::StrAppendFormat(&out, "\\x%02X", first);
      text.remove_prefix(1);
      continue;
    }
    const char32_t point = CodePoint(text.substr(0, length));
    if (point == '\n' || point == '\t' || point == '\r') {
      const bool keep = keep_lines && point != '\r';
      out.push_back(keep ? text[0] : ' ');
    } else if (point < 0x20 || point == 0x7F) {
      absl::StrAppendFormat(&out, "\\x%02X", first);
    } else if (IsHidden(point)) {
      absl::StrAppendFormat(&out, "\\u{%X}", static_cast<std::uint32_t>(point));
    } else {
      absl::StrAppend(&out, text.substr(0, length));
    }
    text.remove_prefix(length);
  }
  return out;
}

}  // namespace

std::string Printable(absl::string_view text) {
  return MakePrintable(text, /*keep_lines=*/false);
}

std::string PrintableLines(absl::string_view text) {
  return MakePrintable(text, /*keep_lines=*/true);
}

std::string Shorten(absl::string_view text, std::size_t max_characters) {
  const std::string printable = Printable(text);
  std::size_t characters = 0;
  std::size_t cut = 0;  // where max_characters - 3 code points end
  for (std::size_t i = 0; i < printable.size(); ++i) {
    if ((static_cast<std::uint8_t>(printable[i]) & 0xC0u) == 0x80) continue;
    if (characters + 3 == max_characters) cut = i;
    if (++characters > max_characters) {
      return absl::StrCat(printable.substr(0, cut), "...");
    }
  }
  return printable;
}

std::size_t CountCharacters(absl::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<std::uint8_t>(c) & 0xC0u) != 0x80; }));
}

}  // namespace prescreen::cli
