// SPDX-License-Identifier: Apache-2.0
#include "server/rdf/rdfc10_hash.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "server/rdf/nquads.h"

namespace prescreen::rdf::internal {
namespace {

// Keeps the recursion far from the stack's end; the official suite needs 10.
constexpr int kMaxDepth = 500;

// A predicate is hashed each time that its line is looked at; ordinary ones are
// shorter.
constexpr std::size_t kPredicateBytesPerStep = 256;

constexpr std::size_t kSubject = 0;
constexpr std::size_t kPredicate = 1;
constexpr std::size_t kObject = 2;
constexpr std::size_t kGraph = 3;

struct QuadHash {
  std::size_t operator()(const Quad* quad) const {
    return absl::HashOf(quad->subject.text, quad->predicate.text,
                        quad->object.text);
  }
};
struct QuadEqual {
  bool operator()(const Quad* a, const Quad* b) const { return *a == *b; }
};

}  // namespace

LineTable::LineTable(const Dataset& dataset) {
  lines_.reserve(dataset.quads.size());
  absl::flat_hash_set<const Quad*, QuadHash, QuadEqual> seen;
  seen.reserve(dataset.quads.size());
  for (const Quad& quad : dataset.quads) {
    if (seen.insert(&quad).second) Add(quad);
  }
}

int LineTable::NodeOf(const Term& term) {
  const int next = static_cast<int>(nodes_.size());
  const auto [entry, added] = numbers_.try_emplace(term.text, next);
  if (added) nodes_.push_back({term.text});
  return entry->second;
}

void LineTable::Add(const Quad& quad) {
  const int number = static_cast<int>(lines_.size());
  Line& line = lines_.emplace_back();
  const std::array<const Term*, 4> terms = {&quad.subject, &quad.predicate,
                                            &quad.object, &quad.graph};
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (!terms[i]->is_blank()) {
      scratch_.clear();
      AppendTerm(*terms[i], &scratch_);
      line.text[i] = arena_.Keep(scratch_);
      continue;
    }
    line.node[i] = NodeOf(*terms[i]);
    BlankNode& node = nodes_[static_cast<std::size_t>(line.node[i])];
    if (!node.lines.empty() && node.lines.back() == number) continue;
    node.lines.push_back(number);
    node.predicate_bytes += quad.predicate.text.size();
  }
}

NodeHasher::NodeHasher(const LineTable& table,
                       const IdentifierIssuer& canonical,
                       const CanonicalizeOptions& options)
    : table_(table),
      canonical_(canonical),
      function_(options.hash),
      work_left_(static_cast<std::size_t>(options.max_work)) {
  const int count = static_cast<int>(table.nodes().size());
  for (int node = 0; node < count; ++node) {
    first_degree_.push_back(HashFirstDegree(node));
  }
}

std::string NodeHasher::Hash(absl::string_view text) const {
  if (function_ == HashFunction::kSha384) return HexEncode(Sha384(text));
  return HexEncode(AsBytes(Sha256(text)));
}

std::string NodeHasher::HashFirstDegree(int node) const {
  std::vector<std::string> lines;
  for (const int number :
       table_.nodes()[static_cast<std::size_t>(node)].lines) {
    const Line& line = table_.lines()[static_cast<std::size_t>(number)];
    AppendLine(
        line,
        [node](int other) -> absl::string_view {
          return other == node ? "a" : "z";
        },
        &lines.emplace_back());
  }
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += line;
  return Hash(text);
}

std::string NodeHasher::HashRelated(int related, const Line& line,
                                    const IdentifierIssuer& issuer,
                                    char position) const {
  std::string text(1, position);
  if (position != 'g') absl::StrAppend(&text, line.text[kPredicate]);
  if (const auto id = canonical_.Find(related)) {
    absl::StrAppend(&text, "_:", *id);
  } else if (const auto temporary = issuer.Find(related)) {
    absl::StrAppend(&text, "_:", *temporary);
  } else {
    text += FirstDegree(related);
  }
  return Hash(text);
}

std::vector<NodeHasher::Related> NodeHasher::FindRelated(
    int node, const IdentifierIssuer& issuer) const {
  std::vector<Related> found;
  for (const int number :
       table_.nodes()[static_cast<std::size_t>(node)].lines) {
    const Line& line = table_.lines()[static_cast<std::size_t>(number)];
    for (const auto& [part, position] :
         {std::pair(kSubject, 's'), std::pair(kObject, 'o'),
          std::pair(kGraph, 'g')}) {
      const int related = line.node[part];
      if (related < 0 || related == node) continue;
      found.push_back({HashRelated(related, line, issuer, position), related});
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

absl::Status NodeHasher::Spend(std::size_t work) {
  if (work > work_left_) {
    work_left_ = 0;
    return absl::ResourceExhaustedError("RDFC-1.0: too much work");
  }
  work_left_ -= work;
  return absl::OkStatus();
}

absl::StatusOr<NodeHasher::NDegreeResult> NodeHasher::NDegree(
    int node, IdentifierIssuer issuer, int depth) {
  if (depth > kMaxDepth) {
    return absl::ResourceExhaustedError("RDFC-1.0: too deep");
  }
  const BlankNode& own = table_.nodes()[static_cast<std::size_t>(node)];
  RETURN_IF_ERROR(Spend(1 + own.lines.size() +
                        own.predicate_bytes / kPredicateBytesPerStep));
  const std::vector<Related> related = FindRelated(node, issuer);
  std::string text;
  for (auto first = related.begin(); first != related.end();) {
    std::vector<int> group;
    auto last = first;
    for (; last != related.end() && last->hash == first->hash; ++last) {
      group.push_back(last->node);
    }
    ASSIGN_OR_RETURN(Choice choice,
                     ChoosePath(std::move(group), issuer, depth));
    absl::StrAppend(&text, first->hash, choice.path);
    issuer = std::move(choice.issuer);
    first = last;
  }
  return NDegreeResult{Hash(text), std::move(issuer)};
}

absl::StatusOr<NodeHasher::Choice> NodeHasher::ChoosePath(
    std::vector<int> group, const IdentifierIssuer& issuer, int depth) {
  Choice choice{{}, issuer};
  do {
    RETURN_IF_ERROR(Spend(group.size() + issuer.nodes().size()));
    RETURN_IF_ERROR(TryPermutation(group, issuer, depth, &choice));
  } while (std::next_permutation(group.begin(), group.end()));
  return choice;
}

absl::Status NodeHasher::TryPermutation(const std::vector<int>& group,
                                        IdentifierIssuer issuer, int depth,
                                        Choice* choice) {
  std::string path;
  std::vector<int> to_visit;
  for (const int node : group) {
    if (const auto id = canonical_.Find(node)) {
      absl::StrAppend(&path, "_:", *id);
    } else {
      if (!issuer.Find(node)) to_visit.push_back(node);
      absl::StrAppend(&path, "_:", issuer.Issue(node));
    }
    if (choice->IsWorse(path)) return absl::OkStatus();
  }
  for (const int node : to_visit) {
    ASSIGN_OR_RETURN(NDegreeResult result, NDegree(node, issuer, depth + 1));
    absl::StrAppend(&path, "_:", issuer.Issue(node), "<", result.hash, ">");
    issuer = std::move(result.issuer);
    if (choice->IsWorse(path)) return absl::OkStatus();
  }
  if (!choice->made || path < choice->path) {
    *choice = {std::move(path), std::move(issuer), true};
  }
  return absl::OkStatus();
}

}  // namespace prescreen::rdf::internal
