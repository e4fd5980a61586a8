// SPDX-License-Identifier: Apache-2.0
// Brings a store of an older schema version up to this build's.
#ifndef PRESCREEN_SERVER_UPKEEP_MIGRATE_H_
#define PRESCREEN_SERVER_UPKEEP_MIGRATE_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/random.h"
#include "server/store/key_file.h"
#include "server/upkeep/backup.h"

namespace prescreen {

struct MigrationOptions {
  BackupSource source;
  KeyFile& keys;
  TenantKey tenant_key;  // added to `keys`
  Random& random;
  // The backup before: this, `-` and the log's size.
  std::string backup_prefix;
  std::function<void(absl::string_view line)> progress;
};

// Nothing to do if the store is of this version, or holds no log yet. Writes a
// backup first, then rows in small batches, the new version last: what was
// interrupted is begun anew, with the same backup, and does no harm.
// DataLoss: a row cannot be opened; the store stays of its version.
absl::Status Migrate(const MigrationOptions& options);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_UPKEEP_MIGRATE_H_
