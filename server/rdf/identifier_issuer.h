// SPDX-License-Identifier: Apache-2.0
// Identifiers in order of issue (RDF Dataset Canonicalization section 4.5).
#ifndef PRESCREEN_SERVER_RDF_IDENTIFIER_ISSUER_H_
#define PRESCREEN_SERVER_RDF_IDENTIFIER_ISSUER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace prescreen::rdf {

// Issues prefix0, prefix1, … to blank nodes, which are numbers here. A value
// type. Thread-compatible.
class IdentifierIssuer {
 public:
  explicit IdentifierIssuer(absl::string_view prefix) : prefix_(prefix) {}

  // The node's identifier, if it has one.
  std::optional<std::string> Find(int node) const {
    const auto found = numbers_.find(node);
    if (found == numbers_.end()) return std::nullopt;
    return absl::StrCat(prefix_, found->second);
  }

  // The node's identifier, issued now if it had none.
  std::string Issue(int node) {
    const auto [entry, added] = numbers_.try_emplace(node, order_.size());
    if (added) order_.push_back(node);
    return absl::StrCat(prefix_, entry->second);
  }

  // In order of issue.
  const std::vector<int>& nodes() const { return order_; }

 private:
  absl::string_view prefix_;
  absl::flat_hash_map<int, std::size_t> numbers_;
  std::vector<int> order_;
};

}  // namespace prescreen::rdf

#endif  // PRESCREEN_SERVER_RDF_IDENTIFIER_ISSUER_H_
