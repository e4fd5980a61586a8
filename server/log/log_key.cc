// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "server/log/log.h"

namespace prescreen {
namespace {

constexpr mode_t kMode = 0600;
constexpr std::uint64_t kMaxFileBytes = 1024;  // far more than 64 digits

absl::StatusOr<Ed25519PrivateKey> Parse(const std::string& path,
                                        absl::string_view text) {
  absl::ConsumeSuffix(&text, "\n");
  const absl::StatusOr<std::string> seed = HexDecode(text);
  if (!seed.ok() || seed->size() != kEd25519KeyBytes) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": not a log key: must be 64 hexadecimal digits"));
  }
  return Ed25519PrivateKey::FromSeed(*seed);
}

}  // namespace

absl::StatusOr<Ed25519PrivateKey> LoadOrCreateLogKey(FileSystem& files,
                                                     Random& random,
                                                     const std::string& path) {
  const absl::StatusOr<FileInfo> info = files.Stat(path);
  if (absl::IsNotFound(info.status())) {
    const std::string seed = random.Bytes(kEd25519KeyBytes);
    RETURN_IF_ERROR(WriteFileAtomically(
        files, path, absl::StrCat(HexEncode(seed), "\n"), kMode));
    return Ed25519PrivateKey::FromSeed(seed);
  }
  RETURN_IF_ERROR(info.status());
  if ((info->permissions & ~kMode) != 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, ": others may read or change it; set its mode to 0600"));
  }
  const absl::StatusOr<std::string> text = files.Read(path, kMaxFileBytes);
  if (absl::IsResourceExhausted(text.status())) return Parse(path, "");
  RETURN_IF_ERROR(text.status());
  return Parse(path, *text);
}

}  // namespace prescreen
