// SPDX-License-Identifier: Apache-2.0
// Store on RocksDB, the embedded default.
#ifndef PRESCREEN_SERVER_STORE_ROCKSDB_STORE_H_
#define PRESCREEN_SERVER_STORE_ROCKSDB_STORE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "server/store/store.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace prescreen {

struct RocksDbOptions {
  std::string path;
  // Null: the default environment. Tests pass one over a forgetful file system.
  // Must outlive the store.
  rocksdb::Env* env = nullptr;
};

// FailedPrecondition: another process holds the folder, or its schema version
// is newer than this build's. DataLoss: corrupt. A store of an older version is
// opened as it is: see server/upkeep/migrate.h.
absl::StatusOr<std::unique_ptr<Store>> OpenRocksDbStore(
    const RocksDbOptions& options);

// Reads a folder that no process writes, changing nothing in it. Errors as
// above; NotFound: there is no store.
absl::StatusOr<std::unique_ptr<StoreReader>> OpenRocksDbReader(
    const RocksDbOptions& options);

// The version of keys.h and rows.proto that this build writes. Stored.
// 1: the first release; 2: screenings carry state, outcome and policy, and are
// found by candidate.
inline constexpr int kStoreSchemaVersion = 2;

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_STORE_ROCKSDB_STORE_H_
