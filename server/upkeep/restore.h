// SPDX-License-Identifier: Apache-2.0
// A way forward after the data folder was lost: a backup, refilled with the
// log's entries since, so that the log goes on without a fork.
#ifndef PRESCREEN_SERVER_UPKEEP_RESTORE_H_
#define PRESCREEN_SERVER_UPKEEP_RESTORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "server/upkeep/data_folder.h"
#include "server/upkeep/lost.h"
#include "server/upkeep/manifest.h"

namespace prescreen {

struct RestoreOptions {
  DataPlaces places;
  std::string backup;         // folder
  std::string tiles;          // folder of published tiles; empty: none
  std::string keys;           // folder of the keys; empty: the backup's own
  bool without_keys = false;  // nothing personal can be read afterwards
};

struct LostLeaf {
  std::uint64_t index = 0;
  int type = 0;  // anchor::LeafType
};

struct RestoreReport {
  BackupManifest manifest;
  std::uint64_t log_size = 0;  // afterwards
  std::vector<LostLeaf> lost;  // by this restore
  // Decision records among them: so many numbers `seq` each counter skips.
  std::uint64_t lost_records = 0;
  bool kept_keys = false;  // those of the data folder were there, and stay
};

// Puts the backup into the data folder, which holds no store. Entries beyond
// the backup come from the tiles and the lock record up to the lock record's
// size; the tree that they make must have the lock record's root. Store and
// keys are built under other names and renamed at the end, the store last:
// after an error or a crash there is no store, and the same call may be
// repeated. The lock record is only read. No number `seq` of a lost record is
// given again: every counter skips as many as records were lost.
//
// FailedPrecondition, saying what to do: a server runs; a store is there; the
// lock record is missing or another log's; the backup is another log's, damaged
// or of a newer release; it is no beginning of the log; entries are missing, or
// the tiles were changed or are another log's.
absl::StatusOr<RestoreReport> Restore(const RestoreOptions& options,
                                      FileSystem& files, const Clock& clock);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_UPKEEP_RESTORE_H_
