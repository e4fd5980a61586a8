// SPDX-License-Identifier: Apache-2.0
#include "server/upkeep/fsck.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "server/store/rocksdb_store.h"
#include "server/upkeep/stored_log.h"

namespace prescreen {
namespace {

// Both only read, though the functions make what is absent.
absl::StatusOr<std::unique_ptr<KeyFile>> OpenKeys(const DataPlaces& places,
                                                  FileSystem& files,
                                                  Random& random) {
  RETURN_IF_ERROR(files.Stat(places.keys()).status());
  RETURN_IF_ERROR(files.Stat(places.tenant_key).status());
  ASSIGN_OR_RETURN(std::unique_ptr<KeyFile> keys,
                   KeyFile::Open(files, random, places.keys()));
  ASSIGN_OR_RETURN(const TenantKey key,
                   LoadOrCreateTenantKey(files, random, places.tenant_key));
  keys->AddTenantKey(key);
  return keys;
}

absl::StatusOr<std::unique_ptr<StoreReader>> OpenStore(
    const DataPlaces& places) {
  RocksDbOptions options;
  options.path = places.store();
  ASSIGN_OR_RETURN(std::unique_ptr<StoreReader> store,
                   OpenRocksDbReader(options));
  ASSIGN_OR_RETURN(const int version, ReadSchemaVersion(*store));
  if (version == kStoreSchemaVersion) return store;
  return absl::FailedPreconditionError(
      absl::StrCat("of schema version ", version, "; this build knows ",
                   kStoreSchemaVersion, ": run `prescreend migrate` first"));
}

}  // namespace

void FsckReport::Fault(absl::string_view where, absl::string_view what) {
  faults.push_back(absl::StrCat(where, ": ", what));
}

void FsckReport::Unchecked(absl::string_view where, absl::string_view what) {
  unchecked.push_back(absl::StrCat(where, ": ", what));
}

FsckReport Fsck(const DataPlaces& places, FileSystem& files, Random& random) {
  FsckReport report;
  const auto lock = LockDataFolder(files, places.data);
  if (!lock.ok()) {
    report.Unchecked("data folder", lock.status().message());
    return report;
  }
  const auto store = OpenStore(places);
  if (absl::IsDataLoss(store.status())) {
    report.Fault("store", store.status().message());
    return report;
  }
  if (!store.ok()) {
    report.Unchecked("store", store.status().message());
    return report;
  }
  CheckStoredLog(**store, places, files, &report);
  CheckServiceRows(**store, &report);
  const auto keys = OpenKeys(places, files, random);
  if (absl::IsDataLoss(keys.status())) {
    report.Fault("keys", keys.status().message());
  } else if (!keys.ok()) {
    report.Unchecked("keys", keys.status().message());
  } else {
    CheckStoredRows(**store, **keys, &report);
  }
  return report;
}

}  // namespace prescreen
