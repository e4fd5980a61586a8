// SPDX-License-Identifier: Apache-2.0
#include "server/upkeep/backup.h"

#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/crypto/hash.h"
#include "base/status_macros.h"
#include "server/store/rocksdb_store.h"
#include "server/upkeep/data_folder.h"
#include "server/upkeep/stored_log.h"

namespace prescreen {
namespace {

constexpr std::size_t kMaxNameBytes = 63;

bool IsName(absl::string_view name) {
  if (name.empty() || name.size() > kMaxNameBytes ||
      !absl::ascii_isalnum(static_cast<unsigned char>(name[0]))) {
    return false;
  }
  for (const char c : name) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '.' &&
        c != '_' && c != '-') {
      return false;
    }
  }
  return true;
}

// Syncs every file of `folder`/`name` and lists it.
absl::Status SyncAndList(FileSystem& files, const std::string& folder,
                         const std::string& name,
                         std::vector<BackupFile>* listed) {
  const std::string part = absl::StrCat(folder, "/", name);
  ASSIGN_OR_RETURN(const std::vector<std::string> names, files.List(part));
  for (const std::string& file_name : names) {
    const std::string path = absl::StrCat(part, "/", file_name);
    ASSIGN_OR_RETURN(const std::string bytes, files.Read(path, kMaxFileBytes));
    ASSIGN_OR_RETURN(const std::unique_ptr<OpenFile> file,
                     files.Open(path, 0600));
    RETURN_IF_ERROR(file->Sync());
    listed->push_back(BackupFile{absl::StrCat(name, "/", file_name),
                                 bytes.size(), Sha256(bytes)});
  }
  return files.SyncDirectory(part);
}

// The segments as they are now: rows are written after the keys they need, so
// that a copy made after that of the rows has every key.
absl::Status CopyKeys(FileSystem& files, const std::string& from,
                      const std::string& to) {
  RETURN_IF_ERROR(files.CreateDirectory(to, 0700));
  ASSIGN_OR_RETURN(const std::vector<std::string> names, files.List(from));
  for (const std::string& name : names) {
    if (!absl::EndsWith(name, ".seg")) continue;
    RETURN_IF_ERROR(CopyFile(files, absl::StrCat(from, "/", name),
                             absl::StrCat(to, "/", name)));
  }
  return absl::OkStatus();
}

absl::StatusOr<BackupManifest> Describe(const std::string& store_folder) {
  RocksDbOptions options;
  options.path = store_folder;
  ASSIGN_OR_RETURN(const auto store, OpenRocksDbReader(options));
  BackupManifest manifest;
  ASSIGN_OR_RETURN(manifest.schema, ReadSchemaVersion(*store));
  ASSIGN_OR_RETURN(const StoredLog log, ReadStoredLog(*store));
  manifest.origin = log.identity.origin;
  manifest.log_size = log.head.size;
  manifest.log_root = log.head.root;
  return manifest;
}

// Everything but the name.
absl::StatusOr<BackupManifest> Fill(const BackupSource& source,
                                    const std::string& folder) {
  FileSystem& files = source.files;
  RETURN_IF_ERROR(files.CreateDirectory(folder, 0700));
  RETURN_IF_ERROR(source.store.Backup(folder + "/store"));
  RETURN_IF_ERROR(CopyKeys(files, source.keys_folder, folder + "/keys"));
  ASSIGN_OR_RETURN(BackupManifest manifest, Describe(folder + "/store"));
  manifest.engine = source.engine;
  manifest.time =
      absl::FromUnixSeconds(absl::ToUnixSeconds(source.clock.Now()));
  RETURN_IF_ERROR(SyncAndList(files, folder, "store", &manifest.files));
  RETURN_IF_ERROR(SyncAndList(files, folder, "keys", &manifest.files));
  RETURN_IF_ERROR(WriteFileAtomically(files,
                                      absl::StrCat(folder, "/", kManifestName),
                                      FormatManifest(manifest), 0600));
  return manifest;
}

}  // namespace

absl::StatusOr<BackupManifest> WriteBackup(const BackupSource& source,
                                           const std::string& folder) {
  FileSystem& files = source.files;
  if (files.Stat(folder).ok()) {
    return absl::AlreadyExistsError(
        absl::StrCat(folder, ": there is a backup of that name"));
  }
  const std::string parent = ParentFolder(folder);
  const std::string partial = absl::StrCat(
      parent, "/.", folder.substr(folder.rfind('/') + 1), ".partial");
  RETURN_IF_ERROR(RemoveFolder(partial));
  absl::StatusOr<BackupManifest> manifest = Fill(source, partial);
  if (manifest.ok()) {
    const absl::Status named = files.Rename(partial, folder);
    if (!named.ok()) manifest = named;
  }
  if (!manifest.ok()) {
    RemoveFolder(partial).IgnoreError();
    return manifest.status();
  }
  RETURN_IF_ERROR(files.SyncDirectory(parent));
  return manifest;
}

absl::StatusOr<BackupManifest> Backups::Make(absl::string_view name) {
  if (!IsName(name)) {
    return absl::InvalidArgumentError(
        "must be 1 to 63 of A-Za-z0-9._-, a letter or digit first");
  }
  if (path_.empty()) {
    return absl::FailedPreconditionError(
        "backup: no `backup_path` is configured");
  }
  if (!one_at_a_time_.TryLock()) {
    return absl::FailedPreconditionError(
        "backup: another one is being made; wait for its end");
  }
  const absl::Status there = CreateDirectories(source_.files, path_);
  absl::StatusOr<BackupManifest> manifest =
      there.ok() ? WriteBackup(source_, absl::StrCat(path_, "/", name))
                 : absl::StatusOr<BackupManifest>(there);
  one_at_a_time_.Unlock();
  return manifest;
}

}  // namespace prescreen
