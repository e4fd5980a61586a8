// SPDX-License-Identifier: Apache-2.0
#include "server/verify/read_token.h"

#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "server/decode/decode.h"
#include "server/decode/media_type.h"
#include "server/verify/jwt_claims.h"
#include "server/verify/object_reader.h"

namespace prescreen {
namespace {

constexpr absl::string_view kVcdm2Context =
    "https://www.w3.org/ns/credentials/v2";
constexpr absl::string_view kVcdm1Context =
    "https://www.w3.org/2018/credentials/v1";
// Followed by `.json` or `-3.0.N.json`.
constexpr absl::string_view kOpenBadgesContext =
    "https://purl.imsglobal.org/spec/ob/v3p0/context";

Finding Unsupported(v1::ReasonCode code, absl::string_view pointer,
                    absl::string_view detail) {
  return {code, v1::UNCHECKED, std::string(pointer), std::string(detail)};
}

bool IsOpenBadgesContext(absl::string_view context) {
  if (!absl::StartsWith(context, kOpenBadgesContext)) return false;
  const absl::string_view rest = context.substr(kOpenBadgesContext.size());
  return rest == ".json" || rest == "-3.0.0.json" || rest == "-3.0.1.json" ||
         rest == "-3.0.2.json" || rest == "-3.0.3.json";
}

// The entries of `@context` that are URLs; others are "".
std::vector<absl::string_view> Contexts(const json::Value& credential) {
  std::vector<absl::string_view> contexts;
  const json::Value* value = credential.Find("@context");
  if (value == nullptr) return contexts;
  if (value->is_string()) return {value->string_value()};
  for (const json::Value& item : value->items()) {
    contexts.push_back(item.string_value());
  }
  return contexts;
}

void CheckContexts(const json::Value& credential, TokenContent* token) {
  const Place root;
  const ObjectReader reader(credential, root, &token->faults);
  const std::vector<absl::string_view> contexts = Contexts(credential);
  if (contexts.empty() || contexts.front() != kVcdm2Context) {
    reader.Fault("@context", "does not begin with that of VCDM 2.0");
    return;
  }
  const json::Value* value = credential.Find("@context");
  for (const json::Value& item : value->items()) {
    if (item.is_string() || item.is_object()) continue;
    reader.Fault("@context", "holds neither a URL nor an object");
    return;
  }
  if (!token->content.open_badge) return;
  bool other_version = false;
  for (const absl::string_view context : contexts) {
    if (IsOpenBadgesContext(context)) return;
    other_version |=
        absl::StartsWith(context, "https://purl.imsglobal.org/spec/ob/");
  }
  if (other_version) {
    token->unsupported = Unsupported(v1::UNKNOWN_CONTEXT, "/@context",
                                     "another version of Open Badges");
  } else {
    reader.Fault("@context", "lacks that of Open Badges 3.0");
  }
}

// A credential of VCDM 1.1, as far as the words of 2.0 fit it. False: none.
// (In a vc+jwt a `vc` claim is a fault instead.)
bool ReadEarlierModel(const json::Value& payload, bool vc_jwt,
                      TokenContent* token) {
  const json::Value* nested = vc_jwt ? nullptr : payload.Find("vc");
  const json::Value& credential = nested != nullptr ? *nested : payload;
  const std::vector<absl::string_view> contexts = Contexts(credential);
  const bool earlier = !contexts.empty() && contexts.front() == kVcdm1Context;
  if (nested == nullptr && !earlier) return false;
  const Place root;
  const Place below(root, "vc");
  token->content =
      ReadContent(credential, nested != nullptr ? below : root, nullptr);
  if (token->content.issuer_id.empty()) {
    token->content.issuer_id = std::string(payload.FindString("iss"));
  }
  token->unsupported =
      Unsupported(v1::UNSUPPORTED_FORMAT, nested != nullptr ? "/vc" : "",
                  "VCDM 1.1 is not supported");
  return true;
}

// Reasons that leave a well-formed credential of VCDM 2.0 unchecked.
void FindUnsupported(const json::Value& payload, bool vc_jwt,
                     TokenContent* token) {
  if (payload.Find("proof") != nullptr) {
    token->unsupported =
        Unsupported(v1::UNSUPPORTED_CRYPTOSUITE, "/proof",
                    "a further proof inside cannot be checked");
  } else if (HasWord(payload.Find("type"), "ClrCredential")) {
    token->unsupported = Unsupported(v1::UNSUPPORTED_FORMAT, "/type",
                                     "CLR 2.0 is not supported");
  } else if (token->content.subjects.size() > 1) {
    token->unsupported =
        Unsupported(v1::UNSUPPORTED_FORMAT, "/credentialSubject",
                    "more than one subject is not supported");
  } else if (!vc_jwt && !token->content.open_badge) {
    token->unsupported =
        Unsupported(v1::UNSUPPORTED_FORMAT, "",
                    "a JWT that is neither vc+jwt nor an Open Badge");
  }
}

}  // namespace

TokenContent ReadToken(const CompactJws& jws) {
  TokenContent token;
  if (!jws.payload_status.ok()) {
    const std::string detail(jws.payload_status.message());
    if (absl::IsResourceExhausted(jws.payload_status)) {
      token.unsupported = Unsupported(v1::WORK_LIMIT, "", detail);
    } else {
      token.faults.push_back({v1::SCHEMA_INVALID, v1::INVALID, "", detail});
    }
    return token;
  }
  const json::Value& payload = jws.payload;
  const bool vc_jwt = NamesMediaType(jws.header.FindString("typ"), "vc+jwt");
  if (ReadEarlierModel(payload, vc_jwt, &token)) return token;
  const Place root;
  token.content = ReadContent(payload, root, &token.faults);
  CheckContexts(payload, &token);
  const bool badge_rules = !vc_jwt && token.content.open_badge;
  ReadRegisteredClaims(
      payload, badge_rules ? ClaimRules::kOpenBadge : ClaimRules::kVcJwt,
      &token.content, &token.faults);
  if (!token.unsupported.has_value()) {
    FindUnsupported(payload, vc_jwt, &token);
  }
  return token;
}

}  // namespace prescreen
