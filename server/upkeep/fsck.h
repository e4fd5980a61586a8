// SPDX-License-Identifier: Apache-2.0
// Walks everything that a stopped server keeps and says what does not agree.
// Changes nothing.
#ifndef PRESCREEN_SERVER_UPKEEP_FSCK_H_
#define PRESCREEN_SERVER_UPKEEP_FSCK_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/file_system.h"
#include "base/random.h"
#include "server/store/key_file.h"
#include "server/store/store.h"
#include "server/upkeep/data_folder.h"
#include "server/upkeep/lost.h"

namespace prescreen {

// A line each, without anything personal: rows are named by family and ids.
struct FsckReport {
  std::vector<std::string> faults;
  std::vector<std::string> unchecked;  // what could not be looked at, and why
  std::vector<std::string> counts;     // what was looked at

  void Fault(absl::string_view where, absl::string_view what);
  void Unchecked(absl::string_view where, absl::string_view what);
};

// Log entries, nodes, head, lock record, published checkpoint, owner rows,
// policies, catalogues, screenings with their revisions, every sealed row,
// idempotency rows and indexes, tenants, API keys, access log, events,
// re-evaluations, anchors.
FsckReport Fsck(const DataPlaces& places, FileSystem& files, Random& random);

// The parts of Fsck.
void CheckStoredLog(const StoreReader& store, const DataPlaces& places,
                    FileSystem& files, FsckReport* report);
void CheckServiceRows(const StoreReader& store, FsckReport* report);
void CheckStoredRows(const StoreReader& store, const KeyFile& keys,
                     FsckReport* report);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_UPKEEP_FSCK_H_
