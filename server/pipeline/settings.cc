// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <utility>

#include "base/check.h"
#include "base/codec/jcs.h"
#include "base/codec/json.h"
#include "base/limits.h"
#include "server/decode/compact_jws.h"
#include "server/pipeline/pipeline.h"

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
  set("jose_header_bytes", kMaxJoseHeaderBytes);
  set("jose_header_depth", kMaxJoseHeaderDepth);
  set("json_bytes", kMaxJsonBytes);
  set("json_depth", kMaxJsonDepth);
  set("token_bytes", kMaxTokenBytes);
  return limits;
}

}  // namespace

std::string CanonicalSettings(const PipelineSettings& settings) {
  json::Value value = json::Value::Object();
  value.Set("accepted_algorithms", Words({"EdDSA"}));
  value.Set("key_methods", Words({"did:key"}));
  value.Set("limits", Limits());
  value.Set("skew_seconds", json::Value::Int(settings.skew_seconds));
  absl::StatusOr<std::string> text = json::Canonicalize(value);
  PRESCREEN_CHECK(text.ok());
  return *std::move(text);
}

}  // namespace prescreen
