// SPDX-License-Identifier: Apache-2.0
// An API key as its holder has it: `psk_{id}_{secret}`, the secret 32 random
// bytes in base64url. Thread-safe.
#ifndef PRESCREEN_SERVER_ACCESS_KEY_TEXT_H_
#define PRESCREEN_SERVER_ACCESS_KEY_TEXT_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace prescreen {

// As much as SHA-256 keeps.
inline constexpr std::size_t kKeySecretBytes = 32;

struct KeyText {
  std::string id;      // lower-case letters and digits
  std::string secret;  // kKeySecretBytes bytes
};

std::string FormatKeyText(const KeyText& key);
// InvalidArgument: not such a text. The error does not repeat it.
absl::StatusOr<KeyText> ParseKeyText(absl::string_view text);

// What is stored of a secret. 32 bytes.
std::string SecretDigest(absl::string_view secret);
// In the same time wherever they differ.
bool IsSecret(absl::string_view secret, absl::string_view digest);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_ACCESS_KEY_TEXT_H_
