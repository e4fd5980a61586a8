// SPDX-License-Identifier: Apache-2.0
#include "server/rdf/rdfc10.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "server/rdf/identifier_issuer.h"
#include "server/rdf/rdfc10_hash.h"

namespace prescreen::rdf {
namespace {

using internal::Line;
using internal::LineTable;
using internal::NodeHasher;

// The nodes whose first degree hash is one and the same.
struct HashGroup {
  absl::string_view hash = {};
  std::vector<int> nodes = {};
};

// In the order of the hashes.
std::vector<HashGroup> GroupByHash(const NodeHasher& hasher, int count) {
  std::vector<int> order;
  for (int node = 0; node < count; ++node) order.push_back(node);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return hasher.FirstDegree(a) < hasher.FirstDegree(b);
  });
  std::vector<HashGroup> groups;
  for (const int node : order) {
    const std::string& hash = hasher.FirstDegree(node);
    if (groups.empty() || groups.back().hash != hash) groups.push_back({hash});
    groups.back().nodes.push_back(node);
  }
  return groups;
}

// Steps 5.1 to 5.3 for one group.
absl::Status IssueForGroup(const HashGroup& group, NodeHasher* hasher,
                           IdentifierIssuer* canonical) {
  std::vector<NodeHasher::NDegreeResult> paths;
  for (const int node : group.nodes) {
    if (canonical->Find(node)) continue;
    IdentifierIssuer temporary("b");
    temporary.Issue(node);
    ASSIGN_OR_RETURN(auto path, hasher->NDegree(node, std::move(temporary)));
    paths.push_back(std::move(path));
  }
  std::stable_sort(
      paths.begin(), paths.end(),
      [](const auto& a, const auto& b) { return a.hash < b.hash; });
  for (const auto& path : paths) {
    for (const int node : path.issuer.nodes()) canonical->Issue(node);
  }
  return absl::OkStatus();
}

absl::Status IssueAll(int count, NodeHasher* hasher,
                      IdentifierIssuer* canonical) {
  const std::vector<HashGroup> groups = GroupByHash(*hasher, count);
  for (const HashGroup& group : groups) {
    if (group.nodes.size() == 1) canonical->Issue(group.nodes.front());
  }
  for (const HashGroup& group : groups) {
    if (group.nodes.size() == 1) continue;
    RETURN_IF_ERROR(IssueForGroup(group, hasher, canonical));
  }
  return absl::OkStatus();
}

// `labels` by number of node.
std::string SortedLines(const LineTable& table,
                        const std::vector<std::string>& labels) {
  std::string text;
  std::vector<std::size_t> ends;
  ends.reserve(table.lines().size());
  for (const Line& line : table.lines()) {
    internal::AppendLine(
        line,
        [&labels](int node) -> const std::string& {
          return labels[static_cast<std::size_t>(node)];
        },
        &text);
    ends.push_back(text.size());
  }
  std::vector<absl::string_view> lines;
  lines.reserve(ends.size());
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    lines.push_back(absl::string_view(text).substr(begin, end - begin));
    begin = end;
  }
  std::sort(lines.begin(), lines.end());
  std::string sorted;
  sorted.reserve(text.size());
  for (const absl::string_view line : lines) {
    sorted.append(line.data(), line.size());
  }
  return sorted;
}

}  // namespace

absl::StatusOr<Canonical> Canonicalize(const Dataset& dataset,
                                       const CanonicalizeOptions& options) {
  const LineTable table(dataset);
  const int count = static_cast<int>(table.nodes().size());
  IdentifierIssuer canonical("c14n");
  NodeHasher hasher(table, canonical, options);
  RETURN_IF_ERROR(IssueAll(count, &hasher, &canonical));
  Canonical result;
  std::vector<std::string> labels(table.nodes().size());
  for (const int node : canonical.nodes()) {
    const auto at = static_cast<std::size_t>(node);
    labels[at] = *canonical.Find(node);
    result.issued_identifiers.emplace_back(table.nodes()[at].label, labels[at]);
  }
  result.nquads = SortedLines(table, labels);
  return result;
}

}  // namespace prescreen::rdf
