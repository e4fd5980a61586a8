// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/crypto/aead.h"
#include "base/crypto/hash.h"
#include "base/status_macros.h"
#include "server/store/key_file.h"

namespace prescreen {
namespace {

constexpr std::size_t kIdBytes = 16;  // Stored. Never change.
constexpr mode_t kMode = 0600;

TenantKey WithId(std::string key) {
  const Digest32 digest = Sha256Concat("prescreen tenant key", key);
  return TenantKey{std::string(AsBytes(digest).substr(0, kIdBytes)),
                   std::move(key)};
}

}  // namespace

absl::StatusOr<TenantKey> LoadOrCreateTenantKey(FileSystem& files,
                                                Random& random,
                                                const std::string& path) {
  const absl::StatusOr<FileInfo> info = files.Stat(path);
  if (absl::IsNotFound(info.status())) {
    std::string key = random.Bytes(kAeadKeyBytes);
    RETURN_IF_ERROR(WriteFileAtomically(files, path, key, kMode));
    return WithId(std::move(key));
  }
  RETURN_IF_ERROR(info.status());
  if ((info->permissions & ~kMode) != 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, ": others may read or change it; set its mode to 0600"));
  }
  if (info->size != kAeadKeyBytes) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": not a tenant key: must be 32 bytes"));
  }
  ASSIGN_OR_RETURN(std::string key, files.Read(path, kAeadKeyBytes));
  return WithId(std::move(key));
}

std::string IndexKey(const TenantKey& key, absl::string_view tenant_id) {
  return std::string(AsBytes(
      HmacSha256(key.key, absl::StrCat("prescreen index key", tenant_id))));
}

}  // namespace prescreen
