// SPDX-License-Identifier: Apache-2.0
#include "tests/support/forgetful_fs.h"

#include <rocksdb/file_system.h>

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

using Handle = ForgetfulDisk::Handle;
using OpenMode = ForgetfulDisk::OpenMode;
using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

class File final : public OpenFile {
 public:
  File(ForgetfulDisk& disk, Handle handle)
      : disk_(disk), handle_(std::move(handle)) {}
  absl::Status WriteAt(std::uint64_t offset, absl::string_view bytes) override {
    return disk_.WriteAt(handle_, offset, bytes);
  }
  absl::Status Append(absl::string_view bytes) override {
    return disk_.Append(handle_, bytes);
  }
  absl::Status Sync() override { return disk_.Sync(handle_); }
  absl::StatusOr<std::uint64_t> Size() override { return disk_.Size(handle_); }

 private:
  ForgetfulDisk& disk_;
  const Handle handle_;
};

class Files final : public FileSystem {
 public:
  explicit Files(ForgetfulDisk& disk) : disk_(disk) {}

  absl::StatusOr<std::unique_ptr<OpenFile>> Open(const std::string& path,
                                                 mode_t permissions) override {
    return Opened(path, OpenMode::kExistingOrNew, permissions);
  }
  absl::StatusOr<std::unique_ptr<OpenFile>> Create(
      const std::string& path, mode_t permissions) override {
    return Opened(path, OpenMode::kNew, permissions);
  }
  absl::StatusOr<std::string> Read(const std::string& path,
                                   std::uint64_t max_bytes) override {
    ASSIGN_OR_RETURN(const Handle file,
                     disk_.Open(path, OpenMode::kExisting, 0));
    ASSIGN_OR_RETURN(std::string bytes, disk_.ReadAt(file, 0, max_bytes + 1));
    if (bytes.size() <= max_bytes) return bytes;
    return absl::ResourceExhaustedError(absl::StrCat(path, ": too long"));
  }
  absl::StatusOr<FileInfo> Stat(const std::string& path) override {
    return disk_.Stat(path);
  }
  absl::StatusOr<std::vector<std::string>> List(
      const std::string& path) override {
    return disk_.List(path);
  }
  absl::Status Rename(const std::string& from, const std::string& to) override {
    return disk_.Rename(from, to);
  }
  absl::Status Remove(const std::string& path) override {
    return disk_.Remove(path);
  }
  absl::Status CreateDirectory(const std::string& path,
                               mode_t permissions) override {
    return disk_.CreateFolder(path, permissions);
  }
  absl::StatusOr<DiskSpace> Space(const std::string&) override {
    return DiskSpace{std::uint64_t{1} << 40, std::uint64_t{1} << 41};
  }
  absl::Status SyncDirectory(const std::string& path) override {
    return disk_.SyncFolder(path);
  }

 private:
  absl::StatusOr<std::unique_ptr<OpenFile>> Opened(const std::string& path,
                                                   OpenMode mode,
                                                   mode_t permissions) {
    ASSIGN_OR_RETURN(Handle handle, disk_.Open(path, mode, permissions));
    return std::make_unique<File>(disk_, std::move(handle));
  }
  ForgetfulDisk& disk_;
};

IOStatus ToIoStatus(const absl::Status& status) {
  if (status.ok()) return IOStatus::OK();
  const std::string message(status.message().data(), status.message().size());
  switch (status.code()) {
    case absl::StatusCode::kNotFound:
      return IOStatus::PathNotFound(message);
    case absl::StatusCode::kResourceExhausted:
      return IOStatus::NoSpace(message);
    default:
      return IOStatus::IOError(message);
  }
}

class WritableFile final : public rocksdb::FSWritableFile {
 public:
  WritableFile(ForgetfulDisk& disk, Handle handle)
      : disk_(disk), handle_(std::move(handle)) {}
  using FSWritableFile::Append;
  IOStatus Append(const rocksdb::Slice& data, const IOOptions&,
                  IODebugContext*) override {
    return ToIoStatus(
        disk_.Append(handle_, absl::string_view(data.data(), data.size())));
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  IOStatus Flush(const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    return ToIoStatus(disk_.Sync(handle_));
  }
  bool IsSyncThreadSafe() const override { return true; }
  std::uint64_t GetFileSize(const IOOptions&, IODebugContext*) override {
    return disk_.Size(handle_).value_or(0);
  }

 private:
  ForgetfulDisk& disk_;
  const Handle handle_;
};

IOStatus ReadInto(const ForgetfulDisk& disk, const Handle& file,
                  std::uint64_t offset, std::size_t count, char* scratch,
                  rocksdb::Slice* result) {
  const absl::StatusOr<std::string> bytes = disk.ReadAt(file, offset, count);
  if (!bytes.ok()) return ToIoStatus(bytes.status());
  std::memcpy(scratch, bytes->data(), bytes->size());
  *result = rocksdb::Slice(scratch, bytes->size());
  return IOStatus::OK();
}

class RandomAccessFile final : public rocksdb::FSRandomAccessFile {
 public:
  RandomAccessFile(ForgetfulDisk& disk, Handle handle)
      : disk_(disk), handle_(std::move(handle)) {}
  IOStatus Read(std::uint64_t offset, std::size_t count, const IOOptions&,
                rocksdb::Slice* result, char* scratch,
                IODebugContext*) const override {
    return ReadInto(disk_, handle_, offset, count, scratch, result);
  }

 private:
  ForgetfulDisk& disk_;
  const Handle handle_;
};

class SequentialFile final : public rocksdb::FSSequentialFile {
 public:
  SequentialFile(ForgetfulDisk& disk, Handle handle)
      : disk_(disk), handle_(std::move(handle)) {}
  IOStatus Read(std::size_t count, const IOOptions&, rocksdb::Slice* result,
                char* scratch, IODebugContext*) override {
    const IOStatus status =
        ReadInto(disk_, handle_, offset_, count, scratch, result);
    if (status.ok()) offset_ += result->size();
    return status;
  }
  IOStatus Skip(std::uint64_t count) override {
    offset_ += count;
    return IOStatus::OK();
  }

 private:
  ForgetfulDisk& disk_;
  const Handle handle_;
  std::uint64_t offset_ = 0;
};

class Folder final : public rocksdb::FSDirectory {
 public:
  Folder(ForgetfulDisk& disk, std::string path)
      : disk_(disk), path_(std::move(path)) {}
  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    return ToIoStatus(disk_.SyncFolder(path_));
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }

 private:
  ForgetfulDisk& disk_;
  const std::string path_;
};

class Lock final : public rocksdb::FileLock {
 public:
  explicit Lock(std::string path) : path_(std::move(path)) {}
  const std::string& path() const { return path_; }

 private:
  const std::string path_;
};

// The engine's own diary: of no interest here.
class SilentLogger final : public rocksdb::Logger {
 public:
  using Logger::Logv;
  void Logv(const char*, va_list) override {}
  std::size_t GetLogFileSize() const override { return 0; }
};

// Nothing reaches the wrapped default file system.
class RocksFiles final : public rocksdb::FileSystemWrapper {
 public:
  explicit RocksFiles(ForgetfulDisk& disk)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), disk_(disk) {}
  const char* Name() const override { return "ForgetfulFileSystem"; }

  IOStatus NewSequentialFile(const std::string& path, const FileOptions&,
                             std::unique_ptr<rocksdb::FSSequentialFile>* file,
                             IODebugContext*) override {
    return Open<SequentialFile>(path, OpenMode::kExisting, file);
  }
  IOStatus NewRandomAccessFile(
      const std::string& path, const FileOptions&,
      std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
      IODebugContext*) override {
    return Open<RandomAccessFile>(path, OpenMode::kExisting, file);
  }
  IOStatus NewWritableFile(const std::string& path, const FileOptions&,
                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                           IODebugContext*) override {
    return Open<WritableFile>(path, OpenMode::kTruncate, file);
  }
  IOStatus ReopenWritableFile(const std::string& path, const FileOptions&,
                              std::unique_ptr<rocksdb::FSWritableFile>* file,
                              IODebugContext*) override {
    return Open<WritableFile>(path, OpenMode::kExistingOrNew, file);
  }
  IOStatus ReuseWritableFile(const std::string&, const std::string&,
                             const FileOptions&,
                             std::unique_ptr<rocksdb::FSWritableFile>*,
                             IODebugContext*) override {
    return IOStatus::NotSupported();
  }
  IOStatus NewRandomRWFile(const std::string&, const FileOptions&,
                           std::unique_ptr<rocksdb::FSRandomRWFile>*,
                           IODebugContext*) override {
    return IOStatus::NotSupported();
  }
  IOStatus NewMemoryMappedFileBuffer(
      const std::string&,
      std::unique_ptr<rocksdb::MemoryMappedFileBuffer>*) override {
    return IOStatus::NotSupported();
  }
  IOStatus NewDirectory(const std::string& path, const IOOptions&,
                        std::unique_ptr<rocksdb::FSDirectory>* folder,
                        IODebugContext*) override {
    const absl::StatusOr<FileInfo> info = disk_.Stat(path);
    if (!info.ok()) return ToIoStatus(info.status());
    *folder = std::make_unique<Folder>(disk_, path);
    return IOStatus::OK();
  }
  IOStatus FileExists(const std::string& path, const IOOptions&,
                      IODebugContext*) override {
    const absl::Status status = disk_.Stat(path).status();
    return absl::IsNotFound(status) ? IOStatus::NotFound() : ToIoStatus(status);
  }
  IOStatus GetChildren(const std::string& path, const IOOptions&,
                       std::vector<std::string>* names,
                       IODebugContext*) override {
    absl::StatusOr<std::vector<std::string>> listed = disk_.List(path);
    if (listed.ok()) *names = *std::move(listed);
    return ToIoStatus(listed.status());
  }
  IOStatus GetChildrenFileAttributes(const std::string&, const IOOptions&,
                                     std::vector<rocksdb::FileAttributes>*,
                                     IODebugContext*) override {
    return IOStatus::NotSupported();
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions&,
                      IODebugContext*) override {
    return ToIoStatus(disk_.Remove(path));
  }
  IOStatus Truncate(const std::string&, std::size_t, const IOOptions&,
                    IODebugContext*) override {
    return IOStatus::NotSupported();
  }
  IOStatus CreateDir(const std::string& path, const IOOptions&,
                     IODebugContext*) override {
    return ToIoStatus(disk_.CreateFolder(path, 0700));
  }
  IOStatus CreateDirIfMissing(const std::string& path, const IOOptions&,
                              IODebugContext*) override {
    const absl::Status status = disk_.CreateFolder(path, 0700);
    return absl::IsAlreadyExists(status) ? IOStatus::OK() : ToIoStatus(status);
  }
  IOStatus DeleteDir(const std::string& path, const IOOptions&,
                     IODebugContext*) override {
    return ToIoStatus(disk_.Remove(path));
  }
  IOStatus GetFileSize(const std::string& path, const IOOptions&,
                       std::uint64_t* size, IODebugContext*) override {
    const absl::StatusOr<FileInfo> info = disk_.Stat(path);
    if (info.ok()) *size = info->size;
    return ToIoStatus(info.status());
  }
  IOStatus GetFileModificationTime(const std::string& path, const IOOptions&,
                                   std::uint64_t* time,
                                   IODebugContext*) override {
    *time = 0;
    return ToIoStatus(disk_.Stat(path).status());
  }
  IOStatus GetAbsolutePath(const std::string& path, const IOOptions&,
                           std::string* absolute, IODebugContext*) override {
    *absolute = path;
    return IOStatus::OK();
  }
  IOStatus RenameFile(const std::string& from, const std::string& to,
                      const IOOptions&, IODebugContext*) override {
    return ToIoStatus(disk_.Rename(from, to));
  }
  IOStatus LinkFile(const std::string&, const std::string&, const IOOptions&,
                    IODebugContext*) override {
    return IOStatus::NotSupported();
  }
  IOStatus LockFile(const std::string& path, const IOOptions&,
                    rocksdb::FileLock** lock, IODebugContext*) override {
    const absl::Status status = disk_.Lock(path);
    if (!status.ok()) {
      return IOStatus::IOError("lock " + path,
                               "Resource temporarily unavailable");
    }
    *lock = new Lock(path);
    return IOStatus::OK();
  }
  IOStatus UnlockFile(rocksdb::FileLock* lock, const IOOptions&,
                      IODebugContext*) override {
    const std::unique_ptr<Lock> owned(static_cast<Lock*>(lock));
    disk_.Unlock(owned->path());
    return IOStatus::OK();
  }
  IOStatus NewLogger(const std::string&, const IOOptions&,
                     std::shared_ptr<rocksdb::Logger>* logger,
                     IODebugContext*) override {
    *logger = std::make_shared<SilentLogger>();
    return IOStatus::OK();
  }
  IOStatus GetFreeSpace(const std::string&, const IOOptions&, std::uint64_t*,
                        IODebugContext*) override {
    return IOStatus::NotSupported();
  }
  IOStatus IsDirectory(const std::string& path, const IOOptions&,
                       bool* is_folder, IODebugContext*) override {
    const absl::StatusOr<FileInfo> info = disk_.Stat(path);
    if (info.ok()) *is_folder = info->is_directory;
    return ToIoStatus(info.status());
  }

 private:
  template <typename Made, typename Interface>
  IOStatus Open(const std::string& path, OpenMode mode,
                std::unique_ptr<Interface>* file) {
    absl::StatusOr<Handle> handle = disk_.Open(path, mode, 0600);
    if (!handle.ok()) return ToIoStatus(handle.status());
    *file = std::make_unique<Made>(disk_, *std::move(handle));
    return IOStatus::OK();
  }
  ForgetfulDisk& disk_;
};

}  // namespace

std::unique_ptr<FileSystem> NewForgetfulFileSystem(ForgetfulDisk& disk) {
  return std::make_unique<Files>(disk);
}

std::unique_ptr<rocksdb::Env> NewForgetfulEnv(ForgetfulDisk& disk) {
  return rocksdb::NewCompositeEnv(std::make_shared<RocksFiles>(disk));
}

}  // namespace prescreen
