// SPDX-License-Identifier: Apache-2.0
// A disk in memory that keeps only what was promised: after a loss of power,
// bytes that were not synced and names whose folder was not synced are gone, or
// survive in part, as on a real one. Also fails single operations.
#ifndef PRESCREEN_TESTS_SUPPORT_FORGETFUL_DISK_H_
#define PRESCREEN_TESTS_SUPPORT_FORGETFUL_DISK_H_

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "base/file_system.h"

namespace prescreen {

// Thread-safe. Paths are absolute and lie below the root.
class ForgetfulDisk {
 public:
  enum class Operation {
    kWrite,
    kSync,
    kCreate,  // of a file or folder
    kRename,
    kRemove,
    kSyncFolder,
  };

  // The `at`-th (from 1) operation of that kind on a path that contains `path`
  // fails with `error`, once. A failed sync forgets what it should have synced,
  // as Linux does: a later one succeeds and saves nothing of it.
  struct Fault {
    std::uint64_t at = 1;
    std::optional<Operation> operation = std::nullopt;  // any
    std::string path = {};
    absl::Status error = absl::UnavailableError("injected EIO");
  };

  // What becomes of the things that nobody synced.
  enum class Survival { kNothing, kRandom };

  explicit ForgetfulDisk(const std::string& root);

  // After this many further operations the power fails: everything returns
  // Unavailable until PowerOn.
  void FailPowerAfter(std::uint64_t operations);
  void FailPower();
  // The disk as after a restart. Files opened before stay unusable.
  void PowerOn(Survival survival, std::uint64_t seed);
  bool has_power() const;
  std::uint64_t operations() const;

  void Inject(Fault fault);
  bool has_fault_struck() const;
  // From now on syncs of paths that contain `path` succeed and do nothing.
  void IgnoreSyncs(const std::string& path);

  struct Inode {
    bool is_folder = false;
    mode_t permissions = 0;
    std::string bytes;    // as readers see them
    std::string durable;  // as they are on the platter
    // Of `bytes`, what no sync has taken: [begin, end).
    std::uint64_t dirty_begin = 0;
    std::uint64_t dirty_end = 0;
    bool is_overwritten = false;
  };
  // An open file.
  struct Handle {
    std::string path;
    std::shared_ptr<Inode> inode;
    std::uint64_t boot = 0;
  };

  enum class OpenMode { kExisting, kExistingOrNew, kNew, kTruncate };
  absl::StatusOr<Handle> Open(const std::string& path, OpenMode mode,
                              mode_t permissions);
  absl::Status WriteAt(const Handle& file, std::uint64_t offset,
                       absl::string_view bytes);
  absl::Status Append(const Handle& file, absl::string_view bytes);
  absl::Status Sync(const Handle& file);
  absl::StatusOr<std::string> ReadAt(const Handle& file, std::uint64_t offset,
                                     std::uint64_t count) const;
  absl::StatusOr<std::uint64_t> Size(const Handle& file) const;

  absl::StatusOr<FileInfo> Stat(const std::string& path) const;
  absl::StatusOr<std::vector<std::string>> List(const std::string& path) const;
  absl::Status Rename(const std::string& from, const std::string& to);
  absl::Status Remove(const std::string& path);
  absl::Status CreateFolder(const std::string& path, mode_t permissions);
  absl::Status SyncFolder(const std::string& path);
  // An advisory lock within this disk. FailedPrecondition: held.
  absl::Status Lock(const std::string& path);
  void Unlock(const std::string& path);

 private:
  using Names = std::map<std::string, std::shared_ptr<Inode>>;
  struct Change {
    std::string path;
    std::shared_ptr<Inode> inode;  // null: removed
  };
  using Changes = std::vector<Change>;  // happen together

  absl::Status Begin(Operation operation, const std::string& path)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status CheckAlive(const Handle& file) const
      ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  absl::Status CheckParent(const std::string& path) const
      ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  bool IsIgnored(const std::string& path) const
      ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  void Apply(const Changes& changes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Write(Inode& inode, std::uint64_t offset, absl::string_view bytes)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void SettleNames(Survival survival, std::mt19937_64& random)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string root_;
  mutable absl::Mutex mutex_;
  Names names_ ABSL_GUARDED_BY(mutex_);
  Names durable_names_ ABSL_GUARDED_BY(mutex_);
  std::vector<Changes> unsynced_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t boot_ ABSL_GUARDED_BY(mutex_) = 1;
  bool has_power_ ABSL_GUARDED_BY(mutex_) = true;
  std::uint64_t operations_ ABSL_GUARDED_BY(mutex_) = 0;
  std::optional<std::uint64_t> power_fails_at_ ABSL_GUARDED_BY(mutex_);
  std::optional<Fault> fault_ ABSL_GUARDED_BY(mutex_);
  bool has_fault_struck_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::string> ignored_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> locks_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_FORGETFUL_DISK_H_
