// SPDX-License-Identifier: Apache-2.0
#include "server/verify/jcs_proof_data.h"

#include <algorithm>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/codec/jcs.h"
#include "base/crypto/hash.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

absl::string_view View(const std::string& text) {
  return absl::string_view(text.data(), text.size());
}

// A single context stands for a list of one.
absl::Span<const json::Value> ContextsOf(const json::Value& value) {
  return value.is_array() ? value.items() : absl::MakeConstSpan(&value, 1);
}

// Each context's canonical text, which does not depend on member order.
absl::StatusOr<std::vector<std::string>> CanonicalContexts(
    const json::Value& value) {
  std::vector<std::string> texts;
  for (const json::Value& context : ContextsOf(value)) {
    ASSIGN_OR_RETURN(std::string text, json::Canonicalize(context));
    texts.push_back(std::move(text));
  }
  return texts;
}

std::string HashOf(const std::string& text, ProofHash hash) {
  return hash == ProofHash::kSha384 ? Sha384(View(text))
                                    : std::string(AsBytes(Sha256(View(text))));
}

absl::StatusOr<std::string> CanonicalConfig(const json::Value& proof) {
  std::vector<json::MemberView> members;
  members.reserve(proof.members().size());
  for (const json::Member& member : proof.members()) {
    if (member.name == "proofValue") continue;
    members.push_back({View(member.name), &member.value});
  }
  return json::CanonicalizeObject(std::move(members));
}

}  // namespace

absl::StatusOr<ProofData> JcsTransformer::Transform(
    const json::Value& proof, const std::vector<const json::Value*>& previous,
    ProofHash hash) {
  RETURN_IF_ERROR(Spend(0));
  const json::Value* context = proof.Find("@context");
  if (context != nullptr) RETURN_IF_ERROR(CheckContext(*context));
  ProofData data;
  ASSIGN_OR_RETURN(data.document, DocumentFor(context, previous));
  ASSIGN_OR_RETURN(data.config, CanonicalConfig(proof));
  RETURN_IF_ERROR(Spend(data.config.size()));
  data.document_hash = HashOf(*data.document, hash);
  data.config_hash = HashOf(data.config, hash);
  return data;
}

absl::Status JcsTransformer::CheckContext(const json::Value& context) {
  const json::Value* stated = document_.Find("@context");
  if (stated != nullptr && contexts_.empty()) {
    ASSIGN_OR_RETURN(contexts_, CanonicalContexts(*stated));
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> start,
                   CanonicalContexts(context));
  if (stated == nullptr || start.size() > contexts_.size() ||
      !std::equal(start.begin(), start.end(), contexts_.begin())) {
    return absl::FailedPreconditionError(
        "the document's contexts do not begin with the proof's");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const std::string>> JcsTransformer::DocumentFor(
    const json::Value* context,
    const std::vector<const json::Value*>& previous) {
  const bool same_context = context == shared_context_ ||
                            (context != nullptr && shared_context_ != nullptr &&
                             *context == *shared_context_);
  if (previous.empty() && shared_ != nullptr && same_context) return shared_;
  ASSIGN_OR_RETURN(std::string text, CanonicalDocument(context, previous));
  RETURN_IF_ERROR(Spend(text.size()));
  auto document = std::make_shared<const std::string>(std::move(text));
  if (previous.empty()) {
    shared_ = document;
    shared_context_ = context;
  }
  return document;
}

absl::StatusOr<std::string> JcsTransformer::CanonicalDocument(
    const json::Value* context,
    const std::vector<const json::Value*>& previous) const {
  json::Value chain = json::Value::Array();
  for (const json::Value* proof : previous) chain.Append(*proof);
  std::vector<json::MemberView> members;
  members.reserve(document_.members().size());
  for (const json::Member& member : document_.members()) {
    const json::Value* value = &member.value;
    if (member.name == "proof") {
      if (previous.empty()) continue;
      value = &chain;
    } else if (member.name == "@context" && context != nullptr) {
      value = context;
    }
    members.push_back({View(member.name), value});
  }
  return json::CanonicalizeObject(std::move(members));
}

absl::Status JcsTransformer::Spend(std::size_t bytes) {
  spent_ += bytes;
  if (spent_ > kMaxCanonicalBytes) {
    return absl::ResourceExhaustedError(
        "proofs: too much text to canonicalize");
  }
  return absl::OkStatus();
}

}  // namespace prescreen
