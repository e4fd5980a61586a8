// SPDX-License-Identifier: Apache-2.0
#include "client/sample/sign.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace prescreen::sample {
namespace {

// Members of the credential that the registered claims nbf and exp say too.
struct DateMembers {
  const char* from;
  const char* until;
};

json::Value Header(absl::string_view type, const SampleKey& key) {
  json::Value header = json::Value::Object();
  header.Set("alg", json::Value::String(key.jose_algorithm()));
  header.Set("typ", json::Value::String(type));
  header.Set("kid", json::Value::String(key.verification_method()));
  return header;
}

absl::StatusOr<std::int64_t> UnixSeconds(const json::Value& credential,
                                         absl::string_view member) {
  absl::Time time;
  std::string error;
  const absl::string_view text = credential.FindString(member);
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error)) {
    return absl::InvalidArgumentError(
        absl::StrCat("credential: ", member, " is no date-time"));
  }
  return absl::ToUnixSeconds(time);
}

absl::string_view IssuerId(const json::Value& credential) {
  const json::Value* issuer = credential.Find("issuer");
  if (issuer == nullptr) return "";
  return issuer->is_string() ? issuer->string_value()
                             : issuer->FindString("id");
}

absl::Status SetText(absl::string_view name, absl::string_view value,
                     json::Value* payload) {
  if (value.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("credential: nothing to make ", name, " from"));
  }
  payload->Set(name, json::Value::String(value));
  return absl::OkStatus();
}

absl::Status SetRegisteredClaims(const json::Value& credential,
                                 const DateMembers& dates,
                                 json::Value* payload) {
  RETURN_IF_ERROR(SetText("iss", IssuerId(credential), payload));
  RETURN_IF_ERROR(SetText("jti", credential.FindString("id"), payload));
  const json::Value* subject = credential.Find("credentialSubject");
  RETURN_IF_ERROR(SetText(
      "sub", subject == nullptr ? "" : subject->FindString("id"), payload));
  ASSIGN_OR_RETURN(const std::int64_t nbf, UnixSeconds(credential, dates.from));
  payload->Set("nbf", json::Value::Int(nbf));
  if (credential.Find(dates.until) != nullptr) {
    ASSIGN_OR_RETURN(const std::int64_t exp,
                     UnixSeconds(credential, dates.until));
    payload->Set("exp", json::Value::Int(exp));
  }
  return absl::OkStatus();
}

}  // namespace

std::string SignJws(const json::Value& header, const json::Value& payload,
                    const SampleKey& key) {
  const std::string signing_input =
      absl::StrCat(Base64UrlEncode(json::Serialize(header)), ".",
                   Base64UrlEncode(json::Serialize(payload)));
  return absl::StrCat(signing_input, ".",
                      Base64UrlEncode(key.Sign(signing_input)));
}

std::string SignVcJwt(const json::Value& credential, const SampleKey& key) {
  json::Value header = Header("vc+jwt", key);
  header.Set("cty", json::Value::String("vc"));
  return SignJws(header, credential, key);
}

absl::StatusOr<std::string> SignOb3Jwt(const json::Value& credential,
                                       const SampleKey& key) {
  json::Value payload = credential;
  RETURN_IF_ERROR(SetRegisteredClaims(
      credential, {.from = "validFrom", .until = "validUntil"}, &payload));
  return SignJws(Header("JWT", key), payload, key);
}

absl::StatusOr<std::string> SignEarlierVcJwt(const json::Value& credential,
                                             const SampleKey& key) {
  json::Value payload = json::Value::Object();
  RETURN_IF_ERROR(SetRegisteredClaims(
      credential, {.from = "issuanceDate", .until = "expirationDate"},
      &payload));
  payload.Set("vc", credential);
  return SignJws(Header("JWT", key), payload, key);
}

absl::StatusOr<std::string> TamperPayload(absl::string_view jwt,
                                          absl::string_view from,
                                          absl::string_view to) {
  const std::vector<std::string> parts = absl::StrSplit(jwt, '.');
  if (parts.size() != 3) {
    return absl::InvalidArgumentError("JWT: must have three parts");
  }
  ASSIGN_OR_RETURN(std::string payload, Base64UrlDecode(parts[1]));
  if (absl::StrReplaceAll({{from, to}}, &payload) != 1) {
    return absl::InvalidArgumentError(
        "JWT: the text to replace must be in the payload once");
  }
  return absl::StrCat(parts[0], ".", Base64UrlEncode(payload), ".", parts[2]);
}

}  // namespace prescreen::sample
