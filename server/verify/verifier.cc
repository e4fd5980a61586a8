// SPDX-License-Identifier: Apache-2.0
#include "server/verify/verifier.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/crypto/hash.h"
#include "server/verify/jose_proof.h"
#include "server/verify/jwt_claims.h"
#include "server/verify/read_credential.h"
#include "server/verify/read_token.h"

namespace prescreen {

// All that is known of a credential before the verdict.
struct CredentialVerifier::Inspection {
  CredentialContent content;
  std::string signer;  // bound to the issuer; "": none is known
  std::vector<CheckedProof> proofs;
  std::vector<Finding> faults;   // INVALID
  std::vector<Finding> reasons;  // UNCHECKED
};

namespace {

absl::string_view View(const std::string& text) {
  return absl::string_view(text.data(), text.size());
}

CredentialSource SourceOf(const SecuredDocument& document) {
  return {document.document, document.pointer, document.format, document.bytes,
          std::string(AsBytes(Sha256(document.bytes)))};
}

v1::Verdict VerdictOf(v1::ReasonCode code) {
  switch (code) {
    case v1::UNSUPPORTED_FORMAT:
    case v1::UNSUPPORTED_CRYPTOSUITE:
    case v1::WORK_LIMIT:
      return v1::UNCHECKED;
    case v1::NOT_A_CREDENTIAL:  // information: nobody said that it is one
      return v1::VERDICT_UNSPECIFIED;
    default:
      return v1::INVALID;
  }
}

void Append(std::vector<Finding> more, std::vector<Finding>* findings) {
  findings->insert(findings->end(), std::make_move_iterator(more.begin()),
                   std::make_move_iterator(more.end()));
}

bool IsTampered(const Finding& finding) { return finding.code == v1::TAMPERED; }

bool HasTampered(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(), IsTampered);
}

// RFC 7519 section 4.1. An issuer that embeds a proof first and makes a JWT
// then adds these between the two.
constexpr absl::string_view kRegisteredClaims[] = {"iss", "sub", "aud", "exp",
                                                   "nbf", "iat", "jti"};

bool HasRegisteredClaims(const json::Value& payload) {
  return std::any_of(
      std::begin(kRegisteredClaims), std::end(kRegisteredClaims),
      [&](absl::string_view claim) { return payload.Find(claim) != nullptr; });
}

json::Value WithoutRegisteredClaims(json::Value payload) {
  for (const absl::string_view claim : kRegisteredClaims) payload.Erase(claim);
  return payload;
}

// Reads the credential as its proofs sign it: with no further contexts.
CredentialReading ReadSigned(const json::Value& document,
                             const DataIntegrityResult& proof) {
  const Place root;
  if (proof.context == nullptr ||
      *proof.context == *document.Find("@context")) {
    return ReadCredential(document, root, Securing::kEmbedded);
  }
  json::Value narrowed = document;
  narrowed.Set("@context", *proof.context);
  return ReadCredential(narrowed, root, Securing::kEmbedded);
}

}  // namespace

CheckedCredential CredentialVerifier::Verify(
    const SecuredDocument& document) const {
  if (!document.fault.has_value()) {
    return document.jws.has_value() ? VerifyToken(document)
                                    : VerifyEmbedded(document);
  }
  const DecodeFault& fault = *document.fault;
  const Place root;
  CredentialContent content;
  if (document.readable.is_object()) {
    content = ReadContent(document.readable, root, nullptr);
  }
  const v1::Verdict verdict = VerdictOf(fault.code);
  std::vector<Finding> findings = {{fault.code, verdict, "", fault.detail}};
  if (verdict == v1::UNCHECKED) {
    return UncheckedCredential(SourceOf(document), std::move(content),
                               std::move(findings), {});
  }
  return RejectedCredential(SourceOf(document), std::move(content),
                            std::move(findings), {});
}

CheckedCredential CredentialVerifier::VerifyToken(
    const SecuredDocument& document) const {
  const CompactJws& jws = *document.jws;
  TokenContent token = ReadToken(jws);
  const std::string issuer = token.content.issuer_id;
  JoseProof proof =
      CheckJoseProof(jws, View(issuer), keys_, StatedSigningTime(jws.payload));
  Inspection found;
  found.content = std::move(token.content);
  found.proofs.push_back({std::string(jws.header.FindString("alg")),
                          proof.verification_method, proof.verdict});
  if (proof.verdict == Verdict::kInvalid) {
    found.faults.push_back(std::move(proof.finding));
    return Conclude(document, std::move(found));
  }
  if (proof.verdict == Verdict::kUnchecked) {
    found.reasons.push_back(std::move(proof.finding));
  }
  InspectInside(jws.payload, &found);
  if (!proof.controller.empty() && !issuer.empty() &&
      !IsBound(View(proof.controller), View(proof.verification_method),
               View(issuer))) {
    found.faults.push_back({v1::SIGNER_NOT_ISSUER, v1::INVALID, "/issuer",
                            "the signing key is not the issuer's"});
  }
  found.signer = std::move(proof.controller);
  Append(std::move(token.faults), &found.faults);
  if (token.unsupported.has_value()) {
    found.reasons.push_back(*std::move(token.unsupported));
  }
  return Conclude(document, std::move(found));
}

void CredentialVerifier::InspectInside(const json::Value& payload,
                                       Inspection* found) const {
  const Place root;
  const Place below(root, "vc");
  const json::Value* nested = payload.Find("vc");
  const bool is_nested = nested != nullptr && nested->Find("proof") != nullptr;
  const json::Value& credential = is_nested ? *nested : payload;
  if (credential.Find("proof") == nullptr) return;
  const Place& place = is_nested ? below : root;
  DataIntegrityResult inside =
      CheckProofs(credential, place, keys_, expectations_);
  if (HasTampered(inside.findings) && HasRegisteredClaims(credential)) {
    inside = CheckProofs(WithoutRegisteredClaims(credential), place, keys_,
                         expectations_);
  }
  std::move(inside.proofs.begin(), inside.proofs.end(),
            std::back_inserter(found->proofs));
  Append(std::move(inside.findings), inside.verdict == Verdict::kInvalid
                                         ? &found->faults
                                         : &found->reasons);
  found->content.proof_expires = inside.expires;
}

CheckedCredential CredentialVerifier::VerifyEmbedded(
    const SecuredDocument& document) const {
  const Place root;
  const DataIntegrityResult proof =
      CheckProofs(document.embedded, root, keys_, expectations_);
  CredentialReading reading = ReadSigned(document.embedded, proof);
  Inspection found;
  found.content = std::move(reading.content);
  found.content.proof_expires = proof.expires;
  found.proofs = proof.proofs;
  Append(proof.findings,
         proof.verdict == Verdict::kInvalid ? &found.faults : &found.reasons);
  BindToIssuer(proof, &found);
  Append(std::move(reading.faults), &found.faults);
  if (reading.unsupported.has_value()) {
    found.reasons.push_back(*std::move(reading.unsupported));
  }
  return Conclude(document, std::move(found));
}

void CredentialVerifier::BindToIssuer(const DataIntegrityResult& proof,
                                      Inspection* found) const {
  const std::string& issuer = found->content.issuer_id;
  // Without proofs or issuer there is another fault.
  if (proof.proofs.empty() || issuer.empty()) return;
  bool all_known = true;
  for (std::size_t i = 0; i < proof.proofs.size(); ++i) {
    const std::string& controller = proof.controllers[i];
    all_known &= !controller.empty();
    if (!controller.empty() &&
        IsBound(View(controller), View(proof.proofs[i].verification_method),
                View(issuer))) {
      found->signer = controller;
      return;
    }
  }
  if (!all_known) return;
  found->faults.push_back({v1::SIGNER_NOT_ISSUER, v1::INVALID, "/issuer",
                           "none of the signing keys is the issuer's"});
}

bool CredentialVerifier::IsBound(absl::string_view controller,
                                 absl::string_view verification_method,
                                 absl::string_view issuer) const {
  return controller == issuer || authority_.MaySignFor(controller, issuer) ||
         authority_.IsKeyOf(verification_method, issuer);
}

CheckedCredential CredentialVerifier::Conclude(const SecuredDocument& document,
                                               Inspection found) {
  const auto tampered =
      std::find_if(found.faults.begin(), found.faults.end(), IsTampered);
  if (tampered != found.faults.end()) found.faults = {Finding(*tampered)};
  // No proof, once checked, could mend a fault.
  if (!found.faults.empty()) {
    return RejectedCredential(SourceOf(document), std::move(found.content),
                              std::move(found.faults), std::move(found.proofs));
  }
  if (!found.reasons.empty()) {
    return UncheckedCredential(SourceOf(document), std::move(found.content),
                               std::move(found.reasons),
                               std::move(found.proofs));
  }
  return VerifiedCredential(SourceOf(document), std::move(found.content),
                            std::move(found.signer), std::move(found.proofs));
}

}  // namespace prescreen
