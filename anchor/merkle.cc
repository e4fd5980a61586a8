// SPDX-License-Identifier: Apache-2.0
#include "anchor/merkle.h"

#include <algorithm>
#include <bit>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/status_macros.h"

namespace prescreen::anchor {
namespace {

constexpr absl::string_view kLeafPrefix("\x00", 1);
constexpr absl::string_view kNodePrefix("\x01", 1);

// Of a leaf's way to the root: on the `inner` lowest levels the leaf and the
// tree's last leaf lie in different subtrees, so the sibling may stand on
// either side; above, every sibling is on the left and levels without one are
// skipped.
struct PathShape {
  int inner = 0;
  int border = 0;
};

PathShape ShapeOf(std::uint64_t index, std::uint64_t last) {
  PathShape shape;
  shape.inner = static_cast<int>(std::bit_width(index ^ last));
  shape.border = shape.inner == 64 ? 0 : std::popcount(index >> shape.inner);
  return shape;
}

// Hashes `path` onto `hash`; bit i of `index` says on which side of its i-th
// sibling the subtree stands. From `inner` on all siblings are on the left.
Hash Climb(Hash hash, absl::Span<const Hash> path, int inner,
           std::uint64_t index) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    const bool is_right =
        i >= static_cast<std::size_t>(inner) || ((index >> i) & 1) == 1;
    hash = is_right ? NodeHash(path[i], hash) : NodeHash(hash, path[i]);
  }
  return hash;
}

// As Climb, but through left siblings only: what the older, smaller tree had.
Hash ClimbLeft(Hash hash, absl::Span<const Hash> path, int inner,
               std::uint64_t index) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (i >= static_cast<std::size_t>(inner) || ((index >> i) & 1) == 1) {
      hash = NodeHash(path[i], hash);
    }
  }
  return hash;
}

absl::Status WrongLength(std::size_t is, int should) {
  return absl::InvalidArgumentError(
      absl::StrCat("proof: has ", is, " hashes, must have ", should));
}

// The largest power of two below `n`, which is at least 2.
std::uint64_t SplitPoint(std::uint64_t n) { return std::bit_floor(n - 1); }

// The root of leaves [begin, end), where `begin` is a multiple of the smallest
// power of two that is not less than their number.
absl::StatusOr<Hash> RangeRoot(std::uint64_t begin, std::uint64_t end,
                               NodeReader read) {
  const std::uint64_t count = end - begin;
  if (std::has_single_bit(count)) {
    const int level = std::countr_zero(count);
    return read(NodeId{level, begin >> level});
  }
  const std::uint64_t middle = begin + SplitPoint(count);
  ASSIGN_OR_RETURN(const Hash left, RangeRoot(begin, middle, read));
  ASSIGN_OR_RETURN(const Hash right, RangeRoot(middle, end, read));
  return NodeHash(left, right);
}

}  // namespace

Hash EmptyRoot() { return Sha256(absl::string_view()); }

Hash LeafHash(absl::string_view entry) {
  return Sha256Concat(kLeafPrefix, entry);
}

Hash NodeHash(const Hash& left, const Hash& right) {
  return Sha256Concat(kNodePrefix, AsBytes(left), AsBytes(right));
}

absl::StatusOr<Hash> RootFromInclusionProof(std::uint64_t index,
                                            std::uint64_t size,
                                            const Hash& leaf_hash,
                                            absl::Span<const Hash> path) {
  if (index >= size) {
    return absl::InvalidArgumentError(
        absl::StrCat("proof: no leaf ", index, " in a tree of ", size));
  }
  const PathShape shape = ShapeOf(index, size - 1);
  const int length = shape.inner + shape.border;
  if (path.size() != static_cast<std::size_t>(length)) {
    return WrongLength(path.size(), length);
  }
  return Climb(leaf_hash, path, shape.inner, index);
}

absl::Status VerifyInclusion(std::uint64_t index, std::uint64_t size,
                             const Hash& leaf_hash, absl::Span<const Hash> path,
                             const Hash& root) {
  ASSIGN_OR_RETURN(const Hash reached,
                   RootFromInclusionProof(index, size, leaf_hash, path));
  if (reached != root) {
    return absl::DataLossError("inclusion proof: leads to another root");
  }
  return absl::OkStatus();
}

absl::Status VerifyConsistency(std::uint64_t old_size, std::uint64_t new_size,
                               absl::Span<const Hash> path,
                               const Hash& old_root, const Hash& new_root) {
  if (old_size == 0 || old_size > new_size) {
    return absl::InvalidArgumentError(absl::StrCat(
        "proof: nothing to prove from size ", old_size, " to ", new_size));
  }
  if (old_size == new_size) {
    if (!path.empty()) return WrongLength(path.size(), 0);
    if (old_root == new_root) return absl::OkStatus();
    return absl::DataLossError("consistency: two roots of one size");
  }
  // The old tree's last complete subtree, `level` high, is where both ways
  // begin. It is the whole old tree if that is complete; else the proof's
  // first hash.
  const int level = std::countr_zero(old_size);
  const std::uint64_t index = (old_size - 1) >> level;
  const PathShape shape = ShapeOf(index, (new_size - 1) >> level);
  const bool is_whole = std::has_single_bit(old_size);
  const int length = (is_whole ? 0 : 1) + shape.inner + shape.border;
  if (path.size() != static_cast<std::size_t>(length)) {
    return WrongLength(path.size(), length);
  }
  const Hash start = is_whole ? old_root : path.front();
  if (!is_whole) path.remove_prefix(1);
  if (ClimbLeft(start, path, shape.inner, index) != old_root) {
    return absl::DataLossError("consistency proof: not of the old root");
  }
  if (Climb(start, path, shape.inner, index) != new_root) {
    return absl::DataLossError("consistency proof: not of the new root");
  }
  return absl::OkStatus();
}

absl::StatusOr<Hash> TreeRoot(std::uint64_t size, NodeReader read) {
  if (size == 0) return EmptyRoot();
  return RangeRoot(0, size, read);
}

absl::StatusOr<std::vector<Hash>> InclusionProof(std::uint64_t index,
                                                 std::uint64_t size,
                                                 NodeReader read) {
  if (index >= size) {
    return absl::InvalidArgumentError(
        absl::StrCat("inclusion proof: no leaf ", index, " in ", size));
  }
  std::vector<Hash> path;
  std::uint64_t begin = 0;
  std::uint64_t end = size;
  while (end - begin > 1) {  // from the root down
    const std::uint64_t middle = begin + SplitPoint(end - begin);
    if (index < middle) {
      ASSIGN_OR_RETURN(const Hash sibling, RangeRoot(middle, end, read));
      path.push_back(sibling);
      end = middle;
    } else {
      ASSIGN_OR_RETURN(const Hash sibling, RangeRoot(begin, middle, read));
      path.push_back(sibling);
      begin = middle;
    }
  }
  std::reverse(path.begin(), path.end());
  return path;
}

absl::StatusOr<std::vector<Hash>> ConsistencyProof(std::uint64_t old_size,
                                                   std::uint64_t new_size,
                                                   NodeReader read) {
  if (old_size > new_size) {
    return absl::InvalidArgumentError(absl::StrCat(
        "consistency proof: size ", old_size, " is not before ", new_size));
  }
  std::vector<Hash> path;
  if (old_size == 0) return path;
  std::uint64_t begin = 0;
  std::uint64_t end = new_size;
  while (end != old_size) {  // from the root down to a subtree of both trees
    const std::uint64_t middle = begin + SplitPoint(end - begin);
    if (old_size <= middle) {
      ASSIGN_OR_RETURN(const Hash sibling, RangeRoot(middle, end, read));
      path.push_back(sibling);
      end = middle;
    } else {
      ASSIGN_OR_RETURN(const Hash sibling, RangeRoot(begin, middle, read));
      path.push_back(sibling);
      begin = middle;
    }
  }
  if (begin != 0) {  // else that subtree is the old tree: its root is known
    ASSIGN_OR_RETURN(const Hash common, RangeRoot(begin, end, read));
    path.push_back(common);
  }
  std::reverse(path.begin(), path.end());
  return path;
}

absl::StatusOr<Frontier> Frontier::Load(std::uint64_t size, NodeReader read) {
  Frontier frontier;
  frontier.size_ = size;
  for (int level = 63; level >= 0; --level) {
    if (((size >> level) & 1) == 0) continue;
    const NodeId id{level, (size >> level) - 1};
    ASSIGN_OR_RETURN(const Hash hash, read(id));
    frontier.border_.push_back(Node{id, hash});
  }
  return frontier;
}

void Frontier::Append(const Hash& leaf_hash, std::vector<Node>* completed) {
  PRESCREEN_CHECK(completed != nullptr);
  Node node{NodeId{0, size_}, leaf_hash};
  completed->push_back(node);
  while (!border_.empty() && border_.back().id.level == node.id.level) {
    node = Node{NodeId{node.id.level + 1, node.id.index >> 1},
                NodeHash(border_.back().hash, node.hash)};
    border_.pop_back();
    completed->push_back(node);
  }
  border_.push_back(node);
  ++size_;
}

Hash Frontier::Root() const {
  if (border_.empty()) return EmptyRoot();
  Hash root = border_.back().hash;
  for (auto node = border_.rbegin() + 1; node != border_.rend(); ++node) {
    root = NodeHash(node->hash, root);
  }
  return root;
}

}  // namespace prescreen::anchor
