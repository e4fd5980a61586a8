// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "base/check.h"
#include "base/crypto/ed25519.h"
#include "base/crypto/multikey.h"

namespace prescreen {
namespace {

// An accepted key is safe, and its base58 form names the same key.
void Check(absl::string_view text) {
  const absl::StatusOr<PublicKey> key = ParseMultikey(text);
  if (!key.ok()) return;
  PRESCREEN_CHECK(key->type() != KeyType::kEd25519 ||
                  IsSafeEd25519Key(key->bytes()));
  const std::string formatted = FormatMultikey(*key);
  PRESCREEN_CHECK(text.front() != 'z' || formatted == text);
  PRESCREEN_CHECK(*ParseMultikey(formatted) == *key);
}

}  // namespace
}  // namespace prescreen

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  prescreen::Check(
      absl::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
