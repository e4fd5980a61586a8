// SPDX-License-Identifier: Apache-2.0
// The probes of transparency-dev/merkle: every inclusion and consistency case.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "anchor/merkle.h"
#include "base/codec/json.h"
#include "base/encoding.h"

namespace prescreen::anchor {
namespace {

const std::filesystem::path kFolder =
    std::filesystem::path(PRESCREEN_VECTORS_DIR) / "rfc6962-merkle";

struct Case {
  std::string path;
  json::Value value;
  bool is_refused = false;
};

std::vector<Case> Load(const std::string& kind) {
  std::vector<Case> cases;
  for (const auto& file :
       std::filesystem::recursive_directory_iterator(kFolder / kind)) {
    if (file.path().extension() != ".json") continue;
    std::ifstream stream(file.path(), std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(stream)),
                           std::istreambuf_iterator<char>());
    const auto value = json::Parse(text);
    EXPECT_TRUE(value.ok()) << file.path() << value.status();
    if (!value.ok()) continue;
    const json::Value* refused = value->Find("wantErr");
    EXPECT_NE(refused, nullptr) << file.path();
    cases.push_back(Case{file.path().string(), *value,
                         refused != nullptr && refused->bool_value()});
  }
  return cases;
}

// Nothing if the text is not a hash, which is a reason to refuse. Some cases
// write a phrase where they do not care: any hash will do.
std::optional<Hash> ReadHash(absl::string_view text) {
  const auto bytes = Base64Decode(text);
  if (!bytes.ok()) return std::nullopt;
  if (absl::StartsWith(*bytes, "don't care")) return Sha256(*bytes);
  Hash hash;
  if (bytes->size() != hash.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), hash.begin());
  return hash;
}

std::optional<std::vector<Hash>> ReadPath(const json::Value& value) {
  std::vector<Hash> path;
  const json::Value* proof = value.Find("proof");
  if (proof == nullptr) return std::nullopt;
  for (const json::Value& item : proof->items()) {  // null has none
    const std::optional<Hash> hash = ReadHash(item.string_value());
    if (!hash) return std::nullopt;
    path.push_back(*hash);
  }
  return path;
}

// Nothing if the member is not an unsigned integer of 64 bits.
std::optional<std::uint64_t> ReadSize(const json::Value& value,
                                      absl::string_view name) {
  const json::Value* member = value.Find(name);
  std::uint64_t number = 0;
  if (member == nullptr || !absl::SimpleAtoi(member->number_text(), &number)) {
    return std::nullopt;
  }
  return number;
}

bool InclusionHolds(const json::Value& value) {
  const auto index = ReadSize(value, "leafIdx");
  const auto size = ReadSize(value, "treeSize");
  const auto leaf = ReadHash(value.FindString("leafHash"));
  const auto root = ReadHash(value.FindString("root"));
  const auto path = ReadPath(value);
  return index && size && leaf && root && path &&
         VerifyInclusion(*index, *size, *leaf, *path, *root).ok();
}

bool ConsistencyHolds(const json::Value& value) {
  const auto old_size = ReadSize(value, "size1");
  const auto new_size = ReadSize(value, "size2");
  const auto old_root = ReadHash(value.FindString("root1"));
  const auto new_root = ReadHash(value.FindString("root2"));
  const auto path = ReadPath(value);
  return old_size && new_size && old_root && new_root && path &&
         VerifyConsistency(*old_size, *new_size, *path, *old_root, *new_root)
             .ok();
}

TEST(Rfc6962, EveryInclusionCaseIsAnsweredAsTheVectorSays) {
  if (!std::filesystem::exists(kFolder)) {
    GTEST_SKIP() << "no test vectors at " << kFolder;
  }
  const std::vector<Case> cases = Load("inclusion");
  EXPECT_EQ(cases.size(), 98u);
  for (const Case& probe : cases) {
    EXPECT_EQ(InclusionHolds(probe.value), !probe.is_refused) << probe.path;
  }
}

TEST(Rfc6962, EveryConsistencyCaseIsAnsweredAsTheVectorSays) {
  if (!std::filesystem::exists(kFolder)) {
    GTEST_SKIP() << "no test vectors at " << kFolder;
  }
  const std::vector<Case> cases = Load("consistency");
  EXPECT_EQ(cases.size(), 98u);
  for (const Case& probe : cases) {
    EXPECT_EQ(ConsistencyHolds(probe.value), !probe.is_refused) << probe.path;
  }
}

}  // namespace
}  // namespace prescreen::anchor
