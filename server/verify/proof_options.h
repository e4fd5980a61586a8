// SPDX-License-Identifier: Apache-2.0
// One Data Integrity proof, read and checked for form (VC Data Integrity 1.0
// section 2.1, and section 4.4 as far as it needs no key).
#ifndef PRESCREEN_SERVER_VERIFY_PROOF_OPTIONS_H_
#define PRESCREEN_SERVER_VERIFY_PROOF_OPTIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/codec/json.h"
#include "server/verify/cryptosuite.h"
#include "server/verify/expectations.h"
#include "server/verify/outcome.h"
#include "server/verify/place.h"

namespace prescreen {

// Borrows the JSON value it was read from.
struct ProofOptions {
  const json::Value* value = nullptr;
  std::string pointer;
  // nullptr: this build cannot verify it; `findings` says so.
  const Cryptosuite* suite = nullptr;
  // The cryptosuite; of another type of proof, that type.
  std::string suite_name;
  std::string verification_method;
  std::string id;
  std::vector<absl::string_view> previous;  // ids
  std::optional<absl::Time> expires;
  std::string signature;  // proofValue, decoded
  // Why there is no use in verifying it: INVALID or UNCHECKED.
  std::vector<Finding> findings;
};

// INVALID: a member is missing or malformed (SCHEMA_INVALID), a purpose other
// than assertionMethod, a key that the proof itself brings (UNKNOWN_KEY), a
// challenge or domain other than expected (NONCE_MISMATCH). UNCHECKED: another
// type of proof, or another cryptosuite (UNSUPPORTED_CRYPTOSUITE). Thread-safe.
ProofOptions ReadProofOptions(const json::Value& proof, const Place& place,
                              const Expectations& expectations);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_PROOF_OPTIONS_H_
