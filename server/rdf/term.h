// SPDX-License-Identifier: Apache-2.0
// RDF 1.1 terms and quads (RDF 1.1 Concepts sections 3 and 4).
#ifndef PRESCREEN_SERVER_RDF_TERM_H_
#define PRESCREEN_SERVER_RDF_TERM_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace prescreen::rdf {

inline constexpr absl::string_view kXsdString =
    "http://www.w3.org/2001/XMLSchema#string";
inline constexpr absl::string_view kXsdBoolean =
    "http://www.w3.org/2001/XMLSchema#boolean";
inline constexpr absl::string_view kXsdInteger =
    "http://www.w3.org/2001/XMLSchema#integer";
inline constexpr absl::string_view kXsdDouble =
    "http://www.w3.org/2001/XMLSchema#double";
inline constexpr absl::string_view kRdfType =
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
inline constexpr absl::string_view kRdfFirst =
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
inline constexpr absl::string_view kRdfRest =
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
inline constexpr absl::string_view kRdfNil =
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";
inline constexpr absl::string_view kRdfJson =
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";
inline constexpr absl::string_view kRdfLangString =
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";
inline constexpr absl::string_view kRdfValue =
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#value";
inline constexpr absl::string_view kRdfLanguage =
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#language";
inline constexpr absl::string_view kRdfDirection =
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#direction";

enum class TermKind : std::uint8_t { kDefaultGraph, kIri, kBlank, kLiteral };

// Borrows its text. An IRI holds none of the characters that N-Quads would
// have to escape in it: whoever makes one sees to that.
struct Term {
  TermKind kind = TermKind::kDefaultGraph;
  // The IRI, the label without `_:`, or the literal's lexical form.
  absl::string_view text = {};
  // Of a literal: its IRI. With a language it is rdf:langString.
  absl::string_view datatype = {};
  absl::string_view language = {};  // of a literal; empty for none

  static Term Iri(absl::string_view iri) { return {TermKind::kIri, iri}; }
  static Term Blank(absl::string_view label) {
    return {TermKind::kBlank, label};
  }
  static Term Literal(absl::string_view lexical, absl::string_view datatype) {
    return {TermKind::kLiteral, lexical, datatype};
  }
  static Term LanguageString(absl::string_view lexical,
                             absl::string_view language) {
    return {TermKind::kLiteral, lexical, kRdfLangString, language};
  }

  bool is_iri() const { return kind == TermKind::kIri; }
  bool is_blank() const { return kind == TermKind::kBlank; }
  bool is_literal() const { return kind == TermKind::kLiteral; }

  friend bool operator==(const Term& a, const Term& b) {
    return a.kind == b.kind && a.text == b.text && a.datatype == b.datatype &&
           a.language == b.language;
  }
};

struct Quad {
  Term subject = {};
  Term predicate = {};
  Term object = {};
  Term graph = {};  // the default graph, an IRI or a blank node

  friend bool operator==(const Quad& a, const Quad& b) {
    return a.subject == b.subject && a.predicate == b.predicate &&
           a.object == b.object && a.graph == b.graph;
  }
};

}  // namespace prescreen::rdf

#endif  // PRESCREEN_SERVER_RDF_TERM_H_
