// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <utility>

#include "base/check.h"
#include "base/codec/jcs.h"
#include "base/codec/json.h"
#include "base/limits.h"
#include "server/decode/compact_jws.h"
#include "server/pipeline/pipeline.h"
#include "server/pipeline/status_evidence.h"
#include "server/status/bitstring.h"
#include "server/verify/jcs_proof_data.h"

namespace prescreen {
namespace {

json::Value Words(const std::vector<absl::string_view>& words) {
  json::Value list = json::Value::Array();
  for (const absl::string_view word : words) {
    list.Append(json::Value::String(word));
  }
  return list;
}

json::Value Limits() {
  json::Value limits = json::Value::Object();
  const auto set = [&](absl::string_view name, std::size_t value) {
    limits.Set(name, json::Value::Int(static_cast<std::int64_t>(value)));
  };
  set("bundle_bytes", kMaxBundleBytes);
  set("bundle_documents", kMaxBundleDocuments);
  set("bundle_proofs", kMaxBundleProofs);
  set("canonical_bytes", kMaxCanonicalBytes);
  set("jose_header_bytes", kMaxJoseHeaderBytes);
  set("jose_header_depth", kMaxJoseHeaderDepth);
  set("json_bytes", kMaxJsonBytes);
  set("json_depth", kMaxJsonDepth);
  set("status_list_bytes", kMaxBitstringBytes);
  set("status_lists", kMaxStatusLists);
  set("token_bytes", kMaxTokenBytes);
  return limits;
}

json::Value StatusSettings(const PipelineSettings& settings) {
  json::Value status = json::Value::Object();
  const auto set = [&](absl::string_view name, std::int64_t value) {
    status.Set(name, json::Value::Int(value));
  };
  set("fresh_seconds", absl::ToInt64Seconds(settings.freshness.fresh));
  set("max_stale_seconds", absl::ToInt64Seconds(settings.freshness.max_stale));
  set("minimum_bits", static_cast<std::int64_t>(settings.status_minimum_bits));
  return status;
}

}  // namespace

std::string CanonicalSettings(const PipelineSettings& settings) {
  json::Value value = json::Value::Object();
  value.Set("accepted_algorithms",
            Words({"ES256", "ES256K", "ES384", "ES512", "Ed25519", "EdDSA",
                   "PS256", "RS256", "ecdsa-jcs-2019", "eddsa-jcs-2022"}));
  value.Set("key_methods", Words({"did:jwk", "did:key", "pinned"}));
  value.Set("limits", Limits());
  value.Set("status", StatusSettings(settings));
  value.Set("status_methods", Words({kBitstringEntryType}));
  value.Set("skew_seconds", json::Value::Int(settings.skew_seconds));
  absl::StatusOr<std::string> text = json::Canonicalize(value);
  PRESCREEN_CHECK(text.ok());
  return *std::move(text);
}

}  // namespace prescreen
