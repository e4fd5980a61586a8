// SPDX-License-Identifier: Apache-2.0
// Reads a folder of C2SP tlog-tiles as it was published or copied. Not
// thread-safe.
#ifndef PRESCREEN_CLIENT_AUDIT_TILES_H_
#define PRESCREEN_CLIENT_AUDIT_TILES_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "anchor/merkle.h"
#include "anchor/tiles.h"
#include "base/file_system.h"

namespace prescreen::anchor {

// The hashes of a tile, or the entries of a bundle, and the file that they came
// from, which may be a wider one.
template <typename Item>
struct TileContent {
  Tile file;
  std::vector<Item> items;
};
using TileHashes = TileContent<Hash>;
using TileEntries = TileContent<std::string>;

// Errors of all: NotFound: neither the file nor a wider one of the same tile is
// there; DataLoss: a file that is not as long as its name says; others: it
// cannot be read. Messages begin with the file's path.
class TileFolder {
 public:
  TileFolder(FileSystem& files, std::string folder)
      : files_(files), folder_(std::move(folder)) {}

  // A tile of another width than asked for is cut to it: partial tiles are
  // removed once the full one is published.
  absl::StatusOr<TileHashes> ReadHashes(const Tile& tile) const;
  absl::StatusOr<TileEntries> ReadEntries(std::uint64_t index,
                                          std::uint32_t width) const;

  // The widths of the partial files that stand beside a tile.
  std::vector<std::uint32_t> PartialWidths(const Tile& tile) const;
  // Exactly that file.
  absl::StatusOr<std::string> ReadExactly(const Tile& tile) const;

  // A file of a few KiB beside the tiles: `checkpoint`, `log.json`, `log.note`.
  absl::StatusOr<std::string> ReadSmall(absl::string_view name) const;

 private:
  // The narrowest file that holds the tile.
  absl::StatusOr<Tile> Find(const Tile& tile) const;
  absl::StatusOr<std::string> Read(const std::string& path,
                                   std::uint64_t max_bytes) const;

  FileSystem& files_;
  const std::string folder_;
};

// The hash of a complete subtree of a tree of `size` leaves, from its tiles.
// InvalidArgument: not in that tree; errors of ReadHashes.
absl::StatusOr<Hash> ReadNode(const TileFolder& folder, std::uint64_t size,
                              const NodeId& id);

// The root of 2^n neighbouring hashes.
Hash SubtreeRoot(absl::Span<const Hash> hashes);

}  // namespace prescreen::anchor

#endif  // PRESCREEN_CLIENT_AUDIT_TILES_H_
