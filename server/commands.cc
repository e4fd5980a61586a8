// SPDX-License-Identifier: Apache-2.0
#include "server/commands.h"

#include <cstdio>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/status_macros.h"
#include "server/migration.h"
#include "server/store/key_file.h"
#include "server/store/rocksdb_store.h"
#include "server/upkeep/data_folder.h"
#include "server/upkeep/fsck.h"
#include "server/upkeep/restore.h"

namespace prescreen {
namespace {

constexpr int kExitRefused = 69;
constexpr int kExitFaults = 1;
constexpr int kExitUnchecked = 2;

DataPlaces PlacesOf(const Config& config) {
  return DataPlaces{config.data, config.lock_path, config.tiles_path,
                    config.tenant_key, config.origin};
}

void Print(absl::string_view line) {
  std::printf("%s\n", std::string(line).c_str());
  std::fflush(stdout);
}

int Refuse(const absl::Status& status) {
  std::fprintf(stderr, "prescreend: %s\n",
               std::string(status.message()).c_str());
  return kExitRefused;
}

absl::string_view NameOfLeafType(int type) {
  switch (type) {
    case 1:
      return "decision record";
    case 2:
      return "policy version";
    case 3:
      return "catalogue version";
    default:
      return "leaf";
  }
}

absl::Status MigrateStopped(const Config& config, FileSystem& files) {
  ASSIGN_OR_RETURN(const auto lock, LockDataFolder(files, config.data));
  const DataPlaces places = PlacesOf(config);
  // Not to be made here.
  RETURN_IF_ERROR(files.Stat(places.store()).status());
  RETURN_IF_ERROR(files.Stat(config.tenant_key).status());
  SystemRandom random;
  SystemClock clock;
  ASSIGN_OR_RETURN(const TenantKey key,
                   LoadOrCreateTenantKey(files, random, config.tenant_key));
  ASSIGN_OR_RETURN(const auto keys,
                   KeyFile::Open(files, random, places.keys()));
  RocksDbOptions options;
  options.path = places.store();
  ASSIGN_OR_RETURN(const auto store, OpenRocksDbStore(options));
  return MigrateDataFolder(config, *store, *keys, key, files, random, clock,
                           Print);
}

}  // namespace

int RunRestore(const Config& config, const RestoreArguments& arguments,
               FileSystem& files) {
  RestoreOptions options;
  options.places = PlacesOf(config);
  options.backup = arguments.backup;
  options.tiles = arguments.tiles;
  options.keys = arguments.keys;
  options.without_keys = arguments.without_keys;
  SystemClock clock;
  const absl::StatusOr<RestoreReport> report = Restore(options, files, clock);
  if (!report.ok()) return Refuse(report.status());
  Print(
      absl::StrCat("restored the backup of ",
                   absl::FormatTime(report->manifest.time, absl::UTCTimeZone()),
                   ": ", report->manifest.log_size,
                   " leaves; the log goes "
                   "on at ",
                   report->log_size));
  if (report->kept_keys) Print("the keys of the data folder were kept");
  for (const LostLeaf& leaf : report->lost) {
    Print(absl::StrCat("LOST ", leaf.index, " ", NameOfLeafType(leaf.type)));
  }
  if (report->lost_records > 0) {
    Print(absl::StrCat("each policy's next records skip ", report->lost_records,
                       " numbers `seq`: LOST or never given"));
  }
  return 0;
}

int RunFsck(const Config& config, FileSystem& files) {
  SystemRandom random;
  const FsckReport report = Fsck(PlacesOf(config), files, random);
  for (const std::string& line : report.faults) Print("FAULT " + line);
  for (const std::string& line : report.unchecked) {
    Print("NOT CHECKED " + line);
  }
  for (const std::string& line : report.counts) Print(line);
  if (!report.faults.empty()) return kExitFaults;
  if (!report.unchecked.empty()) return kExitUnchecked;
  Print("everything agrees");
  return 0;
}

int RunMigrate(const Config& config, FileSystem& files) {
  const absl::Status status = MigrateStopped(config, files);
  if (!status.ok()) return Refuse(status);
  Print(absl::StrCat("the store is of version ", kStoreSchemaVersion));
  return 0;
}

}  // namespace prescreen
