// SPDX-License-Identifier: Apache-2.0
// Which proof of a document builds on which (VC Data Integrity 1.0 section 2.1
// `previousProof`, section 4.5).
#ifndef PRESCREEN_SERVER_VERIFY_PROOF_GRAPH_H_
#define PRESCREEN_SERVER_VERIFY_PROOF_GRAPH_H_

#include <cstddef>
#include <vector>

#include "server/verify/proof_options.h"

namespace prescreen {

struct ProofGraph {
  // Of each proof, the indices of its predecessors, ascending.
  std::vector<std::vector<std::size_t>> previous;
  // Every proof once, after all of its predecessors; those in a cycle last.
  std::vector<std::size_t> order;
};

// Adds SCHEMA_INVALID findings to the proofs whose id is another's too, that
// name a predecessor which does not exist, or that lead into a circle.
// The work is linear in what the proofs say. Thread-safe.
ProofGraph LinkProofs(std::vector<ProofOptions>* proofs);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_PROOF_GRAPH_H_
