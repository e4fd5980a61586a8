// SPDX-License-Identifier: Apache-2.0
#include "server/log/tile_publisher.h"

#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "server/log/log_tree.h"
#include "server/store/keys.h"

namespace prescreen {
namespace {

// Anyone may read what is published.
constexpr mode_t kFileMode = 0644;
constexpr mode_t kFolderMode = 0755;
// A checkpoint, log.json and log.note are a few KiB.
constexpr std::uint64_t kMaxFileBytes = 1u << 20;
constexpr int kLevelsPerTile = 8;  // 2^8 = kTileWidth

std::string ParentOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

TilePublisher::TilePublisher(FileSystem& files, const StoreReader& store,
                             std::string folder)
    : files_(files), store_(store), folder_(std::move(folder)) {}

absl::StatusOr<std::optional<std::string>> TilePublisher::ReadCheckpoint() {
  absl::StatusOr<std::string> note =
      files_.Read(folder_ + "/checkpoint", kMaxFileBytes);
  if (absl::IsNotFound(note.status())) return std::nullopt;
  RETURN_IF_ERROR(note.status());
  return *std::move(note);
}

absl::Status TilePublisher::WriteIdentity(absl::string_view json,
                                          absl::string_view note) {
  RETURN_IF_ERROR(MakeFolders(folder_));
  RETURN_IF_ERROR(WriteIfChanged(folder_ + "/log.json", json));
  return WriteIfChanged(folder_ + "/log.note", note);
}

absl::Status TilePublisher::WriteIfChanged(const std::string& name,
                                           absl::string_view bytes) {
  const absl::StatusOr<std::string> present = files_.Read(name, kMaxFileBytes);
  if (present.ok() && *present == bytes) return absl::OkStatus();
  return WriteFileAtomically(files_, name, bytes, kFileMode);
}

absl::Status TilePublisher::Publish(std::uint64_t old_size,
                                    std::uint64_t new_size,
                                    absl::string_view checkpoint) {
  RETURN_IF_ERROR(MakeFolders(folder_));
  const std::vector<anchor::Tile> tiles = anchor::NewTiles(old_size, new_size);
  std::set<std::string> folders;
  for (const anchor::Tile& tile : tiles) {
    std::string folder;
    RETURN_IF_ERROR(WriteTile(tile, &folder));
    folders.insert(std::move(folder));
  }
  for (const std::string& folder : folders) {
    RETURN_IF_ERROR(files_.SyncDirectory(folder));
  }
  RETURN_IF_ERROR(WriteFileAtomically(files_, folder_ + "/checkpoint",
                                      checkpoint, kFileMode));
  for (const anchor::Tile& tile : tiles) {
    if (tile.width == anchor::kTileWidth) RemovePartial(tile);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> TilePublisher::TileBytes(
    const anchor::Tile& tile) const {
  const std::uint64_t begin = tile.index * anchor::kTileWidth;
  const std::uint64_t end = begin + tile.width;
  if (tile.level < 0) {
    ASSIGN_OR_RETURN(const std::vector<std::string> entries,
                     ReadLogEntries(store_, begin, end));
    return anchor::EncodeEntryBundle(entries);
  }
  const int level = tile.level * kLevelsPerTile;
  ASSIGN_OR_RETURN(const std::vector<Row> nodes,
                   store_.Scan(Family::kLog, keys::LogNode(level, begin),
                               keys::LogNode(level, end), tile.width));
  if (nodes.size() != tile.width) {
    return absl::DataLossError("log: nodes of a tile are missing");
  }
  std::string bytes;
  for (const Row& node : nodes) bytes += node.value;
  return bytes;
}

// Not yet durable under its name: `folder` is to be synced.
absl::Status TilePublisher::WriteTile(const anchor::Tile& tile,
                                      std::string* folder) {
  const std::string path = absl::StrCat(folder_, "/", anchor::TilePath(tile));
  *folder = ParentOf(path);
  RETURN_IF_ERROR(MakeFolders(*folder));
  ASSIGN_OR_RETURN(const std::string bytes, TileBytes(tile));
  const std::string temporary = path + ".tmp";
  const absl::Status removed = files_.Remove(temporary);
  if (!removed.ok() && !absl::IsNotFound(removed)) return removed;
  {
    ASSIGN_OR_RETURN(const std::unique_ptr<OpenFile> file,
                     files_.Create(temporary, kFileMode));
    RETURN_IF_ERROR(file->Append(bytes));
    RETURN_IF_ERROR(file->Sync());
  }
  return files_.Rename(temporary, path);
}

absl::Status TilePublisher::MakeFolders(const std::string& folder) {
  if (made_.contains(folder)) return absl::OkStatus();
  const std::string parent = ParentOf(folder);
  if (folder == folder_) {
    RETURN_IF_ERROR(CreateDirectories(files_, parent));
  } else {
    RETURN_IF_ERROR(MakeFolders(parent));
  }
  const absl::Status created = files_.CreateDirectory(folder, kFolderMode);
  if (!created.ok() && !absl::IsAlreadyExists(created)) return created;
  // Also one that was there: a crash may have come before its sync.
  RETURN_IF_ERROR(files_.SyncDirectory(parent));
  made_.insert(folder);
  return absl::OkStatus();
}

// A partial tile is of no more use once the full one is there; readers fall
// back to that. Only a matter of space, so errors do not count.
void TilePublisher::RemovePartial(const anchor::Tile& full) {
  const std::string folder =
      absl::StrCat(folder_, "/", anchor::TilePath(full), ".p");
  const absl::StatusOr<std::vector<std::string>> names = files_.List(folder);
  if (!names.ok()) return;
  for (const std::string& name : *names) {
    files_.Remove(absl::StrCat(folder, "/", name)).IgnoreError();
  }
}

}  // namespace prescreen
