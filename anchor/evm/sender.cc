// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/sender.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "anchor/evm/contract.h"
#include "anchor/evm/transaction.h"
#include "base/status_macros.h"

namespace prescreen::anchor::evm {
namespace {

struct FeePlan {
  Uint256 max_fee;
  Uint256 priority_fee;
};

// Twice the next base fee, so that some full blocks in a row do not stop it.
absl::StatusOr<FeePlan> PlanFees(Node& node, std::uint64_t cap_wei) {
  ASSIGN_OR_RETURN(const Fees fees, node.GetFees());
  const Uint256 cap(cap_wei);
  if (cap < fees.base_fee) {
    return absl::UnavailableError(
        absl::StrCat("fees: base fee of ", fees.base_fee.ToDecimal(),
                     " wei is above the cap of ", cap_wei));
  }
  const std::optional<Uint256> doubled = Uint256::Multiply(fees.base_fee, 2);
  const std::optional<Uint256> wanted =
      doubled ? Uint256::Add(*doubled, fees.priority_fee) : std::nullopt;
  FeePlan plan;
  plan.max_fee = wanted ? std::min(*wanted, cap) : cap;
  plan.priority_fee = std::min(fees.priority_fee, plan.max_fee);
  return plan;
}

absl::Status CheckBalance(Node& node, const Address& account,
                          const Transaction& tx) {
  ASSIGN_OR_RETURN(const Uint256 balance, node.GetBalance(account));
  const std::optional<Uint256> cost =
      Uint256::Multiply(tx.max_fee_per_gas, tx.gas_limit);
  if (!cost || balance < *cost) {
    return absl::FailedPreconditionError(absl::StrCat(
        "account ", FormatAddress(account), ": balance of ",
        balance.ToDecimal(), " wei cannot pay a transaction of up to ",
        cost ? cost->ToDecimal() : "2^256"));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> IsKnown(Node& node, const Digest32& hash) {
  ASSIGN_OR_RETURN(const auto receipt, node.GetReceipt(hash));
  if (receipt) return true;
  return node.KnowsTransaction(hash);
}

// Why the node did not take a transaction that it does not know.
absl::Status ExplainRefusal(Node& node, const SignedTransaction& signed_tx,
                            const absl::Status& refusal) {
  const Transaction& tx = signed_tx.transaction;
  RETURN_IF_ERROR(CheckChainId(node, tx.chain_id));
  ASSIGN_OR_RETURN(const Address sender, RecoverSender(signed_tx));
  ASSIGN_OR_RETURN(const std::uint64_t nonce, node.GetNonce(sender));
  if (nonce > tx.nonce) {
    return absl::FailedPreconditionError(
        absl::StrCat("account ", FormatAddress(sender), ": nonce ", tx.nonce,
                     " was used by another transaction"));
  }
  RETURN_IF_ERROR(CheckBalance(node, sender, tx));
  return absl::UnavailableError(refusal.message());
}

}  // namespace

absl::Status ToChainStatus(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kNotFound:
      return absl::UnavailableError(status.message());
    case absl::StatusCode::kUnimplemented:
      return absl::FailedPreconditionError(status.message());
    default:
      return status;
  }
}

absl::StatusOr<SignedTransaction> DecodeOwn(absl::string_view raw) {
  absl::StatusOr<SignedTransaction> decoded = DecodeTransaction(raw);
  if (!decoded.ok()) {
    return absl::InvalidArgumentError(decoded.status().message());
  }
  return decoded;
}

absl::Status CheckChainId(Node& node, std::uint64_t chain_id) {
  ASSIGN_OR_RETURN(const std::uint64_t actual, node.ChainId());
  if (actual != chain_id) {
    return absl::FailedPreconditionError(absl::StrCat(
        "chain: the node serves eip155:", actual, ", not eip155:", chain_id));
  }
  return absl::OkStatus();
}

absl::StatusOr<ContractState> GetContractState(Node& node) {
  ASSIGN_OR_RETURN(const std::string code, node.GetCode(ContractAddress()));
  if (code.empty()) return ContractState::kMissing;
  return Keccak256(code) == Keccak256(ContractRuntimeCode())
             ? ContractState::kPresent
             : ContractState::kOther;
}

absl::StatusOr<std::string> SignCall(Node& node, const Sender& sender,
                                     const Call& call) {
  Transaction tx;
  tx.chain_id = sender.chain_id;
  tx.to = call.to;
  tx.data = call.data;
  ASSIGN_OR_RETURN(tx.nonce, node.GetNonce(sender.address));
  ASSIGN_OR_RETURN(const FeePlan fees, PlanFees(node, sender.max_fee_per_gas));
  tx.max_fee_per_gas = fees.max_fee;
  tx.max_priority_fee_per_gas = fees.priority_fee;
  ASSIGN_OR_RETURN(const std::uint64_t gas,
                   node.EstimateGas(sender.address, call.to, call.data));
  tx.gas_limit = gas + gas / 4;
  RETURN_IF_ERROR(CheckBalance(node, sender.address, tx));
  return SignTransaction(tx, sender.private_key);
}

absl::Status Broadcast(Node& node, absl::string_view raw) {
  ASSIGN_OR_RETURN(const SignedTransaction signed_tx, DecodeOwn(raw));
  const Digest32 hash = TransactionHash(raw);
  const absl::StatusOr<Digest32> sent = node.SendRawTransaction(raw);
  if (sent.ok() && *sent == hash) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool known, IsKnown(node, hash));
  if (known) return absl::OkStatus();
  return ExplainRefusal(
      node, signed_tx,
      sent.ok() ? absl::UnavailableError("node: answered another hash")
                : sent.status());
}

}  // namespace prescreen::anchor::evm
