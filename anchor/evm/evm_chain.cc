// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/evm_chain.h"

#include <openssl/crypto.h>

#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "anchor/evm/abi.h"
#include "anchor/evm/anchor_check.h"
#include "anchor/evm/contract.h"
#include "anchor/evm/quantity.h"
#include "anchor/evm/transaction.h"
#include "base/status_macros.h"

namespace prescreen::anchor::evm {
namespace {

template <typename T>
absl::StatusOr<T> InChainCodes(absl::StatusOr<T> result) {
  if (!result.ok()) return ToChainStatus(result.status());
  return result;
}

v1::Attestation::State ToState(Progress progress) {
  switch (progress) {
    case Progress::kFinal:
      return v1::Attestation::FINAL;
    case Progress::kSafe:
      return v1::Attestation::SAFE;
    case Progress::kIncluded:
      return v1::Attestation::INCLUDED;
    case Progress::kPending:
    case Progress::kLost:
      break;
  }
  return v1::Attestation::PENDING;
}

void FillEvent(const AnchoredEvent& event, v1::EvmAttestation* attestation) {
  attestation->set_contract(std::string(AsBytes(ContractAddress())));
  attestation->set_publisher(std::string(AsBytes(event.publisher)));
  attestation->set_log_id(std::string(AsBytes(event.call.log_id)));
  attestation->set_root(std::string(AsBytes(event.call.root)));
  attestation->set_tree_size(event.call.tree_size);
}

void FillPlace(const TransactionReceipt& receipt, const LogEntry& log,
               const Block& block, v1::EvmAttestation* attestation) {
  attestation->set_tx_hash(std::string(AsBytes(receipt.tx_hash)));
  attestation->set_block_number(receipt.block_number);
  attestation->set_block_hash(std::string(AsBytes(receipt.block_hash)));
  attestation->set_tx_index(receipt.tx_index);
  attestation->set_log_index(log.log_index);
  attestation->set_block_time(block.timestamp);
}

// DataLoss for the first false line, NotFound for the first unchecked one.
constexpr double kWeiPerCoin = 1e18;

absl::Status ToVerifyStatus(const AnchorCheck& check) {
  for (const CheckLine& line : check.lines) {
    if (line.verdict == CheckVerdict::kFalse) {
      return absl::DataLossError(absl::StrCat(line.what, ": ", line.detail));
    }
  }
  RETURN_IF_ERROR(ToChainStatus(check.node_status));
  for (const CheckLine& line : check.lines) {
    if (line.verdict == CheckVerdict::kUnchecked) {
      return absl::NotFoundError(absl::StrCat(line.what, ": ", line.detail));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<EvmChain>> EvmChain::New(EvmChainOptions options,
                                                        HttpClient& http,
                                                        const Clock& clock) {
  if (options.chain_id == 0) {
    return absl::InvalidArgumentError("chain id: must not be 0");
  }
  RETURN_IF_ERROR(ValidateOrigin(options.origin));
  ASSIGN_OR_RETURN(const Address publisher,
                   AddressOfPrivateKey(options.private_key));
  return std::unique_ptr<EvmChain>(
      new EvmChain(std::move(options), publisher, http, clock));
}

EvmChain::EvmChain(EvmChainOptions options, const Address& publisher,
                   HttpClient& http, const Clock& clock)
    : options_(std::move(options)),
      sender_{options_.chain_id, options_.private_key, publisher,
              options_.max_fee_per_gas},
      node_(options_.rpc_url, http, options_.rpc_timeout),
      clock_(clock) {}

EvmChain::~EvmChain() {
  for (std::string* key : {&options_.private_key, &sender_.private_key}) {
    OPENSSL_cleanse(key->data(), key->size());
  }
}

std::string EvmChain::id() const {
  return absl::StrCat("eip155:", options_.chain_id);
}

absl::Status EvmChain::CheckNetwork() {
  RETURN_IF_ERROR(CheckChainId(node_, options_.chain_id));
  ASSIGN_OR_RETURN(const ContractState state, GetContractState(node_));
  if (state != ContractState::kPresent) {
    return absl::FailedPreconditionError(absl::StrCat(
        "contract ", FormatAddress(ContractAddress()), " on ", id(), ": ",
        state == ContractState::kMissing ? "not deployed"
                                         : "holds another contract"));
  }
  return absl::OkStatus();
}

absl::StatusOr<double> EvmChain::Balance() {
  const absl::StatusOr<Uint256> wei = node_.GetBalance(sender_.address);
  RETURN_IF_ERROR(ToChainStatus(wei.status()));
  double coins = 0;
  if (!absl::SimpleAtod(wei->ToDecimal(), &coins)) {
    return absl::InternalError("balance: no number");
  }
  return coins / kWeiPerCoin;
}

absl::StatusOr<AnchorIdentity> EvmChain::Describe() {
  return InChainCodes(DescribeNow());
}

absl::StatusOr<AnchorIdentity> EvmChain::DescribeNow() {
  RETURN_IF_ERROR(CheckNetwork());
  AnchorIdentity identity;
  identity.caip2 = id();
  identity.contract = FormatAddress(ContractAddress());
  identity.publisher = FormatAddress(sender_.address);
  ASSIGN_OR_RETURN(identity.first_nonce, node_.GetNonce(sender_.address));
  identity.from = absl::ToUnixSeconds(clock_.Now());
  return identity;
}

absl::StatusOr<std::string> EvmChain::Prepare(const Checkpoint& checkpoint) {
  return InChainCodes(PrepareNow(checkpoint));
}

absl::StatusOr<std::string> EvmChain::PrepareNow(const Checkpoint& checkpoint) {
  if (checkpoint.origin != options_.origin) {
    return absl::InvalidArgumentError("checkpoint: of another log");
  }
  RETURN_IF_ERROR(CheckNetwork());
  const AnchorCall call{Sha256(checkpoint.origin), checkpoint.root,
                        checkpoint.size};
  return SignCall(node_, sender_, {ContractAddress(), EncodeAnchorCall(call)});
}

absl::Status EvmChain::Submit(absl::string_view prepared) {
  return ToChainStatus(Broadcast(node_, prepared));
}

absl::StatusOr<PollResult> EvmChain::Poll(absl::string_view prepared) {
  return InChainCodes(PollNow(prepared));
}

absl::StatusOr<PollResult> EvmChain::PollNow(absl::string_view raw) {
  ASSIGN_OR_RETURN(const SignedTransaction signed_tx, DecodeOwn(raw));
  ASSIGN_OR_RETURN(const Address sender, RecoverSender(signed_tx));
  const Transaction& tx = signed_tx.transaction;
  if (sender != sender_.address || tx.chain_id != options_.chain_id ||
      tx.to != ContractAddress()) {
    return absl::InvalidArgumentError("transaction: not prepared here");
  }
  AnchoredEvent event{sender, {}};
  ASSIGN_OR_RETURN(event.call, DecodeAnchorCall(tx.data));
  const Digest32 hash = TransactionHash(raw);
  ASSIGN_OR_RETURN(const std::optional<TransactionReceipt> receipt,
                   node_.GetReceipt(hash));
  if (!receipt) return PollUnmined(hash, tx.nonce);
  return PollMined(raw, event, *receipt);
}

absl::StatusOr<PollResult> EvmChain::PollUnmined(const Digest32& hash,
                                                 std::uint64_t nonce) {
  // A node of a wrong chain knows nothing of ours: neither lost nor displaced.
  const absl::Status network = CheckChainId(node_, options_.chain_id);
  if (absl::IsFailedPrecondition(network)) {
    return absl::UnavailableError(network.message());
  }
  RETURN_IF_ERROR(network);
  ASSIGN_OR_RETURN(const std::uint64_t next, node_.GetNonce(sender_.address));
  // After the nonce, so that a block mined in between is not mistaken for one
  // with another transaction.
  ASSIGN_OR_RETURN(const bool known, node_.KnowsTransaction(hash));
  ASSIGN_OR_RETURN(const auto receipt, node_.GetReceipt(hash));
  if (known || receipt) return PollResult{Progress::kPending, {}};
  if (next > nonce) {
    return absl::FailedPreconditionError(
        absl::StrCat("account ", FormatAddress(sender_.address), ": nonce ",
                     nonce, " was used by another transaction"));
  }
  return PollResult{Progress::kLost, {}};
}

absl::StatusOr<PollResult> EvmChain::PollMined(
    absl::string_view raw, const AnchoredEvent& event,
    const TransactionReceipt& receipt) {
  const LogEntry* log = FindAnchored(receipt, ContractAddress(), event);
  if (!receipt.succeeded || log == nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat("transaction ", FormatData(AsBytes(receipt.tx_hash)),
                     ": mined without its event"));
  }
  ASSIGN_OR_RETURN(const Progress depth, DepthOf(node_, receipt.block_number,
                                                 options_.min_confirmations));
  ASSIGN_OR_RETURN(const std::optional<Block> block,
                   node_.GetBlock(FormatQuantity(receipt.block_number)));
  // Asked after the tags; another hash means that the chain is reorganising.
  if (!block || block->hash != receipt.block_hash) {
    return PollResult{Progress::kPending, {}};
  }
  PollResult result;
  result.progress = depth;
  result.attestation.set_chain(id());
  result.attestation.set_state(ToState(depth));
  v1::EvmAttestation* evm = result.attestation.mutable_evm();
  FillEvent(event, evm);
  FillPlace(receipt, *log, *block, evm);
  evm->set_raw_tx(std::string(raw));
  return result;
}

absl::Status EvmChain::Verify(const v1::Attestation& attestation,
                              const Checkpoint& checkpoint) {
  if (attestation.chain() != id() || !attestation.has_evm()) {
    return absl::DataLossError("attestation: not of this chain");
  }
  ExpectedAnchor expected;
  expected.chain_id = options_.chain_id;
  expected.contract = ContractAddress();
  expected.publisher = sender_.address;
  expected.call = {Sha256(checkpoint.origin), checkpoint.root, checkpoint.size};
  expected.min_confirmations = options_.min_confirmations;
  return ToVerifyStatus(CheckAnchor(node_, attestation.evm(), expected));
}

}  // namespace prescreen::anchor::evm
