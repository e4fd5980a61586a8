// SPDX-License-Identifier: Apache-2.0
// The data folder of a server that does not run, and the file work that
// backup and restore share.
#ifndef PRESCREEN_SERVER_UPKEEP_DATA_FOLDER_H_
#define PRESCREEN_SERVER_UPKEEP_DATA_FOLDER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/file_system.h"

namespace prescreen {

// Where a server keeps what.
struct DataPlaces {
  std::string data;        // folder
  std::string lock_path;   // lock record
  std::string tiles_path;  // empty: none
  std::string tenant_key;  // file
  std::string origin;

  std::string store() const { return data + "/db"; }
  std::string keys() const { return data + "/keys"; }
};

// Holds `data` against a server, and is refused (FailedPrecondition) while one
// runs on it. NotFound: no such folder.
absl::StatusOr<std::unique_ptr<FileLock>> LockDataFolder(
    FileSystem& files, const std::string& data);

// One file of a store is at most this long: the engine begins a new one at
// 64 MiB, and holds its journal below 128 MiB.
inline constexpr std::uint64_t kMaxFileBytes = std::uint64_t{1} << 30;

// A durable copy under a new name of mode 0600; the name itself is not synced.
absl::Status CopyFile(FileSystem& files, const std::string& from,
                      const std::string& to);
// With all it holds; none: nothing to do.
absl::Status RemoveFolder(const std::string& path);
std::string ParentFolder(const std::string& path);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_UPKEEP_DATA_FOLDER_H_
