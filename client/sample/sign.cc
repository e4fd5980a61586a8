// SPDX-License-Identifier: Apache-2.0
#include "client/sample/sign.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/crypto/ed25519.h"
#include "base/crypto/hash.h"
#include "base/crypto/multikey.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace prescreen::sample {
namespace {

constexpr char kDidKeyPrefix[] = "did:key:";

absl::StatusOr<json::Value> Header(absl::string_view type,
                                   absl::string_view seed) {
  ASSIGN_OR_RETURN(const std::string did, DidKey(seed));
  json::Value header = json::Value::Object();
  header.Set("alg", json::Value::String("EdDSA"));
  header.Set("typ", json::Value::String(type));
  // did:key names its one verification method by the key again.
  header.Set("kid", json::Value::String(absl::StrCat(
                        did, "#", did.substr(sizeof(kDidKeyPrefix) - 1))));
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

}  // namespace

std::string SeedFor(absl::string_view name) {
  return std::string(
      AsBytes(Sha256(absl::StrCat("prescreen sample issuer: ", name))));
}

absl::StatusOr<std::string> DidKey(absl::string_view seed) {
  ASSIGN_OR_RETURN(const Ed25519PrivateKey key,
                   Ed25519PrivateKey::FromSeed(seed));
  return absl::StrCat(
      kDidKeyPrefix,
      FormatMultikey({.type = KeyType::kEd25519, .bytes = key.public_key()}));
}

absl::StatusOr<std::string> SignJws(const json::Value& header,
                                    const json::Value& payload,
                                    absl::string_view seed) {
  ASSIGN_OR_RETURN(const Ed25519PrivateKey key,
                   Ed25519PrivateKey::FromSeed(seed));
  const std::string signing_input =
      absl::StrCat(Base64UrlEncode(json::Serialize(header)), ".",
                   Base64UrlEncode(json::Serialize(payload)));
  return absl::StrCat(signing_input, ".",
                      Base64UrlEncode(key.Sign(signing_input)));
}

absl::StatusOr<std::string> SignVcJwt(const json::Value& credential,
                                      absl::string_view seed) {
  ASSIGN_OR_RETURN(json::Value header, Header("vc+jwt", seed));
  header.Set("cty", json::Value::String("vc"));
  return SignJws(header, credential, seed);
}

absl::StatusOr<std::string> SignOb3Jwt(const json::Value& credential,
                                       absl::string_view seed) {
  ASSIGN_OR_RETURN(const json::Value header, Header("JWT", seed));
  json::Value payload = credential;
  RETURN_IF_ERROR(SetText("iss", IssuerId(credential), &payload));
  RETURN_IF_ERROR(SetText("jti", credential.FindString("id"), &payload));
  const json::Value* subject = credential.Find("credentialSubject");
  RETURN_IF_ERROR(SetText(
      "sub", subject == nullptr ? "" : subject->FindString("id"), &payload));
  ASSIGN_OR_RETURN(const std::int64_t nbf,
                   UnixSeconds(credential, "validFrom"));
  payload.Set("nbf", json::Value::Int(nbf));
  if (credential.Find("validUntil") != nullptr) {
    ASSIGN_OR_RETURN(const std::int64_t exp,
                     UnixSeconds(credential, "validUntil"));
    payload.Set("exp", json::Value::Int(exp));
  }
  return SignJws(header, payload, seed);
}

}  // namespace prescreen::sample
