// SPDX-License-Identifier: Apache-2.0
// Migration as the settings say: where the backup before it goes.
#ifndef PRESCREEN_SERVER_MIGRATION_H_
#define PRESCREEN_SERVER_MIGRATION_H_

#include <functional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "base/random.h"
#include "server/config.h"
#include "server/store/key_file.h"
#include "server/store/store.h"

namespace prescreen {

// Migrates the store of `config.data`, if it is of an older version, after a
// backup beside that folder: `<data>.before-schema-<new version>-<log size>`.
absl::Status MigrateDataFolder(
    const Config& config, Store& store, KeyFile& keys, const TenantKey& key,
    FileSystem& files, Random& random, const Clock& clock,
    const std::function<void(absl::string_view line)>& progress);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_MIGRATION_H_
