// SPDX-License-Identifier: Apache-2.0
#include "server/log/log_proofs.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "anchor/checkpoint.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

// A signed tree, what it is read from, and what is held against its root.
class SignedTree {
 public:
  explicit SignedTree(const Log& log) : log_(log), newest_(log.checkpoint()) {}

  std::uint64_t size() const { return newest_.size; }

  absl::StatusOr<anchor::Hash> Node(const anchor::NodeId& id) const {
    return log_.Node(id);
  }

  // The root of the first `size` leaves, shown to be a beginning of the newest
  // signed tree: so a damaged node cannot lend its damage to a proof.
  absl::StatusOr<anchor::Hash> Root(std::uint64_t size) const {
    const auto read = [this](const anchor::NodeId& id) { return Node(id); };
    ASSIGN_OR_RETURN(const anchor::Hash root, anchor::TreeRoot(size, read));
    ASSIGN_OR_RETURN(const std::vector<anchor::Hash> path,
                     anchor::ConsistencyProof(size, newest_.size, read));
    RETURN_IF_ERROR(anchor::VerifyConsistency(size, newest_.size, path, root,
                                              newest_.root));
    return root;
  }

  // The kept note of exactly that tree; "" if there is none. DataLoss: it names
  // another root.
  absl::StatusOr<std::string> Note(std::uint64_t size,
                                   const anchor::Hash& root) const {
    absl::StatusOr<std::string> note = log_.CheckpointAt(size);
    if (absl::IsNotFound(note.status())) return std::string();
    RETURN_IF_ERROR(note.status());
    ASSIGN_OR_RETURN(const anchor::Checkpoint checkpoint,
                     anchor::ParseCheckpoint(absl::string_view(*note).substr(
                         0, note->find("\n\n") + 1)));
    if (checkpoint.size != size) return std::string();
    if (checkpoint.root != root) {
      return absl::DataLossError("log: a kept checkpoint has another root");
    }
    return note;
  }

 private:
  const Log& log_;
  const anchor::Checkpoint newest_;
};

}  // namespace

absl::StatusOr<LeafProof> ProveLeaf(const Log& log, std::uint64_t index,
                                    std::uint64_t size) {
  const SignedTree tree(log);
  if (index >= size || size > tree.size()) {
    return absl::InvalidArgumentError("log: no such leaf in such a tree");
  }
  LeafProof proof;
  ASSIGN_OR_RETURN(const anchor::Hash root, tree.Root(size));
  ASSIGN_OR_RETURN(proof.leaf_hash, tree.Node({0, index}));
  ASSIGN_OR_RETURN(
      proof.path,
      anchor::InclusionProof(index, size, [&tree](const anchor::NodeId& id) {
        return tree.Node(id);
      }));
  RETURN_IF_ERROR(
      anchor::VerifyInclusion(index, size, proof.leaf_hash, proof.path, root));
  ASSIGN_OR_RETURN(proof.checkpoint, tree.Note(size, root));
  return proof;
}

absl::StatusOr<TreeProof> ProveTrees(const Log& log, std::uint64_t first,
                                     std::uint64_t second) {
  const SignedTree tree(log);
  if (first == 0 || first > second || second > tree.size()) {
    return absl::InvalidArgumentError("log: no such trees");
  }
  TreeProof proof;
  ASSIGN_OR_RETURN(proof.first_root, tree.Root(first));
  ASSIGN_OR_RETURN(proof.second_root, tree.Root(second));
  ASSIGN_OR_RETURN(proof.path,
                   anchor::ConsistencyProof(first, second,
                                            [&tree](const anchor::NodeId& id) {
                                              return tree.Node(id);
                                            }));
  RETURN_IF_ERROR(anchor::VerifyConsistency(
      first, second, proof.path, proof.first_root, proof.second_root));
  ASSIGN_OR_RETURN(proof.checkpoint, tree.Note(second, proof.second_root));
  return proof;
}

}  // namespace prescreen
