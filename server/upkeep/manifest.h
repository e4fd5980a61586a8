// SPDX-License-Identifier: Apache-2.0
// `backup.json`: what a backup holds. It is the last file of a backup to be
// written: a folder without it is none.
#ifndef PRESCREEN_SERVER_UPKEEP_MANIFEST_H_
#define PRESCREEN_SERVER_UPKEEP_MANIFEST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "anchor/merkle.h"

namespace prescreen {

inline constexpr char kManifestName[] = "backup.json";

struct BackupFile {
  std::string path;  // `store/…` or `keys/…`, from the backup's folder
  std::uint64_t size = 0;
  anchor::Hash sha256{};
  friend bool operator==(const BackupFile&, const BackupFile&) = default;
};

struct BackupManifest {
  int schema = 0;      // of the store
  std::string engine;  // version of the program that wrote it
  std::string origin;  // of the log
  std::uint64_t log_size = 0;
  anchor::Hash log_root{};
  absl::Time time;  // whole seconds
  std::vector<BackupFile> files;
  friend bool operator==(const BackupManifest&,
                         const BackupManifest&) = default;

  std::uint64_t bytes() const;  // of all files
};

// RFC 8785 JSON {v, typ: "prescreen-backup", schema, engine, log: {origin,
// size, root}, time, files: [{path, size, sha256}]}; hashes in hexadecimal.
std::string FormatManifest(const BackupManifest& manifest);
// Accepts only what FormatManifest writes, byte for byte, and only paths of one
// plain name below `store/` or `keys/`. InvalidArgument otherwise.
absl::StatusOr<BackupManifest> ParseManifest(absl::string_view json);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_UPKEEP_MANIFEST_H_
