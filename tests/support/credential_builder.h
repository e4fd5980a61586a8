// SPDX-License-Identifier: Apache-2.0
// Signs test credentials with fixed seeds. For tests and benches only.
#ifndef PRESCREEN_TESTS_SUPPORT_CREDENTIAL_BUILDER_H_
#define PRESCREEN_TESTS_SUPPORT_CREDENTIAL_BUILDER_H_

#include <string>

#include "absl/strings/string_view.h"
#include "base/codec/json.h"
#include "base/crypto/ed25519.h"

namespace prescreen {

// An issuer whose did:key follows from one character: each `name` is another.
class TestIssuer {
 public:
  explicit TestIssuer(char name);

  const std::string& did() const { return did_; }
  const std::string& kid() const { return kid_; }
  // header.payload.signature over the texts as they are.
  std::string Sign(absl::string_view header, absl::string_view payload) const;
  // The 64 bytes of the signature.
  std::string SignBytes(absl::string_view message) const;

 private:
  Ed25519PrivateKey key_;
  std::string did_;
  std::string kid_;
};

// A JWT in the making: change `header` and `payload`, then Sign().
struct TestToken {
  json::Value header;
  json::Value payload;

  // Replaces what stands at an RFC 6901 pointer; the parent must exist.
  void Set(absl::string_view pointer, json::Value value);
  void Set(absl::string_view pointer, absl::string_view text) {
    Set(pointer, json::Value::String(text));
  }
  void Remove(absl::string_view pointer);
  std::string Sign(const TestIssuer& issuer) const;
};

// A valid Open Badge 3.0 in JWT form (typ JWT), issued to did:example:ada and
// to ada@example.org (identifier, salted SHA-256), kind Certification, skill
// https://skills.example/sql, awarded 2026-03-01, valid 2026-03-02 to
// 2028-03-02.
TestToken OpenBadgeToken(const TestIssuer& issuer);

// A valid VCDM 2.0 credential as vc+jwt that is no Open Badge.
TestToken VcJwtToken(const TestIssuer& issuer);

// JSON text that must parse.
json::Value ParseJsonForTest(absl::string_view text);

// The value at an RFC 6901 pointer (no escapes), or nullptr.
json::Value* FindAt(json::Value* value, absl::string_view pointer);

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_CREDENTIAL_BUILDER_H_
