// SPDX-License-Identifier: Apache-2.0
#include "server/migration.h"

#include "absl/strings/str_cat.h"
#include "server/store/rocksdb_store.h"
#include "server/upkeep/migrate.h"
#include "server/version.h"

namespace prescreen {

absl::Status MigrateDataFolder(
    const Config& config, Store& store, KeyFile& keys, const TenantKey& key,
    FileSystem& files, Random& random, const Clock& clock,
    const std::function<void(absl::string_view line)>& progress) {
  const MigrationOptions options{
      {store, config.data + "/keys", kEngineVersion, files, clock},
      keys,
      key,
      random,
      absl::StrCat(config.data, ".before-schema-", kStoreSchemaVersion),
      progress};
  return Migrate(options);
}

}  // namespace prescreen
