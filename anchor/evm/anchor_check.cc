// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/anchor_check.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "anchor/evm/quantity.h"
#include "anchor/evm/transaction.h"
#include "base/status_macros.h"

namespace prescreen::anchor::evm {
namespace {

std::string Hex(absl::string_view bytes) { return FormatData(bytes); }

// Collects the lines of one check.
class Checker {
 public:
  Checker(Node& node, const v1::EvmAttestation& attestation,
          const ExpectedAnchor& expected)
      : node_(node), attestation_(attestation), expected_(expected) {}

  AnchorCheck Run() && {
    if (CheckTransaction()) {
      CheckStatedFields();
      check_.node_status = AskNode();
      if (!check_.node_status.ok()) {
        Add(CheckVerdict::kUnchecked, "node",
            std::string(check_.node_status.message()));
      }
    }
    return std::move(check_);
  }

 private:
  void Add(CheckVerdict verdict, absl::string_view what, std::string detail) {
    check_.lines.push_back(
        {verdict, absl::StrCat("chain eip155:", expected_.chain_id, " ", what),
         std::move(detail)});
  }
  void AddIf(bool holds, absl::string_view what, std::string detail) {
    Add(holds ? CheckVerdict::kHolds : CheckVerdict::kFalse, what,
        std::move(detail));
  }

  bool CheckTransaction();
  void CheckCall(const SignedTransaction& signed_tx, const Address& sender);
  void CheckStatedFields();
  absl::Status AskNode();
  absl::Status CheckReceipt();
  absl::Status CheckBlock(Progress depth);

  Node& node_;
  const v1::EvmAttestation& attestation_;
  const ExpectedAnchor& expected_;
  AnchorCheck check_;
};

// The attestation's own bytes. False: there is no transaction to go on with.
bool Checker::CheckTransaction() {
  const std::string& raw = attestation_.raw_tx();
  const Digest32 hash = TransactionHash(raw);
  AddIf(AsBytes(hash) == attestation_.tx_hash(), "transaction",
        absl::StrCat("keccak-256 of ", raw.size(), " bytes is ",
                     Hex(AsBytes(hash)), ", stated ",
                     Hex(attestation_.tx_hash())));
  const absl::StatusOr<SignedTransaction> signed_tx = DecodeTransaction(raw);
  const absl::StatusOr<Address> sender =
      signed_tx.ok() ? RecoverSender(*signed_tx) : signed_tx.status();
  if (!sender.ok()) {
    Add(CheckVerdict::kFalse, "sender", std::string(sender.status().message()));
    return false;
  }
  CheckCall(*signed_tx, *sender);
  return true;
}

void Checker::CheckCall(const SignedTransaction& signed_tx,
                        const Address& sender) {
  const Transaction& tx = signed_tx.transaction;
  AddIf(tx.chain_id == expected_.chain_id, "chain id",
        absl::StrCat("signed for ", tx.chain_id));
  AddIf(sender == expected_.publisher, "sender",
        absl::StrCat("recovered ", FormatAddress(sender), ", published ",
                     FormatAddress(expected_.publisher)));
  AddIf(tx.nonce >= expected_.first_nonce, "nonce",
        absl::StrCat(tx.nonce, ", the log's first is ", expected_.first_nonce));
  AddIf(tx.to == expected_.contract, "contract",
        absl::StrCat("called ",
                     tx.to ? FormatAddress(*tx.to) : std::string("none"),
                     ", published ", FormatAddress(expected_.contract)));
  const absl::StatusOr<AnchorCall> call = DecodeAnchorCall(tx.data);
  if (!call.ok()) {
    Add(CheckVerdict::kFalse, "call", std::string(call.status().message()));
    return;
  }
  AddIf(*call == expected_.call, "call",
        absl::StrCat("anchor(logId ", Hex(AsBytes(call->log_id)), ", root ",
                     Hex(AsBytes(call->root)), ", size ", call->tree_size,
                     "), the tree has root ", Hex(AsBytes(expected_.call.root)),
                     ", size ", expected_.call.tree_size));
}

// Fields that repeat what the transaction says must repeat it truly.
void Checker::CheckStatedFields() {
  const bool same = attestation_.contract() == AsBytes(expected_.contract) &&
                    attestation_.publisher() == AsBytes(expected_.publisher) &&
                    attestation_.log_id() == AsBytes(expected_.call.log_id) &&
                    attestation_.root() == AsBytes(expected_.call.root) &&
                    attestation_.tree_size() == expected_.call.tree_size;
  AddIf(same, "stated fields",
        absl::StrCat("root ", Hex(attestation_.root()), ", size ",
                     attestation_.tree_size(), ", log ",
                     Hex(attestation_.log_id())));
}

absl::Status Checker::AskNode() {
  ASSIGN_OR_RETURN(const std::uint64_t chain_id, node_.ChainId());
  if (chain_id != expected_.chain_id) {
    return absl::FailedPreconditionError(
        absl::StrCat("the node serves eip155:", chain_id));
  }
  // Depth before canonicity: a block that is canonical after the tags were
  // read was so when they were.
  ASSIGN_OR_RETURN(
      const Progress depth,
      DepthOf(node_, attestation_.block_number(), expected_.min_confirmations));
  RETURN_IF_ERROR(CheckReceipt());
  RETURN_IF_ERROR(CheckBlock(depth));
  if (attestation_.header_rlp().empty()) {
    Add(CheckVerdict::kHolds, "header",
        "absent: checked against the node at --rpc only");
  }
  return absl::OkStatus();
}

absl::Status Checker::CheckReceipt() {
  ASSIGN_OR_RETURN(const Digest32 hash, ToDigest32(attestation_.tx_hash()));
  ASSIGN_OR_RETURN(const std::optional<TransactionReceipt> receipt,
                   node_.GetReceipt(hash));
  if (!receipt) {
    Add(CheckVerdict::kUnchecked, "event",
        "the node does not know the transaction");
    return absl::OkStatus();
  }
  const LogEntry* log =
      FindAnchored(*receipt, expected_.contract,
                   AnchoredEvent{expected_.publisher, expected_.call});
  const bool there =
      receipt->succeeded && log != nullptr &&
      receipt->block_number == attestation_.block_number() &&
      AsBytes(receipt->block_hash) == attestation_.block_hash() &&
      receipt->tx_index == attestation_.tx_index() &&
      log->log_index == attestation_.log_index();
  AddIf(there, "event",
        absl::StrCat(log != nullptr ? "Anchored" : "no Anchored event",
                     " in transaction ", Hex(AsBytes(hash)), ", status ",
                     receipt->succeeded ? "1" : "0", ", block ",
                     receipt->block_number, " index ", receipt->tx_index));
  return absl::OkStatus();
}

absl::Status Checker::CheckBlock(Progress depth) {
  const std::uint64_t number = attestation_.block_number();
  ASSIGN_OR_RETURN(const std::optional<Block> block,
                   node_.GetBlock(FormatQuantity(number)));
  if (!block) {
    Add(CheckVerdict::kUnchecked, "block",
        absl::StrCat("the node has no block ", number));
    return absl::OkStatus();
  }
  AddIf(AsBytes(block->hash) == attestation_.block_hash() &&
            block->timestamp == attestation_.block_time(),
        "block",
        absl::StrCat(number, " is ", Hex(AsBytes(block->hash)), " of time ",
                     block->timestamp, ", stated ",
                     Hex(attestation_.block_hash()), " of time ",
                     attestation_.block_time()));
  if (expected_.until) {
    AddIf(
        block->timestamp <= *expected_.until, "period",
        absl::StrCat("the publisher's events count until ", *expected_.until));
  }
  const bool final = depth == Progress::kFinal;
  Add(final ? CheckVerdict::kHolds : CheckVerdict::kUnchecked, "finality",
      absl::StrCat("block ", number,
                   final ? " is finalized" : " is not finalized yet"));
  return absl::OkStatus();
}

}  // namespace

AnchorCheck CheckAnchor(Node& node, const v1::EvmAttestation& attestation,
                        const ExpectedAnchor& expected) {
  return Checker(node, attestation, expected).Run();
}

const LogEntry* FindAnchored(const TransactionReceipt& receipt,
                             const Address& contract,
                             const AnchoredEvent& event) {
  for (const LogEntry& log : receipt.logs) {
    if (log.address != contract) continue;
    const absl::StatusOr<AnchoredEvent> decoded =
        DecodeAnchoredEvent(log.topics, log.data);
    if (decoded.ok() && *decoded == event) return &log;
  }
  return nullptr;
}

absl::StatusOr<Progress> DepthOf(Node& node, std::uint64_t block_number,
                                 std::uint64_t min_confirmations) {
  ASSIGN_OR_RETURN(const std::optional<Block> head, node.GetBlock(kLatest));
  ASSIGN_OR_RETURN(const std::optional<Block> safe, node.GetBlock(kSafe));
  ASSIGN_OR_RETURN(const std::optional<Block> finalized,
                   node.GetBlock(kFinalized));
  const bool deep = head && head->number >= block_number &&
                    head->number - block_number >= min_confirmations;
  if (deep && finalized && finalized->number >= block_number) {
    return Progress::kFinal;
  }
  if (safe && safe->number >= block_number) return Progress::kSafe;
  return Progress::kIncluded;
}

}  // namespace prescreen::anchor::evm
