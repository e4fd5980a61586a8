// SPDX-License-Identifier: Apache-2.0
#include "server/log/anchors.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/store/keys.h"
#include "tests/support/memory_store.h"

namespace prescreen {
namespace {

using stored::v1::AnchorRow;
using testing::ElementsAre;
using testing::IsEmpty;

void Put(MemoryStore& store, const std::string& chain, std::uint64_t size,
         v1::Anchor::State state) {
  AnchorRow row;
  row.set_tree_size(size);
  row.set_state(state);
  row.set_root(std::string(32, 'r'));
  row.set_plan_time(1790000000'000250);
  if (state == v1::Anchor::FINAL) row.set_final_time(1790000001'000000);
  WriteBatch batch;
  batch.Put(Family::kAnchors, keys::Anchor(chain, size),
            row.SerializeAsString());
  ASSERT_TRUE(store.Write(batch, Durability::kSynced).ok());
}

// Two chains, of which one's id begins with the other's.
void Fill(MemoryStore& store) {
  Put(store, "eip155:1", 2, v1::Anchor::FINAL);
  Put(store, "eip155:1", 300, v1::Anchor::FAILED);
  Put(store, "eip155:1", 301, v1::Anchor::FINAL);
  Put(store, "eip155:1", 70000, v1::Anchor::SENT);
  Put(store, "eip155:10", 5, v1::Anchor::FINAL);
}

std::vector<std::string> Names(const AnchorPage& page) {
  std::vector<std::string> names;
  for (const v1::Anchor& anchor : page.anchors) names.push_back(anchor.name());
  return names;
}

TEST(ListAnchors, GivesOneChainOldestFirst) {
  MemoryStore store;
  Fill(store);
  const auto page = ListAnchors(store, "eip155:1", "", 100);
  ASSERT_TRUE(page.ok());
  EXPECT_THAT(Names(*page),
              ElementsAre("anchors/eip155:1/2", "anchors/eip155:1/300",
                          "anchors/eip155:1/301", "anchors/eip155:1/70000"));
  EXPECT_EQ(page->next_page_token, "");
}

TEST(ListAnchors, FillsTheAnchor) {
  MemoryStore store;
  Fill(store);
  const v1::Anchor anchor =
      ListAnchors(store, "eip155:10", "", 100)->anchors.at(0);
  EXPECT_EQ(anchor.state(), v1::Anchor::FINAL);
  EXPECT_EQ(anchor.tree_size(), 5u);
  EXPECT_EQ(anchor.root(), std::string(32, 'r'));
  EXPECT_EQ(anchor.plan_time().seconds(), 1790000000);
  EXPECT_EQ(anchor.plan_time().nanos(), 250000);
  EXPECT_EQ(anchor.final_time().seconds(), 1790000001);
}

TEST(ListAnchors, PagesThroughEveryChain) {
  MemoryStore store;
  Fill(store);
  std::vector<std::string> names;
  std::string token;
  do {
    const auto page = ListAnchors(store, "", token, 2);
    ASSERT_TRUE(page.ok());
    EXPECT_LE(page->anchors.size(), 2u);
    for (const std::string& name : Names(*page)) names.push_back(name);
    token = page->next_page_token;
  } while (!token.empty());
  EXPECT_THAT(names,
              ElementsAre("anchors/eip155:1/2", "anchors/eip155:1/300",
                          "anchors/eip155:1/301", "anchors/eip155:1/70000",
                          "anchors/eip155:10/5"));
}

TEST(ListAnchors, FullLastPageHasNoToken) {
  MemoryStore store;
  Fill(store);
  EXPECT_EQ(ListAnchors(store, "eip155:1", "", 4)->next_page_token, "");
}

TEST(ListAnchors, OfAnUnknownChainIsEmpty) {
  MemoryStore store;
  Fill(store);
  EXPECT_THAT(ListAnchors(store, "eip155", "", 4)->anchors, IsEmpty());
}

TEST(ListAnchors, RefusesForeignTokens) {
  MemoryStore store;
  Fill(store);
  const std::string other = ListAnchors(store, "", "", 4)->next_page_token;
  EXPECT_TRUE(ListAnchors(store, "eip155:1", other, 4).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(
      ListAnchors(store, "eip155:10", other, 4).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(
      ListAnchors(store, "eip155:1", "not base64!", 4).status()));
  // Of a chain whose id only begins like the one asked for.
  Put(store, "eip155:10", 6, v1::Anchor::SENT);
  const std::string longer =
      ListAnchors(store, "eip155:10", "", 1)->next_page_token;
  EXPECT_TRUE(absl::IsInvalidArgument(
      ListAnchors(store, "eip155:1", longer, 4).status()));
}

TEST(FirstAnchorCovering, IsTheSmallestFinalOne) {
  MemoryStore store;
  Fill(store);
  EXPECT_EQ(FirstAnchorCovering(store, "eip155:1", 0)->tree_size(), 2u);
  EXPECT_EQ(FirstAnchorCovering(store, "eip155:1", 1)->tree_size(), 2u);
  EXPECT_EQ(FirstAnchorCovering(store, "eip155:1", 2)->tree_size(), 301u);
}

TEST(FirstAnchorCovering, IsTheOneInFlightWhereNoneIsFinal) {
  MemoryStore store;
  Fill(store);
  const auto row = FirstAnchorCovering(store, "eip155:1", 301);
  ASSERT_TRUE(row.ok());
  EXPECT_EQ(row->tree_size(), 70000u);
  EXPECT_EQ(row->state(), v1::Anchor::SENT);
}

TEST(FirstAnchorCovering, IsNotFoundBeyondTheNewestAnchor) {
  MemoryStore store;
  Fill(store);
  EXPECT_TRUE(
      absl::IsNotFound(FirstAnchorCovering(store, "eip155:1", 70000).status()));
  EXPECT_TRUE(
      absl::IsNotFound(FirstAnchorCovering(store, "eip155:10", 5).status()));
}

TEST(FirstAnchorCovering, IsNotFoundWhereTheOnlyOneFailed) {
  MemoryStore store;
  Put(store, "eip155:1", 4, v1::Anchor::FAILED);
  EXPECT_TRUE(
      absl::IsNotFound(FirstAnchorCovering(store, "eip155:1", 0).status()));
}

TEST(FirstAnchorCovering, LooksPastManyFailedOnes) {
  MemoryStore store;
  for (std::uint64_t size = 1; size <= 40; ++size) {
    Put(store, "eip155:1", size, v1::Anchor::FAILED);
  }
  Put(store, "eip155:1", 41, v1::Anchor::FINAL);
  EXPECT_EQ(FirstAnchorCovering(store, "eip155:1", 0)->tree_size(), 41u);
}

TEST(FirstAnchorCovering, DamagedRowIsDataLoss) {
  MemoryStore store;
  WriteBatch batch;
  batch.Put(Family::kAnchors, keys::Anchor("eip155:1", 4), "\xff");
  ASSERT_TRUE(store.Write(batch, Durability::kSynced).ok());
  EXPECT_TRUE(
      absl::IsDataLoss(FirstAnchorCovering(store, "eip155:1", 0).status()));
  EXPECT_TRUE(absl::IsDataLoss(ListAnchors(store, "", "", 4).status()));
}

}  // namespace
}  // namespace prescreen
