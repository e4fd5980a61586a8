// SPDX-License-Identifier: Apache-2.0
// The log's stored formats against testdata/golden/log, which other software
// wrote. A failure here means: receipts already handed out no longer verify.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "anchor/checkpoint.h"
#include "anchor/leaf.h"
#include "anchor/merkle.h"
#include "anchor/signed_note.h"
#include "anchor/tiles.h"
#include "base/codec/json.h"
#include "base/encoding.h"
#include "tests/anchor/sample_log.h"

namespace prescreen::anchor {
namespace {

constexpr std::uint64_t kSize = 300;

std::string Golden(const std::string& name) {
  const std::filesystem::path path =
      std::filesystem::path(PRESCREEN_SOURCE_DIR) / "tests/testdata/golden/log";
  std::ifstream stream(path / name, std::ios::binary);
  EXPECT_TRUE(stream.good()) << name;
  return std::string((std::istreambuf_iterator<char>(stream)),
                     std::istreambuf_iterator<char>());
}

json::Value GoldenJson(const std::string& name) {
  const auto value = json::Parse(Golden(name));
  EXPECT_TRUE(value.ok()) << name;
  return value.ok() ? *value : json::Value();
}

Hash HashOf(absl::string_view hex) {
  const auto bytes = HexDecode(hex);
  Hash hash{};
  EXPECT_TRUE(bytes.ok() && bytes->size() == hash.size()) << hex;
  if (bytes.ok()) std::copy(bytes->begin(), bytes->end(), hash.begin());
  return hash;
}

class GoldenLog : public ::testing::Test {
 protected:
  GoldenLog() {
    Frontier frontier;
    for (std::uint64_t i = 0; i < kSize; ++i) {
      entries_.push_back(MakeEntry(LeafType::kDecisionRecord,
                                   absl::StrCat("golden object ", i)));
      std::vector<Node> completed;
      frontier.Append(LeafHash(entries_.back()), &completed);
      for (const Node& node : completed) {
        nodes_[{node.id.level, node.id.index}] = node.hash;
      }
    }
  }

  absl::StatusOr<Hash> Read(const NodeId& id) const {
    const auto node = nodes_.find({id.level, id.index});
    if (node == nodes_.end()) return absl::NotFoundError("node: none");
    return node->second;
  }

  Checkpoint CheckpointAt(std::uint64_t size) const {
    return {std::string(kSampleOrigin), size,
            *TreeRoot(size, [this](const NodeId& id) { return Read(id); })};
  }

  std::vector<std::string> entries_;
  std::map<std::pair<int, std::uint64_t>, Hash> nodes_;
};

TEST_F(GoldenLog, Vkey) {
  EXPECT_EQ(FormatVkey(kSampleOrigin, SampleKey().public_key()),
            Golden("vkey"));
}

TEST_F(GoldenLog, CheckpointsAndNotes) {
  for (const std::uint64_t size : {256u, 300u}) {
    const std::string name = absl::StrCat("checkpoint.", size);
    EXPECT_EQ(FormatCheckpoint(CheckpointAt(size)), Golden(name));
    EXPECT_EQ(*SignCheckpoint(CheckpointAt(size), SampleKey()),
              Golden(name + ".note"));
    const auto opened =
        OpenCheckpoint(Golden(name + ".note"), {*ParseVkey(Golden("vkey"))});
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(*opened, CheckpointAt(size));
  }
}

TEST_F(GoldenLog, TilesAndBundles) {
  for (const Tile& tile : NewTiles(0, kSize)) {
    const std::uint64_t begin = tile.index * kTileWidth;
    std::string bytes;
    if (tile.level < 0) {
      bytes = EncodeEntryBundle(
          absl::MakeConstSpan(entries_).subspan(begin, tile.width));
    } else {
      for (std::uint64_t i = begin; i < begin + tile.width; ++i) {
        absl::StrAppend(&bytes, AsBytes(*Read(NodeId{8 * tile.level, i})));
      }
    }
    EXPECT_EQ(bytes, Golden(TilePath(tile))) << TilePath(tile);
  }
}

TEST_F(GoldenLog, InclusionProofWithEveryHashOnItsWay) {
  const json::Value golden = GoldenJson("inclusion.json");
  const auto index =
      static_cast<std::uint64_t>(*golden.Find("index")->AsInt64());
  const std::string entry =
      MakeEntry(LeafType::kDecisionRecord, golden.FindString("object"));
  EXPECT_EQ(HexEncode(entry), golden.FindString("entry"));
  Hash hash = LeafHash(entry);
  EXPECT_EQ(hash, HashOf(golden.FindString("leaf_hash")));
  std::vector<Hash> path;
  for (const json::Value& step : golden.Find("steps")->items()) {
    const Hash sibling = HashOf(step.FindString("sibling"));
    path.push_back(sibling);
    hash = step.FindString("side") == "left" ? NodeHash(sibling, hash)
                                             : NodeHash(hash, sibling);
    EXPECT_EQ(hash, HashOf(step.FindString("hash")));
  }
  EXPECT_EQ(hash, HashOf(golden.FindString("root")));
  EXPECT_EQ(*InclusionProof(index, kSize,
                            [this](const NodeId& id) { return Read(id); }),
            path);
  EXPECT_TRUE(VerifyInclusion(index, kSize, LeafHash(entry), path, hash).ok());
}

TEST_F(GoldenLog, ConsistencyProof) {
  const json::Value golden = GoldenJson("consistency.json");
  const auto old_size =
      static_cast<std::uint64_t>(*golden.Find("old_size")->AsInt64());
  std::vector<Hash> path;
  for (const json::Value& item : golden.Find("path")->items()) {
    path.push_back(HashOf(item.string_value()));
  }
  EXPECT_EQ(*ConsistencyProof(old_size, kSize,
                              [this](const NodeId& id) { return Read(id); }),
            path);
  EXPECT_TRUE(VerifyConsistency(old_size, kSize, path,
                                HashOf(golden.FindString("old_root")),
                                HashOf(golden.FindString("new_root")))
                  .ok());
}

TEST_F(GoldenLog, Commitment) {
  const json::Value golden = GoldenJson("commitment.json");
  EXPECT_EQ(
      Base64UrlEncode(AsBytes(Commit(*HexDecode(golden.FindString("salt")),
                                     golden.FindString("content")))),
      golden.FindString("commitment"));
}

}  // namespace
}  // namespace prescreen::anchor
