// SPDX-License-Identifier: Apache-2.0
// Writes the public face of the log into a folder: `checkpoint`, `log.json`,
// `log.note` and C2SP tlog-tiles. Everything published is durable, tiles before
// the checkpoint that needs them.
#ifndef PRESCREEN_SERVER_LOG_TILE_PUBLISHER_H_
#define PRESCREEN_SERVER_LOG_TILE_PUBLISHER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "anchor/tiles.h"
#include "base/file_system.h"
#include "server/store/store.h"

namespace prescreen {

// Not thread-safe. After an error nothing more may be published with it.
class TilePublisher {
 public:
  // Both must outlive it. `folder` is made if absent.
  TilePublisher(FileSystem& files, const StoreReader& store,
                std::string folder);

  // The published checkpoint's signed note; nullopt: none yet.
  absl::StatusOr<std::optional<std::string>> ReadCheckpoint();

  // Writes `log.json` and `log.note` where they differ.
  absl::Status WriteIdentity(absl::string_view json, absl::string_view note);

  // Writes the tiles that a tree of `new_size` has and one of `old_size` has
  // not, then `checkpoint`, the note of `new_size`.
  absl::Status Publish(std::uint64_t old_size, std::uint64_t new_size,
                       absl::string_view checkpoint);

 private:
  absl::StatusOr<std::string> TileBytes(const anchor::Tile& tile) const;
  absl::Status WriteTile(const anchor::Tile& tile, std::string* folder);
  absl::Status MakeFolders(const std::string& folder);
  absl::Status WriteIfChanged(const std::string& name, absl::string_view bytes);
  void RemovePartial(const anchor::Tile& full);

  FileSystem& files_;
  const StoreReader& store_;
  const std::string folder_;
  absl::flat_hash_set<std::string> made_;  // folders known to be durable
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_LOG_TILE_PUBLISHER_H_
