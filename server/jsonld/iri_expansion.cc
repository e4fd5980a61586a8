// SPDX-License-Identifier: Apache-2.0
#include "server/jsonld/iri_expansion.h"

#include "absl/strings/match.h"
#include "server/jsonld/iri.h"

namespace prescreen::jsonld::internal {
namespace {

ExpandedIri Mapping(const TermDefinition& definition) {
  if (!definition.has_iri) return ExpandedIri::Null();
  return {definition.iri, definition.keyword};
}

bool UsesVocab(Relative relative) {
  return relative == Relative::kVocab || relative == Relative::kVocabDocument;
}

bool UsesDocument(Relative relative) {
  return relative == Relative::kDocument ||
         relative == Relative::kVocabDocument;
}

// Step 6; false if `value` is neither a compact nor an absolute IRI.
bool ExpandCompact(Session& session, const ActiveContext& context,
                   absl::string_view value, ExpandedIri* result) {
  const std::size_t colon = CompactIriColon(value);
  if (colon == absl::string_view::npos) return false;
  const absl::string_view prefix = value.substr(0, colon);
  const absl::string_view suffix = value.substr(colon + 1);
  result->text = value;
  if (prefix == "_" || absl::StartsWith(suffix, "//")) return true;
  const TermDefinition* const definition = context.Find(prefix);
  if (definition != nullptr && definition->has_iri && definition->is_prefix) {
    result->text = session.Join(definition->iri, suffix);
    return true;
  }
  return HasScheme(value);
}

}  // namespace

std::size_t CompactIriColon(absl::string_view value) {
  return value.size() < 2 ? absl::string_view::npos : value.find(':', 1);
}

ExpandedIri ExpandIri(Session& session, const ActiveContext& context,
                      absl::string_view value, Relative relative) {
  if (const Keyword keyword = LookUpKeyword(value); keyword != Keyword::kNot) {
    return {value, keyword};
  }
  if (HasKeywordForm(value)) return ExpandedIri::Null();
  if (const TermDefinition* const definition = context.Find(value)) {
    if (definition->keyword != Keyword::kNot || UsesVocab(relative)) {
      return Mapping(*definition);
    }
  }
  ExpandedIri result;
  if (ExpandCompact(session, context, value, &result)) return result;
  if (UsesVocab(relative) && context.vocab) {
    return ExpandedIri::Of(session.Join(*context.vocab, value));
  }
  if (UsesDocument(relative) && context.base) {
    return {session.Join(ResolveIri(*context.base, value), {})};
  }
  return {value};
}

}  // namespace prescreen::jsonld::internal
