// SPDX-License-Identifier: Apache-2.0
// Encrypted row values: 01 ‖ slot id 16 ‖ nonce 12 ‖ ciphertext ‖ tag 16,
// AES-256-GCM, associated data = family name ‖ 00 ‖ row key. Stored. Never
// change. Thread-safe.
#ifndef PRESCREEN_SERVER_STORE_SEALED_VALUE_H_
#define PRESCREEN_SERVER_STORE_SEALED_VALUE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/random.h"
#include "server/store/key_file.h"
#include "server/store/store.h"

namespace prescreen {

std::string SealValue(const DataKey& key, Random& random, Family family,
                      absl::string_view row_key, absl::string_view plaintext);

// NotFound: the key was erased. DataLoss: altered, or from another row.
absl::StatusOr<std::string> OpenValue(const KeyFile& keys, Family family,
                                      absl::string_view row_key,
                                      absl::string_view sealed);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_STORE_SEALED_VALUE_H_
