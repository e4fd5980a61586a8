// SPDX-License-Identifier: Apache-2.0
#include "server/log/log_proofs.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "anchor/checkpoint.h"
#include "tests/support/fake_log.h"

namespace prescreen {
namespace {

// 70 leaves; checkpoints of 1, 37 and 70 were kept.
class LogProofs : public ::testing::Test {
 protected:
  void SetUp() override {
    log_.GrowTo(37);
    log_.GrowTo(70);
  }
  static std::uint64_t SizeOf(const std::string& note) {
    return anchor::ParseCheckpoint(note.substr(0, note.find("\n\n") + 1))->size;
  }
  anchor::Hash RootOf(std::uint64_t size) const {
    return *anchor::TreeRoot(
        size, [this](const anchor::NodeId& id) { return log_.Node(id); });
  }
  FakeLog log_;
};

TEST_F(LogProofs, EveryLeafIsProvedInEveryTree) {
  for (std::uint64_t size = 1; size <= 70; ++size) {
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto proof = ProveLeaf(log_, index, size);
      ASSERT_TRUE(proof.ok()) << index << " " << size << proof.status();
      EXPECT_EQ(proof->leaf_hash, anchor::LeafHash(absl::StrCat(index)));
      EXPECT_TRUE(anchor::VerifyInclusion(index, size, proof->leaf_hash,
                                          proof->path, RootOf(size))
                      .ok());
    }
  }
}

TEST_F(LogProofs, EveryTreeIsProvedTheBeginningOfEveryLaterOne) {
  for (std::uint64_t second = 1; second <= 70; ++second) {
    for (std::uint64_t first = 1; first <= second; ++first) {
      const auto proof = ProveTrees(log_, first, second);
      ASSERT_TRUE(proof.ok()) << first << " " << second << proof.status();
      EXPECT_EQ(proof->first_root, RootOf(first));
      EXPECT_EQ(proof->second_root, RootOf(second));
      EXPECT_TRUE(anchor::VerifyConsistency(first, second, proof->path,
                                            proof->first_root,
                                            proof->second_root)
                      .ok());
    }
  }
}

TEST_F(LogProofs, NoteIsThereOnlyIfOneOfThatSizeWasKept) {
  EXPECT_EQ(SizeOf(ProveLeaf(log_, 3, 37)->checkpoint), 37u);
  EXPECT_EQ(SizeOf(ProveTrees(log_, 3, 70)->checkpoint), 70u);
  EXPECT_EQ(ProveLeaf(log_, 3, 38)->checkpoint, "");
  EXPECT_EQ(ProveTrees(log_, 3, 69)->checkpoint, "");
}

TEST_F(LogProofs, WhatIsNotInTheSignedTreeIsRefused) {
  EXPECT_TRUE(absl::IsInvalidArgument(ProveLeaf(log_, 7, 7).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(ProveLeaf(log_, 7, 71).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(ProveTrees(log_, 0, 7).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(ProveTrees(log_, 8, 7).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(ProveTrees(log_, 8, 71).status()));
}

TEST_F(LogProofs, ProofWithADamagedNodeIsNeverAnswered) {
  std::vector<anchor::NodeId> nodes;
  for (int level = 0; level <= 6; ++level) {
    for (std::uint64_t index = 0; index < 70u >> level; ++index) {
      nodes.push_back({level, index});
    }
  }
  for (const anchor::NodeId& node : nodes) {
    const auto truth = log_.Node(node);
    const auto leaf_before = ProveLeaf(log_, 20, 37);
    const auto tree_before = ProveTrees(log_, 37, 53);
    log_.AlterNode(node);
    const auto leaf = ProveLeaf(log_, 20, 37);
    const auto tree = ProveTrees(log_, 37, 53);
    if (leaf.ok()) {
      EXPECT_EQ(leaf->path, leaf_before->path);
      EXPECT_EQ(leaf->leaf_hash, leaf_before->leaf_hash);
    } else {
      EXPECT_TRUE(absl::IsDataLoss(leaf.status()));
    }
    if (tree.ok()) {
      EXPECT_EQ(tree->path, tree_before->path);
      EXPECT_EQ(tree->first_root, tree_before->first_root);
      EXPECT_EQ(tree->second_root, tree_before->second_root);
    } else {
      EXPECT_TRUE(absl::IsDataLoss(tree.status()));
    }
    log_.AlterNode(node);
    ASSERT_EQ(*log_.Node(node), *truth);
  }
  // Some of them do matter.
  log_.AlterNode({0, 20});
  EXPECT_TRUE(absl::IsDataLoss(ProveLeaf(log_, 20, 37).status()));
}

}  // namespace
}  // namespace prescreen
