// SPDX-License-Identifier: Apache-2.0
// Backups of a running server: a folder with
//   store/       a consistent copy of the database
//   keys/        the data keys that its rows need, and perhaps newer ones
//   backup.json  server/upkeep/manifest.h
// The keys are a folder of their own so that they can be kept apart and for a
// shorter time: who erases a person erases the key, and a key in an old backup
// undoes that. Tenant key, log key and lock record are never in a backup.
#ifndef PRESCREEN_SERVER_UPKEEP_BACKUP_H_
#define PRESCREEN_SERVER_UPKEEP_BACKUP_H_

#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "server/store/store.h"
#include "server/upkeep/manifest.h"

namespace prescreen {

// What is copied. All must outlive a backup.
struct BackupSource {
  Store& store;
  std::string keys_folder;
  std::string engine;  // this program's version
  FileSystem& files;
  const Clock& clock;
};

// Copies `source` into the new folder `folder`, whose parent must exist; it
// gets its name when it is whole and durable, and what a crash leaves behind is
// named `.NAME.partial`. AlreadyExists: the folder is there. After any other
// error nothing has that name.
absl::StatusOr<BackupManifest> WriteBackup(const BackupSource& source,
                                           const std::string& folder);

// Backups by name, one at a time. Thread-safe.
class Backups {
 public:
  // `path`: the folder of backups, made when needed; empty: none are made.
  Backups(BackupSource source, std::string path)
      : source_(std::move(source)), path_(std::move(path)) {}

  // FailedPrecondition: no folder is configured, or another backup is being
  // made; AlreadyExists: that name is taken; InvalidArgument: not 1 to 63 of
  // `A-Za-z0-9._-`, a letter or digit first.
  absl::StatusOr<BackupManifest> Make(absl::string_view name);

 private:
  const BackupSource source_;
  const std::string path_;
  absl::Mutex one_at_a_time_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_UPKEEP_BACKUP_H_
