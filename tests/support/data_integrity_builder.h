// SPDX-License-Identifier: Apache-2.0
// Secures test credentials with embedded proofs and fixed keys. For tests,
// fuzzing and benches only.
#ifndef PRESCREEN_TESTS_SUPPORT_DATA_INTEGRITY_BUILDER_H_
#define PRESCREEN_TESTS_SUPPORT_DATA_INTEGRITY_BUILDER_H_

#include "absl/strings/string_view.h"
#include "base/codec/json.h"
#include "base/crypto/public_key.h"
#include "client/sample/sign_data_integrity.h"

namespace prescreen {

// Of Ed25519, P-256 or P-384; each `name` is another key.
sample::SampleKey TestKey(KeyType type, char name);

// What OpenBadgeToken says, without registered JWT claims, issued by `key`.
json::Value OpenBadgeCredential(const sample::SampleKey& key);

// `document` with one more proof, of the key's JCS suite, created 2026-03-02,
// with the members of the JSON object `options`.
json::Value Secured(const json::Value& document, const sample::SampleKey& key,
                    absl::string_view options = "{}");

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_DATA_INTEGRITY_BUILDER_H_
