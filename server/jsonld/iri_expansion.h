// SPDX-License-Identifier: Apache-2.0
// IRI expansion (JSON-LD 1.1 API section 5.2).
#ifndef PRESCREEN_SERVER_JSONLD_IRI_EXPANSION_H_
#define PRESCREEN_SERVER_JSONLD_IRI_EXPANSION_H_

#include "absl/strings/string_view.h"
#include "server/jsonld/context.h"
#include "server/jsonld/keywords.h"
#include "server/jsonld/session.h"

namespace prescreen::jsonld::internal {

// An IRI, a keyword, a blank node identifier, a relative reference that could
// not be resolved, or null (which ignores what it stands for).
struct ExpandedIri {
  absl::string_view text = {};
  Keyword keyword = Keyword::kNot;
  bool is_null = false;

  static ExpandedIri Null() { return {{}, Keyword::kNot, true}; }
  static ExpandedIri Of(absl::string_view text) {
    return {text, LookUpKeyword(text)};
  }
  bool is_keyword() const { return keyword != Keyword::kNot; }
};

enum class Relative {
  kNo,
  kVocab,          // terms and @vocab
  kDocument,       // the base IRI
  kVocabDocument,  // both
};

// Text that is made is kept in the session's arena, within its limit (see
// Session::Join); other text is the context's or `value`'s.
ExpandedIri ExpandIri(Session& session, const ActiveContext& context,
                      absl::string_view value, Relative relative);

// Where a compact IRI is to be split: its first colon that is not its first
// character; npos if there is none.
std::size_t CompactIriColon(absl::string_view value);

}  // namespace prescreen::jsonld::internal

#endif  // PRESCREEN_SERVER_JSONLD_IRI_EXPANSION_H_
