// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/deploy.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "anchor/evm/contract.h"
#include "anchor/evm/node.h"
#include "anchor/evm/quantity.h"
#include "anchor/evm/transaction.h"
#include "base/status_macros.h"

namespace prescreen::anchor::evm {
namespace {

// A proxy call's data: salt 0, then what to create.
std::string CreationData() {
  return absl::StrCat(std::string(32, '\0'), ContractInitCode());
}

absl::StatusOr<TransactionReceipt> WaitMined(Node& node, const Digest32& hash,
                                             const DeployOptions& options) {
  const std::int64_t polls = options.wait / options.poll_interval + 1;
  for (std::int64_t i = 0; i < polls; ++i) {
    if (i > 0) absl::SleepFor(options.poll_interval);
    ASSIGN_OR_RETURN(const auto receipt, node.GetReceipt(hash));
    if (receipt) return *receipt;
  }
  return absl::DeadlineExceededError(
      absl::StrCat("transaction ", FormatData(AsBytes(hash)),
                   ": not mined yet; deploying again goes on with it"));
}

// FailedPrecondition unless something answers at the proxy's address.
absl::Status CheckProxy(Node& node) {
  ASSIGN_OR_RETURN(const std::string code, node.GetCode(DeployerAddress()));
  if (!code.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("deployment proxy ", FormatAddress(DeployerAddress()),
                   ": not on this chain"));
}

absl::StatusOr<DeployResult> Create(Node& node, absl::string_view private_key,
                                    const DeployOptions& options,
                                    DeployResult result) {
  RETURN_IF_ERROR(CheckProxy(node));
  Sender sender;
  sender.chain_id = result.chain_id;
  sender.private_key = std::string(private_key);
  ASSIGN_OR_RETURN(sender.address, AddressOfPrivateKey(private_key));
  sender.max_fee_per_gas = options.max_fee_per_gas;
  ASSIGN_OR_RETURN(const std::string raw,
                   SignCall(node, sender, {DeployerAddress(), CreationData()}));
  RETURN_IF_ERROR(Broadcast(node, raw));
  result.tx_hash = TransactionHash(raw);
  ASSIGN_OR_RETURN(const TransactionReceipt receipt,
                   WaitMined(node, result.tx_hash, options));
  result.block_number = receipt.block_number;
  result.gas_used = receipt.gas_used;
  ASSIGN_OR_RETURN(const ContractState state, GetContractState(node));
  if (!receipt.succeeded || state != ContractState::kPresent) {
    return absl::FailedPreconditionError(
        absl::StrCat("transaction ", FormatData(AsBytes(result.tx_hash)),
                     ": did not create the contract"));
  }
  return result;
}

absl::StatusOr<DeployResult> Deploy(Node& node, absl::string_view private_key,
                                    const DeployOptions& options) {
  DeployResult result;
  result.contract = ContractAddress();
  ASSIGN_OR_RETURN(result.chain_id, node.ChainId());
  if (options.chain_id) {
    RETURN_IF_ERROR(CheckChainId(node, *options.chain_id));
  }
  ASSIGN_OR_RETURN(const ContractState state, GetContractState(node));
  switch (state) {
    case ContractState::kPresent:
      result.already_there = true;
      return result;
    case ContractState::kOther:
      return absl::FailedPreconditionError(
          absl::StrCat("contract ", FormatAddress(result.contract),
                       ": another contract is there"));
    case ContractState::kMissing:
      break;
  }
  return Create(node, private_key, options, result);
}

absl::StatusOr<ChainStatus> AskStatus(Node& node,
                                      const std::optional<Address>& publisher) {
  ChainStatus status;
  status.contract = ContractAddress();
  ASSIGN_OR_RETURN(status.chain_id, node.ChainId());
  ASSIGN_OR_RETURN(const auto head, node.GetBlock(kLatest));
  if (!head) return absl::UnavailableError("node: has no block");
  status.head = head->number;
  ASSIGN_OR_RETURN(const auto safe, node.GetBlock(kSafe));
  if (safe) status.safe = safe->number;
  ASSIGN_OR_RETURN(const auto finalized, node.GetBlock(kFinalized));
  if (finalized) status.finalized = finalized->number;
  ASSIGN_OR_RETURN(status.contract_state, GetContractState(node));
  ASSIGN_OR_RETURN(const Fees fees, node.GetFees());
  status.base_fee = fees.base_fee;
  if (publisher) {
    PublisherStatus account;
    account.address = *publisher;
    ASSIGN_OR_RETURN(account.balance, node.GetBalance(*publisher));
    ASSIGN_OR_RETURN(account.nonce, node.GetNonce(*publisher));
    status.publisher = account;
  }
  return status;
}

}  // namespace

absl::StatusOr<DeployResult> DeployContract(const std::string& rpc_url,
                                            absl::string_view private_key,
                                            HttpClient& http,
                                            const DeployOptions& options) {
  Node node(rpc_url, http, options.rpc_timeout);
  absl::StatusOr<DeployResult> result = Deploy(node, private_key, options);
  if (!result.ok()) return ToChainStatus(result.status());
  return result;
}

absl::StatusOr<ChainStatus> GetChainStatus(
    const std::string& rpc_url, const std::optional<Address>& publisher,
    HttpClient& http, absl::Duration rpc_timeout) {
  Node node(rpc_url, http, rpc_timeout);
  absl::StatusOr<ChainStatus> status = AskStatus(node, publisher);
  if (!status.ok()) return ToChainStatus(status.status());
  return status;
}

}  // namespace prescreen::anchor::evm
