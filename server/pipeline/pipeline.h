// SPDX-License-Identifier: Apache-2.0
// The one way through: decode → resolve keys → verify proof → check status →
// normalise claims → evaluate policy → decide. Two steps of work for a
// processor, between them a wait for the network that is somebody else's.
#ifndef PRESCREEN_SERVER_PIPELINE_PIPELINE_H_
#define PRESCREEN_SERVER_PIPELINE_PIPELINE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "prescreen/v1/screening.pb.h"
#include "server/catalogue/catalogue.h"
#include "server/decode/bundle.h"
#include "server/fetch/fetch_cache.h"
#include "server/policy/role_policy.h"
#include "server/resolve/key_cache.h"
#include "server/status/status.h"
#include "server/verify/credential.h"
#include "server/verify/expectations.h"

namespace prescreen {

// Settings that decide; the record pins their digest.
struct PipelineSettings {
  int skew_seconds = 60;
  FreshnessRule freshness;                // of status lists
  std::uint64_t status_minimum_bits = 0;  // as StatusRules
};
// RFC 8785 JSON of the settings and limits that a decision depends on (skew,
// accepted algorithms, limits). Stored as evidence under its digest.
std::string CanonicalSettings(const PipelineSettings& settings);

// One for each credential found, and for each document that held none, in the
// order presented. Borrows the bundle's bytes.
struct VerifiedBundle {
  std::vector<CheckedCredential> credentials;
};

using OnVerified = std::function<void(const CheckedCredential&)>;

// decode → resolve keys → verify proof. Never fails: a bad document is a
// result; what exceeds kMaxBundleProofs is unchecked (WORK_LIMIT). `cancelled`
// (may be null) is asked between documents; if true the result is incomplete
// and must be dropped. `on_verified` (may be null) is told of each document as
// soon as it is verified. `bundle` must outlive the result. Thread-safe.
VerifiedBundle VerifyDocuments(const RawBundle& bundle,
                               const CatalogueSet& catalogues,
                               const Expectations& expectations, KeyCache& keys,
                               const std::function<bool()>& cancelled,
                               const OnVerified& on_verified = {});

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

struct ScreeningJudgement {
  v1::Decision decision;  // without digests and engine version
  // One for each credential of the VerifiedBundle.
  std::vector<v1::CredentialResult> credentials;
  std::vector<KeySource> key_sources;  // parallel to `credentials`
  std::vector<std::optional<StatusSource>> status_sources;  // parallel
  std::vector<std::string> credential_bytes;  // parallel: the exact bytes
  // The documents of `status_sources`, each once.
  std::vector<std::shared_ptr<const FetchedDocument>> evidence;
};

// check status → normalise claims → evaluate policy → decide. Deterministic.
// `status_lists` as GatherStatusLists found them. Never fails. Thread-safe.
ScreeningJudgement Judge(const VerifiedBundle& verified,
                         const ScreeningInputs& inputs,
                         const RolePolicy& policy,
                         const CatalogueSet& catalogues,
                         const PipelineSettings& settings,
                         const StatusLists& status_lists);

// As Judge has it.
StatusRules RulesOf(const PipelineSettings& settings, absl::Time as_of,
                    absl::Time now);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_PIPELINE_PIPELINE_H_
