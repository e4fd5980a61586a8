// SPDX-License-Identifier: Apache-2.0
#include "server/upkeep/restore.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "anchor/checkpoint.h"
#include "anchor/leaf.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "server/log/lock_store.h"
#include "server/log/log_tree.h"
#include "server/store/keys.h"
#include "server/store/rocksdb_store.h"
#include "server/upkeep/stored_log.h"
#include "server/upkeep/tile_entries.h"

namespace prescreen {
namespace {

constexpr std::uint64_t kMaxManifestBytes = 64u << 20;
constexpr std::uint64_t kEntriesAWrite = 4096;
constexpr char kSuffix[] = ".restoring";

absl::Status Refused(absl::string_view what, absl::string_view meaning) {
  return absl::FailedPreconditionError(absl::StrCat(what, ": ", meaning));
}

// One restore, step by step.
class Restoring {
 public:
  Restoring(const RestoreOptions& options, FileSystem& files,
            const Clock& clock)
      : options_(options),
        places_(options.places),
        files_(files),
        clock_(clock) {}

  absl::StatusOr<RestoreReport> Run();

 private:
  absl::Status CheckPlaces();
  absl::Status ReadManifest();
  absl::Status CheckFolder(absl::string_view prefix, const std::string& folder);
  absl::Status ReadLock();
  absl::Status CheckNote(const StoredLog& log);
  absl::Status Stage();
  absl::Status StageKeys();
  absl::Status CopyListed(absl::string_view prefix, const std::string& from,
                          const std::string& to);
  absl::Status Refill();
  absl::Status CheckBeginning(const Store& store, const StoredLog& log);
  absl::Status CompareTiles(const StoreReader& store, std::uint64_t size);
  absl::StatusOr<std::vector<std::string>> Missing(std::uint64_t begin);
  absl::Status Append(Store& store, const LogHead& head,
                      const std::vector<std::string>& entries);
  absl::Status SkipLostNumbers(const Store& store, WriteBatch* batch);
  absl::Status Finish();

  std::string keys_folder() const {
    return options_.keys.empty() ? options_.backup + "/keys" : options_.keys;
  }

  const RestoreOptions& options_;
  const DataPlaces& places_;
  FileSystem& files_;
  const Clock& clock_;
  std::unique_ptr<FileLock> folder_lock_;
  std::unique_ptr<LockStore> lock_store_;
  LockRecord lock_;
  RestoreReport report_;
  bool staged_keys_ = false;
};

absl::StatusOr<RestoreReport> Restoring::Run() {
  RETURN_IF_ERROR(CheckPlaces());
  RETURN_IF_ERROR(ReadManifest());
  RETURN_IF_ERROR(ReadLock());
  absl::Status status = Stage();
  if (status.ok()) status = Refill();
  if (status.ok()) status = Finish();
  if (!status.ok()) {
    RemoveFolder(places_.store() + kSuffix).IgnoreError();
    RemoveFolder(places_.keys() + kSuffix).IgnoreError();
    return status;
  }
  return std::move(report_);
}

absl::Status Restoring::CheckPlaces() {
  RETURN_IF_ERROR(CreateDirectories(files_, places_.data));
  ASSIGN_OR_RETURN(folder_lock_, LockDataFolder(files_, places_.data));
  if (files_.Stat(places_.store()).ok()) {
    return Refused(places_.store(),
                   "a store is there; move it away first, and keep it until "
                   "the restored one has been checked");
  }
  // What a crash of an earlier restore left.
  RETURN_IF_ERROR(RemoveFolder(places_.store() + kSuffix));
  return RemoveFolder(places_.keys() + kSuffix);
}

absl::Status Restoring::ReadManifest() {
  const std::string path = absl::StrCat(options_.backup, "/", kManifestName);
  const absl::StatusOr<std::string> text = files_.Read(path, kMaxManifestBytes);
  if (absl::IsNotFound(text.status())) {
    return Refused(path,
                   "missing: the folder is no backup, or not a whole one");
  }
  RETURN_IF_ERROR(text.status());
  const absl::StatusOr<BackupManifest> manifest = ParseManifest(*text);
  if (!manifest.ok()) return Refused(path, manifest.status().message());
  report_.manifest = *manifest;
  if (manifest->schema > kStoreSchemaVersion) {
    return Refused(path, absl::StrCat("written by a newer release: schema ",
                                      manifest->schema, "; this build knows ",
                                      kStoreSchemaVersion));
  }
  if (manifest->origin != places_.origin) {
    return Refused(path, absl::StrCat("a backup of the log ", manifest->origin,
                                      ", not of ", places_.origin));
  }
  return CheckFolder("store/", options_.backup + "/store");
}

// Every listed file and no other, byte for byte.
absl::Status Restoring::CheckFolder(absl::string_view prefix,
                                    const std::string& folder) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, files_.List(folder));
  std::set<std::string> present(names.begin(), names.end());
  for (const BackupFile& file : report_.manifest.files) {
    if (!absl::StartsWith(file.path, prefix)) continue;
    const std::string name = file.path.substr(prefix.size());
    const std::string path = absl::StrCat(folder, "/", name);
    if (present.erase(name) == 0) {
      return Refused(path, "missing: the backup is damaged");
    }
    ASSIGN_OR_RETURN(const std::string bytes, files_.Read(path, kMaxFileBytes));
    if (bytes.size() != file.size || Sha256(bytes) != file.sha256) {
      return Refused(path, "not as it was written: the backup is damaged");
    }
  }
  if (present.empty()) return absl::OkStatus();
  return Refused(absl::StrCat(folder, "/", *present.begin()),
                 "is not part of the backup");
}

absl::Status Restoring::ReadLock() {
  const std::string& path = places_.lock_path;
  if (!files_.Stat(path).ok()) {
    return Refused(path,
                   "the lock record is missing: without it nobody knows what "
                   "was signed last; put the file back");
  }
  ASSIGN_OR_RETURN(lock_store_, OpenFileLockStore(files_, path));
  ASSIGN_OR_RETURN(const std::optional<LockRecord> record, lock_store_->Read());
  if (!record) return Refused(path, "holds no lock record; put the file back");
  lock_ = *record;
  return absl::OkStatus();
}

absl::Status Restoring::Stage() {
  const std::string store = places_.store() + kSuffix;
  RETURN_IF_ERROR(CopyListed("store/", options_.backup + "/store", store));
  return StageKeys();
}

// Keys that are in the data folder are newer than the backup's: what was erased
// since is gone from them, and must stay so.
absl::Status Restoring::StageKeys() {
  if (files_.Stat(places_.keys()).ok()) {
    report_.kept_keys = true;
    return absl::OkStatus();
  }
  if (options_.without_keys) return absl::OkStatus();
  const std::string from = keys_folder();
  if (!files_.Stat(from).ok()) {
    return Refused(from,
                   "the keys are missing; name their folder with --keys, or "
                   "say --without-keys: then no record, bundle or explanation "
                   "can be read again");
  }
  RETURN_IF_ERROR(CheckFolder("keys/", from));
  staged_keys_ = true;
  return CopyListed("keys/", from, places_.keys() + kSuffix);
}

absl::Status Restoring::CopyListed(absl::string_view prefix,
                                   const std::string& from,
                                   const std::string& to) {
  RETURN_IF_ERROR(files_.CreateDirectory(to, 0700));
  for (const BackupFile& file : report_.manifest.files) {
    if (!absl::StartsWith(file.path, prefix)) continue;
    const std::string name = file.path.substr(prefix.size());
    RETURN_IF_ERROR(CopyFile(files_, absl::StrCat(from, "/", name),
                             absl::StrCat(to, "/", name)));
  }
  return files_.SyncDirectory(to);
}

absl::Status Restoring::Refill() {
  RocksDbOptions options;
  options.path = places_.store() + kSuffix;
  ASSIGN_OR_RETURN(const std::unique_ptr<Store> store,
                   OpenRocksDbStore(options));
  ASSIGN_OR_RETURN(const StoredLog log, ReadStoredLog(*store));
  if (log.head.size != report_.manifest.log_size ||
      log.head.root != report_.manifest.log_root ||
      log.identity.origin != places_.origin) {
    return Refused(options_.backup, "its store is not the one it describes");
  }
  RETURN_IF_ERROR(CheckBeginning(*store, log));
  report_.log_size = std::max(log.head.size, lock_.size);
  if (log.head.size >= lock_.size) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<std::string> entries,
                   Missing(log.head.size));
  return Append(*store, log.head, entries);
}

absl::Status Restoring::CheckNote(const StoredLog& log) {
  if (lock_.size == 0) return absl::OkStatus();
  const absl::StatusOr<anchor::Checkpoint> checkpoint =
      anchor::OpenCheckpoint(lock_.checkpoint, log.verifiers);
  if (checkpoint.ok() && checkpoint->origin == places_.origin &&
      checkpoint->size == lock_.size && checkpoint->root == lock_.root) {
    return absl::OkStatus();
  }
  return Refused(places_.lock_path,
                 "its checkpoint is not signed by the backup's log: the lock "
                 "record is another log's, or the backup is");
}

// What can be known before anything is added.
absl::Status Restoring::CheckBeginning(const Store& store,
                                       const StoredLog& log) {
  RETURN_IF_ERROR(CheckNote(log));
  if (lock_.size <= log.head.size) {
    ASSIGN_OR_RETURN(const anchor::Hash root, StoredRoot(store, lock_.size));
    if (root == lock_.root) return absl::OkStatus();
    return Refused(options_.backup,
                   "its tree is not the one that was signed: it is a backup of "
                   "a fork; go back to an earlier one");
  }
  if (log.head.size >= lock_.first_entry) return absl::OkStatus();
  if (options_.tiles.empty()) {
    return Refused(
        absl::StrCat(options_.backup, ": ends at ", log.head.size,
                     " leaves, but ", lock_.size, " were signed"),
        "the entries between them are in the published tiles: name their "
        "folder, or a mirror's, with --tiles; where no tiles are left, this "
        "log must be ended by `log retire` (a later release) and a new one "
        "begun under another origin");
  }
  return CompareTiles(store, log.head.size);
}

// The tiles must begin with the backup's entries.
absl::Status Restoring::CompareTiles(const StoreReader& store,
                                     std::uint64_t size) {
  constexpr std::uint64_t kWidth = 256;
  for (std::uint64_t begin = 0; begin < size; begin += kWidth) {
    const std::uint64_t end = std::min(begin + kWidth, size);
    ASSIGN_OR_RETURN(const std::vector<std::string> stored,
                     ReadLogEntries(store, begin, end));
    const auto published =
        ReadTileEntries(files_, options_.tiles, begin / kWidth);
    if (!published.ok()) {
      return Refused(options_.tiles, published.status().message());
    }
    for (std::size_t i = 0; i < stored.size(); ++i) {
      if (i < published->size() && stored[i] == (*published)[i]) continue;
      return Refused(absl::StrCat(options_.tiles, ": entry ", begin + i,
                                  i < published->size() ? " is not the backup's"
                                                        : " is missing"),
                     begin + i == 0
                         ? "the tiles are another log's"
                         : "the tiles were changed, or the backup is no "
                           "beginning of this log");
    }
  }
  return absl::OkStatus();
}

// The entries from `begin` to the lock record's size.
absl::StatusOr<std::vector<std::string>> Restoring::Missing(
    std::uint64_t begin) {
  constexpr std::uint64_t kWidth = 256;
  std::vector<std::string> entries;
  std::uint64_t next = begin;
  while (next < lock_.first_entry) {
    const auto published =
        ReadTileEntries(files_, options_.tiles, next / kWidth);
    if (!published.ok()) {
      return Refused(options_.tiles, published.status().message());
    }
    std::uint64_t at = next % kWidth;
    if (at >= published->size()) {
      return Refused(absl::StrCat(options_.tiles, ": entry ", next),
                     "is missing: the tiles end before the lock record begins");
    }
    for (; at < published->size() && next < lock_.first_entry; ++at, ++next) {
      entries.push_back((*published)[at]);
    }
  }
  for (; next < lock_.size; ++next) {
    entries.push_back(lock_.entries[next - lock_.first_entry]);
  }
  return entries;
}

absl::Status Restoring::Append(Store& store, const LogHead& head,
                               const std::vector<std::string>& entries) {
  ASSIGN_OR_RETURN(LogTree tree, LogTree::Load(store, head.size));
  WriteBatch batch;
  std::uint64_t in_batch = 0;
  for (const std::string& entry : entries) {
    report_.lost.push_back(
        LostLeaf{tree.size(), static_cast<unsigned char>(entry[0])});
    tree.Append(entry, anchor::LeafHash(entry), &batch);
    tree.Commit();
    if (++in_batch % kEntriesAWrite == 0) {
      RETURN_IF_ERROR(store.Write(batch, Durability::kUnsynced));
      batch = WriteBatch();
    }
  }
  if (tree.Root() != lock_.root) {
    return Refused(
        options_.tiles.empty() ? places_.lock_path : options_.tiles,
        "the entries do not lead to the root that was signed: a tile was "
        "changed, the tiles are another log's, or the backup is no beginning "
        "of this log");
  }
  PutLogHead(LogHead{tree.size(), tree.Root()}, &batch);
  ASSIGN_OR_RETURN(std::vector<LostRange> lost, ReadLost(store));
  lost.push_back(LostRange{head.size, lock_.size - 1, clock_.Now()});
  PutLost(lost, &batch);
  RETURN_IF_ERROR(SkipLostNumbers(store, &batch));
  return store.Write(batch, Durability::kSynced);
}

// No `seq` of a lost record is given again. Which counter a lost record moved
// cannot be known from its leaf, so that each moves by the number of them, and
// one that is not in the backup begins as far on.
absl::Status Restoring::SkipLostNumbers(const Store& store, WriteBatch* batch) {
  constexpr std::size_t kRowsARead = 1024;
  const auto records = static_cast<std::uint64_t>(std::count_if(
      report_.lost.begin(), report_.lost.end(), [](const LostLeaf& leaf) {
        return leaf.type == static_cast<int>(anchor::LeafType::kDecisionRecord);
      }));
  report_.lost_records = records;
  const auto move = [&](Family family, const std::string& key,
                        absl::string_view value) -> absl::Status {
    ASSIGN_OR_RETURN(const std::uint64_t last, ReadBigEndian64(value));
    batch->Put(family, key, BigEndian64(last + records));
    return absl::OkStatus();
  };
  const auto floor = store.Get(Family::kMeta, keys::SequenceFloor());
  if (!floor.ok() && !absl::IsNotFound(floor.status())) return floor.status();
  RETURN_IF_ERROR(move(Family::kMeta, keys::SequenceFloor(),
                       floor.ok() ? *floor : BigEndian64(0)));
  std::string begin = keys::LogSequencesBegin();
  for (;;) {
    ASSIGN_OR_RETURN(
        const std::vector<Row> rows,
        store.Scan(Family::kLog, begin, keys::LogSequencesEnd(), kRowsARead));
    if (rows.empty()) return absl::OkStatus();
    for (const Row& row : rows) {
      RETURN_IF_ERROR(move(Family::kLog, row.key, row.value));
    }
    begin = absl::StrCat(rows.back().key, absl::string_view("\0", 1));
  }
}

absl::Status Restoring::Finish() {
  if (staged_keys_) {
    RETURN_IF_ERROR(files_.Rename(places_.keys() + kSuffix, places_.keys()));
    RETURN_IF_ERROR(files_.SyncDirectory(places_.data));
  }
  RETURN_IF_ERROR(files_.Rename(places_.store() + kSuffix, places_.store()));
  return files_.SyncDirectory(places_.data);
}

}  // namespace

absl::StatusOr<RestoreReport> Restore(const RestoreOptions& options,
                                      FileSystem& files, const Clock& clock) {
  return Restoring(options, files, clock).Run();
}

}  // namespace prescreen
