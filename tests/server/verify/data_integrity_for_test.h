// SPDX-License-Identifier: Apache-2.0
// Embedded proofs checked, said in a line.
#ifndef PRESCREEN_TESTS_SERVER_VERIFY_DATA_INTEGRITY_FOR_TEST_H_
#define PRESCREEN_TESTS_SERVER_VERIFY_DATA_INTEGRITY_FOR_TEST_H_

#include <memory>
#include <string>
#include <utility>

#include "server/resolve/did_key.h"
#include "server/verify/data_integrity.h"
#include "tests/server/verify/verify_for_test.h"
#include "tests/support/data_integrity_builder.h"

namespace prescreen {

inline const sample::SampleKey& IssuerKey() {
  static const sample::SampleKey key = TestKey(KeyType::kEd25519, 'i');
  return key;
}
inline const sample::SampleKey& StrangerKey() {
  static const sample::SampleKey key = TestKey(KeyType::kP256, 's');
  return key;
}

// An unsigned credential of IssuerKey().
inline json::Value Unsigned() { return OpenBadgeCredential(IssuerKey()); }

inline char LetterOf(Verdict verdict) {
  return verdict == Verdict::kValid
             ? 'V'
             : (verdict == Verdict::kInvalid ? 'I' : '?');
}

// `VI? CODE pointer`: a letter for each proof, then the findings.
inline std::string ProofsSummary(const json::Value& document,
                                 const Expectations& expectations = {}) {
  const DidKeyResolver keys;
  const Place root;
  const DataIntegrityResult result =
      CheckProofs(document, root, keys, expectations);
  std::string text;
  for (const CheckedProof& proof : result.proofs) {
    text += LetterOf(proof.verdict);
  }
  for (const Finding& finding : result.findings) {
    text += " " + v1::ReasonCode_Name(finding.code) + " " + finding.pointer;
  }
  return text;
}

// As verify_for_test.h, of a document with embedded proofs.
inline Checked VerifySecured(const json::Value& document,
                             const Expectations& expectations = {},
                             const SignerAuthority& authority = NoAuthority()) {
  const DidKeyResolver keys;
  auto raw = std::make_unique<RawDocument>();
  raw->content = json::Serialize(document);
  CheckedCredential credential =
      CredentialVerifier(keys, authority, expectations).Verify(Decode(*raw, 0));
  return {std::move(raw), std::move(credential)};
}

inline std::string SecuredSummary(const json::Value& document,
                                  const Expectations& expectations = {}) {
  return VerifySecured(document, expectations).summary();
}

// `document` with another value at an RFC 6901 pointer; the parent must exist.
inline json::Value WithValue(json::Value document, absl::string_view pointer,
                             absl::string_view value) {
  const std::size_t slash = pointer.rfind('/');
  FindAt(&document, pointer.substr(0, slash))
      ->Set(pointer.substr(slash + 1), ParseJsonForTest(value));
  return document;
}
inline json::Value WithoutValue(json::Value document,
                                absl::string_view pointer) {
  const std::size_t slash = pointer.rfind('/');
  FindAt(&document, pointer.substr(0, slash))->Erase(pointer.substr(slash + 1));
  return document;
}

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SERVER_VERIFY_DATA_INTEGRITY_FOR_TEST_H_
