// SPDX-License-Identifier: Apache-2.0
// Signs sample credentials with embedded proofs: the JCS cryptosuites of VC
// Data Integrity 1.0. Thread-safe.
#ifndef PRESCREEN_CLIENT_SAMPLE_SIGN_DATA_INTEGRITY_H_
#define PRESCREEN_CLIENT_SAMPLE_SIGN_DATA_INTEGRITY_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/codec/json.h"
#include "base/crypto/public_key.h"
#include "client/sample/sample_key.h"

namespace prescreen::sample {

// `document` with one more proof; with what it has already, a proof set. The
// proof has the members of `options` (an object: `created`, `id`, `expires`,
// `previousProof`, …), which may replace those that this function makes but
// `proofValue`; where `previousProof` names proofs of the document, a chain.
// InvalidArgument: `suite` is neither eddsa-jcs-2022 nor ecdsa-jcs-2019, or
// does not fit the key; no object; a number that JCS cannot write.
absl::StatusOr<json::Value> SignDataIntegrity(
    const json::Value& document, absl::string_view suite, const SampleKey& key,
    const json::Value& options = json::Value::Object());

// The suite of that type of key; "" if there is none.
absl::string_view JcsSuiteOf(KeyType type);

}  // namespace prescreen::sample

#endif  // PRESCREEN_CLIENT_SAMPLE_SIGN_DATA_INTEGRITY_H_
