// SPDX-License-Identifier: Apache-2.0
#include "base/file_system.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

constexpr std::size_t kReadChunkBytes = 64u << 10;

absl::Status ErrnoStatus(absl::string_view path, absl::string_view operation,
                         int error) {
  const std::string message = absl::StrCat(
      path, ": ", operation, ": ", std::generic_category().message(error));
  switch (error) {
    case ENOENT:
      return absl::NotFoundError(message);
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::PermissionDeniedError(message);
    case EEXIST:
      return absl::AlreadyExistsError(message);
    case ENOSPC:
    case EDQUOT:
      return absl::ResourceExhaustedError(message);
    default:
      return absl::UnavailableError(message);
  }
}

// Calls `call` again as long as a signal interrupts it.
template <typename Call>
auto RetryInterrupted(Call call) {
  decltype(call()) result;
  do {
    result = call();
  } while (result < 0 && errno == EINTR);
  return result;
}

// Owns a descriptor, or none (-1).
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  int value() const { return value_; }
  int Release() { return std::exchange(value_, -1); }

 private:
  int value_;
};

int OpenDescriptor(const std::string& path, int flags, mode_t permissions) {
  return RetryInterrupted(
      [&] { return ::open(path.c_str(), flags | O_CLOEXEC, permissions); });
}

class PosixOpenFile final : public OpenFile {
 public:
  PosixOpenFile(std::string path, int descriptor)
      : path_(std::move(path)), descriptor_(descriptor) {}

  absl::Status WriteAt(std::uint64_t offset, absl::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = RetryInterrupted([&] {
        return ::pwrite(descriptor_.value(), bytes.data(), bytes.size(),
                        static_cast<off_t>(offset));
      });
      if (written < 0) return ErrnoStatus(path_, "write", errno);
      bytes.remove_prefix(static_cast<std::size_t>(written));
      offset += static_cast<std::uint64_t>(written);
    }
    return absl::OkStatus();
  }

  absl::Status Append(absl::string_view bytes) override {
    ASSIGN_OR_RETURN(const std::uint64_t size, Size());
    return WriteAt(size, bytes);
  }

  absl::Status Sync() override {
    if (::fdatasync(descriptor_.value()) != 0) {
      return ErrnoStatus(path_, "sync", errno);
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::uint64_t> Size() override {
    struct stat info;
    if (::fstat(descriptor_.value(), &info) != 0) {
      return ErrnoStatus(path_, "stat", errno);
    }
    return static_cast<std::uint64_t>(info.st_size);
  }

 private:
  const std::string path_;
  const Descriptor descriptor_;
};

absl::StatusOr<std::unique_ptr<OpenFile>> OpenForWriting(
    const std::string& path, int flags, mode_t permissions) {
  const int descriptor =
      OpenDescriptor(path, O_WRONLY | O_CREAT | flags, permissions);
  if (descriptor < 0) return ErrnoStatus(path, "open", errno);
  return std::make_unique<PosixOpenFile>(path, descriptor);
}

// The folder that holds `path`, which has no trailing slash.
std::string ParentOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

absl::Status WriteNewFile(FileSystem& files, const std::string& path,
                          absl::string_view bytes, mode_t permissions) {
  ASSIGN_OR_RETURN(const std::unique_ptr<OpenFile> file,
                   files.Create(path, permissions));
  RETURN_IF_ERROR(file->Append(bytes));
  return file->Sync();
}

}  // namespace

absl::StatusOr<std::unique_ptr<OpenFile>> PosixFileSystem::Open(
    const std::string& path, mode_t permissions) {
  return OpenForWriting(path, 0, permissions);
}

absl::StatusOr<std::unique_ptr<OpenFile>> PosixFileSystem::Create(
    const std::string& path, mode_t permissions) {
  return OpenForWriting(path, O_EXCL, permissions);
}

absl::StatusOr<std::string> PosixFileSystem::Read(const std::string& path,
                                                  std::uint64_t max_bytes) {
  const Descriptor file(OpenDescriptor(path, O_RDONLY, 0));
  if (file.value() < 0) return ErrnoStatus(path, "open", errno);
  std::string bytes;
  for (;;) {
    const std::size_t filled = bytes.size();
    bytes.resize(filled + kReadChunkBytes);
    const ssize_t count = RetryInterrupted([&] {
      return ::read(file.value(), bytes.data() + filled, kReadChunkBytes);
    });
    if (count < 0) return ErrnoStatus(path, "read", errno);
    bytes.resize(filled + static_cast<std::size_t>(count));
    if (bytes.size() > max_bytes) {
      return absl::ResourceExhaustedError(
          absl::StrCat(path, ": longer than ", max_bytes, " bytes"));
    }
    if (count == 0) return bytes;
  }
}

absl::StatusOr<FileInfo> PosixFileSystem::Stat(const std::string& path) {
  struct stat info;
  if (::stat(path.c_str(), &info) != 0) return ErrnoStatus(path, "stat", errno);
  return FileInfo{.size = static_cast<std::uint64_t>(info.st_size),
                  .permissions = info.st_mode & 07777,
                  .is_directory = S_ISDIR(info.st_mode)};
}

absl::StatusOr<std::vector<std::string>> PosixFileSystem::List(
    const std::string& path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()),
                                                   &::closedir);
  if (folder == nullptr) return ErrnoStatus(path, "open", errno);
  std::vector<std::string> names;
  for (;;) {
    errno = 0;
    const dirent* const entry = ::readdir(folder.get());
    if (entry == nullptr) break;
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  if (errno != 0) return ErrnoStatus(path, "list", errno);
  std::sort(names.begin(), names.end());
  return names;
}

absl::Status PosixFileSystem::Rename(const std::string& from,
                                     const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) {
    return ErrnoStatus(from, "rename", errno);
  }
  return absl::OkStatus();
}

absl::Status PosixFileSystem::Remove(const std::string& path) {
  if (::unlink(path.c_str()) != 0) return ErrnoStatus(path, "remove", errno);
  return absl::OkStatus();
}

absl::Status PosixFileSystem::CreateDirectory(const std::string& path,
                                              mode_t permissions) {
  if (::mkdir(path.c_str(), permissions) != 0) {
    return ErrnoStatus(path, "create folder", errno);
  }
  return absl::OkStatus();
}

absl::Status PosixFileSystem::SyncDirectory(const std::string& path) {
  const Descriptor folder(OpenDescriptor(path, O_RDONLY | O_DIRECTORY, 0));
  if (folder.value() < 0) return ErrnoStatus(path, "open", errno);
  if (::fsync(folder.value()) != 0) return ErrnoStatus(path, "sync", errno);
  return absl::OkStatus();
}

// What is kept for the superuser counts neither as free nor as there.
absl::StatusOr<DiskSpace> PosixFileSystem::Space(const std::string& path) {
  struct statvfs info;
  if (RetryInterrupted([&] { return ::statvfs(path.c_str(), &info); }) != 0) {
    return ErrnoStatus(path, "free space", errno);
  }
  const std::uint64_t used = info.f_blocks - info.f_bfree;
  return DiskSpace{.free_bytes = info.f_bavail * info.f_frsize,
                   .total_bytes = (used + info.f_bavail) * info.f_frsize};
}

absl::Status CreateDirectories(FileSystem& files, const std::string& path) {
  const std::size_t last = path.find_last_not_of('/');
  if (last == std::string::npos) return absl::OkStatus();  // the root
  const std::string folder = path.substr(0, last + 1);
  const absl::StatusOr<FileInfo> info = files.Stat(folder);
  if (info.ok()) {
    if (info->is_directory) return absl::OkStatus();
    return absl::AlreadyExistsError(absl::StrCat(folder, ": not a folder"));
  }
  if (!absl::IsNotFound(info.status())) return info.status();
  const std::string parent = ParentOf(folder);
  RETURN_IF_ERROR(CreateDirectories(files, parent));
  const absl::Status created = files.CreateDirectory(folder, 0700);
  if (!created.ok() && !absl::IsAlreadyExists(created)) return created;
  return files.SyncDirectory(parent);
}

absl::Status WriteFileAtomically(FileSystem& files, const std::string& path,
                                 absl::string_view bytes, mode_t permissions) {
  const std::string temporary = path + ".tmp";
  // A crash may have left one behind.
  const absl::Status removed = files.Remove(temporary);
  if (!removed.ok() && !absl::IsNotFound(removed)) return removed;
  absl::Status status = WriteNewFile(files, temporary, bytes, permissions);
  if (status.ok()) status = files.Rename(temporary, path);
  if (!status.ok()) {
    files.Remove(temporary).IgnoreError();
    return status;
  }
  return files.SyncDirectory(ParentOf(path));
}

absl::StatusOr<std::unique_ptr<FileLock>> FileLock::Acquire(
    const std::string& path) {
  Descriptor file(OpenDescriptor(path, O_RDWR | O_CREAT, 0600));
  if (file.value() < 0) return ErrnoStatus(path, "open", errno);
  if (RetryInterrupted(
          [&] { return ::flock(file.value(), LOCK_EX | LOCK_NB); }) != 0) {
    if (errno == EWOULDBLOCK) {
      return absl::FailedPreconditionError(
          absl::StrCat(path, ": locked by another process"));
    }
    return ErrnoStatus(path, "lock", errno);
  }
  return std::unique_ptr<FileLock>(new FileLock(file.Release()));
}

FileLock::~FileLock() { ::close(descriptor_); }

}  // namespace prescreen
