// SPDX-License-Identifier: Apache-2.0
// The one way through: decode → resolve keys → verify proof → check status →
// normalise claims → evaluate policy → decide.
#ifndef PRESCREEN_SERVER_PIPELINE_PIPELINE_H_
#define PRESCREEN_SERVER_PIPELINE_PIPELINE_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "prescreen/v1/screening.pb.h"
#include "server/catalogue/catalogue.h"
#include "server/decode/bundle.h"
#include "server/policy/role_policy.h"

namespace prescreen {

// Settings that decide; the record pins their digest.
struct PipelineSettings {
  int skew_seconds = 60;
};
// RFC 8785 JSON of the settings and limits that a decision depends on (skew,
// accepted algorithms, limits). Stored as evidence under its digest.
std::string CanonicalSettings(const PipelineSettings& settings);

struct ScreeningInputs {
  RawBundle bundle;
  std::vector<v1::KnownIdentifier> known_identifiers;
  absl::Time as_of;
  absl::Time now;
};

// Where a credential's key came from, for the record.
struct KeySource {
  std::string digest;  // SHA-256 of the key document, 32 bytes; "" if none
  absl::Time fetched_at = absl::InfinitePast();  // InfinitePast: not fetched
};

struct Judgement {
  v1::Decision decision;  // without digests and engine version
  // One for each credential found, and for each document that held none, in
  // the order presented.
  std::vector<v1::CredentialResult> credentials;
  std::vector<KeySource> key_sources;         // parallel to `credentials`
  std::vector<std::string> credential_bytes;  // parallel: the exact bytes
};

// Never fails: a bad document is a result. `cancelled` (may be null) is asked
// between documents; if true the judgement is incomplete and must be dropped.
// Thread-safe.
Judgement Judge(const ScreeningInputs& inputs, const RolePolicy& policy,
                const CatalogueSet& catalogues,
                const PipelineSettings& settings,
                const std::function<bool()>& cancelled);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_PIPELINE_PIPELINE_H_
