// SPDX-License-Identifier: Apache-2.0
// What a term stands for: steps 13 to 18.
#include <string>

#include "absl/strings/match.h"
#include "base/status_macros.h"
#include "server/jsonld/iri.h"
#include "server/jsonld/term_definition.h"

namespace prescreen::jsonld::internal {
namespace {

using json::Value;

bool IsReservedWord(absl::string_view text) {
  return HasKeywordForm(text) && LookUpKeyword(text) == Keyword::kNot;
}

}  // namespace

absl::StatusOr<ExpandedIri> TermDefiner::Expand(absl::string_view value) {
  if (LookUpKeyword(value) == Keyword::kNot && !HasKeywordForm(value)) {
    RETURN_IF_ERROR(DefineIfHere(value));
    const std::size_t colon = CompactIriColon(value);
    if (colon != absl::string_view::npos && active_.Find(value) == nullptr &&
        !absl::StartsWith(value.substr(colon + 1), "//")) {
      RETURN_IF_ERROR(DefineIfHere(value.substr(0, colon)));
    }
  }
  return ExpandIri(session_, active_, value, Relative::kVocab);
}

absl::Status TermDefiner::SetReverse(Draft* draft) {  // 13
  if (draft->id != nullptr || draft->Find("@nest") != nullptr) {
    return Error("invalid reverse property");
  }
  const Value& reverse = *draft->Find("@reverse");
  if (!reverse.is_string()) return Error("invalid IRI mapping");
  if (IsReservedWord(reverse.string_value())) {
    draft->is_ignored = true;
    return session_.Dropped("reserved @reverse value");
  }
  ASSIGN_OR_RETURN(const ExpandedIri iri, Expand(reverse.string_value()));
  if (iri.is_null || iri.is_keyword() ||
      (!HasScheme(iri.text) && !IsBlankNodeId(iri.text))) {
    return Error("invalid IRI mapping");
  }
  draft->result.iri = std::string(iri.text);
  draft->result.has_iri = true;
  draft->result.is_reverse = true;
  const Value* const container = draft->Find("@container");
  if (container == nullptr || container->is_null()) return absl::OkStatus();
  const absl::string_view text = container->string_value();
  if (text != "@set" && text != "@index") {
    return Error("invalid reverse property");
  }
  return absl::OkStatus();
}

absl::Status TermDefiner::SetIri(Draft* draft) {  // 14 to 18
  const bool names_itself = draft->id != nullptr && draft->id->is_string() &&
                            draft->id->string_value() == draft->term;
  if (draft->id == nullptr || names_itself) return SetIriFromTerm(draft);
  if (draft->id->is_null()) return absl::OkStatus();
  return SetIriFromId(draft);
}

absl::Status TermDefiner::SetIriFromId(Draft* draft) {  // 14.2
  if (!draft->id->is_string()) return Error("invalid IRI mapping");
  const absl::string_view id = draft->id->string_value();
  if (IsReservedWord(id)) {
    draft->is_ignored = true;
    return session_.Dropped("reserved @id value");
  }
  ASSIGN_OR_RETURN(const ExpandedIri iri, Expand(id));
  if (iri.keyword == Keyword::kContext) return Error("invalid keyword alias");
  if (iri.is_null ||
      (!iri.is_keyword() && !HasScheme(iri.text) && !IsBlankNodeId(iri.text))) {
    return Error("invalid IRI mapping");
  }
  draft->result.iri = std::string(iri.text);
  draft->result.keyword = iri.keyword;
  draft->result.has_iri = true;
  const std::size_t colon = CompactIriColon(draft->term);
  const bool has_slash = absl::StrContains(draft->term, '/');
  if (has_slash || colon < draft->term.size() - 1) {
    return CheckIriLikeTerm(*draft);
  }
  const bool ends_in_delimiter =
      absl::StrContains(":/?#[]@", iri.text.substr(iri.text.size() - 1));
  draft->result.is_prefix = !absl::StrContains(draft->term, ':') &&
                            draft->is_simple &&
                            (ends_in_delimiter || IsBlankNodeId(iri.text));
  return absl::OkStatus();
}

absl::Status TermDefiner::CheckIriLikeTerm(const Draft& draft) {  // 14.2.4
  entries_.find(draft.term)->second.state = State::kDefined;
  ASSIGN_OR_RETURN(const ExpandedIri itself, Expand(draft.term));
  return itself.text == draft.result.iri ? absl::OkStatus()
                                         : Error("invalid IRI mapping");
}

absl::Status TermDefiner::SetIriFromTerm(Draft* draft) {  // 15 to 18
  const absl::string_view term = draft->term;
  TermDefinition& result = draft->result;
  result.has_iri = true;
  const std::size_t colon = CompactIriColon(term);
  if (colon != absl::string_view::npos) {
    const absl::string_view prefix = term.substr(0, colon);
    RETURN_IF_ERROR(DefineIfHere(prefix));
    const TermDefinition* const definition = active_.Find(prefix);
    if (definition != nullptr) {
      result.iri =
          std::string(session_.Join(definition->iri, term.substr(colon + 1)));
    } else if (HasScheme(term) || IsBlankNodeId(term)) {
      result.iri = std::string(term);
    } else {
      return Error("invalid IRI mapping");
    }
    return absl::OkStatus();
  }
  if (term == "@type") {
    result.iri = "@type";
    result.keyword = Keyword::kType;
    return absl::OkStatus();
  }
  if (!active_.vocab) return Error("invalid IRI mapping");
  result.iri = std::string(session_.Join(*active_.vocab, term));
  if (absl::StrContains(term, '/') && !HasScheme(result.iri)) {
    return Error("invalid IRI mapping");
  }
  return absl::OkStatus();
}

}  // namespace prescreen::jsonld::internal
