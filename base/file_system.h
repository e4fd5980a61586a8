// SPDX-License-Identifier: Apache-2.0
// Files behind an interface, so that tests can run everything durable on a file
// system that forgets what was not synced (tests/support/forgetful_fs).
#ifndef PRESCREEN_BASE_FILE_SYSTEM_H_
#define PRESCREEN_BASE_FILE_SYSTEM_H_

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace prescreen {

// An open file. Not thread-safe. Closed by the destructor.
// Unavailable: an input/output error; ResourceExhausted: no space left. After
// an error of Sync() the file's durability is unknown: the caller must exit,
// never retry.
class OpenFile {
 public:
  virtual ~OpenFile() = default;
  // Writes all of `bytes` at `offset`, growing the file if needed.
  virtual absl::Status WriteAt(std::uint64_t offset,
                               absl::string_view bytes) = 0;
  // Writes all of `bytes` at the end.
  virtual absl::Status Append(absl::string_view bytes) = 0;
  // fdatasync. The name's durability needs SyncDirectory of its folder too.
  virtual absl::Status Sync() = 0;
  virtual absl::StatusOr<std::uint64_t> Size() = 0;
};

struct FileInfo {
  std::uint64_t size = 0;
  mode_t permissions = 0;  // the low 12 bits of st_mode
  bool is_directory = false;
};

// Of the file system that holds a path.
struct DiskSpace {
  std::uint64_t free_bytes = 0;   // that this process may still use
  std::uint64_t total_bytes = 0;  // free ones and used ones

  double FreePart() const {
    return total_bytes == 0 ? 1
                            : static_cast<double>(free_bytes) /
                                  static_cast<double>(total_bytes);
  }
};

// Thread-safe. NotFound: no such file; PermissionDenied; AlreadyExists;
// Unavailable: any other input/output error.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  // Opens for writing; creates with `permissions` if absent.
  virtual absl::StatusOr<std::unique_ptr<OpenFile>> Open(
      const std::string& path, mode_t permissions) = 0;
  // As Open, but AlreadyExists if the file is there (O_EXCL).
  virtual absl::StatusOr<std::unique_ptr<OpenFile>> Create(
      const std::string& path, mode_t permissions) = 0;
  // The whole file. ResourceExhausted: longer than `max_bytes`.
  virtual absl::StatusOr<std::string> Read(const std::string& path,
                                           std::uint64_t max_bytes) = 0;
  virtual absl::StatusOr<FileInfo> Stat(const std::string& path) = 0;
  // Names in a folder, sorted, without "." and "..".
  virtual absl::StatusOr<std::vector<std::string>> List(
      const std::string& path) = 0;
  // Atomic replacement of `to`.
  virtual absl::Status Rename(const std::string& from,
                              const std::string& to) = 0;
  virtual absl::Status Remove(const std::string& path) = 0;
  // One folder; the parent must exist. AlreadyExists if it is there.
  virtual absl::Status CreateDirectory(const std::string& path,
                                       mode_t permissions) = 0;
  // fsync of a folder: makes creations and renames in it durable.
  virtual absl::Status SyncDirectory(const std::string& path) = 0;
  virtual absl::StatusOr<DiskSpace> Space(const std::string& path) = 0;
};

// The operating system's files.
class PosixFileSystem final : public FileSystem {
 public:
  absl::StatusOr<std::unique_ptr<OpenFile>> Open(const std::string& path,
                                                 mode_t permissions) override;
  absl::StatusOr<std::unique_ptr<OpenFile>> Create(const std::string& path,
                                                   mode_t permissions) override;
  absl::StatusOr<std::string> Read(const std::string& path,
                                   std::uint64_t max_bytes) override;
  absl::StatusOr<FileInfo> Stat(const std::string& path) override;
  absl::StatusOr<std::vector<std::string>> List(
      const std::string& path) override;
  absl::Status Rename(const std::string& from, const std::string& to) override;
  absl::Status Remove(const std::string& path) override;
  absl::Status CreateDirectory(const std::string& path,
                               mode_t permissions) override;
  absl::Status SyncDirectory(const std::string& path) override;
  absl::StatusOr<DiskSpace> Space(const std::string& path) override;
};

// Creates `path` and its missing parents (mode 0700), each one durable.
absl::Status CreateDirectories(FileSystem& files, const std::string& path);

// Temporary file in the same folder, write, sync, rename, sync of the folder:
// afterwards `path` durably holds `bytes`; on error or crash, what it held.
absl::Status WriteFileAtomically(FileSystem& files, const std::string& path,
                                 absl::string_view bytes, mode_t permissions);

// An exclusive advisory lock (flock) on `path`, held until destroyed or the
// process ends. FailedPrecondition: another process holds it.
class FileLock {
 public:
  static absl::StatusOr<std::unique_ptr<FileLock>> Acquire(
      const std::string& path);
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace prescreen

#endif  // PRESCREEN_BASE_FILE_SYSTEM_H_
