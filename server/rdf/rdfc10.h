// SPDX-License-Identifier: Apache-2.0
// RDF Dataset Canonicalization, RDFC-1.0 (https://www.w3.org/TR/rdf-canon/).
#ifndef PRESCREEN_SERVER_RDF_RDFC10_H_
#define PRESCREEN_SERVER_RDF_RDFC10_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "server/rdf/dataset.h"

namespace prescreen::rdf {

enum class HashFunction { kSha256, kSha384 };

// Steps of section 4.8 in all: nodes hashed, permutations tried, identifiers
// compared. The hardest cases of the official suite need a fifth of it; a
// poison graph reaches it within a tenth of a second.
inline constexpr int kMaxCanonicalizationWork = 50'000;

struct CanonicalizeOptions {
  HashFunction hash = HashFunction::kSha256;
  int max_work = kMaxCanonicalizationWork;
};

struct Canonical {
  // Canonical N-Quads, sorted.
  std::string nquads = {};
  // Each blank node's label in the dataset and its canonical one (`c14n0`, …),
  // both without `_:`, in order of issue.
  std::vector<std::pair<std::string, std::string>> issued_identifiers = {};
};

// Section 4.4. Thread-safe. ResourceExhausted: more than `max_work`.
absl::StatusOr<Canonical> Canonicalize(const Dataset& dataset,
                                       const CanonicalizeOptions& options = {});

}  // namespace prescreen::rdf

#endif  // PRESCREEN_SERVER_RDF_RDFC10_H_
