// SPDX-License-Identifier: Apache-2.0
#include "server/verify/jose_proof.h"

#include <optional>
#include <utility>

#include "base/crypto/jwk.h"
#include "server/decode/media_type.h"
#include "server/resolve/issuer_keys.h"
#include "server/verify/jose_algorithm.h"

namespace prescreen {
namespace {

JoseProof Invalid(v1::ReasonCode code, absl::string_view detail) {
  return {
      Verdict::kInvalid, "", {code, v1::INVALID, "", std::string(detail)}, ""};
}

JoseProof Unchecked(v1::ReasonCode code, absl::string_view detail) {
  return {Verdict::kUnchecked,
          "",
          {code, v1::UNCHECKED, "", std::string(detail)},
          ""};
}

bool IsTextIfPresent(const json::Value& header, absl::string_view name) {
  const json::Value* value = header.Find(name);
  return value == nullptr || value->is_string();
}

std::optional<JoseProof> FaultOfTypes(const json::Value& header) {
  const json::Value* typ = header.Find("typ");
  const absl::string_view type = header.FindString("typ");
  const bool vc_jwt = NamesMediaType(type, "vc+jwt");
  if (typ != nullptr && !vc_jwt && !NamesMediaType(type, "JWT")) {
    return Invalid(v1::SCHEMA_INVALID, "header: typ is not vc+jwt or JWT");
  }
  const json::Value* cty = header.Find("cty");
  if (cty == nullptr) return std::nullopt;
  const absl::string_view content_type = header.FindString("cty");
  if (!cty->is_string() || NamesMediaType(content_type, "JWT") ||
      (vc_jwt && !NamesMediaType(content_type, "vc"))) {
    return Invalid(v1::SCHEMA_INVALID, "header: cty is not vc");
  }
  return std::nullopt;
}

std::optional<JoseProof> FaultOfHeader(const json::Value& header) {
  const json::Value* alg = header.Find("alg");
  if (alg == nullptr || !alg->is_string()) {
    return Invalid(v1::SCHEMA_INVALID, "header: alg is no string");
  }
  if (StandingOf(alg->string_value()) == AlgorithmStanding::kForbidden) {
    return Invalid(v1::ALG_NOT_ALLOWED, "header: alg proves nothing");
  }
  // RFC 7515 section 4.1.11: no extension is understood here.
  for (const absl::string_view name : {"crit", "b64"}) {
    if (header.Find(name) != nullptr) {
      return Invalid(v1::SCHEMA_INVALID, "header: extensions are refused");
    }
  }
  if (!IsTextIfPresent(header, "kid")) {
    return Invalid(v1::SCHEMA_INVALID, "header: kid is no string");
  }
  return FaultOfTypes(header);
}

// The issuer's only key, where that is plain without `kid` (did-jwt-vc writes
// none); otherwise `fault` says why there is no key.
std::string UrlWithoutKid(const json::Value& header, absl::string_view issuer,
                          std::optional<JoseProof>* fault) {
  for (const absl::string_view name :
       {"jwk", "jku", "x5c", "x5u", "x5t", "x5t#S256"}) {
    if (header.Find(name) == nullptr) continue;
    *fault = Invalid(v1::UNKNOWN_KEY,
                     "header: a key that the token brings proves nothing");
    return "";
  }
  std::string url = OnlyVerificationMethod(issuer);
  if (!url.empty()) return url;
  *fault = issuer.empty()
               ? Invalid(v1::UNKNOWN_KEY, "header: kid is missing")
               : Unchecked(v1::UNSUPPORTED_FORMAT,
                           "keys of this kind of issuer are not supported");
  return "";
}

// Of the verification method that the header names.
std::string MethodUrl(const json::Value& header, absl::string_view issuer,
                      std::optional<JoseProof>* fault) {
  const absl::string_view kid = header.FindString("kid");
  if (kid.empty()) return UrlWithoutKid(header, issuer, fault);
  std::string url = AbsoluteMethodUrl(kid, issuer);
  if (url.empty()) {
    *fault = Invalid(v1::UNKNOWN_KEY, "header: kid names no key");
  }
  return url;
}

JoseProof Unresolved(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
      return Unchecked(v1::KEY_UNAVAILABLE, "the key is not available now");
    case absl::StatusCode::kUnimplemented:
      return Unchecked(v1::UNSUPPORTED_FORMAT,
                       "keys of this kind of issuer are not supported");
    default:
      return Invalid(v1::UNKNOWN_KEY, "header: kid names no key");
  }
}

JoseProof CheckSignature(const CompactJws& jws,
                         const VerificationMethod& method,
                         std::optional<absl::Time> signed_at) {
  const std::optional<SignatureAlgorithm> algorithm =
      ParseJoseAlgorithm(jws.header.FindString("alg"));
  if (!algorithm.has_value() || !method.key.has_value()) {
    return Unchecked(v1::UNSUPPORTED_CRYPTOSUITE,
                     "this signature algorithm is not supported");
  }
  if (!VerifySignature(*method.key, *algorithm, jws.signing_input,
                       jws.signature)) {
    return Invalid(v1::TAMPERED, "the document does not match its signature");
  }
  if (!method.WasInUse(signed_at)) {
    return Unchecked(v1::KEY_ROTATED,
                     "the key was not in use when this was signed");
  }
  return {Verdict::kValid, "", {}, ""};
}

JoseProof CheckWithMethod(const CompactJws& jws, absl::string_view url,
                          const KeyResolver& keys,
                          std::optional<absl::Time> signed_at) {
  const absl::string_view alg = jws.header.FindString("alg");
  absl::StatusOr<VerificationMethod> method = keys.Resolve(url);
  if (!method.ok()) {
    return StandingOf(alg) == AlgorithmStanding::kAccepted
               ? Unresolved(method.status())
               : Unchecked(v1::UNSUPPORTED_CRYPTOSUITE,
                           "this signature algorithm is not supported");
  }
  if (!FitsKey(alg, *method)) {
    return Invalid(v1::ALG_NOT_ALLOWED, "header: alg does not fit the key");
  }
  JoseProof proof = CheckSignature(jws, *method, signed_at);
  proof.controller = std::move(method->controller);
  return proof;
}

}  // namespace

JoseProof CheckJoseProof(const CompactJws& jws, absl::string_view stated_issuer,
                         const KeyResolver& keys,
                         std::optional<absl::Time> signed_at) {
  std::optional<JoseProof> fault = FaultOfHeader(jws.header);
  if (fault.has_value()) return *std::move(fault);
  std::string url = MethodUrl(jws.header, stated_issuer, &fault);
  if (fault.has_value()) return *std::move(fault);
  JoseProof proof = CheckWithMethod(jws, url, keys, signed_at);
  proof.verification_method = std::move(url);
  return proof;
}

}  // namespace prescreen
