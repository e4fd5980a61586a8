// SPDX-License-Identifier: Apache-2.0
#include "server/verify/proof_graph.h"

#include <algorithm>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace prescreen {
namespace {

using IdMap = absl::flat_hash_map<absl::string_view, std::size_t>;

void AddFault(absl::string_view name, absl::string_view detail,
              ProofOptions* proof) {
  proof->findings.push_back(
      {v1::SCHEMA_INVALID, v1::INVALID,
       json::PointerTo(
           absl::string_view(proof->pointer.data(), proof->pointer.size()),
           name),
       std::string(detail)});
}

IdMap MapIds(std::vector<ProofOptions>* proofs) {
  IdMap ids;
  for (std::size_t i = 0; i < proofs->size(); ++i) {
    ProofOptions& proof = (*proofs)[i];
    if (proof.id.empty()) continue;
    const absl::string_view id(proof.id.data(), proof.id.size());
    if (!ids.emplace(id, i).second) {
      AddFault("id", "is that of another proof", &proof);
    }
  }
  return ids;
}

std::vector<std::size_t> PredecessorsOf(const IdMap& ids, ProofOptions* proof) {
  std::vector<std::size_t> previous;
  for (const absl::string_view id : proof->previous) {
    const auto found = ids.find(id);
    if (found != ids.end()) {
      previous.push_back(found->second);
      continue;
    }
    AddFault("previousProof", "names no proof of this document", proof);
    break;
  }
  std::sort(previous.begin(), previous.end());
  previous.erase(std::unique(previous.begin(), previous.end()), previous.end());
  return previous;
}

// Takes proofs whose predecessors are all taken, until none is left.
void Sort(ProofGraph* graph) {
  const std::size_t count = graph->previous.size();
  std::vector<std::vector<std::size_t>> next(count);
  std::vector<std::size_t> missing(count);
  for (std::size_t i = 0; i < count; ++i) {
    missing[i] = graph->previous[i].size();
    for (const std::size_t p : graph->previous[i]) next[p].push_back(i);
    if (missing[i] == 0) graph->order.push_back(i);
  }
  for (std::size_t taken = 0; taken < graph->order.size(); ++taken) {
    for (const std::size_t n : next[graph->order[taken]]) {
      if (--missing[n] == 0) graph->order.push_back(n);
    }
  }
}

}  // namespace

ProofGraph LinkProofs(std::vector<ProofOptions>* proofs) {
  const IdMap ids = MapIds(proofs);
  ProofGraph graph;
  graph.previous.reserve(proofs->size());
  for (ProofOptions& proof : *proofs) {
    graph.previous.push_back(PredecessorsOf(ids, &proof));
  }
  Sort(&graph);
  if (graph.order.size() == proofs->size()) return graph;
  std::vector<bool> taken(proofs->size());
  for (const std::size_t i : graph.order) taken[i] = true;
  for (std::size_t i = 0; i < proofs->size(); ++i) {
    if (taken[i]) continue;
    AddFault("previousProof", "leads into a circle", &(*proofs)[i]);
    graph.order.push_back(i);
  }
  return graph;
}

}  // namespace prescreen
