// SPDX-License-Identifier: Apache-2.0
#include "server/upkeep/tile_entries.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "anchor/leaf.h"
#include "anchor/tiles.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

constexpr std::uint64_t kMaxBundleBytes = 1u << 20;
constexpr int kEntries = -1;  // anchor::Tile's level of entry bundles

// The widest file of the bundle. NotFound: none.
absl::StatusOr<anchor::Tile> WidestFile(FileSystem& files,
                                        const std::string& folder,
                                        std::uint64_t index) {
  anchor::Tile tile{kEntries, index, anchor::kTileWidth};
  const std::string full = absl::StrCat(folder, "/", anchor::TilePath(tile));
  const absl::StatusOr<FileInfo> info = files.Stat(full);
  if (info.ok()) return tile;
  if (!absl::IsNotFound(info.status())) return info.status();
  ASSIGN_OR_RETURN(const std::vector<std::string> names,
                   files.List(full + ".p"));
  tile.width = 0;
  for (const std::string& name : names) {
    std::uint32_t width = 0;
    if (absl::SimpleAtoi(name, &width) && width < anchor::kTileWidth) {
      tile.width = std::max(tile.width, width);
    }
  }
  if (tile.width > 0) return tile;
  return absl::NotFoundError(absl::StrCat(full, ": no entries are published"));
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ReadTileEntries(
    FileSystem& files, const std::string& folder, std::uint64_t index) {
  ASSIGN_OR_RETURN(const anchor::Tile tile, WidestFile(files, folder, index));
  const std::string path = absl::StrCat(folder, "/", anchor::TilePath(tile));
  ASSIGN_OR_RETURN(const std::string bytes, files.Read(path, kMaxBundleBytes));
  absl::StatusOr<std::vector<std::string>> entries =
      anchor::DecodeEntryBundle(bytes, tile.width);
  if (!entries.ok()) {
    return absl::DataLossError(
        absl::StrCat(path, ": not the entries that its name says"));
  }
  for (const std::string& entry : *entries) {
    if (entry.size() != anchor::kEntryBytes) {
      return absl::DataLossError(
          absl::StrCat(path, ": holds an entry that is none of this log's"));
    }
  }
  return entries;
}

}  // namespace prescreen
