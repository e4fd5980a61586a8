// SPDX-License-Identifier: Apache-2.0
#include "anchor/tiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <utility>

namespace prescreen::anchor {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Paths(std::uint64_t old_size, std::uint64_t new_size) {
  std::vector<std::string> paths;
  for (const Tile& tile : NewTiles(old_size, new_size)) {
    paths.push_back(TilePath(tile));
  }
  return paths;
}

TEST(TilePath, GroupsTheNumberByThreeDigits) {
  EXPECT_EQ(TilePath({0, 0, 256}), "tile/0/000");
  EXPECT_EQ(TilePath({0, 999, 256}), "tile/0/999");
  EXPECT_EQ(TilePath({0, 1000, 256}), "tile/0/x001/000");
  EXPECT_EQ(TilePath({3, 1234067, 256}), "tile/3/x001/x234/067");
  EXPECT_EQ(TilePath({0, ~std::uint64_t{0}, 256}),
            "tile/0/x018/x446/x744/x073/x709/x551/615");
}

TEST(TilePath, NamesTheWidthOfPartialTiles) {
  EXPECT_EQ(TilePath({0, 1234, 17}), "tile/0/x001/234.p/17");
  EXPECT_EQ(TilePath({1, 0, 1}), "tile/1/000.p/1");
  EXPECT_EQ(TilePath({1, 0, 255}), "tile/1/000.p/255");
}

TEST(TilePath, OfEntriesHasNoLevel) {
  EXPECT_EQ(TilePath({-1, 0, 256}), "tile/entries/000");
  EXPECT_EQ(TilePath({-1, 1000, 3}), "tile/entries/x001/000.p/3");
}

TEST(NewTiles, OfAnUnchangedTreeAreNone) {
  for (const std::uint64_t size : {0u, 1u, 255u, 256u, 70000u}) {
    EXPECT_THAT(Paths(size, size), IsEmpty());
  }
}

TEST(NewTiles, OfOneLeafAreTwo) {
  EXPECT_THAT(Paths(0, 1),
              ElementsAre("tile/entries/000.p/1", "tile/0/000.p/1"));
}

TEST(NewTiles, OfAFullTileOpenTheNextLevel) {
  EXPECT_THAT(Paths(255, 256),
              ElementsAre("tile/entries/000", "tile/0/000", "tile/1/000.p/1"));
}

TEST(NewTiles, LeaveOutWhatHasNotChanged) {
  EXPECT_THAT(Paths(256, 257),
              ElementsAre("tile/entries/001.p/1", "tile/0/001.p/1"));
}

TEST(NewTiles, OfATreeOf70000) {
  // As the C2SP text counts it: 273 full tiles and 112 leaves, one full tile
  // and 17 hashes above, one hash on top.
  const std::vector<std::string> paths = Paths(0, 70000);
  EXPECT_EQ(paths.size(), 274u + 274u + 2u + 1u);
  EXPECT_EQ(paths[273], "tile/entries/273.p/112");
  EXPECT_EQ(paths[274], "tile/0/000");
  EXPECT_EQ(paths[547], "tile/0/273.p/112");
  EXPECT_EQ(paths[548], "tile/1/000");
  EXPECT_EQ(paths[549], "tile/1/001.p/17");
  EXPECT_EQ(paths[550], "tile/2/000.p/1");
}

// Which tiles a tree consists of, by the specification's own formula.
std::set<std::string> AllPaths(std::uint64_t size) {
  std::set<std::string> paths;
  std::uint64_t hashes = size;
  for (int level = 0; hashes > 0; ++level, hashes /= 256) {
    for (std::uint64_t i = 0; i < hashes / 256; ++i) {
      paths.insert(TilePath({level, i, 256}));
      if (level == 0) paths.insert(TilePath({-1, i, 256}));
    }
    const auto width = static_cast<std::uint32_t>(hashes % 256);
    if (width == 0) continue;
    paths.insert(TilePath({level, hashes / 256, width}));
    if (level == 0) paths.insert(TilePath({-1, hashes / 256, width}));
  }
  return paths;
}

TEST(NewTiles, AreTheDifferenceOfTwoTrees) {
  const std::uint64_t sizes[] = {0,   1,   2,    255,   256,   257,
                                 511, 512, 1000, 65535, 65536, 65793};
  for (const std::uint64_t old_size : sizes) {
    for (const std::uint64_t new_size : sizes) {
      if (new_size < old_size) continue;
      const std::set<std::string> had = AllPaths(old_size);
      std::set<std::string> expected;
      for (const std::string& path : AllPaths(new_size)) {
        if (had.count(path) == 0) expected.insert(path);
      }
      const std::vector<std::string> paths = Paths(old_size, new_size);
      EXPECT_EQ(std::set<std::string>(paths.begin(), paths.end()), expected)
          << old_size << " " << new_size;
      EXPECT_EQ(paths.size(), expected.size());
    }
  }
}

TEST(NewTiles, ComeLowestLevelFirst) {
  int level = -1;
  for (const Tile& tile : NewTiles(3, 70000)) {
    EXPECT_GE(tile.level, level);
    level = tile.level;
  }
  EXPECT_EQ(level, 2);
}

TEST(EncodeEntryBundle, PutsABigEndianLengthBeforeEach) {
  const std::string bundle =
      EncodeEntryBundle({"ab", "", std::string(258, 'c')});
  EXPECT_EQ(bundle, std::string("\0\2ab\0\0\1\2", 8) + std::string(258, 'c'));
}

TEST(DecodeEntryBundle, ReadsWhatIsWritten) {
  const std::vector<std::string> entries = {"ab", "", std::string(65535, 'c')};
  const auto decoded = DecodeEntryBundle(EncodeEntryBundle(entries), 3);
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, entries);
}

TEST(DecodeEntryBundle, RefusesAnotherNumberOfEntries) {
  const std::string bundle = EncodeEntryBundle({"ab", "c"});
  for (const std::uint32_t width : {0u, 1u, 3u}) {
    EXPECT_TRUE(
        absl::IsInvalidArgument(DecodeEntryBundle(bundle, width).status()));
  }
}

TEST(DecodeEntryBundle, RefusesEveryTruncation) {
  const std::string bundle = EncodeEntryBundle({"ab", "cdefg"});
  for (std::size_t length = 0; length < bundle.size(); ++length) {
    EXPECT_TRUE(absl::IsInvalidArgument(
        DecodeEntryBundle(bundle.substr(0, length), 2).status()))
        << length;
  }
}

}  // namespace
}  // namespace prescreen::anchor
