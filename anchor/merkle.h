// SPDX-License-Identifier: Apache-2.0
// RFC 6962 section 2.1 (RFC 9162 section 2.1) Merkle trees with SHA-256.
// Thread-safe unless said.
#ifndef PRESCREEN_ANCHOR_MERKLE_H_
#define PRESCREEN_ANCHOR_MERKLE_H_

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/crypto/hash.h"

namespace prescreen::anchor {

using Hash = Digest32;

Hash EmptyRoot();                                    // SHA-256("")
Hash LeafHash(absl::string_view entry);              // SHA-256(00 ‖ entry)
Hash NodeHash(const Hash& left, const Hash& right);  // SHA-256(01 ‖ L ‖ R)

// The root that `path` (leaf's sibling first) leads to.
// InvalidArgument: index >= size, or not exactly the path's length.
absl::StatusOr<Hash> RootFromInclusionProof(std::uint64_t index,
                                            std::uint64_t size,
                                            const Hash& leaf_hash,
                                            absl::Span<const Hash> path);

// InvalidArgument: malformed as above. DataLoss: leads to another root.
absl::Status VerifyInclusion(std::uint64_t index, std::uint64_t size,
                             const Hash& leaf_hash, absl::Span<const Hash> path,
                             const Hash& root);
absl::Status VerifyConsistency(std::uint64_t old_size, std::uint64_t new_size,
                               absl::Span<const Hash> path,
                               const Hash& old_root, const Hash& new_root);

// A complete subtree: `level` 0 holds leaf hashes; covers the leaves
// [index·2^level, (index+1)·2^level).
struct NodeId {
  int level = 0;
  std::uint64_t index = 0;
  friend bool operator==(const NodeId& a, const NodeId& b) {
    return a.level == b.level && a.index == b.index;
  }
};
using NodeReader = absl::FunctionRef<absl::StatusOr<Hash>(const NodeId&)>;

// Over a tree of `size` leaves whose complete subtrees `read` knows. Errors of
// `read` pass through. InvalidArgument: index >= size, old > new.
absl::StatusOr<Hash> TreeRoot(std::uint64_t size, NodeReader read);
absl::StatusOr<std::vector<Hash>> InclusionProof(std::uint64_t index,
                                                 std::uint64_t size,
                                                 NodeReader read);
absl::StatusOr<std::vector<Hash>> ConsistencyProof(std::uint64_t old_size,
                                                   std::uint64_t new_size,
                                                   NodeReader read);

struct Node {
  NodeId id;
  Hash hash{};
};

// A growing tree as its right border only. Not thread-safe.
class Frontier {
 public:
  Frontier() = default;
  // The frontier of an existing tree of `size` leaves.
  static absl::StatusOr<Frontier> Load(std::uint64_t size, NodeReader read);

  // Adds one leaf; appends to `completed` every subtree that it completes,
  // the leaf's own node first.
  void Append(const Hash& leaf_hash, std::vector<Node>* completed);
  std::uint64_t size() const { return size_; }
  Hash Root() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<Node> border_;  // complete subtrees, largest first
};

}  // namespace prescreen::anchor

#endif  // PRESCREEN_ANCHOR_MERKLE_H_
