// SPDX-License-Identifier: Apache-2.0
// The lock record: what this log has signed last, kept on another path than the
// database, so that a restored backup can never sign a fork.
#ifndef PRESCREEN_SERVER_LOG_LOCK_STORE_H_
#define PRESCREEN_SERVER_LOG_LOCK_STORE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "anchor/merkle.h"
#include "base/file_system.h"

namespace prescreen {

struct LockRecord {
  std::uint64_t size = 0;
  anchor::Hash root{};
  std::string checkpoint;  // signed note
  // Entries [first_entry, size), those in no published tile yet.
  std::uint64_t first_entry = 0;
  std::vector<std::string> entries;  // 33 bytes each
  friend bool operator==(const LockRecord&, const LockRecord&) = default;
};

// Not thread-safe.
class LockStore {
 public:
  virtual ~LockStore() = default;
  // nullopt: none was ever written. DataLoss: damaged.
  virtual absl::StatusOr<std::optional<LockRecord>> Read() = 0;
  // Durable on return. Aborted: what is stored is not `expected`: somebody
  // else writes it. Any other error is fatal to the process.
  virtual absl::Status CompareAndSwap(const std::optional<LockRecord>& expected,
                                      const LockRecord& next) = 0;
};

// Two alternating, checksummed slots in one file, one fdatasync a swap; a torn
// write leaves the older slot. Holds an flock against a second writer.
absl::StatusOr<std::unique_ptr<LockStore>> OpenFileLockStore(
    FileSystem& files, const std::string& path);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_LOG_LOCK_STORE_H_
