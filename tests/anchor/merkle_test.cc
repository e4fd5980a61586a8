// SPDX-License-Identifier: Apache-2.0
#include "anchor/merkle.h"

#include <gtest/gtest.h>

#include <bit>
#include <map>
#include <string>
#include <utility>

#include "base/encoding.h"

namespace prescreen::anchor {
namespace {

constexpr std::uint64_t kMaxTestSize = 70;

Hash Leaf(std::uint64_t index) { return LeafHash(BigEndian64(index)); }

// RFC 6962 section 2.1, by its recursive definition.
Hash NaiveRoot(std::uint64_t begin, std::uint64_t end) {
  if (begin == end) return Sha256("");
  if (end - begin == 1) return Leaf(begin);
  std::uint64_t split = 1;
  while (split * 2 < end - begin) split *= 2;
  return NodeHash(NaiveRoot(begin, begin + split),
                  NaiveRoot(begin + split, end));
}

// RFC 6962 section 2.1.1, likewise.
std::vector<Hash> NaivePath(std::uint64_t index, std::uint64_t begin,
                            std::uint64_t end) {
  if (end - begin <= 1) return {};
  std::uint64_t split = 1;
  while (split * 2 < end - begin) split *= 2;
  const std::uint64_t middle = begin + split;
  std::vector<Hash> path = index < middle ? NaivePath(index, begin, middle)
                                          : NaivePath(index, middle, end);
  path.push_back(index < middle ? NaiveRoot(middle, end)
                                : NaiveRoot(begin, middle));
  return path;
}

// RFC 6962 section 2.1.2, SUBPROOF.
std::vector<Hash> NaiveConsistency(std::uint64_t old_size, std::uint64_t begin,
                                   std::uint64_t end, bool is_whole) {
  if (old_size == end) {
    if (is_whole) return {};
    return {NaiveRoot(begin, end)};
  }
  std::uint64_t split = 1;
  while (split * 2 < end - begin) split *= 2;
  const std::uint64_t middle = begin + split;
  std::vector<Hash> path;
  if (old_size <= middle) {
    path = NaiveConsistency(old_size, begin, middle, is_whole);
    path.push_back(NaiveRoot(middle, end));
  } else {
    path = NaiveConsistency(old_size, middle, end, false);
    path.push_back(NaiveRoot(begin, middle));
  }
  return path;
}

// Every complete subtree of a tree, as Frontier::Append reported them.
class Nodes {
 public:
  explicit Nodes(std::uint64_t size) {
    for (std::uint64_t i = 0; i < size; ++i) {
      std::vector<Node> completed;
      frontier_.Append(Leaf(i), &completed);
      for (const Node& node : completed) {
        nodes_[{node.id.level, node.id.index}] = node.hash;
      }
    }
  }
  absl::StatusOr<Hash> operator()(const NodeId& id) const {
    const auto node = nodes_.find({id.level, id.index});
    if (node == nodes_.end()) return absl::NotFoundError("node: none");
    return node->second;
  }
  const Frontier& frontier() const { return frontier_; }
  std::size_t count() const { return nodes_.size(); }

 private:
  Frontier frontier_;
  std::map<std::pair<int, std::uint64_t>, Hash> nodes_;
};

void FlipBit(Hash* hash, std::size_t bit) {
  (*hash)[bit / 8 % hash->size()] ^= static_cast<std::uint8_t>(1u << bit % 8);
}

TEST(EmptyRoot, IsTheDigestOfNothing) {
  EXPECT_EQ(HexEncode(AsBytes(EmptyRoot())),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(LeafHash, HasItsPrefix) {
  EXPECT_EQ(LeafHash("x"), Sha256(absl::string_view("\0x", 2)));
  EXPECT_EQ(HexEncode(AsBytes(LeafHash(""))),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

TEST(NodeHash, HasItsPrefixAndOrder) {
  const Hash a = Leaf(0);
  const Hash b = Leaf(1);
  EXPECT_EQ(NodeHash(a, b),
            Sha256("\x01" + std::string(AsBytes(a)) + std::string(AsBytes(b))));
  EXPECT_NE(NodeHash(a, b), NodeHash(b, a));
}

TEST(Frontier, RootIsTheDefinitionsAtEverySize) {
  Frontier frontier;
  std::vector<Node> completed;
  EXPECT_EQ(frontier.Root(), EmptyRoot());
  for (std::uint64_t size = 1; size <= 300; ++size) {
    frontier.Append(Leaf(size - 1), &completed);
    ASSERT_EQ(frontier.size(), size);
    ASSERT_EQ(frontier.Root(), NaiveRoot(0, size)) << size;
  }
}

TEST(Frontier, AppendReportsEachCompleteSubtreeOnce) {
  for (std::uint64_t size = 0; size <= kMaxTestSize; ++size) {
    const Nodes nodes(size);
    std::size_t count = 0;
    for (int level = 0; (size >> level) != 0; ++level) {
      for (std::uint64_t i = 0; i < size >> level; ++i, ++count) {
        const auto hash = nodes(NodeId{level, i});
        ASSERT_TRUE(hash.ok()) << size << " " << level << " " << i;
        ASSERT_EQ(*hash, NaiveRoot(i << level, (i + 1) << level));
      }
    }
    ASSERT_EQ(nodes.count(), count);
  }
}

TEST(Frontier, AppendReportsTheLeafFirst) {
  Frontier frontier;
  std::vector<Node> completed;
  for (std::uint64_t i = 0; i < 4; ++i) {
    completed.clear();
    frontier.Append(Leaf(i), &completed);
    EXPECT_EQ(completed.front().id, (NodeId{0, i}));
  }
  ASSERT_EQ(completed.size(), 3u);
  EXPECT_EQ(completed[1].id, (NodeId{1, 1}));
  EXPECT_EQ(completed[2].id, (NodeId{2, 0}));
}

TEST(Frontier, LoadedOneGrowsLikeTheOriginal) {
  for (std::uint64_t size = 0; size <= kMaxTestSize; ++size) {
    const Nodes nodes(size);
    absl::StatusOr<Frontier> loaded = Frontier::Load(size, nodes);
    ASSERT_TRUE(loaded.ok());
    ASSERT_EQ(loaded->size(), size);
    ASSERT_EQ(loaded->Root(), NaiveRoot(0, size));
    std::vector<Node> completed;
    for (std::uint64_t i = size; i < size + 5; ++i) {
      loaded->Append(Leaf(i), &completed);
    }
    ASSERT_EQ(loaded->Root(), NaiveRoot(0, size + 5));
  }
}

TEST(Frontier, LoadPassesReadErrorsOn) {
  const auto fail = [](const NodeId&) -> absl::StatusOr<Hash> {
    return absl::UnavailableError("disk: gone");
  };
  EXPECT_TRUE(absl::IsUnavailable(Frontier::Load(3, fail).status()));
}

TEST(TreeRoot, IsTheDefinitionsAtEveryEarlierSize) {
  const Nodes nodes(kMaxTestSize);
  for (std::uint64_t size = 0; size <= kMaxTestSize; ++size) {
    const absl::StatusOr<Hash> root = TreeRoot(size, nodes);
    ASSERT_TRUE(root.ok());
    ASSERT_EQ(*root, NaiveRoot(0, size)) << size;
  }
}

TEST(TreeRoot, PassesReadErrorsOn) {
  EXPECT_TRUE(absl::IsNotFound(TreeRoot(5, Nodes(4)).status()));
}

TEST(InclusionProof, IsTheDefinitionsAndVerifiesForEveryLeaf) {
  const Nodes nodes(kMaxTestSize);
  for (std::uint64_t size = 1; size <= kMaxTestSize; ++size) {
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto path = InclusionProof(index, size, nodes);
      ASSERT_TRUE(path.ok());
      ASSERT_EQ(*path, NaivePath(index, 0, size)) << index << " " << size;
      ASSERT_TRUE(
          VerifyInclusion(index, size, Leaf(index), *path, NaiveRoot(0, size))
              .ok());
    }
  }
}

TEST(InclusionProof, RefusesALeafBeyondTheTree) {
  EXPECT_TRUE(absl::IsInvalidArgument(InclusionProof(4, 4, Nodes(8)).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(InclusionProof(0, 0, Nodes(8)).status()));
}

TEST(VerifyInclusion, RefusesAnyAlteredHash) {
  const Nodes nodes(kMaxTestSize);
  for (std::uint64_t size = 1; size <= 35; ++size) {
    const Hash root = NaiveRoot(0, size);
    for (std::uint64_t index = 0; index < size; ++index) {
      auto path = *InclusionProof(index, size, nodes);
      for (std::size_t i = 0; i < path.size(); ++i) {
        FlipBit(&path[i], index + size);
        ASSERT_TRUE(absl::IsDataLoss(
            VerifyInclusion(index, size, Leaf(index), path, root)));
        FlipBit(&path[i], index + size);
      }
      Hash leaf = Leaf(index);
      FlipBit(&leaf, 255);
      ASSERT_TRUE(
          absl::IsDataLoss(VerifyInclusion(index, size, leaf, path, root)));
    }
  }
}

TEST(VerifyInclusion, RefusesAnyOtherIndex) {
  const Nodes nodes(kMaxTestSize);
  for (std::uint64_t size = 2; size <= 35; ++size) {
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto path = *InclusionProof(index, size, nodes);
      for (std::uint64_t other = 0; other <= size; ++other) {
        if (other == index) continue;
        ASSERT_FALSE(
            VerifyInclusion(other, size, Leaf(index), path, NaiveRoot(0, size))
                .ok())
            << index << " as " << other << " of " << size;
      }
    }
  }
}

TEST(VerifyInclusion, RefusesAPathTooLongOrShort) {
  const Nodes nodes(kMaxTestSize);
  for (std::uint64_t size = 1; size <= 35; ++size) {
    const Hash root = NaiveRoot(0, size);
    for (std::uint64_t index = 0; index < size; ++index) {
      auto path = *InclusionProof(index, size, nodes);
      path.push_back(root);
      ASSERT_TRUE(absl::IsInvalidArgument(
          VerifyInclusion(index, size, Leaf(index), path, root)));
      path.pop_back();
      if (path.empty()) continue;
      path.pop_back();
      ASSERT_TRUE(absl::IsInvalidArgument(
          VerifyInclusion(index, size, Leaf(index), path, root)));
    }
  }
}

TEST(RootFromInclusionProof, HoldsAtTheLargestSizes) {
  constexpr std::uint64_t kHuge = ~std::uint64_t{0};
  const std::vector<Hash> path(64, Leaf(1));
  EXPECT_TRUE(RootFromInclusionProof(0, kHuge, Leaf(0), path).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(
      RootFromInclusionProof(kHuge, kHuge, Leaf(0), path).status()));
  EXPECT_FALSE(RootFromInclusionProof(kHuge - 1, kHuge, Leaf(0), path).ok());
  const std::vector<Hash> border(std::popcount(kHuge - 1), Leaf(1));
  EXPECT_TRUE(RootFromInclusionProof(kHuge - 1, kHuge, Leaf(0), border).ok());
}

TEST(ConsistencyProof, IsTheDefinitionsAndVerifiesForEveryPair) {
  const Nodes nodes(kMaxTestSize);
  for (std::uint64_t size = 1; size <= kMaxTestSize; ++size) {
    for (std::uint64_t old = 1; old <= size; ++old) {
      const auto path = ConsistencyProof(old, size, nodes);
      ASSERT_TRUE(path.ok());
      ASSERT_EQ(*path, NaiveConsistency(old, 0, size, true))
          << old << " " << size;
      ASSERT_TRUE(VerifyConsistency(old, size, *path, NaiveRoot(0, old),
                                    NaiveRoot(0, size))
                      .ok());
    }
  }
}

TEST(ConsistencyProof, OfTheEmptyTreeIsEmpty) {
  const auto path = ConsistencyProof(0, 5, Nodes(5));
  ASSERT_TRUE(path.ok());
  EXPECT_TRUE(path->empty());
}

TEST(ConsistencyProof, RefusesAShrinkingTree) {
  EXPECT_TRUE(
      absl::IsInvalidArgument(ConsistencyProof(6, 5, Nodes(8)).status()));
}

TEST(VerifyConsistency, RefusesAnyAlteredHash) {
  const Nodes nodes(kMaxTestSize);
  for (std::uint64_t size = 1; size <= 35; ++size) {
    for (std::uint64_t old = 1; old <= size; ++old) {
      const Hash old_root = NaiveRoot(0, old);
      const Hash new_root = NaiveRoot(0, size);
      auto path = *ConsistencyProof(old, size, nodes);
      for (Hash& hash : path) {
        FlipBit(&hash, old);
        ASSERT_TRUE(absl::IsDataLoss(
            VerifyConsistency(old, size, path, old_root, new_root)));
        FlipBit(&hash, old);
      }
      Hash other = old_root;
      FlipBit(&other, 3);
      ASSERT_TRUE(absl::IsDataLoss(
          VerifyConsistency(old, size, path, other, new_root)));
      other = new_root;
      FlipBit(&other, 3);
      ASSERT_TRUE(absl::IsDataLoss(
          VerifyConsistency(old, size, path, old_root, other)));
    }
  }
}

TEST(VerifyConsistency, RefusesAPathTooLongOrShort) {
  const Nodes nodes(kMaxTestSize);
  for (std::uint64_t size = 1; size <= 35; ++size) {
    for (std::uint64_t old = 1; old <= size; ++old) {
      const Hash old_root = NaiveRoot(0, old);
      const Hash new_root = NaiveRoot(0, size);
      auto path = *ConsistencyProof(old, size, nodes);
      path.push_back(new_root);
      ASSERT_TRUE(absl::IsInvalidArgument(
          VerifyConsistency(old, size, path, old_root, new_root)));
      path.pop_back();
      if (path.empty()) continue;
      path.pop_back();
      ASSERT_TRUE(absl::IsInvalidArgument(
          VerifyConsistency(old, size, path, old_root, new_root)));
    }
  }
}

TEST(VerifyConsistency, RefusesAForkOfTheSameSize) {
  EXPECT_TRUE(absl::IsDataLoss(
      VerifyConsistency(5, 5, {}, NaiveRoot(0, 5), NaiveRoot(1, 6))));
}

TEST(VerifyConsistency, FromTheEmptyTreeProvesNothing) {
  EXPECT_TRUE(absl::IsInvalidArgument(
      VerifyConsistency(0, 5, {}, EmptyRoot(), NaiveRoot(0, 5))));
}

}  // namespace
}  // namespace prescreen::anchor
