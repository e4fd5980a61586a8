// SPDX-License-Identifier: Apache-2.0
#include "server/store/sealed_value.h"

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/crypto/aead.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

constexpr char kFormat = 0x01;            // Stored. Never change.
constexpr std::size_t kSlotIdBytes = 16;  // Stored. Never change.
constexpr std::size_t kHeaderBytes = 1 + kSlotIdBytes + kAeadNonceBytes;

// Binds a value to its row, so that it cannot be moved to another one.
std::string AssociatedData(Family family, absl::string_view row_key) {
  return absl::StrCat(FamilyName(family), absl::string_view("\0", 1), row_key);
}

}  // namespace

std::string SealValue(const DataKey& key, Random& random, Family family,
                      absl::string_view row_key, absl::string_view plaintext) {
  PRESCREEN_CHECK(key.slot_id.size() == kSlotIdBytes);
  const std::string nonce = random.Bytes(kAeadNonceBytes);
  return absl::StrCat(
      absl::string_view(&kFormat, 1), key.slot_id, nonce,
      AeadSeal(key.key, nonce, AssociatedData(family, row_key), plaintext));
}

absl::StatusOr<std::string> OpenValue(const KeyFile& keys, Family family,
                                      absl::string_view row_key,
                                      absl::string_view sealed) {
  if (sealed.size() < kHeaderBytes + kAeadTagBytes || sealed[0] != kFormat) {
    return absl::DataLossError(
        absl::StrCat(FamilyName(family), ": not an encrypted value"));
  }
  const absl::string_view slot_id = sealed.substr(1, kSlotIdBytes);
  const absl::string_view nonce =
      sealed.substr(1 + kSlotIdBytes, kAeadNonceBytes);
  ASSIGN_OR_RETURN(const DataKey key, keys.Find(slot_id));
  absl::StatusOr<std::string> plaintext =
      AeadOpen(key.key, nonce, AssociatedData(family, row_key),
               sealed.substr(kHeaderBytes));
  if (plaintext.ok()) return plaintext;
  return absl::DataLossError(absl::StrCat(
      FamilyName(family), ": an encrypted value was altered or moved"));
}

}  // namespace prescreen
