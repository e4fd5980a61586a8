// SPDX-License-Identifier: Apache-2.0
#include "server/policy/distinct.h"

#include "gtest/gtest.h"

namespace prescreen {
namespace {

TEST(CountDistinct, CountsKeysAndItemsOnce) {
  EXPECT_EQ(CountDistinct({}), 0);
  EXPECT_EQ(CountDistinct({{}}), 0);
  EXPECT_EQ(CountDistinct({{0}, {1}, {2}}), 3);
  EXPECT_EQ(CountDistinct({{0}, {0}, {1}}), 2);
  EXPECT_EQ(CountDistinct({{0, 1, 2}}), 1);
}

TEST(CountDistinct, GivesEachItemTheKeyThatServesBest) {
  EXPECT_EQ(CountDistinct({{0, 1}, {0}}), 2);
  EXPECT_EQ(CountDistinct({{0}, {0, 1}, {1, 2}, {2, 0}}), 3);
  EXPECT_EQ(CountDistinct({{0, 1}, {1, 2}, {2, 3}, {0}}), 4);
}

TEST(CountDistinct, TakesLongChains) {
  std::vector<std::vector<int>> items;
  for (int i = 0; i < 256; ++i) items.push_back({i + 1, i});
  items.push_back({256});
  EXPECT_EQ(CountDistinct(items), 257);
}

}  // namespace
}  // namespace prescreen
