// SPDX-License-Identifier: Apache-2.0
// C2SP tlog-tiles: which files publish a tree. Thread-safe.
#ifndef PRESCREEN_ANCHOR_TILES_H_
#define PRESCREEN_ANCHOR_TILES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace prescreen::anchor {

inline constexpr std::uint64_t kTileWidth = 256;  // Stored. Never change.

// `level` -1 is a bundle of entries. `width` is 1 to 256; 256 is a full tile.
struct Tile {
  int level = 0;
  std::uint64_t index = 0;
  std::uint32_t width = 256;
};

// `tile/0/x001/234.p/17`, `tile/entries/000`.
std::string TilePath(const Tile& tile);

// The tiles that a tree of `new_size` has and one of `old_size` has not,
// entries and hash levels, lowest level first.
std::vector<Tile> NewTiles(std::uint64_t old_size, std::uint64_t new_size);

// Entry bundle: big-endian uint16 length ‖ entry, for each entry.
// InvalidArgument: truncated, or not `width` entries.
std::string EncodeEntryBundle(absl::Span<const std::string> entries);
absl::StatusOr<std::vector<std::string>> DecodeEntryBundle(
    absl::string_view bundle, std::uint32_t width);

}  // namespace prescreen::anchor

#endif  // PRESCREEN_ANCHOR_TILES_H_
