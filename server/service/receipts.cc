// SPDX-License-Identifier: Apache-2.0
#include "server/service/receipts.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "anchor/checkpoint.h"
#include "base/status_macros.h"
#include "server/log/anchors.h"
#include "server/service/errors.h"

namespace prescreen {
namespace {

// Of a note that this log signed: its text stands before the blank line.
absl::StatusOr<anchor::Checkpoint> OwnCheckpoint(absl::string_view note) {
  return anchor::ParseCheckpoint(note.substr(0, note.find("\n\n") + 1));
}

absl::StatusOr<v1::InclusionProof> ProofIn(const Engine& engine,
                                           std::uint64_t leaf_index,
                                           std::uint64_t size,
                                           std::string checkpoint) {
  v1::InclusionProof proof;
  ASSIGN_OR_RETURN(const std::vector<anchor::Hash> path,
                   engine.log.InclusionProof(leaf_index, size));
  for (const anchor::Hash& hash : path) {
    proof.add_path(std::string(AsBytes(hash)));
  }
  proof.set_checkpoint(std::move(checkpoint));
  return proof;
}

// What is known of one leaf on all chains.
struct AnchoringState {
  bool any_pending = false;
  bool any_required = false;
  bool all_required_final = true;
};

// Adds the chain's attestation where there is one.
absl::Status AddChain(const Engine& engine, const ChainSetting& chain,
                      std::uint64_t leaf_index, v1::Receipt* receipt,
                      AnchoringState* state) {
  if (chain.required && chain.is_public) state->any_required = true;
  const auto row = FirstAnchorCovering(engine.store, chain.id, leaf_index);
  if (!row.ok() && !absl::IsNotFound(row.status())) return row.status();
  const bool is_final = row.ok() && row->state() == v1::Anchor::FINAL;
  if (chain.required && !is_final) state->all_required_final = false;
  if (chain.is_public && row.ok() && !is_final) state->any_pending = true;
  if (!is_final) return absl::OkStatus();

  v1::Attestation* attestation = receipt->add_attestations();
  *attestation = row->attestation();
  attestation->set_required(chain.required);
  ASSIGN_OR_RETURN(
      v1::InclusionProof proof,
      ProofIn(engine, leaf_index, row->tree_size(), row->checkpoint()));
  if (!receipt->has_anchored()) {
    *receipt->mutable_anchored() = std::move(proof);
  } else if (receipt->anchored().checkpoint() != proof.checkpoint()) {
    *attestation->mutable_proof() = std::move(proof);
  }
  return absl::OkStatus();
}

// Public required chains first: the receipt's `anchored` proof is theirs.
absl::Status AddChains(const Engine& engine, std::uint64_t leaf_index,
                       v1::Receipt* receipt) {
  AnchoringState state;
  for (const bool leading : {true, false}) {
    for (const ChainSetting& chain : engine.chains) {
      if ((chain.required && chain.is_public) != leading) continue;
      RETURN_IF_ERROR(AddChain(engine, chain, leaf_index, receipt, &state));
    }
  }
  if (state.any_required && state.all_required_final) {
    receipt->set_state(v1::Receipt::ANCHORED);
  } else if (state.any_pending) {
    receipt->set_state(v1::Receipt::ANCHOR_PENDING);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ReceiptOwner> FindReceiptOwner(const TenantAccess& tenants,
                                              const std::string& name) {
  ASSIGN_OR_RETURN(const ScreeningName parsed, ParseReceiptName("name", name));
  ASSIGN_OR_RETURN(const Tenant* tenant, tenants.Find(parsed.tenant));
  return ReceiptOwner{tenant, {parsed.uuid, *parsed.revision}};
}

absl::StatusOr<v1::GetReceiptResponse> BuildReceipt(const Engine& engine,
                                                    const ReceiptOwner& owner) {
  auto read =
      ReadRecord(engine.store, engine.keys, *owner.tenant, owner.revision);
  if (absl::IsNotFound(read.status())) {
    return ServiceError(absl::StatusCode::kNotFound, v1::RECEIPT_NOT_FOUND,
                        "receipt: no such receipt");
  }
  ASSIGN_OR_RETURN(StoredRecord stored, std::move(read));
  v1::GetReceiptResponse response;
  v1::Receipt& receipt = *response.mutable_receipt();
  receipt.set_record(std::move(stored.record));
  receipt.set_leaf_type(
      static_cast<std::uint32_t>(anchor::LeafType::kDecisionRecord));
  receipt.set_leaf_index(stored.leaf_index);
  receipt.set_state(v1::Receipt::LOGGED);
  for (const ChainSetting& chain : engine.chains) {
    if (chain.is_public) receipt.set_publicly_anchored(true);
  }
  ASSIGN_OR_RETURN(std::string note,
                   engine.log.SignedCheckpointWith(stored.leaf_index));
  ASSIGN_OR_RETURN(const anchor::Checkpoint tree, OwnCheckpoint(note));
  ASSIGN_OR_RETURN(
      *receipt.mutable_logged(),
      ProofIn(engine, stored.leaf_index, tree.size, std::move(note)));
  RETURN_IF_ERROR(AddChains(engine, stored.leaf_index, &receipt));
  *response.mutable_subject() = std::move(stored.subject);
  return response;
}

absl::StatusOr<v1::Checkpoint> FindCheckpoint(const Engine& engine,
                                              const std::string& name) {
  absl::string_view size_text = name;
  std::uint64_t size = 0;
  const bool named = absl::ConsumePrefix(&size_text, "log/checkpoints/");
  const bool latest = size_text == "latest";
  if (!named || (!latest && !absl::SimpleAtoi(size_text, &size))) {
    return FieldError("name",
                      "must be `log/checkpoints/{size}` or "
                      "`log/checkpoints/latest`");
  }
  absl::StatusOr<std::string> note =
      latest ? engine.log.signed_checkpoint() : engine.log.CheckpointAt(size);
  if (absl::IsNotFound(note.status())) {
    return ServiceError(absl::StatusCode::kNotFound, v1::CHECKPOINT_NOT_FOUND,
                        "checkpoint: the log has not reached that size");
  }
  RETURN_IF_ERROR(note.status());
  ASSIGN_OR_RETURN(const anchor::Checkpoint parsed, OwnCheckpoint(*note));
  v1::Checkpoint checkpoint;
  checkpoint.set_name(absl::StrCat("log/checkpoints/", parsed.size));
  checkpoint.set_note(*std::move(note));
  checkpoint.set_size(parsed.size);
  checkpoint.set_root(std::string(AsBytes(parsed.root)));
  return checkpoint;
}

}  // namespace prescreen
