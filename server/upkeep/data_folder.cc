// SPDX-License-Identifier: Apache-2.0
#include "server/upkeep/data_folder.h"

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace prescreen {

absl::StatusOr<std::unique_ptr<FileLock>> LockDataFolder(
    FileSystem& files, const std::string& data) {
  RETURN_IF_ERROR(files.Stat(data).status());
  absl::StatusOr<std::unique_ptr<FileLock>> lock =
      FileLock::Acquire(data + "/server.lock");
  if (absl::IsFailedPrecondition(lock.status())) {
    return absl::FailedPreconditionError(absl::StrCat(
        "data folder ", data, ": a server is running on it; stop it first"));
  }
  return lock;
}

absl::Status CopyFile(FileSystem& files, const std::string& from,
                      const std::string& to) {
  ASSIGN_OR_RETURN(const std::string bytes, files.Read(from, kMaxFileBytes));
  ASSIGN_OR_RETURN(const std::unique_ptr<OpenFile> file,
                   files.Create(to, 0600));
  RETURN_IF_ERROR(file->Append(bytes));
  return file->Sync();
}

absl::Status RemoveFolder(const std::string& path) {
  std::error_code error;
  std::filesystem::remove_all(path, error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat(path, ": cannot be removed: ", error.message()));
}

std::string ParentFolder(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace prescreen
