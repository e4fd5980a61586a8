// SPDX-License-Identifier: Apache-2.0
#include "server/upkeep/migrate.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "prescreen/v1/screening.pb.h"
#include "server/store/keys.h"
#include "server/store/rocksdb_store.h"
#include "server/store/sealed_value.h"
#include "server/upkeep/stored_log.h"

namespace prescreen {
namespace {

constexpr std::size_t kRowsAWrite = 256;
constexpr std::size_t kMaxTenants = 100000;

struct MigratedTenant {
  std::string id;
  std::string index_key;
};

template <typename Message>
absl::StatusOr<Message> OpenRow(const StoreReader& store, const KeyFile& keys,
                                Family family, const std::string& row_key) {
  ASSIGN_OR_RETURN(const std::string sealed, store.Get(family, row_key));
  ASSIGN_OR_RETURN(const std::string bytes,
                   OpenValue(keys, family, row_key, sealed));
  Message message;
  if (message.ParseFromString(bytes)) return message;
  return absl::DataLossError(
      absl::StrCat(FamilyName(family), ": a stored row is malformed"));
}

// Version 1 → 2: a screening carries state, outcome and policy of its newest
// revision, and is found by its candidate.
class ToVersion2 {
 public:
  explicit ToVersion2(const MigrationOptions& options)
      : options_(options), store_(options.source.store) {}

  absl::Status Run() {
    ASSIGN_OR_RETURN(const std::vector<Row> tenants,
                     store_.Scan(Family::kTenants, "", "", kMaxTenants));
    for (const Row& row : tenants) {
      stored::v1::TenantRow tenant;
      if (!tenant.ParseFromString(row.value)) {
        return absl::DataLossError(
            absl::StrCat("tenant ", row.key, ": its row is damaged"));
      }
      RETURN_IF_ERROR(MigrateTenant(MigratedTenant{
          tenant.id(), IndexKey(options_.tenant_key, tenant.id())}));
    }
    batch_.Put(Family::kMeta, keys::SchemaVersion(), "2");
    RETURN_IF_ERROR(store_.Write(batch_, Durability::kSynced));
    options_.progress(absl::StrCat("migrated ", done_,
                                   " screenings; the store is of version 2"));
    return absl::OkStatus();
  }

 private:
  absl::Status MigrateTenant(const MigratedTenant& tenant) {
    std::string begin = keys::Screening(tenant.id, "");
    const std::string end = absl::StrCat(tenant.id, "j");
    for (;;) {
      ASSIGN_OR_RETURN(
          const std::vector<Row> rows,
          store_.Scan(Family::kScreenings, begin, end, kRowsAWrite));
      if (rows.empty()) return absl::OkStatus();
      for (const Row& row : rows) {
        RETURN_IF_ERROR(MigrateScreening(tenant, row));
      }
      RETURN_IF_ERROR(store_.Write(batch_, Durability::kSynced));
      batch_ = WriteBatch();
      done_ += rows.size();
      options_.progress(absl::StrCat("migrated ", done_, " screenings"));
      begin = absl::StrCat(rows.back().key, absl::string_view("\0", 1));
    }
  }

  absl::Status MigrateScreening(const MigratedTenant& tenant, const Row& row) {
    auto screening = OpenRow<stored::v1::ScreeningRow>(
        store_, options_.keys, Family::kScreenings, row.key);
    // An erased person's row says nothing any more.
    if (absl::IsNotFound(screening.status())) return absl::OkStatus();
    RETURN_IF_ERROR(screening.status());
    const std::string uuid =
        row.key.substr(keys::Screening(tenant.id, "").size());
    RETURN_IF_ERROR(Complete(tenant, uuid, &*screening));
    ASSIGN_OR_RETURN(const DataKey key,
                     options_.keys.Find(row.value.substr(1, 16)));
    batch_.Put(Family::kScreenings, row.key,
               SealValue(key, options_.random, Family::kScreenings, row.key,
                         screening->SerializeAsString()));
    if (screening->candidate_ref().empty()) return absl::OkStatus();
    batch_.Put(
        Family::kScreenings,
        absl::StrCat(keys::ScreeningsByCandidate(tenant.id, tenant.index_key,
                                                 screening->candidate_ref()),
                     uuid),
        "");
    return absl::OkStatus();
  }

  // From the answer and the documents of the newest revision.
  absl::Status Complete(const MigratedTenant& tenant, const std::string& uuid,
                        stored::v1::ScreeningRow* screening) {
    const auto key_of = [&](keys::Part part) {
      return keys::Revision(tenant.id, uuid, screening->revision(), part);
    };
    ASSIGN_OR_RETURN(
        const auto answer,
        OpenRow<v1::ScreeningRecord>(store_, options_.keys, Family::kRevisions,
                                     key_of(keys::Part::kAnswer)));
    ASSIGN_OR_RETURN(const auto bundle,
                     OpenRow<stored::v1::BundleRow>(
                         store_, options_.keys, Family::kRevisions,
                         key_of(keys::Part::kBundle)));
    if (screening->state() == 0) {
      screening->set_state(bundle.documents().empty()
                               ? v1::ScreeningRecord::AWAITING_EVIDENCE
                               : v1::ScreeningRecord::DECIDED);
    }
    screening->set_outcome(answer.decision().outcome());
    screening->set_policy(answer.policy());
    return absl::OkStatus();
  }

  const MigrationOptions& options_;
  Store& store_;
  WriteBatch batch_;
  std::size_t done_ = 0;
};

// A backup of this log size is of an interrupted migration: nothing is logged
// before one ends.
absl::Status BackUpBefore(const MigrationOptions& options) {
  ASSIGN_OR_RETURN(const StoredLog log, ReadStoredLog(options.source.store));
  const std::string folder =
      absl::StrCat(options.backup_prefix, "-", log.head.size);
  const absl::StatusOr<BackupManifest> backup =
      WriteBackup(options.source, folder);
  if (absl::IsAlreadyExists(backup.status())) {
    options.progress(absl::StrCat("the backup before is ", folder));
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(backup.status());
  options.progress(absl::StrCat("wrote the backup ", folder, " (",
                                backup->bytes(), " bytes)"));
  return absl::OkStatus();
}

}  // namespace

absl::Status Migrate(const MigrationOptions& options) {
  const Store& store = options.source.store;
  ASSIGN_OR_RETURN(const int version, ReadSchemaVersion(store));
  if (version >= kStoreSchemaVersion) return absl::OkStatus();
  options.progress(absl::StrCat("the store is of version ", version,
                                "; this build writes ", kStoreSchemaVersion));
  options.keys.AddTenantKey(options.tenant_key);
  const absl::StatusOr<std::string> head =
      store.Get(Family::kLog, keys::LogHead());
  if (head.ok()) {
    RETURN_IF_ERROR(BackUpBefore(options));
  } else if (!absl::IsNotFound(head.status())) {
    return head.status();
  }
  return ToVersion2(options).Run();
}

}  // namespace prescreen
