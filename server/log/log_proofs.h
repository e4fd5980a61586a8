// SPDX-License-Identifier: Apache-2.0
// Proofs about the log's newest signed tree and the trees before it. Each is
// checked as its reader would, up to the newest signed root, before it is
// returned. Thread-safe.
#ifndef PRESCREEN_SERVER_LOG_LOG_PROOFS_H_
#define PRESCREEN_SERVER_LOG_LOG_PROOFS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "anchor/merkle.h"
#include "server/log/log.h"

namespace prescreen {

struct LeafProof {
  anchor::Hash leaf_hash{};
  std::vector<anchor::Hash> path;
  // Signed note of the tree's size; empty: none of that size was kept.
  std::string checkpoint;
};

struct TreeProof {
  anchor::Hash first_root{};
  anchor::Hash second_root{};
  std::vector<anchor::Hash> path;
  std::string checkpoint;  // of the second tree, as above
};

// InvalidArgument: index >= size, or size beyond the newest signed tree.
// DataLoss: the stored tree does not lead to the signed root.
absl::StatusOr<LeafProof> ProveLeaf(const Log& log, std::uint64_t index,
                                    std::uint64_t size);

// InvalidArgument: not 1 <= first <= second <= newest signed size. DataLoss as
// above.
absl::StatusOr<TreeProof> ProveTrees(const Log& log, std::uint64_t first,
                                     std::uint64_t second);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_LOG_LOG_PROOFS_H_
