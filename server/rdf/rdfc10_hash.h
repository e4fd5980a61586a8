// SPDX-License-Identifier: Apache-2.0
// The hash algorithms of RDFC-1.0 (sections 4.6 to 4.8), over a dataset whose
// blank nodes are numbered.
#ifndef PRESCREEN_SERVER_RDF_RDFC10_HASH_H_
#define PRESCREEN_SERVER_RDF_RDFC10_HASH_H_

#include <array>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/rdf/dataset.h"
#include "server/rdf/identifier_issuer.h"
#include "server/rdf/rdfc10.h"

namespace prescreen::rdf::internal {

// A quad as its canonical line needs it: subject, predicate, object, graph.
// `text` is each one's canonical form unless it is a blank node, whose number
// is in `node`, or the default graph.
struct Line {
  std::array<absl::string_view, 4> text = {};
  std::array<int, 4> node = {-1, -1, -1, -1};
};

struct BlankNode {
  absl::string_view label = {};
  std::vector<int> lines = {};      // of which it is a part; each once
  std::size_t predicate_bytes = 0;  // of these
};

// The lines of a dataset without repetitions. Borrows the dataset. Immutable.
class LineTable {
 public:
  explicit LineTable(const Dataset& dataset);
  LineTable(const LineTable&) = delete;
  LineTable& operator=(const LineTable&) = delete;

  const std::vector<Line>& lines() const { return lines_; }
  const std::vector<BlankNode>& nodes() const { return nodes_; }

 private:
  void Add(const Quad& quad);
  int NodeOf(const Term& term);

  Arena arena_;
  std::string scratch_;
  std::vector<Line> lines_;
  std::vector<BlankNode> nodes_;
  absl::flat_hash_map<absl::string_view, int> numbers_;
};

// Appends the line, with label(number) for each blank node.
template <typename Label>
void AppendLine(const Line& line, const Label& label, std::string* out) {
  for (std::size_t i = 0; i < line.text.size(); ++i) {
    if (line.node[i] >= 0) {
      out->append("_:");
      const auto& name = label(line.node[i]);
      out->append(name.data(), name.size());
    } else if (line.text[i].empty()) {
      continue;
    } else {
      out->append(line.text[i].data(), line.text[i].size());
    }
    out->push_back(' ');
  }
  out->append(".\n");
}

// Hashes are lower-case hexadecimal. Not thread-safe.
class NodeHasher {
 public:
  // Borrows `table`, and `canonical` as it grows.
  NodeHasher(const LineTable& table, const IdentifierIssuer& canonical,
             const CanonicalizeOptions& options);

  // Section 4.6, computed for all nodes at once.
  const std::string& FirstDegree(int node) const {
    return first_degree_[static_cast<std::size_t>(node)];
  }

  struct NDegreeResult {
    std::string hash = {};
    IdentifierIssuer issuer;
  };
  // Section 4.8. ResourceExhausted: the work is done up.
  absl::StatusOr<NDegreeResult> NDegree(int node, IdentifierIssuer issuer,
                                        int depth = 0);

 private:
  struct Related {
    std::string hash = {};
    int node = 0;
    friend auto operator<=>(const Related&, const Related&) = default;
  };
  // The best of one group's permutations so far.
  struct Choice {
    std::string path = {};
    IdentifierIssuer issuer;
    bool made = false;

    bool IsWorse(const std::string& other) const {
      return made && other.size() >= path.size() && other > path;
    }
  };

  std::string Hash(absl::string_view text) const;
  std::string HashFirstDegree(int node) const;
  std::string HashRelated(int related, const Line& line,
                          const IdentifierIssuer& issuer, char position) const;
  std::vector<Related> FindRelated(int node,
                                   const IdentifierIssuer& issuer) const;
  absl::StatusOr<Choice> ChoosePath(std::vector<int> group,
                                    const IdentifierIssuer& issuer, int depth);
  absl::Status TryPermutation(const std::vector<int>& group,
                              IdentifierIssuer issuer, int depth,
                              Choice* choice);
  absl::Status Spend(std::size_t work);

  const LineTable& table_;
  const IdentifierIssuer& canonical_;
  const HashFunction function_;
  std::size_t work_left_;
  std::vector<std::string> first_degree_;
};

}  // namespace prescreen::rdf::internal

#endif  // PRESCREEN_SERVER_RDF_RDFC10_HASH_H_
