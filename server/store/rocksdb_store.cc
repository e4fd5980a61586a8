// SPDX-License-Identifier: Apache-2.0
#include "server/store/rocksdb_store.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <cstdarg>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/status_macros.h"
#include "server/store/keys.h"

namespace prescreen {
namespace {

constexpr std::array kFamilies = {
    Family::kMeta,       Family::kTenants,     Family::kPolicies,
    Family::kCatalogues, Family::kScreenings,  Family::kRevisions,
    Family::kLog,        Family::kOwner,       Family::kEvidence,
    Family::kAnchors,    Family::kIdempotency, Family::kApiKeys,
    Family::kAccess,     Family::kEvents,      Family::kRechecks};

// Memory of rows not yet in a table file, over all families together.
constexpr std::size_t kWriteBufferBytes = 64u << 20;
// What a restart has to replay at most; small families would pin it forever.
constexpr std::uint64_t kMaxWalBytes = 128u << 20;
constexpr std::size_t kBlockCacheBytes = 64u << 20;
constexpr int kBloomBitsPerKey = 10;  // one false positive in a hundred

rocksdb::Slice ToSlice(absl::string_view text) {
  return rocksdb::Slice(text.data(), text.size());
}

absl::Status ToStatus(const rocksdb::Status& status) {
  if (status.ok()) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("store: ", status.ToString()));
}

bool IsHeldByAnother(const std::string& message) {
  return absl::StrContains(message, "lock") &&
         (absl::StrContains(message, "Resource temporarily unavailable") ||
          absl::StrContains(message, "No locks available"));
}

absl::Status ToOpenStatus(const std::string& path,
                          const rocksdb::Status& status) {
  const std::string message = status.ToString();
  if (status.IsIOError() && IsHeldByAnother(message)) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, ": another server holds this folder; stop it first"));
  }
  if (status.IsCorruption()) {
    return absl::DataLossError(absl::StrCat(path, ": damaged: ", message));
  }
  return absl::UnavailableError(absl::StrCat(path, ": ", message));
}

rocksdb::DBOptions DatabaseOptions(rocksdb::Env* env) {
  rocksdb::DBOptions options;
  options.env = env;
  options.create_if_missing = true;
  options.paranoid_checks = true;
  options.manual_wal_flush = false;
  // An error of a write or sync is final: the caller ends the process.
  options.max_bgerror_resume_count = 0;
  options.db_write_buffer_size = kWriteBufferBytes;
  options.max_total_wal_size = kMaxWalBytes;
  options.max_background_jobs = 2;  // two cores
  options.max_log_file_size = 8u << 20;
  options.keep_log_file_num = 4;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

rocksdb::ColumnFamilyOptions FamilyOptions(
    const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  // Within the cache's bound too: they grow with the store.
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  // Most values are encrypted or hashes.
  options.compression = rocksdb::kNoCompression;
  return options;
}

// What opens a folder to read it must not leave the engine's notes there.
class NoLog final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char* /*format*/, va_list /*values*/) override {}
};

class RocksDbStore final : public Store {
 public:
  // Takes what an open database consists of; `lock` is null or env's.
  RocksDbStore(rocksdb::Env* env, rocksdb::FileLock* lock)
      : env_(env), lock_(lock) {}
  ~RocksDbStore() override;

  absl::Status Open(const std::string& path);
  // As Open, but nothing in the folder is changed, and nothing can be written.
  absl::Status OpenToRead(const std::string& path);

  absl::StatusOr<std::string> Get(Family family,
                                  absl::string_view key) const override;
  absl::StatusOr<std::vector<Row>> Scan(Family family, absl::string_view begin,
                                        absl::string_view end,
                                        std::size_t limit) const override;
  absl::StatusOr<Row> Last(Family family, absl::string_view begin,
                           absl::string_view end) const override;
  absl::Status Write(const WriteBatch& batch, Durability durability) override;
  absl::Status Backup(const std::string& folder) override;

 private:
  absl::Status OpenDatabase(const std::string& path, bool only_to_read);
  absl::Status CheckSchema(const std::string& path);
  absl::Status CreateFamilies();
  bool HasRows() const;
  absl::Status CheckCondition(const WriteBatch::Condition& condition) const;
  absl::Status WriteRows(const WriteBatch& batch, Durability durability);
  // Null if this database does not have it yet.
  rocksdb::ColumnFamilyHandle* handle(Family family) const {
    return by_family_[static_cast<std::size_t>(family)];
  }

  rocksdb::Env* const env_;
  rocksdb::FileLock* const lock_;
  const std::shared_ptr<rocksdb::Cache> cache_ =
      rocksdb::NewLRUCache(kBlockCacheBytes);
  std::unique_ptr<rocksdb::DB> database_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
  std::array<rocksdb::ColumnFamilyHandle*, kFamilies.size()> by_family_{};
  // Held shared by unconditional writes, which the engine groups into one sync;
  // alone by conditional ones, so that nothing comes between check and write.
  absl::Mutex conditional_;
};

RocksDbStore::~RocksDbStore() {
  if (database_ != nullptr) {
    for (rocksdb::ColumnFamilyHandle* family : handles_) {
      database_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
    }
    database_->Close().PermitUncheckedError();
    database_.reset();
  }
  if (lock_ != nullptr) env_->UnlockFile(lock_).PermitUncheckedError();
}

absl::Status RocksDbStore::Open(const std::string& path) {
  RETURN_IF_ERROR(OpenDatabase(path, /*only_to_read=*/false));
  RETURN_IF_ERROR(CheckSchema(path));
  return CreateFamilies();
}

absl::Status RocksDbStore::OpenToRead(const std::string& path) {
  RETURN_IF_ERROR(OpenDatabase(path, /*only_to_read=*/true));
  if (handle(Family::kMeta) == nullptr) {
    return absl::DataLossError(absl::StrCat(path, ": not a store of ours"));
  }
  return CheckSchema(path);
}

// Opens the families that are there, also those of a newer version, so that
// nothing is changed before the schema version is known.
absl::Status RocksDbStore::OpenDatabase(const std::string& path,
                                        bool only_to_read) {
  rocksdb::DBOptions options = DatabaseOptions(env_);
  if (only_to_read) {
    options.create_if_missing = false;
    options.info_log = std::make_shared<NoLog>();
  }
  std::vector<std::string> names;
  if (env_->FileExists(absl::StrCat(path, "/CURRENT")).ok()) {
    const rocksdb::Status listed =
        rocksdb::DB::ListColumnFamilies(options, path, &names);
    if (!listed.ok()) return ToOpenStatus(path, listed);
  } else {
    names.push_back(rocksdb::kDefaultColumnFamilyName);
  }
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& name : names) {
    families.emplace_back(name, FamilyOptions(cache_));
  }
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status =
      only_to_read
          ? rocksdb::DB::OpenForReadOnly(options, path, families, &handles_,
                                         &opened)
          : rocksdb::DB::Open(options, path, families, &handles_, &opened);
  if (!status.ok()) return ToOpenStatus(path, status);
  database_.reset(opened);
  for (const Family family : kFamilies) {
    for (rocksdb::ColumnFamilyHandle* const candidate : handles_) {
      if (candidate->GetName() == FamilyName(family)) {
        by_family_[static_cast<std::size_t>(family)] = candidate;
      }
    }
  }
  return absl::OkStatus();
}

absl::Status RocksDbStore::CheckSchema(const std::string& path) {
  if (handle(Family::kMeta) == nullptr) return absl::OkStatus();
  const absl::StatusOr<std::string> row =
      Get(Family::kMeta, keys::SchemaVersion());
  if (absl::IsNotFound(row.status())) return absl::OkStatus();
  RETURN_IF_ERROR(row.status());
  int version = 0;
  if (!absl::SimpleAtoi(*row, &version) || version < 1) {
    return absl::DataLossError(
        absl::StrCat(path, ": its schema version is not a number"));
  }
  if (version > kStoreSchemaVersion) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": written by a newer release: schema version ",
                     version, "; this build knows ", kStoreSchemaVersion));
  }
  return absl::OkStatus();
}

absl::Status RocksDbStore::CreateFamilies() {
  for (const Family family : kFamilies) {
    if (handle(family) != nullptr) continue;
    const absl::string_view name = FamilyName(family);
    rocksdb::ColumnFamilyHandle* created = nullptr;
    RETURN_IF_ERROR(ToStatus(database_->CreateColumnFamily(
        FamilyOptions(cache_), std::string(name), &created)));
    handles_.push_back(created);
    by_family_[static_cast<std::size_t>(family)] = created;
  }
  const absl::StatusOr<std::string> row =
      Get(Family::kMeta, keys::SchemaVersion());
  if (!absl::IsNotFound(row.status())) return row.status();
  if (HasRows()) {
    return absl::DataLossError("store: has rows but no schema version");
  }
  WriteBatch batch;
  batch.Put(Family::kMeta, keys::SchemaVersion(),
            absl::StrCat(kStoreSchemaVersion));
  return Write(batch, Durability::kSynced);
}

bool RocksDbStore::HasRows() const {
  for (const Family family : kFamilies) {
    const absl::StatusOr<std::vector<Row>> rows = Scan(family, "", "", 1);
    if (!rows.ok() || !rows->empty()) return true;
  }
  return false;
}

absl::StatusOr<std::string> RocksDbStore::Get(Family family,
                                              absl::string_view key) const {
  // A store of an older release that is only read lacks the newer families.
  if (handle(family) == nullptr) {
    return absl::NotFoundError(
        absl::StrCat(FamilyName(family), ": no such row"));
  }
  std::string value;
  const rocksdb::Status status = database_->Get(
      rocksdb::ReadOptions(), handle(family), ToSlice(key), &value);
  if (status.IsNotFound()) {
    return absl::NotFoundError(
        absl::StrCat(FamilyName(family), ": no such row"));
  }
  RETURN_IF_ERROR(ToStatus(status));
  return value;
}

absl::StatusOr<std::vector<Row>> RocksDbStore::Scan(Family family,
                                                    absl::string_view begin,
                                                    absl::string_view end,
                                                    std::size_t limit) const {
  if (handle(family) == nullptr) return std::vector<Row>();
  rocksdb::ReadOptions options;
  const rocksdb::Slice bound = ToSlice(end);
  if (!end.empty()) options.iterate_upper_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> rows(
      database_->NewIterator(options, handle(family)));
  std::vector<Row> found;
  for (rows->Seek(ToSlice(begin)); rows->Valid() && found.size() < limit;
       rows->Next()) {
    found.push_back(Row{rows->key().ToString(), rows->value().ToString()});
  }
  RETURN_IF_ERROR(ToStatus(rows->status()));
  return found;
}

absl::StatusOr<Row> RocksDbStore::Last(Family family, absl::string_view begin,
                                       absl::string_view end) const {
  if (handle(family) == nullptr) {
    return absl::NotFoundError(
        absl::StrCat(FamilyName(family), ": no such row"));
  }
  rocksdb::ReadOptions options;
  const rocksdb::Slice lower = ToSlice(begin);
  const rocksdb::Slice upper = ToSlice(end);
  options.iterate_lower_bound = &lower;
  if (!end.empty()) options.iterate_upper_bound = &upper;
  const std::unique_ptr<rocksdb::Iterator> rows(
      database_->NewIterator(options, handle(family)));
  rows->SeekToLast();
  if (rows->Valid()) {
    return Row{rows->key().ToString(), rows->value().ToString()};
  }
  RETURN_IF_ERROR(ToStatus(rows->status()));
  return absl::NotFoundError(absl::StrCat(FamilyName(family), ": no such row"));
}

absl::Status RocksDbStore::CheckCondition(
    const WriteBatch::Condition& condition) const {
  const absl::StatusOr<std::string> row = Get(condition.family, condition.key);
  if (!row.ok() && !absl::IsNotFound(row.status())) return row.status();
  const bool holds = condition.value.has_value()
                         ? row.ok() && *row == *condition.value
                         : !row.ok();
  if (holds) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat(FamilyName(condition.family),
                                         ": the row is not as required"));
}

absl::Status RocksDbStore::WriteRows(const WriteBatch& batch,
                                     Durability durability) {
  rocksdb::WriteBatch rows;
  for (const WriteBatch::Operation& operation : batch.operations()) {
    rocksdb::ColumnFamilyHandle* const family = handle(operation.family);
    RETURN_IF_ERROR(
        ToStatus(operation.value.has_value()
                     ? rows.Put(family, operation.key, *operation.value)
                     : rows.Delete(family, operation.key)));
  }
  rocksdb::WriteOptions options;
  options.sync = durability == Durability::kSynced;
  return ToStatus(database_->Write(options, &rows));
}

absl::Status RocksDbStore::Write(const WriteBatch& batch,
                                 Durability durability) {
  if (!batch.condition().has_value()) {
    const absl::ReaderMutexLock lock(&conditional_);
    return WriteRows(batch, durability);
  }
  const absl::MutexLock lock(&conditional_);
  RETURN_IF_ERROR(CheckCondition(*batch.condition()));
  return WriteRows(batch, durability);
}

absl::Status RocksDbStore::Backup(const std::string& folder) {
  if (env_->FileExists(folder).ok()) {
    return absl::AlreadyExistsError(absl::StrCat(folder, ": is there already"));
  }
  rocksdb::Checkpoint* made = nullptr;
  RETURN_IF_ERROR(
      ToStatus(rocksdb::Checkpoint::Create(database_.get(), &made)));
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  return ToStatus(checkpoint->CreateCheckpoint(folder));
}

// Makes the folder, durably: the engine syncs what is in it, not its name.
absl::Status CreateFolder(rocksdb::Env& env, const std::string& path) {
  RETURN_IF_ERROR(ToStatus(env.CreateDirIfMissing(path)));
  const std::size_t slash = path.rfind('/');
  const std::string parent = slash == std::string::npos ? "."
                             : slash == 0               ? "/"
                                                        : path.substr(0, slash);
  std::unique_ptr<rocksdb::Directory> folder;
  RETURN_IF_ERROR(ToStatus(env.NewDirectory(parent, &folder)));
  return ToStatus(folder->Fsync());
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenRocksDbStore(
    const RocksDbOptions& options) {
  rocksdb::Env* const env =
      options.env != nullptr ? options.env : rocksdb::Env::Default();
  RETURN_IF_ERROR(CreateFolder(*env, options.path));
  // Before anything is read: the engine's own lock comes later.
  rocksdb::FileLock* lock = nullptr;
  const rocksdb::Status locked =
      env->LockFile(absl::StrCat(options.path, "/SERVER"), &lock);
  if (!locked.ok()) return ToOpenStatus(options.path, locked);
  auto store = std::make_unique<RocksDbStore>(env, lock);
  RETURN_IF_ERROR(store->Open(options.path));
  return store;
}

absl::StatusOr<std::unique_ptr<StoreReader>> OpenRocksDbReader(
    const RocksDbOptions& options) {
  rocksdb::Env* const env =
      options.env != nullptr ? options.env : rocksdb::Env::Default();
  if (!env->FileExists(absl::StrCat(options.path, "/CURRENT")).ok()) {
    return absl::NotFoundError(
        absl::StrCat(options.path, ": there is no store"));
  }
  auto store = std::make_unique<RocksDbStore>(env, nullptr);
  RETURN_IF_ERROR(store->OpenToRead(options.path));
  return store;
}

}  // namespace prescreen
