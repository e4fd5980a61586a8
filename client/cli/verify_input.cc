// SPDX-License-Identifier: Apache-2.0
#include "client/cli/verify_input.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "client/cli/exit_codes.h"
#include "client/cli/input.h"

namespace prescreen::cli {
namespace {

absl::Status TooLong(absl::string_view path) {
  return CliError(ExitCode::kBadText,
                  absl::StrCat(path, " is longer than ", kMaxBundleBytes,
                               " bytes; give a smaller document"));
}

absl::Status CannotFind(absl::string_view path, const absl::Status& error) {
  const char* why = "cannot be read";
  if (absl::IsNotFound(error)) why = "does not exist";
  if (absl::IsPermissionDenied(error)) why = "may not be read by you";
  return CliError(
      ExitCode::kNoInput,
      absl::StrCat(path, " ", why, "; give a readable file or folder"));
}

absl::Status AddFolder(FileSystem& files, const std::string& folder,
                       std::vector<std::string>* documents) {
  const absl::StatusOr<std::vector<std::string>> names = files.List(folder);
  if (!names.ok()) return CannotFind(folder, names.status());
  const std::size_t before = documents->size();
  for (const std::string& name : *names) {
    if (absl::StartsWith(name, ".")) continue;
    const std::string path =
        absl::StrCat(absl::StripSuffix(folder, "/"), "/", name);
    const absl::StatusOr<FileInfo> info = files.Stat(path);
    if (!info.ok()) return CannotFind(path, info.status());
    if (!info->is_directory) documents->push_back(path);
  }
  if (documents->size() > before) return absl::OkStatus();
  return CliError(
      ExitCode::kNoInput,
      absl::StrCat(folder, " holds no files; name a folder with documents"));
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ListDocuments(
    FileSystem& files, const std::vector<std::string>& paths) {
  if (std::count(paths.begin(), paths.end(), kStandardInput) > 1) {
    return CliError(ExitCode::kUsage,
                    "standard input can be one document only; give - once");
  }
  std::vector<std::string> documents;
  for (const std::string& path : paths) {
    if (path == kStandardInput) {
      documents.push_back(path);
      continue;
    }
    const absl::StatusOr<FileInfo> info = files.Stat(path);
    if (!info.ok()) return CannotFind(path, info.status());
    if (info->is_directory) {
      RETURN_IF_ERROR(AddFolder(files, path, &documents));
    } else {
      documents.push_back(path);
    }
  }
  return documents;
}

absl::StatusOr<std::string> BundleReader::Read(const std::string& path) {
  if (path != kStandardInput) {
    return ReadInputFile(files_, path, kMaxBundleBytes);
  }
  std::string content(kMaxBundleBytes + 1, '\0');
  in_.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<std::size_t>(in_.gcount()));
  if (content.size() > kMaxBundleBytes) return TooLong("standard input");
  return content;
}

absl::StatusOr<std::vector<InputDocument>> BundleReader::Next() {
  std::vector<InputDocument> bundle;
  std::size_t bytes = 0;
  while (bundle.size() < kMaxBundleDocuments) {
    if (!kept_.has_value()) {
      if (next_ == paths_.size()) break;
      const std::string& path = paths_[next_++];
      ASSIGN_OR_RETURN(std::string content, Read(path));
      kept_ = InputDocument{path, std::move(content)};
    }
    bytes += kept_->content.size();
    if (bytes > kMaxBundleBytes) break;
    bundle.push_back(*std::exchange(kept_, std::nullopt));
  }
  return bundle;
}

}  // namespace prescreen::cli
