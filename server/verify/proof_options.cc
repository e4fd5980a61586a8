// SPDX-License-Identifier: Apache-2.0
#include "server/verify/proof_options.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "base/encoding.h"
#include "server/verify/object_reader.h"

namespace prescreen {
namespace {

constexpr Presence kOptional = Presence::kOptional;
constexpr Presence kMandatory = Presence::kMandatory;

void AddInvalid(v1::ReasonCode code, const Place& place, absl::string_view name,
                absl::string_view detail, ProofOptions* options) {
  options->findings.push_back(
      {code, v1::INVALID, Place(place, name).Pointer(), std::string(detail)});
}

// What type and cryptosuite say. False: not one that this build verifies.
bool ReadSuite(const ObjectReader& proof, ProofOptions* options) {
  options->suite_name = proof.Text("type", kMandatory);
  const bool data_integrity = options->suite_name == "DataIntegrityProof";
  if (data_integrity) {
    options->suite_name = proof.Text("cryptosuite", kMandatory);
    options->suite = FindCryptosuite(absl::string_view(
        options->suite_name.data(), options->suite_name.size()));
  }
  if (options->suite != nullptr) return true;
  if (options->findings.empty()) {
    options->findings.push_back(
        {v1::UNSUPPORTED_CRYPTOSUITE, v1::UNCHECKED,
         Place(proof.place(), data_integrity ? "cryptosuite" : "type")
             .Pointer(),
         "this kind of proof is not supported"});
  }
  return false;
}

void ReadMethod(const json::Value& value, const ObjectReader& proof,
                ProofOptions* options) {
  const json::Value* method = value.Find("verificationMethod");
  if (method != nullptr && method->is_object()) {
    AddInvalid(v1::UNKNOWN_KEY, proof.place(), "verificationMethod",
               "a key that the proof brings proves nothing", options);
    return;
  }
  options->verification_method = proof.Url("verificationMethod", kMandatory);
}

void CheckContextForm(const json::Value& value, const ObjectReader& proof) {
  const json::Value* context = value.Find("@context");
  if (context == nullptr || context->is_string() || context->is_object()) {
    return;
  }
  const bool good =
      context->is_array() &&
      std::all_of(context->items().begin(), context->items().end(),
                  [](const json::Value& item) {
                    return item.is_string() || item.is_object();
                  });
  if (!good) proof.Fault("@context", "holds neither a URL nor an object");
}

void ReadSignature(const ObjectReader& proof, ProofOptions* options) {
  const std::string text = proof.Text("proofValue", kMandatory);
  if (!proof.IsText("proofValue")) return;
  const absl::string_view multibase(text.data(), text.size());
  absl::StatusOr<std::string> bytes = absl::InvalidArgumentError("");
  if (absl::StartsWith(multibase, "z")) bytes = MultibaseDecode(multibase);
  if (!bytes.ok()) {
    proof.Fault("proofValue", "is not base58btc in multibase");
    return;
  }
  options->signature = *std::move(bytes);
}

// Section 4.4, domain and challenge, where the proof states one.
void Compare(const ObjectReader& proof, const Expectations& expected,
             ProofOptions* options) {
  const std::string challenge = proof.Text("challenge", kOptional);
  if (proof.IsText("challenge") && !expected.challenge.empty() &&
      challenge != expected.challenge) {
    AddInvalid(v1::NONCE_MISMATCH, proof.place(), "challenge",
               "is not the one expected", options);
  }
  const std::vector<absl::string_view> domains =
      proof.Words("domain", kOptional);
  const absl::string_view domain(expected.domain.data(),
                                 expected.domain.size());
  if (!domains.empty() && !domain.empty() &&
      std::any_of(domains.begin(), domains.end(),
                  [&](absl::string_view d) { return d != domain; })) {
    AddInvalid(v1::NONCE_MISMATCH, proof.place(), "domain",
               "is not the one expected", options);
  }
}

}  // namespace

ProofOptions ReadProofOptions(const json::Value& value, const Place& place,
                              const Expectations& expectations) {
  ProofOptions options;
  options.value = &value;
  options.pointer = place.Pointer();
  if (!value.is_object()) {
    options.findings.push_back(
        {v1::SCHEMA_INVALID, v1::INVALID, options.pointer, "is not an object"});
    return options;
  }
  const ObjectReader proof(value, place, &options.findings);
  if (!ReadSuite(proof, &options)) {
    // Later findings must come from what every proof has.
    const ObjectReader quiet = proof.WithFaults(nullptr);
    options.id = quiet.Text("id", kOptional);
    options.previous = quiet.Words("previousProof", kOptional);
    options.verification_method = quiet.Url("verificationMethod", kOptional);
    return options;
  }
  ReadMethod(value, proof, &options);
  if (proof.Text("proofPurpose", kMandatory) != "assertionMethod" &&
      proof.IsText("proofPurpose")) {
    proof.Fault("proofPurpose", "is not assertionMethod");
  }
  CheckContextForm(value, proof);
  options.id = proof.Url("id", kOptional);
  options.previous = proof.Words("previousProof", kOptional);
  proof.DateTime("created", kOptional);
  options.expires = proof.DateTime("expires", kOptional);
  proof.Text("nonce", kOptional);
  ReadSignature(proof, &options);
  Compare(proof, expectations, &options);
  return options;
}

}  // namespace prescreen
