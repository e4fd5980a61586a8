// SPDX-License-Identifier: Apache-2.0
#include "server/jsonld/keywords.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "absl/strings/ascii.h"

namespace prescreen::jsonld {
namespace {

constexpr std::array<absl::string_view, 24> kTexts = {
    "",         "@base",   "@container", "@context", "@direction", "@graph",
    "@id",      "@import", "@included",  "@index",   "@json",      "@language",
    "@list",    "@nest",   "@none",      "@prefix",  "@propagate", "@protected",
    "@reverse", "@set",    "@type",      "@value",   "@version",   "@vocab"};

}  // namespace

Keyword LookUpKeyword(absl::string_view text) {
  if (text.empty() || text.front() != '@') return Keyword::kNot;
  const auto found = std::find(kTexts.begin() + 1, kTexts.end(), text);
  if (found == kTexts.end()) return Keyword::kNot;
  return static_cast<Keyword>(found - kTexts.begin());
}

absl::string_view KeywordText(Keyword keyword) {
  return kTexts[static_cast<std::size_t>(keyword)];
}

bool HasKeywordForm(absl::string_view text) {
  return text.size() > 1 && text.front() == '@' &&
         std::all_of(text.begin() + 1, text.end(), [](char c) {
           return absl::ascii_isalpha(static_cast<unsigned char>(c));
         });
}

}  // namespace prescreen::jsonld
