// SPDX-License-Identifier: Apache-2.0
#include "server/access/bootstrap_key.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "server/access/key_text.h"

namespace prescreen {
namespace {

constexpr char kId[] = "bootstrap";
constexpr mode_t kMode = 0600;
constexpr std::uint64_t kMaxBytes = 4096;

absl::Status RemoveFile(FileSystem& files, const std::string& path) {
  const absl::Status status = files.Remove(path);
  return absl::IsNotFound(status) ? absl::OkStatus() : status;
}

}  // namespace

BootstrapKey::BootstrapKey(FileSystem& files, std::string path)
    : files_(files),
      path_(std::move(path)),
      principal_(std::make_shared<Principal>(
          Caller{"bootstrap", {v1::ADMIN}, true, {}}, Principal::kUnlimited)) {}

absl::StatusOr<std::unique_ptr<BootstrapKey>> BootstrapKey::Open(
    FileSystem& files, Random& random, std::string path, bool needed) {
  auto key =
      std::unique_ptr<BootstrapKey>(new BootstrapKey(files, std::move(path)));
  if (needed) {
    RETURN_IF_ERROR(key->Read(random));
  } else {
    RETURN_IF_ERROR(key->Void());
  }
  return key;
}

absl::Status BootstrapKey::Read(Random& random) {
  const absl::StatusOr<FileInfo> info = files_.Stat(path_);
  if (absl::IsNotFound(info.status())) {
    const KeyText key = {kId, random.Bytes(kKeySecretBytes)};
    digest_ = SecretDigest(key.secret);
    return WriteFileAtomically(files_, path_,
                               absl::StrCat(FormatKeyText(key), "\n"), kMode);
  }
  RETURN_IF_ERROR(info.status());
  if ((info->permissions & ~kMode) != 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        path_, ": others may read or change it; set its mode to 0600"));
  }
  ASSIGN_OR_RETURN(const std::string text, files_.Read(path_, kMaxBytes));
  const absl::StatusOr<KeyText> key =
      ParseKeyText(absl::StripAsciiWhitespace(text));
  if (!key.ok() || key->id != kId) {
    return absl::FailedPreconditionError(absl::StrCat(
        path_, ": holds no bootstrap key; remove it for a new one"));
  }
  digest_ = SecretDigest(key->secret);
  return absl::OkStatus();
}

std::shared_ptr<Principal> BootstrapKey::Find(absl::string_view text) const {
  const absl::StatusOr<KeyText> key = ParseKeyText(text);
  if (!key.ok() || key->id != kId || !IsSecret(key->secret, digest_)) {
    return nullptr;
  }
  return principal_;
}

absl::Status BootstrapKey::Void() {
  principal_->Revoke();
  return RemoveFile(files_, path_);
}

}  // namespace prescreen
