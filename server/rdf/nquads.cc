// SPDX-License-Identifier: Apache-2.0
#include "server/rdf/nquads.h"

#include <array>
#include <cstdint>

namespace prescreen::rdf {
namespace {

constexpr std::array<bool, 256> MakeEscapes() {
  std::array<bool, 256> table = {};
  for (std::size_t byte = 0; byte < 0x20; ++byte) table[byte] = true;
  table[0x7f] = table['"'] = table['\\'] = true;
  return table;
}
constexpr std::array<bool, 256> kEscapes = MakeEscapes();

// The letter of a two-character escape, or 0.
char ShortEscape(char c) {
  switch (c) {
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
    case '"':
    case '\\':
      return c;
    default:
      return 0;
  }
}

void AppendEscaped(char c, std::string* out) {
  out->push_back('\\');
  if (const char letter = ShortEscape(c); letter != 0) {
    out->push_back(letter);
    return;
  }
  constexpr absl::string_view kHex = "0123456789ABCDEF";
  const auto byte = static_cast<std::uint8_t>(c);
  out->append("u00");
  out->push_back(kHex[byte >> 4]);
  out->push_back(kHex[byte & 0xf]);
}

void Append(absl::string_view text, std::string* out) {
  out->append(text.data(), text.size());
}

void AppendLexical(absl::string_view text, std::string* out) {
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!kEscapes[static_cast<std::uint8_t>(text[i])]) continue;
    Append(text.substr(from, i - from), out);
    AppendEscaped(text[i], out);
    from = i + 1;
  }
  Append(text.substr(from), out);
}

void AppendIri(absl::string_view iri, std::string* out) {
  out->push_back('<');
  Append(iri, out);
  out->push_back('>');
}

void AppendLiteral(const Term& term, std::string* out) {
  out->push_back('"');
  AppendLexical(term.text, out);
  out->push_back('"');
  if (!term.language.empty()) {
    out->push_back('@');
    Append(term.language, out);
  } else if (term.datatype != kXsdString) {
    out->append("^^");
    AppendIri(term.datatype, out);
  }
}

}  // namespace

void AppendTerm(const Term& term, std::string* out) {
  switch (term.kind) {
    case TermKind::kDefaultGraph:
      return;
    case TermKind::kIri:
      AppendIri(term.text, out);
      return;
    case TermKind::kBlank:
      out->append("_:");
      Append(term.text, out);
      return;
    case TermKind::kLiteral:
      AppendLiteral(term, out);
      return;
  }
}

void AppendQuad(const Quad& quad, std::string* out) {
  for (const Term* term : {&quad.subject, &quad.predicate, &quad.object}) {
    AppendTerm(*term, out);
    out->push_back(' ');
  }
  if (quad.graph.kind != TermKind::kDefaultGraph) {
    AppendTerm(quad.graph, out);
    out->push_back(' ');
  }
  out->append(".\n");
}

std::string SerializeNQuads(const Dataset& dataset) {
  std::string text;
  for (const Quad& quad : dataset.quads) AppendQuad(quad, &text);
  return text;
}

}  // namespace prescreen::rdf
