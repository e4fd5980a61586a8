// SPDX-License-Identifier: Apache-2.0
#include "base/codec/json_string.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace prescreen::json {
namespace {

// The position of `c`, or the size of `text`.
std::size_t FindChar(absl::string_view text, char c) {
  if (text.empty()) return 0;
  const void* const found = std::memchr(text.data(), c, text.size());
  if (found == nullptr) return text.size();
  return static_cast<std::size_t>(static_cast<const char*>(found) -
                                  text.data());
}

// Removes four hexadecimal digits from the front.
bool ConsumeHex4(absl::string_view* text, std::uint32_t* value) {
  if (text->size() < 4) return false;
  *value = 0;
  for (const char c : text->substr(0, 4)) {
    std::uint32_t digit;
    if (c >= '0' && c <= '9') {
      digit = static_cast<std::uint32_t>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<std::uint32_t>(c - 'a' + 10);
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<std::uint32_t>(c - 'A' + 10);
    } else {
      return false;
    }
    *value = *value << 4 | digit;
  }
  text->remove_prefix(4);
  return true;
}

void AppendUtf8(std::uint32_t code_point, std::string* out) {
  const auto put = [out](std::uint32_t byte) {
    out->push_back(static_cast<char>(byte));
  };
  if (code_point < 0x80) return put(code_point);
  if (code_point < 0x800) {
    put(0xc0 | code_point >> 6);
  } else {
    if (code_point < 0x10000) {
      put(0xe0 | code_point >> 12);
    } else {
      put(0xf0 | code_point >> 18);
      put(0x80 | (code_point >> 12 & 0x3f));
    }
    put(0x80 | (code_point >> 6 & 0x3f));
  }
  put(0x80 | (code_point & 0x3f));
}

// `text` starts behind `\u`.
bool ConsumeUnicodeEscape(absl::string_view* text, std::string* out) {
  std::uint32_t unit;
  if (!ConsumeHex4(text, &unit)) return false;
  if (unit >= 0xdc00 && unit <= 0xdfff) return false;
  if (unit >= 0xd800 && unit <= 0xdbff) {
    if (text->substr(0, 2) != "\\u") return false;
    text->remove_prefix(2);
    std::uint32_t low;
    if (!ConsumeHex4(text, &low) || low < 0xdc00 || low > 0xdfff) return false;
    unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
  }
  AppendUtf8(unit, out);
  return true;
}

// `text` starts behind a backslash.
bool ConsumeEscape(absl::string_view* text, std::string* out) {
  if (text->empty()) return false;
  const char letter = text->front();
  text->remove_prefix(1);
  switch (letter) {
    case '"':
    case '\\':
    case '/':
      out->push_back(letter);
      return true;
    case 'b':
      out->push_back('\b');
      return true;
    case 'f':
      out->push_back('\f');
      return true;
    case 'n':
      out->push_back('\n');
      return true;
    case 'r':
      out->push_back('\r');
      return true;
    case 't':
      out->push_back('\t');
      return true;
    case 'u':
      return ConsumeUnicodeEscape(text, out);
    default:
      return false;
  }
}

}  // namespace

bool ReadUntilQuote(absl::string_view text, std::string* buffer,
                    absl::string_view* content) {
  std::size_t quote = FindChar(text, '"');
  std::size_t plain = FindChar(text.substr(0, quote), '\\');
  if (plain == text.size()) return false;
  if (plain == quote) {
    *content = text.substr(0, quote);
    return true;
  }
  buffer->clear();
  for (;;) {
    buffer->append(text.data(), plain);
    if (plain == text.size()) return false;
    text.remove_prefix(plain + 1);
    if (plain == quote) break;
    if (!ConsumeEscape(&text, buffer)) return false;
    quote = FindChar(text, '"');
    plain = FindChar(text.substr(0, quote), '\\');
  }
  *content = *buffer;
  return true;
}

}  // namespace prescreen::json
