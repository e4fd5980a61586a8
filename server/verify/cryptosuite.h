// SPDX-License-Identifier: Apache-2.0
// Data Integrity cryptosuites, 2026 set: which this build verifies, and how.
#ifndef PRESCREEN_SERVER_VERIFY_CRYPTOSUITE_H_
#define PRESCREEN_SERVER_VERIFY_CRYPTOSUITE_H_

#include <cstddef>
#include <optional>

#include "absl/strings/string_view.h"
#include "base/crypto/public_key.h"

namespace prescreen {

// Of the document and of the proof configuration, each on its own.
enum class ProofHash { kSha256, kSha384 };

// How a cryptosuite works with keys of one type.
struct SuiteParameters {
  SignatureAlgorithm algorithm;
  ProofHash hash;
  std::size_t proof_bytes;  // exact length of the proof value, decoded
};

struct Cryptosuite {
  absl::string_view name;  // registered
  // Absent: keys of this type never belong to the suite.
  std::optional<SuiteParameters> (*parameters)(KeyType type);
};

// nullptr: this build cannot verify with it.
const Cryptosuite* FindCryptosuite(absl::string_view name);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_CRYPTOSUITE_H_
