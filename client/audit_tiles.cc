// SPDX-License-Identifier: Apache-2.0
#include "client/audit_tiles.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/status_macros.h"

namespace prescreen::anchor {
namespace {

constexpr int kLevelsPerTile = 8;  // 2^8 = kTileWidth
constexpr std::size_t kHashBytes = 32;
// Entries are 33 bytes; so much is read of a bundle to say which one is not.
constexpr std::uint64_t kMaxBundleFileBytes = 1u << 20;
constexpr std::uint64_t kMaxSmallFileBytes = 1u << 20;

absl::Status AtPath(absl::string_view path, const absl::Status& status) {
  return absl::Status(status.code(),
                      absl::StrCat(path, ": ", status.message()));
}

std::vector<Hash> SplitHashes(absl::string_view bytes) {
  std::vector<Hash> hashes(bytes.size() / kHashBytes);
  for (Hash& hash : hashes) {
    std::copy_n(bytes.begin(), kHashBytes, hash.begin());
    bytes.remove_prefix(kHashBytes);
  }
  return hashes;
}

}  // namespace

absl::StatusOr<std::string> TileFolder::Read(const std::string& path,
                                             std::uint64_t max_bytes) const {
  absl::StatusOr<std::string> bytes =
      files_.Read(absl::StrCat(folder_, "/", path), max_bytes);
  if (bytes.ok()) return bytes;
  if (absl::IsResourceExhausted(bytes.status())) {
    return absl::DataLossError(
        absl::StrCat(path, ": longer than ", max_bytes, " bytes"));
  }
  // Without the message: it names the folder, which the user knows.
  if (absl::IsNotFound(bytes.status())) {
    return absl::NotFoundError(absl::StrCat(path, ": missing"));
  }
  return AtPath(path, bytes.status());
}

absl::StatusOr<std::string> TileFolder::ReadSmall(
    absl::string_view name) const {
  return Read(std::string(name), kMaxSmallFileBytes);
}

absl::StatusOr<std::string> TileFolder::ReadExactly(const Tile& tile) const {
  const std::uint64_t exact = tile.width * kHashBytes;
  ASSIGN_OR_RETURN(
      std::string bytes,
      Read(TilePath(tile), tile.level < 0 ? kMaxBundleFileBytes : exact));
  if (tile.level >= 0 && bytes.size() != exact) {
    return absl::DataLossError(absl::StrCat(TilePath(tile), ": ", bytes.size(),
                                            " bytes, must be ", exact));
  }
  return bytes;
}

std::vector<std::uint32_t> TileFolder::PartialWidths(const Tile& tile) const {
  const std::string full = TilePath({tile.level, tile.index, kTileWidth});
  const absl::StatusOr<std::vector<std::string>> names =
      files_.List(absl::StrCat(folder_, "/", full, ".p"));
  std::vector<std::uint32_t> widths;
  if (!names.ok()) return widths;
  for (const std::string& name : *names) {
    std::uint32_t width = 0;
    // Anything else, such as what a crash left, is no tile.
    if (absl::SimpleAtoi(name, &width) && absl::StrCat(width) == name &&
        width > 0 && width < kTileWidth) {
      widths.push_back(width);
    }
  }
  std::sort(widths.begin(), widths.end());
  return widths;
}

absl::StatusOr<Tile> TileFolder::Find(const Tile& tile) const {
  const auto is_there = [this](const Tile& each) {
    // Anything but "no such file" is for Read to say.
    return !absl::IsNotFound(
        files_.Stat(absl::StrCat(folder_, "/", TilePath(each))).status());
  };
  if (is_there(tile)) return tile;
  if (tile.width < kTileWidth) {
    const std::vector<std::uint32_t> widths = PartialWidths(tile);
    const auto wider =
        std::upper_bound(widths.begin(), widths.end(), tile.width);
    if (wider != widths.end()) return Tile{tile.level, tile.index, *wider};
    const Tile full{tile.level, tile.index, kTileWidth};
    if (is_there(full)) return full;
  }
  return absl::NotFoundError(absl::StrCat(TilePath(tile), ": missing"));
}

absl::StatusOr<TileHashes> TileFolder::ReadHashes(const Tile& tile) const {
  ASSIGN_OR_RETURN(const Tile found, Find(tile));
  ASSIGN_OR_RETURN(const std::string bytes, ReadExactly(found));
  TileHashes hashes{found, SplitHashes(bytes)};
  hashes.items.resize(tile.width);
  return hashes;
}

absl::StatusOr<TileEntries> TileFolder::ReadEntries(std::uint64_t index,
                                                    std::uint32_t width) const {
  ASSIGN_OR_RETURN(const Tile found, Find({-1, index, width}));
  ASSIGN_OR_RETURN(const std::string bytes, ReadExactly(found));
  TileEntries entries{found, {}};
  absl::StatusOr<std::vector<std::string>> decoded =
      DecodeEntryBundle(bytes, found.width);
  if (!decoded.ok()) {
    return absl::DataLossError(
        absl::StrCat(TilePath(found), ": ", decoded.status().message()));
  }
  entries.items = *std::move(decoded);
  entries.items.resize(width);
  return entries;
}

absl::StatusOr<Hash> ReadNode(const TileFolder& folder, std::uint64_t size,
                              const NodeId& id) {
  if (id.level < 0 || id.level > 63 || id.index >= size >> id.level) {
    return absl::InvalidArgumentError("tiles: no such subtree");
  }
  const int level = id.level / kLevelsPerTile;
  const int above = id.level % kLevelsPerTile;
  const std::uint64_t first = id.index << above;
  const std::uint64_t tile = first / kTileWidth;
  const std::uint64_t hashes = size >> (level * kLevelsPerTile);
  const auto width = static_cast<std::uint32_t>(
      std::min(hashes - tile * kTileWidth, kTileWidth));
  ASSIGN_OR_RETURN(const TileHashes read,
                   folder.ReadHashes({level, tile, width}));
  return SubtreeRoot(absl::MakeConstSpan(read.items)
                         .subspan(first % kTileWidth, std::size_t{1} << above));
}

Hash SubtreeRoot(absl::Span<const Hash> hashes) {
  PRESCREEN_CHECK(!hashes.empty());
  std::vector<Hash> level(hashes.begin(), hashes.end());
  for (; level.size() > 1; level.resize(level.size() / 2)) {
    for (std::size_t i = 0; i < level.size() / 2; ++i) {
      level[i] = NodeHash(level[2 * i], level[2 * i + 1]);
    }
  }
  return level.front();
}

}  // namespace prescreen::anchor
