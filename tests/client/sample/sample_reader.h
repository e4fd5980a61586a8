// SPDX-License-Identifier: Apache-2.0
// Reading what the sample issuers write.
#ifndef PRESCREEN_TESTS_CLIENT_SAMPLE_SAMPLE_READER_H_
#define PRESCREEN_TESTS_CLIENT_SAMPLE_SAMPLE_READER_H_

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/check.h"
#include "base/codec/json.h"
#include "base/crypto/jwk.h"
#include "base/crypto/public_key.h"
#include "base/encoding.h"
#include "client/sample/bundles.h"
#include "client/sample/cast.h"

namespace prescreen::sample {

// 0: header, 1: payload.
inline json::Value Part(const std::string& jwt, std::size_t index) {
  const std::vector<std::string> parts = absl::StrSplit(jwt, '.');
  PRESCREEN_CHECK(parts.size() == 3);
  const auto bytes = Base64UrlDecode(parts[index]);
  PRESCREEN_CHECK(bytes.ok());
  const auto value = json::Parse(*bytes);
  PRESCREEN_CHECK(value.ok());
  return *value;
}

inline bool IsJwt(const SampleFile& file) {
  return absl::EndsWith(file.path, ".jwt");
}

// Whatever secures it.
inline json::Value CredentialOf(const SampleFile& file) {
  if (IsJwt(file)) {
    const json::Value payload = Part(file.content, 1);
    const json::Value* nested = payload.Find("vc");
    return nested == nullptr ? payload : *nested;
  }
  const auto value = json::Parse(file.content);
  PRESCREEN_CHECK(value.ok());
  return *value;
}

inline const SampleCandidate& CandidateOf(absl::string_view folder) {
  for (const SampleCandidate& candidate : SampleCandidates()) {
    if (candidate.folder == folder) return candidate;
  }
  PRESCREEN_CHECK(false);
  return SampleCandidates().front();
}

inline std::vector<SampleFile> BundleOf(absl::string_view folder,
                                        const SampleOptions& options = {}) {
  const auto files = MakeBundle(CandidateOf(folder), options);
  PRESCREEN_CHECK(files.ok());
  return *files;
}

inline SampleFile FileOf(absl::string_view folder, absl::string_view name,
                         const SampleOptions& options = {}) {
  for (const SampleFile& file : BundleOf(folder, options)) {
    if (file.path == absl::StrCat(folder, "/", name)) return file;
  }
  PRESCREEN_CHECK(false);
  return {};
}

// Of a JWT, by that issuer's key and the algorithm of its header.
inline bool IsSignedBy(absl::string_view issuer, const std::string& jwt) {
  const auto key = KeyOf(*FindSampleIssuer(issuer));
  PRESCREEN_CHECK(key.ok());
  const std::vector<std::string> parts = absl::StrSplit(jwt, '.');
  const auto signature = Base64UrlDecode(parts[2]);
  const json::Value header = Part(jwt, 0);
  const auto algorithm = ParseJoseAlgorithm(header.FindString("alg"));
  return signature.ok() && algorithm.has_value() &&
         header.FindString("kid") == key->verification_method() &&
         VerifySignature(key->public_key(), *algorithm,
                         absl::StrCat(parts[0], ".", parts[1]), *signature);
}

}  // namespace prescreen::sample

#endif  // PRESCREEN_TESTS_CLIENT_SAMPLE_SAMPLE_READER_H_
