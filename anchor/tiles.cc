// SPDX-License-Identifier: Apache-2.0
#include "anchor/tiles.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/check.h"

namespace prescreen::anchor {
namespace {

constexpr std::size_t kMaxEntryBytes = 0xffff;  // the length's two bytes

// 1234067 → `x001/x234/067`.
std::string TileNumber(std::uint64_t index) {
  std::string text = absl::StrFormat("%03d", index % 1000);
  while (index >= 1000) {
    index /= 1000;
    text = absl::StrFormat("x%03d/%s", index % 1000, text);
  }
  return text;
}

// Appends the tiles of one level that `new_count` hashes (or entries) have and
// `old_count` have not.
void AppendNewTiles(int level, std::uint64_t old_count, std::uint64_t new_count,
                    std::vector<Tile>* tiles) {
  if (old_count == new_count) return;
  for (std::uint64_t index = old_count / kTileWidth;
       index < new_count / kTileWidth; ++index) {
    tiles->push_back(Tile{level, index, kTileWidth});
  }
  const auto rest = static_cast<std::uint32_t>(new_count % kTileWidth);
  if (rest != 0) tiles->push_back(Tile{level, new_count / kTileWidth, rest});
}

}  // namespace

std::string TilePath(const Tile& tile) {
  PRESCREEN_CHECK(tile.width >= 1 && tile.width <= kTileWidth);
  std::string path =
      tile.level < 0
          ? absl::StrCat("tile/entries/", TileNumber(tile.index))
          : absl::StrCat("tile/", tile.level, "/", TileNumber(tile.index));
  if (tile.width != kTileWidth) absl::StrAppend(&path, ".p/", tile.width);
  return path;
}

std::vector<Tile> NewTiles(std::uint64_t old_size, std::uint64_t new_size) {
  PRESCREEN_CHECK(old_size <= new_size);
  std::vector<Tile> tiles;
  AppendNewTiles(-1, old_size, new_size, &tiles);
  for (int level = 0; new_size != 0; ++level) {
    AppendNewTiles(level, old_size, new_size, &tiles);
    old_size /= kTileWidth;
    new_size /= kTileWidth;
  }
  return tiles;
}

std::string EncodeEntryBundle(absl::Span<const std::string> entries) {
  std::string bundle;
  for (const std::string& entry : entries) {
    PRESCREEN_CHECK(entry.size() <= kMaxEntryBytes);
    bundle.push_back(static_cast<char>(entry.size() >> 8));
    bundle.push_back(static_cast<char>(entry.size() & 0xff));
    bundle.append(entry);
  }
  return bundle;
}

absl::StatusOr<std::vector<std::string>> DecodeEntryBundle(
    absl::string_view bundle, std::uint32_t width) {
  std::vector<std::string> entries;
  while (!bundle.empty()) {
    if (entries.size() == width) {
      return absl::InvalidArgumentError(
          absl::StrCat("entry bundle: more than ", width, " entries"));
    }
    if (bundle.size() < 2) {
      return absl::InvalidArgumentError(absl::StrCat(
          "entry bundle: the length of entry ", entries.size(), " is cut off"));
    }
    const auto high = static_cast<unsigned char>(bundle[0]);
    const auto low = static_cast<unsigned char>(bundle[1]);
    const std::size_t length = std::size_t{high} << 8 | low;
    bundle.remove_prefix(2);
    if (bundle.size() < length) {
      return absl::InvalidArgumentError(
          absl::StrCat("entry bundle: entry ", entries.size(), " is cut off"));
    }
    entries.emplace_back(bundle.data(), length);
    bundle.remove_prefix(length);
  }
  if (entries.size() != width) {
    return absl::InvalidArgumentError(absl::StrCat(
        "entry bundle: ", entries.size(), " entries, must be ", width));
  }
  return entries;
}

}  // namespace prescreen::anchor
