// SPDX-License-Identifier: Apache-2.0
// The log of the golden objects (tests/testdata/golden/record/tree.json):
// every hash, proof, tile and signature that an independent program computed.
#include <cstdint>
#include <fstream>
#include <map>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "anchor/checkpoint.h"
#include "anchor/merkle.h"
#include "anchor/signed_note.h"
#include "anchor/tiles.h"
#include "base/codec/json.h"
#include "base/encoding.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace prescreen::anchor {
namespace {

using json::Value;

std::string Hex(const Hash& hash) { return HexEncode(AsBytes(hash)); }

std::vector<std::string> Hex(const std::vector<Hash>& hashes) {
  std::vector<std::string> texts;
  for (const Hash& hash : hashes) texts.push_back(Hex(hash));
  return texts;
}

std::vector<std::string> Strings(const Value* array) {
  std::vector<std::string> texts;
  for (const Value& item : array->items()) {
    texts.emplace_back(item.string_value());
  }
  return texts;
}

std::uint64_t Number(const Value& object, absl::string_view name) {
  return static_cast<std::uint64_t>(object.Find(name)->AsInt64().value_or(-1));
}

class GoldenLog : public testing::Test {
 protected:
  void SetUp() override {
    std::ifstream file(PRESCREEN_SOURCE_DIR
                       "/tests/testdata/golden/record/tree.json");
    std::stringstream text;
    text << file.rdbuf();
    absl::StatusOr<Value> parsed = json::Parse(text.str());
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    golden_ = *std::move(parsed);
    for (const std::string& hex : Strings(golden_.Find("entries"))) {
      entries_.push_back(*HexDecode(hex));
      std::vector<Node> completed;
      frontier_.Append(LeafHash(entries_.back()), &completed);
      roots_.push_back(frontier_.Root());
      for (const Node& node : completed) {
        nodes_[{node.id.level, node.id.index}] = node.hash;
      }
    }
    key_ = Ed25519PrivateKey::FromSeed(*HexDecode(Text("seed")));
    ASSERT_TRUE(key_.ok());
  }

  std::string Text(absl::string_view name) {
    return std::string(golden_.FindString(name));
  }

  absl::StatusOr<Hash> Read(const NodeId& id) const {
    const auto found = nodes_.find({id.level, id.index});
    if (found == nodes_.end()) return absl::NotFoundError("node");
    return found->second;
  }

  Checkpoint Newest() const {
    return {std::string(golden_.FindString("origin")), frontier_.size(),
            frontier_.Root()};
  }

  Value golden_;
  std::vector<std::string> entries_;
  std::vector<Hash> roots_;  // of sizes 1, 2, …
  std::map<std::pair<int, std::uint64_t>, Hash> nodes_;
  Frontier frontier_;
  absl::StatusOr<Ed25519PrivateKey> key_;
};

TEST_F(GoldenLog, LeavesAndRootsAreAsFrozen) {
  ASSERT_EQ(entries_.size(), 6u);
  std::vector<std::string> leaves;
  for (const std::string& entry : entries_) {
    leaves.push_back(Hex(LeafHash(entry)));
  }
  EXPECT_EQ(leaves, Strings(golden_.Find("leaf_hashes")));
  std::vector<std::string> roots = Hex(roots_);
  roots.insert(roots.begin(), Hex(EmptyRoot()));
  EXPECT_EQ(roots, Strings(golden_.Find("roots")));
}

TEST_F(GoldenLog, NodesAreAsFrozen) {
  const Value* nodes = golden_.Find("nodes");
  EXPECT_EQ(nodes_.size(), nodes->items().size());
  for (const Value& node : nodes->items()) {
    const NodeId id{static_cast<int>(Number(node, "level")),
                    Number(node, "index")};
    const absl::StatusOr<Hash> hash = Read(id);
    ASSERT_TRUE(hash.ok()) << id.level << " " << id.index;
    EXPECT_EQ(Hex(*hash), node.FindString("hash"));
  }
}

TEST_F(GoldenLog, InclusionProofsAreAsFrozen) {
  const auto read = [this](const NodeId& id) { return Read(id); };
  EXPECT_EQ(golden_.Find("inclusion")->items().size(), 21u);
  for (const Value& proof : golden_.Find("inclusion")->items()) {
    const std::uint64_t index = Number(proof, "index");
    const std::uint64_t size = Number(proof, "size");
    const auto path = InclusionProof(index, size, read);
    ASSERT_TRUE(path.ok()) << path.status();
    EXPECT_EQ(Hex(*path), Strings(proof.Find("path")));
    EXPECT_TRUE(VerifyInclusion(index, size, LeafHash(entries_[index]), *path,
                                roots_[size - 1])
                    .ok());
  }
}

TEST_F(GoldenLog, ConsistencyProofsAreAsFrozen) {
  const auto read = [this](const NodeId& id) { return Read(id); };
  EXPECT_EQ(golden_.Find("consistency")->items().size(), 21u);
  for (const Value& proof : golden_.Find("consistency")->items()) {
    const std::uint64_t old_size = Number(proof, "old");
    const std::uint64_t new_size = Number(proof, "new");
    const auto path = ConsistencyProof(old_size, new_size, read);
    ASSERT_TRUE(path.ok()) << path.status();
    EXPECT_EQ(Hex(*path), Strings(proof.Find("path")));
  }
}

TEST_F(GoldenLog, CheckpointAndNoteAreAsFrozen) {
  EXPECT_EQ(FormatCheckpoint(Newest()), Text("checkpoint"));
  EXPECT_EQ(SignCheckpoint(Newest(), *key_).value_or(""), Text("note"));
}

TEST_F(GoldenLog, KeyIsAsFrozen) {
  EXPECT_EQ(HexEncode(key_->public_key()), Text("public_key"));
  EXPECT_EQ(FormatVkey(Text("origin"), key_->public_key()), Text("vkey"));
  EXPECT_EQ(
      HexEncode(BigEndian32(NoteKeyId(Text("origin"), key_->public_key()))),
      Text("key_id"));
  EXPECT_EQ(HexEncode(key_->Sign(Text("checkpoint"))), Text("signature"));
}

TEST_F(GoldenLog, NoteOpensWithTheVkeyAlone) {
  const absl::StatusOr<NoteVerifier> verifier = ParseVkey(Text("vkey"));
  ASSERT_TRUE(verifier.ok()) << verifier.status();
  const absl::StatusOr<Checkpoint> opened =
      OpenCheckpoint(Text("note"), absl::MakeConstSpan(&*verifier, 1));
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(*opened, Newest());
}

TEST_F(GoldenLog, TilesAreAsFrozen) {
  std::string hashes;
  for (const std::string& entry : entries_) {
    hashes.append(AsBytes(LeafHash(entry)).data(), 32);
  }
  std::map<std::string, std::string> tiles;
  for (const Tile& tile : NewTiles(0, entries_.size())) {
    tiles[TilePath(tile)] =
        HexEncode(tile.level < 0 ? EncodeEntryBundle(entries_) : hashes);
  }
  std::map<std::string, std::string> expected;
  for (const json::Member& tile : golden_.Find("tiles")->members()) {
    expected[tile.name] = std::string(tile.value.string_value());
  }
  EXPECT_EQ(tiles, expected);
}

}  // namespace
}  // namespace prescreen::anchor
