// SPDX-License-Identifier: Apache-2.0
// Private keys of Ethereum accounts in files. Thread-safe.
#ifndef PRESCREEN_ANCHOR_EVM_KEYSTORE_H_
#define PRESCREEN_ANCHOR_EVM_KEYSTORE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/file_system.h"

namespace prescreen::anchor::evm {

// The 32-byte key in a Web3 Secret Storage file, version 3 (scrypt or pbkdf2
// with HMAC-SHA-256, AES-128-CTR). Takes a second and 256 MB as geth writes it.
// Unauthenticated: wrong password; InvalidArgument: malformed, or its address
// is not the key's; Unimplemented: another version, cipher or derivation;
// ResourceExhausted: derivation parameters beyond 1 GiB or 10 million rounds.
absl::StatusOr<std::string> DecryptKeystore(absl::string_view json,
                                            absl::string_view password);

struct KeyFileOptions {
  std::string path;
  std::string password_path;  // of a keystore; one line feed at its end is cut
  bool development = false;   // accept a raw key: 64 hex digits, 0x or not
};

// The 32-byte key in a file. PermissionDenied: others than the owner have
// rights on a file; FailedPrecondition: a raw key, and not for development;
// otherwise as FileSystem and DecryptKeystore.
absl::StatusOr<std::string> LoadPrivateKey(FileSystem& files,
                                           const KeyFileOptions& options);

}  // namespace prescreen::anchor::evm

#endif  // PRESCREEN_ANCHOR_EVM_KEYSTORE_H_
