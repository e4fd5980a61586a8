// SPDX-License-Identifier: Apache-2.0
// RDF 1.1 N-Quads, and its canonical form (RDF Dataset Canonicalization
// section 5).
#ifndef PRESCREEN_SERVER_RDF_NQUADS_H_
#define PRESCREEN_SERVER_RDF_NQUADS_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/rdf/dataset.h"

namespace prescreen::rdf {

// Far beyond any credential (a 4 KB badge has about a hundred).
inline constexpr std::size_t kMaxQuads = 100'000;

// Parses an N-Quads document; the dataset owns its text.
// InvalidArgument: not N-Quads, naming the line, never its content;
// ResourceExhausted: more than kMaxQuads.
absl::StatusOr<Dataset> ParseNQuads(absl::string_view text);

// Appends the term in canonical form, nothing for the default graph.
void AppendTerm(const Term& term, std::string* out);

// Appends the quad in canonical form, with its line end.
void AppendQuad(const Quad& quad, std::string* out);

// The quads in canonical form, in the order of the dataset.
std::string SerializeNQuads(const Dataset& dataset);

}  // namespace prescreen::rdf

#endif  // PRESCREEN_SERVER_RDF_NQUADS_H_
