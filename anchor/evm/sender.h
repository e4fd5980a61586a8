// SPDX-License-Identifier: Apache-2.0
// Making and broadcasting one transaction of an account of our own.
#ifndef PRESCREEN_ANCHOR_EVM_SENDER_H_
#define PRESCREEN_ANCHOR_EVM_SENDER_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "anchor/evm/address.h"
#include "anchor/evm/node.h"
#include "anchor/evm/transaction.h"

namespace prescreen::anchor::evm {

// A call that some account pays for.
struct Call {
  Address to{};
  std::string data;
};

// Who sends, and how much it may cost.
struct Sender {
  std::uint64_t chain_id = 0;
  std::string private_key;            // 32 bytes
  Address address{};                  // of that key
  std::uint64_t max_fee_per_gas = 0;  // cap, in wei
};

// FailedPrecondition: the node serves another chain.
absl::Status CheckChainId(Node& node, std::uint64_t chain_id);

// What AnchorLog's address holds.
enum class ContractState { kMissing, kOther, kPresent };
absl::StatusOr<ContractState> GetContractState(Node& node);

// A signed transaction with the account's next nonce, gas as estimated plus a
// quarter, room for the base fee to double. FailedPrecondition: the balance
// cannot pay it; Unavailable: fees are above the cap now, or the node cannot be
// asked or refuses to estimate.
absl::StatusOr<std::string> SignCall(Node& node, const Sender& sender,
                                     const Call& call);

// DecodeTransaction of what SignCall made. InvalidArgument: it cannot be.
absl::StatusOr<SignedTransaction> DecodeOwn(absl::string_view raw);

// Broadcasts; a transaction that the node already knows or has mined is OK.
// InvalidArgument: `raw` is no transaction; FailedPrecondition: its nonce was
// used by another, its chain is another, or the balance cannot pay it;
// Unavailable: the node did not take it now.
absl::Status Broadcast(Node& node, absl::string_view raw);

// Node's codes as anchor::Chain names them: Unavailable, FailedPrecondition.
absl::Status ToChainStatus(const absl::Status& status);

}  // namespace prescreen::anchor::evm

#endif  // PRESCREEN_ANCHOR_EVM_SENDER_H_
