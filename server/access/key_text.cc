// SPDX-License-Identifier: Apache-2.0
#include "server/access/key_text.h"

#include <openssl/crypto.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"

namespace prescreen {
namespace {

constexpr char kPrefix[] = "psk_";
// Longer than any id that was ever made.
constexpr std::size_t kMaxIdBytes = 64;

bool IsId(absl::string_view id) {
  if (id.empty() || id.size() > kMaxIdBytes) return false;
  for (const char c : id) {
    const auto byte = static_cast<unsigned char>(c);
    if (!absl::ascii_islower(byte) && !absl::ascii_isdigit(byte)) return false;
  }
  return true;
}

}  // namespace

std::string FormatKeyText(const KeyText& key) {
  return absl::StrCat(kPrefix, key.id, "_", Base64UrlEncode(key.secret));
}

absl::StatusOr<KeyText> ParseKeyText(absl::string_view text) {
  const absl::Status malformed =
      absl::InvalidArgumentError("is not a key of this server");
  if (!absl::ConsumePrefix(&text, kPrefix)) return malformed;
  // The secret may hold `_`, the id cannot.
  const std::size_t end = text.find('_');
  if (end == absl::string_view::npos || !IsId(text.substr(0, end))) {
    return malformed;
  }
  absl::StatusOr<std::string> secret = Base64UrlDecode(text.substr(end + 1));
  if (!secret.ok() || secret->size() != kKeySecretBytes) return malformed;
  return KeyText{std::string(text.substr(0, end)), *std::move(secret)};
}

std::string SecretDigest(absl::string_view secret) {
  return std::string(AsBytes(Sha256(secret)));
}

bool IsSecret(absl::string_view secret, absl::string_view digest) {
  const Digest32 given = Sha256(secret);
  return digest.size() == given.size() &&
         CRYPTO_memcmp(given.data(), digest.data(), given.size()) == 0;
}

}  // namespace prescreen
