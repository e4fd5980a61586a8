// SPDX-License-Identifier: Apache-2.0
// The keywords of JSON-LD 1.1 (section 1.7).
#ifndef PRESCREEN_SERVER_JSONLD_KEYWORDS_H_
#define PRESCREEN_SERVER_JSONLD_KEYWORDS_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace prescreen::jsonld {

// In the order of their names in keywords.cc.
enum class Keyword : std::uint8_t {
  kNot,  // no keyword
  kBase,
  kContainer,
  kContext,
  kDirection,
  kGraph,
  kId,
  kImport,
  kIncluded,
  kIndex,
  kJson,
  kLanguage,
  kList,
  kNest,
  kNone,
  kPrefix,
  kPropagate,
  kProtected,
  kReverse,
  kSet,
  kType,
  kValue,
  kVersion,
  kVocab,
};

// kNot for anything else.
Keyword LookUpKeyword(absl::string_view text);
// "@id" and so on; "" of kNot. Lives for ever.
absl::string_view KeywordText(Keyword keyword);

// "@" and one or more letters: reserved, whether or not it is a keyword.
bool HasKeywordForm(absl::string_view text);

}  // namespace prescreen::jsonld

#endif  // PRESCREEN_SERVER_JSONLD_KEYWORDS_H_
