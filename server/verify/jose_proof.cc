// SPDX-License-Identifier: Apache-2.0
#include "server/verify/jose_proof.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "base/crypto/ed25519.h"
#include "server/decode/media_type.h"
#include "server/resolve/did_key.h"
#include "server/verify/jose_algorithm.h"

namespace prescreen {
namespace {

JoseProof Invalid(v1::ReasonCode code, absl::string_view detail) {
  return {Verdict::kInvalid, "", {code, v1::INVALID, "", std::string(detail)}};
}

JoseProof Unchecked(v1::ReasonCode code, absl::string_view detail) {
  return {
      Verdict::kUnchecked, "", {code, v1::UNCHECKED, "", std::string(detail)}};
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

// Why a header without `kid` names no key of an issuer.
JoseProof WithoutKid(const json::Value& header, absl::string_view issuer) {
  for (const absl::string_view name : {"jwk", "jku", "x5c", "x5u", "x5t"}) {
    if (header.Find(name) != nullptr) {
      return Invalid(v1::UNKNOWN_KEY,
                     "header: a key that the token brings proves nothing");
    }
  }
  if (issuer.empty() || IsDidKey(issuer)) {
    return Invalid(v1::UNKNOWN_KEY, "header: kid is missing");
  }
  return Unchecked(v1::UNSUPPORTED_FORMAT,
                   "keys of this kind of issuer are not supported");
}

JoseProof Unresolved(const absl::Status& status, absl::string_view kid,
                     absl::string_view issuer) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
      return Unchecked(v1::KEY_UNAVAILABLE, "the key is not available now");
    case absl::StatusCode::kUnimplemented:
      // Relative to an issuer whose one key has another name.
      if (IsDidKey(issuer) && !absl::StrContains(kid, ':')) break;
      return Unchecked(v1::UNSUPPORTED_FORMAT,
                       "keys of this kind of issuer are not supported");
    default:
      break;
  }
  return Invalid(v1::UNKNOWN_KEY, "header: kid names no key");
}

// `method` fits an accepted algorithm.
JoseProof CheckSignature(const CompactJws& jws, const PublicKey& key) {
  const absl::string_view bytes(key.bytes.data(), key.bytes.size());
  const absl::string_view signature(jws.signature.data(), jws.signature.size());
  if (Ed25519Verify(bytes, jws.signing_input, signature)) {
    return {Verdict::kValid, "", {}};
  }
  if (!IsSafeEd25519Key(bytes)) {
    return Invalid(v1::UNKNOWN_KEY, "header: kid names an unsafe key");
  }
  return Invalid(v1::TAMPERED, "the document does not match its signature");
}

}  // namespace

JoseProof CheckJoseProof(const CompactJws& jws, absl::string_view stated_issuer,
                         const KeyResolver& keys) {
  if (std::optional<JoseProof> fault = FaultOfHeader(jws.header)) {
    return *std::move(fault);
  }
  const absl::string_view kid = jws.header.FindString("kid");
  if (kid.empty()) return WithoutKid(jws.header, stated_issuer);
  const absl::string_view alg = jws.header.FindString("alg");
  const bool accepted = StandingOf(alg) == AlgorithmStanding::kAccepted;
  absl::StatusOr<VerificationMethod> method = keys.Resolve(kid);
  if (!method.ok() && accepted) {
    return Unresolved(method.status(), kid, stated_issuer);
  }
  if (method.ok() && !FitsKey(alg, method->codec)) {
    return Invalid(v1::ALG_NOT_ALLOWED, "header: alg does not fit the key");
  }
  JoseProof proof =
      accepted && method->key.has_value()
          ? CheckSignature(jws, *method->key)
          : Unchecked(v1::UNSUPPORTED_CRYPTOSUITE,
                      "this signature algorithm is not supported");
  if (method.ok()) proof.controller = std::move(method->controller);
  return proof;
}

}  // namespace prescreen
