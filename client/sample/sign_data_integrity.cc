// SPDX-License-Identifier: Apache-2.0
#include "client/sample/sign_data_integrity.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/codec/jcs.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace prescreen::sample {
namespace {

bool Names(const json::Value& previous, absl::string_view id) {
  if (previous.is_string()) return previous.string_value() == id;
  return std::any_of(
      previous.items().begin(), previous.items().end(),
      [&](const json::Value& item) { return item.string_value() == id; });
}

// The document's proofs, as a list.
json::Value ProofsOf(const json::Value& document) {
  const json::Value* proof = document.Find("proof");
  if (proof == nullptr) return json::Value::Array();
  return proof->is_array() ? *proof : json::Value::Array({*proof});
}

// The proofs that the new one builds on.
json::Value PredecessorsOf(const json::Value& proof,
                           const json::Value& proofs) {
  json::Value previous = json::Value::Array();
  const json::Value* names = proof.Find("previousProof");
  if (names == nullptr) return previous;
  for (const json::Value& other : proofs.items()) {
    const json::Value* id = other.Find("id");
    if (id != nullptr && Names(*names, id->string_value())) {
      previous.Append(other);
    }
  }
  return previous;
}

json::Value NewProof(const json::Value& document, absl::string_view suite,
                     const SampleKey& key, const json::Value& options) {
  json::Value proof = json::Value::Object();
  proof.Set("type", json::Value::String("DataIntegrityProof"));
  proof.Set("cryptosuite", json::Value::String(suite));
  proof.Set("verificationMethod",
            json::Value::String(key.verification_method()));
  proof.Set("proofPurpose", json::Value::String("assertionMethod"));
  const json::Value* context = document.Find("@context");
  if (context != nullptr) proof.Set("@context", *context);
  for (const json::Member& option : options.members()) {
    proof.Set(option.name, option.value);
  }
  return proof;
}

std::string HashFor(KeyType type, absl::string_view text) {
  return type == KeyType::kP384 ? Sha384(text)
                                : std::string(AsBytes(Sha256(text)));
}

}  // namespace

absl::StatusOr<json::Value> SignDataIntegrity(const json::Value& document,
                                              absl::string_view suite,
                                              const SampleKey& key,
                                              const json::Value& options) {
  const KeyType type = key.public_key().type();
  if (!document.is_object() || suite != JcsSuiteOf(type)) {
    return absl::InvalidArgumentError(
        "sample proof: no object, or the suite does not fit the key");
  }
  json::Value proofs = ProofsOf(document);
  json::Value proof = NewProof(document, suite, key, options);
  json::Value unsecured = document;
  unsecured.Erase("proof");
  json::Value previous = PredecessorsOf(proof, proofs);
  if (!previous.items().empty()) unsecured.Set("proof", std::move(previous));
  ASSIGN_OR_RETURN(const std::string text, json::Canonicalize(unsecured));
  ASSIGN_OR_RETURN(const std::string config, json::Canonicalize(proof));
  const std::string hash_data = HashFor(type, config) + HashFor(type, text);
  proof.Set("proofValue",
            json::Value::String(MultibaseEncodeBase58Btc(key.Sign(hash_data))));
  json::Value secured = document;
  if (proofs.items().empty()) {
    secured.Set("proof", std::move(proof));
  } else {
    proofs.Append(std::move(proof));
    secured.Set("proof", std::move(proofs));
  }
  return secured;
}

absl::string_view JcsSuiteOf(KeyType type) {
  switch (type) {
    case KeyType::kEd25519:
      return "eddsa-jcs-2022";
    case KeyType::kP256:
    case KeyType::kP384:
      return "ecdsa-jcs-2019";
    default:
      return "";
  }
}

}  // namespace prescreen::sample
