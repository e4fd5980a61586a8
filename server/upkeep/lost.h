// SPDX-License-Identifier: Apache-2.0
// Leaves that are in the log, but whose rows a restore could not bring back:
// those written after the backup. Kept in one row of family meta, a line for
// each restore: `first last unix-seconds`. Stored.
#ifndef PRESCREEN_SERVER_UPKEEP_LOST_H_
#define PRESCREEN_SERVER_UPKEEP_LOST_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/store/store.h"

namespace prescreen {

struct LostRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  // inclusive
  absl::Time time;         // of the restore, whole seconds
  friend bool operator==(const LostRange&, const LostRange&) = default;
};

// Oldest first; empty: none. DataLoss: malformed.
absl::StatusOr<std::vector<LostRange>> ReadLost(const StoreReader& store);
void PutLost(const std::vector<LostRange>& ranges, WriteBatch* batch);
bool IsLost(const std::vector<LostRange>& ranges, std::uint64_t leaf);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_UPKEEP_LOST_H_
