// SPDX-License-Identifier: Apache-2.0
#include "server/jsonld/iri.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace prescreen::jsonld {
namespace {

constexpr std::array<bool, 256> MakeNeverInIri() {
  std::array<bool, 256> table = {};
  for (std::size_t byte = 0; byte <= 0x20; ++byte) table[byte] = true;
  for (const char c : "<>\"{}|^`\\") table[static_cast<std::uint8_t>(c)] = true;
  return table;
}
constexpr std::array<bool, 256> kNeverInIri = MakeNeverInIri();

// BCP 47: characters between hyphens.
constexpr std::size_t kMaxSubtag = 8;

// RFC 3986 section 3; the delimiters belong to the parts, so that a part that
// is absent differs from an empty one.
struct IriParts {
  absl::string_view scheme;     // "http:"
  absl::string_view authority;  // "//host"
  absl::string_view path;
  absl::string_view query;     // "?…"
  absl::string_view fragment;  // "#…"
};

// Removes and returns what stands before the first of `ends`.
absl::string_view TakeUntil(absl::string_view ends, absl::string_view* text) {
  const absl::string_view part = text->substr(0, text->find_first_of(ends));
  text->remove_prefix(part.size());
  return part;
}

IriParts Split(absl::string_view text) {
  IriParts parts;
  if (HasScheme(text)) {
    parts.scheme = text.substr(0, text.find(':') + 1);
    text.remove_prefix(parts.scheme.size());
  }
  if (absl::StartsWith(text, "//")) {
    absl::string_view rest = text.substr(2);
    parts.authority = text.substr(0, 2 + TakeUntil("/?#", &rest).size());
    text = rest;
  }
  parts.path = TakeUntil("?#", &text);
  parts.query = TakeUntil("#", &text);
  parts.fragment = text;
  return parts;
}

// Removes the last segment and the slash before it.
void DropSegment(std::string* path) {
  const std::size_t slash = path->rfind('/');
  path->resize(slash == std::string::npos ? 0 : slash);
}

// Section 5.2.4.
std::string RemoveDotSegments(absl::string_view input) {
  std::string output;
  while (!input.empty()) {
    if (absl::ConsumePrefix(&input, "../") ||
        absl::ConsumePrefix(&input, "./")) {
      continue;
    }
    if (absl::StartsWith(input, "/./")) {
      input.remove_prefix(2);
    } else if (input == "/.") {
      input = "/";
    } else if (absl::StartsWith(input, "/../") || input == "/..") {
      input = input.size() > 3 ? input.substr(3) : "/";
      DropSegment(&output);
    } else if (input == "." || input == "..") {
      input = "";
    } else {
      const std::size_t end = input.find('/', 1);
      absl::StrAppend(&output, input.substr(0, end));
      input.remove_prefix(std::min(end, input.size()));
    }
  }
  return output;
}

// Section 5.2.3.
std::string MergePaths(const IriParts& base, absl::string_view path) {
  if (!base.authority.empty() && base.path.empty()) {
    return absl::StrCat("/", path);
  }
  const std::size_t slash = base.path.rfind('/');
  if (slash == absl::string_view::npos) return std::string(path);
  return absl::StrCat(base.path.substr(0, slash + 1), path);
}

}  // namespace

bool HasScheme(absl::string_view text) {
  if (text.empty() || !absl::ascii_isalpha(static_cast<unsigned char>(text[0])))
    return false;
  for (const char c : text) {
    if (c == ':') return true;
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '+' &&
        c != '-' && c != '.') {
      return false;
    }
  }
  return false;
}

bool IsBlankNodeId(absl::string_view text) {
  return absl::StartsWith(text, "_:");
}

bool IsWellFormedIri(absl::string_view text) {
  if (!HasScheme(text)) return false;
  bool has_fragment = false;
  for (const char c : text) {
    if (kNeverInIri[static_cast<std::uint8_t>(c)]) return false;
    if (c != '#') continue;
    if (has_fragment) return false;
    has_fragment = true;
  }
  return true;
}

bool IsLanguageTag(absl::string_view text) {
  bool is_first = true;
  for (const absl::string_view part : absl::StrSplit(text, '-')) {
    if (part.empty() || part.size() > kMaxSubtag) return false;
    for (const char c : part) {
      const auto byte = static_cast<unsigned char>(c);
      if (!absl::ascii_isalnum(byte)) return false;
      if (is_first && !absl::ascii_isalpha(byte)) return false;
    }
    is_first = false;
  }
  return true;
}

std::string ResolveIri(absl::string_view base, absl::string_view reference) {
  IriParts parts = Split(reference);
  const IriParts base_parts = Split(base);
  std::string path;
  if (!parts.scheme.empty() || !parts.authority.empty()) {
    path = RemoveDotSegments(parts.path);
  } else {
    parts.authority = base_parts.authority;
    if (parts.path.empty()) {
      path = std::string(base_parts.path);
      if (parts.query.empty()) parts.query = base_parts.query;
    } else if (parts.path.front() == '/') {
      path = RemoveDotSegments(parts.path);
    } else {
      path = RemoveDotSegments(MergePaths(base_parts, parts.path));
    }
  }
  if (parts.scheme.empty()) parts.scheme = base_parts.scheme;
  return absl::StrCat(parts.scheme, parts.authority, path, parts.query,
                      parts.fragment);
}

}  // namespace prescreen::jsonld
