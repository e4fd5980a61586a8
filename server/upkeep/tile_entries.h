// SPDX-License-Identifier: Apache-2.0
// The entries of a published log, from a folder of C2SP tlog-tiles. Nothing
// that is read is to be believed before the tree that it makes has the right
// root.
#ifndef PRESCREEN_SERVER_UPKEEP_TILE_ENTRIES_H_
#define PRESCREEN_SERVER_UPKEEP_TILE_ENTRIES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/file_system.h"

namespace prescreen {

// The longest beginning of bundle `index`: at most 256 entries of 33 bytes.
// NotFound: neither the full bundle nor a partial one is there. DataLoss: a
// file that is not as long as its name says, or an entry that is not 33 bytes.
absl::StatusOr<std::vector<std::string>> ReadTileEntries(
    FileSystem& files, const std::string& folder, std::uint64_t index);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_UPKEEP_TILE_ENTRIES_H_
