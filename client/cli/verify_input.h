// SPDX-License-Identifier: Apache-2.0
// The documents that `prescreen verify` is given. Errors are CliError
// sentences.
#ifndef PRESCREEN_CLIENT_CLI_VERIFY_INPUT_H_
#define PRESCREEN_CLIENT_CLI_VERIFY_INPUT_H_

#include <cstddef>
#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/file_system.h"

namespace prescreen::cli {

// The path that stands for standard input.
inline constexpr char kStandardInput[] = "-";

struct InputDocument {
  std::string path;
  std::string content;
};

// One path for each document, in the order of `paths`; a folder stands for the
// files in it by name, without hidden ones and without folders. CliError: a
// path that does not exist, a folder without files, standard input twice.
absl::StatusOr<std::vector<std::string>> ListDocuments(
    FileSystem& files, const std::vector<std::string>& paths);

// Reads documents in portions that one request may hold. Not thread-safe;
// `files` and `in` must outlive it.
class BundleReader {
 public:
  BundleReader(FileSystem& files, std::istream& in,
               std::vector<std::string> documents)
      : files_(files), in_(in), paths_(std::move(documents)) {}

  // The next documents in order, as many as fit; none at the end. CliError: a
  // document that cannot be read, or is longer than a whole bundle may be.
  absl::StatusOr<std::vector<InputDocument>> Next();

 private:
  absl::StatusOr<std::string> Read(const std::string& path);

  FileSystem& files_;
  std::istream& in_;
  const std::vector<std::string> paths_;
  std::size_t next_ = 0;
  std::optional<InputDocument> kept_;  // read, but did not fit
};

}  // namespace prescreen::cli

#endif  // PRESCREEN_CLIENT_CLI_VERIFY_INPUT_H_
