// SPDX-License-Identifier: Apache-2.0
#include "server/verify/read_token.h"

#include <string>
#include <utility>

#include "server/decode/media_type.h"
#include "server/verify/jwt_claims.h"

namespace prescreen {
namespace {

TokenContent WithoutPayload(const absl::Status& status) {
  TokenContent token;
  const std::string detail(status.message());
  if (absl::IsResourceExhausted(status)) {
    token.unsupported = {v1::WORK_LIMIT, v1::UNCHECKED, "", detail};
  } else {
    token.faults.push_back({v1::SCHEMA_INVALID, v1::INVALID, "", detail});
  }
  return token;
}

// A credential of VCDM 1.1. That of a later model in a `vc` claim is of no
// specification.
CredentialReading ReadVcClaim(const json::Value& payload) {
  const Place root;
  const Place place(root, "vc");
  if (!payload.Find("vc")->is_object()) {
    CredentialReading reading;
    reading.faults.push_back(
        {v1::SCHEMA_INVALID, v1::INVALID, "/vc", "is no object"});
    return reading;
  }
  const json::Value credential = DecodeVcClaim(payload);
  CredentialReading reading =
      ReadCredential(credential, place, Securing::kOtherJwt);
  ReadRegisteredClaims(payload, ClaimRules::kVcClaim, &reading.content,
                       &reading.faults);
  if (reading.model == DataModel::kVcdm2) {
    reading.faults.clear();
    reading.unsupported = {v1::UNSUPPORTED_FORMAT, v1::UNCHECKED, "/vc",
                           "a credential of VCDM 2.0 in a vc claim"};
  }
  return reading;
}

CredentialReading ReadPayload(const json::Value& payload, bool vc_jwt) {
  const Place root;
  CredentialReading reading = ReadCredential(
      payload, root, vc_jwt ? Securing::kVcJwt : Securing::kOtherJwt);
  const bool badge_rules = !vc_jwt && reading.content.open_badge;
  ReadRegisteredClaims(
      payload, badge_rules ? ClaimRules::kOpenBadge : ClaimRules::kVcJwt,
      &reading.content, &reading.faults);
  return reading;
}

// VCDM 1.1 section 6.3.1: a presentation, which may be sound.
CredentialReading ReadVpClaim() {
  CredentialReading reading;
  reading.unsupported = {v1::UNSUPPORTED_FORMAT, v1::UNCHECKED, "/vp",
                         "presentations are not supported"};
  return reading;
}

CredentialReading Read(const json::Value& payload, bool vc_jwt) {
  if (!vc_jwt && payload.Find("vc") != nullptr) return ReadVcClaim(payload);
  if (!vc_jwt && payload.Find("vp") != nullptr &&
      payload.Find("credentialSubject") == nullptr) {
    return ReadVpClaim();
  }
  return ReadPayload(payload, vc_jwt);
}

}  // namespace

TokenContent ReadToken(const CompactJws& jws) {
  if (!jws.payload_status.ok()) return WithoutPayload(jws.payload_status);
  const bool vc_jwt = NamesMediaType(jws.header.FindString("typ"), "vc+jwt");
  TokenContent token;
  static_cast<CredentialReading&>(token) = Read(jws.payload, vc_jwt);
  token.signed_at = StatedSigningTime(jws.payload);
  if (!token.signed_at.has_value()) token.signed_at = token.content.valid_from;
  return token;
}

}  // namespace prescreen
