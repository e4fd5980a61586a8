// SPDX-License-Identifier: Apache-2.0
#include "server/verify/data_integrity.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/crypto/jwk.h"
#include "base/limits.h"
#include "server/verify/cryptosuite.h"
#include "server/verify/date_time.h"
#include "server/verify/jcs_proof_data.h"
#include "server/verify/object_reader.h"
#include "server/verify/proof_graph.h"
#include "server/verify/proof_options.h"

namespace prescreen {
namespace {

absl::string_view View(const std::string& text) {
  return absl::string_view(text.data(), text.size());
}

// Ends a proof with one finding.
void Fail(v1::ReasonCode code, v1::Verdict verdict, absl::string_view member,
          absl::string_view detail, ProofOptions* proof) {
  std::string pointer = member.empty()
                            ? proof->pointer
                            : json::PointerTo(View(proof->pointer), member);
  proof->findings.push_back(
      {code, verdict, std::move(pointer), std::string(detail)});
}

void FailToResolve(const absl::Status& status, ProofOptions* proof) {
  constexpr absl::string_view kMember = "verificationMethod";
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
      return Fail(v1::KEY_UNAVAILABLE, v1::UNCHECKED, kMember,
                  "the key is not available now", proof);
    case absl::StatusCode::kUnimplemented:
      return Fail(v1::UNSUPPORTED_FORMAT, v1::UNCHECKED, kMember,
                  "keys of this kind of issuer are not supported", proof);
    default:
      return Fail(v1::UNKNOWN_KEY, v1::INVALID, kMember, "names no key", proof);
  }
}

void FailToTransform(const absl::Status& status, ProofOptions* proof) {
  if (absl::IsFailedPrecondition(status)) {
    // The document was given other contexts after it was signed.
    Fail(v1::TAMPERED, v1::INVALID, "@context", status.message(), proof);
  } else if (absl::IsResourceExhausted(status)) {
    Fail(v1::WORK_LIMIT, v1::UNCHECKED, "", status.message(), proof);
  } else {
    Fail(v1::SCHEMA_INVALID, v1::INVALID, "",
         "secures a number beyond the range of JCS", proof);
  }
}

// Verifies the proofs of one document, one after the other.
class ProofChecker {
 public:
  ProofChecker(const json::Value& document, const KeyResolver& keys)
      : document_(document), transformer_(document), keys_(keys) {}

  // Adds what is wrong to the proof's findings. Returns the controller of its
  // key, or "".
  std::string Check(const std::vector<const json::Value*>& previous,
                    ProofOptions* proof) {
    if (proof->verification_method.empty()) return "";
    const bool promising = proof->findings.empty();
    absl::StatusOr<VerificationMethod> method =
        keys_.Resolve(View(proof->verification_method));
    if (!method.ok()) {
      if (promising) FailToResolve(method.status(), proof);
      return "";
    }
    if (promising) CheckSignature(*method, previous, proof);
    return std::move(method->controller);
  }

 private:
  void CheckSignature(const VerificationMethod& method,
                      const std::vector<const json::Value*>& previous,
                      ProofOptions* proof) {
    std::optional<SuiteParameters> parameters;
    if (method.key.has_value()) {
      parameters = proof->suite->parameters(method.key->type());
    }
    if (!parameters.has_value() ||
        (!method.alg.empty() &&
         ParseJoseAlgorithm(View(method.alg)) != parameters->algorithm)) {
      return Fail(v1::ALG_NOT_ALLOWED, v1::INVALID, "cryptosuite",
                  "does not fit the key", proof);
    }
    if (proof->signature.size() != parameters->proof_bytes) {
      return Fail(v1::SCHEMA_INVALID, v1::INVALID, "proofValue",
                  "has the wrong length", proof);
    }
    const absl::StatusOr<ProofData> data =
        transformer_.Transform(*proof->value, previous, parameters->hash);
    if (!data.ok()) return FailToTransform(data.status(), proof);
    const std::string message = data->Signed();
    if (!VerifySignature(*method.key, parameters->algorithm, View(message),
                         View(proof->signature))) {
      Fail(v1::TAMPERED, v1::INVALID, "",
           "the document does not match its signature", proof);
    } else if (!method.WasInUse(StatedSigningTime(*proof->value))) {
      Fail(v1::KEY_ROTATED, v1::UNCHECKED, "verificationMethod",
           "the key was not in use when this was signed", proof);
    }
  }

  // As the proof says, else the start of validity.
  std::optional<absl::Time> StatedSigningTime(const json::Value& proof) const {
    for (const absl::string_view text :
         {proof.FindString("created"), document_.FindString("validFrom"),
          document_.FindString("issuanceDate")}) {
      if (!text.empty()) return ParseDateTime(text);
    }
    return std::nullopt;
  }

  const json::Value& document_;
  JcsTransformer transformer_;
  const KeyResolver& keys_;
};

// One finding for a document whose proofs cannot even be told apart.
DataIntegrityResult Unreadable(v1::ReasonCode code, Verdict verdict,
                               const Place& place, absl::string_view detail) {
  DataIntegrityResult result;
  result.verdict = verdict;
  result.findings.push_back(
      {code, verdict == Verdict::kInvalid ? v1::INVALID : v1::UNCHECKED,
       place.Pointer(), std::string(detail)});
  return result;
}

std::vector<ProofOptions> ReadProofs(const json::Value& value,
                                     const Place& place,
                                     const Expectations& expectations) {
  std::vector<ProofOptions> proofs;
  if (value.is_object()) {
    proofs.push_back(ReadProofOptions(value, place, expectations));
    return proofs;
  }
  proofs.reserve(value.items().size());
  for (std::size_t i = 0; i < value.items().size(); ++i) {
    proofs.push_back(
        ReadProofOptions(value.items()[i], Place(place, i), expectations));
  }
  return proofs;
}

Verdict VerdictOf(const ProofOptions& proof) {
  if (proof.findings.empty()) return Verdict::kValid;
  const bool invalid = std::any_of(
      proof.findings.begin(), proof.findings.end(),
      [](const Finding& finding) { return finding.verdict == v1::INVALID; });
  return invalid ? Verdict::kInvalid : Verdict::kUnchecked;
}

Verdict Worse(Verdict a, Verdict b) {
  for (const Verdict verdict : {Verdict::kInvalid, Verdict::kUnchecked}) {
    if (a == verdict || b == verdict) return verdict;
  }
  return Verdict::kValid;
}

// Those findings that explain the verdict, no more than are of use.
void CollectFindings(const std::vector<ProofOptions>& proofs,
                     DataIntegrityResult* result) {
  const v1::Verdict wanted =
      result->verdict == Verdict::kInvalid ? v1::INVALID : v1::UNCHECKED;
  for (const ProofOptions& proof : proofs) {
    for (const Finding& finding : proof.findings) {
      if (finding.code == v1::TAMPERED) {
        result->findings = {finding};
        return;
      }
      if (finding.verdict == wanted && result->findings.size() < kMaxFaults) {
        result->findings.push_back(finding);
      }
    }
  }
}

std::size_t ContextCount(const json::Value* context) {
  return context->is_array() ? context->items().size() : 1;
}

// What the proofs say together.
void Combine(const std::vector<ProofOptions>& proofs,
             DataIntegrityResult* result) {
  result->verdict = Verdict::kValid;
  for (std::size_t i = 0; i < proofs.size(); ++i) {
    result->verdict = Worse(result->verdict, result->proofs[i].verdict);
    const std::optional<absl::Time>& expires = proofs[i].expires;
    if (expires.has_value() &&
        (!result->expires.has_value() || *expires < *result->expires)) {
      result->expires = expires;
    }
    if (result->proofs[i].verdict != Verdict::kValid) continue;
    const json::Value* context = proofs[i].value->Find("@context");
    if (context != nullptr &&
        (result->context == nullptr ||
         ContextCount(context) < ContextCount(result->context))) {
      result->context = context;
    }
  }
  if (result->verdict != Verdict::kValid) CollectFindings(proofs, result);
}

}  // namespace

DataIntegrityResult CheckProofs(const json::Value& document,
                                const Place& document_place,
                                const KeyResolver& keys,
                                const Expectations& expectations) {
  const json::Value* value = document.Find("proof");
  const Place place(document_place, "proof");
  if (value == nullptr || (value->is_array() && value->items().empty())) {
    return Unreadable(v1::PROOF_TOO_WEAK, Verdict::kInvalid, place,
                      "a document without a proof");
  }
  if (!value->is_object() && !value->is_array()) {
    return Unreadable(v1::SCHEMA_INVALID, Verdict::kInvalid, place,
                      "is neither an object nor a list of objects");
  }
  if (value->items().size() > kMaxBundleProofs) {
    return Unreadable(v1::WORK_LIMIT, Verdict::kUnchecked, place,
                      "more proofs than the limit");
  }
  std::vector<ProofOptions> proofs = ReadProofs(*value, place, expectations);
  const ProofGraph graph = LinkProofs(&proofs);
  ProofChecker checker(document, keys);
  DataIntegrityResult result;
  result.proofs.resize(proofs.size());
  result.controllers.resize(proofs.size());
  for (const std::size_t i : graph.order) {
    ProofOptions& proof = proofs[i];
    std::vector<const json::Value*> previous;
    for (const std::size_t p : graph.previous[i]) {
      previous.push_back(proofs[p].value);
    }
    result.controllers[i] = checker.Check(previous, &proof);
    Verdict verdict = VerdictOf(proof);
    for (const std::size_t p : graph.previous[i]) {
      verdict = Worse(verdict, result.proofs[p].verdict);
    }
    result.proofs[i] = {proof.suite_name, proof.verification_method, verdict};
  }
  Combine(proofs, &result);
  return result;
}

}  // namespace prescreen
