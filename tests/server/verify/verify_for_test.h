// SPDX-License-Identifier: Apache-2.0
// From the text of a document to what verification says of it.
#ifndef PRESCREEN_TESTS_SERVER_VERIFY_VERIFY_FOR_TEST_H_
#define PRESCREEN_TESTS_SERVER_VERIFY_VERIFY_FOR_TEST_H_

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "server/decode/decode.h"
#include "server/resolve/did_key.h"
#include "server/verify/verifier.h"
#include "tests/support/credential_builder.h"

namespace prescreen {

// Nobody may sign for others.
class NoAuthority final : public SignerAuthority {
 public:
  bool MaySignFor(absl::string_view, absl::string_view) const override {
    return false;
  }
};

// Keeps the bytes that the credential borrows.
struct Checked {
  std::unique_ptr<RawDocument> raw;
  CheckedCredential credential;

  bool verified() const {
    return std::holds_alternative<VerifiedCredential>(credential);
  }
  bool rejected() const {
    return std::holds_alternative<RejectedCredential>(credential);
  }
  bool unchecked() const {
    return std::holds_alternative<UncheckedCredential>(credential);
  }
  // Empty if verified.
  std::vector<Finding> findings() const {
    if (const auto* r = std::get_if<RejectedCredential>(&credential)) {
      return r->findings();
    }
    if (const auto* u = std::get_if<UncheckedCredential>(&credential)) {
      return u->findings();
    }
    return {};
  }
  // `rejected SCHEMA_INVALID /iss`, `verified`: one word group per finding.
  std::string summary() const {
    std::string text =
        verified() ? "verified" : (rejected() ? "rejected" : "unchecked");
    for (const Finding& finding : findings()) {
      text += " " + v1::ReasonCode_Name(finding.code);
      if (!finding.pointer.empty()) text += " " + finding.pointer;
    }
    return text;
  }
};

inline Checked VerifyDocument(std::string content,
                              std::string media_type = "") {
  const DidKeyResolver keys;
  const NoAuthority authority;
  auto raw = std::make_unique<RawDocument>();
  raw->content = std::move(content);
  raw->media_type = std::move(media_type);
  CheckedCredential credential =
      CredentialVerifier(keys, authority).Verify(Decode(*raw, 0));
  return {std::move(raw), std::move(credential)};
}

inline std::string SummaryOf(std::string content, std::string media_type = "") {
  return VerifyDocument(std::move(content), std::move(media_type)).summary();
}

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SERVER_VERIFY_VERIFY_FOR_TEST_H_
