// SPDX-License-Identifier: Apache-2.0
// EIP-1559 transactions (EIP-2718 type 2) with an empty access list.
// Thread-safe.
#ifndef PRESCREEN_ANCHOR_EVM_TRANSACTION_H_
#define PRESCREEN_ANCHOR_EVM_TRANSACTION_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "anchor/evm/address.h"
#include "anchor/evm/uint256.h"
#include "base/crypto/hash.h"
#include "base/crypto/secp256k1.h"

namespace prescreen::anchor::evm {

// Fees in wei per gas, value in wei.
struct Transaction {
  std::uint64_t chain_id = 0;
  std::uint64_t nonce = 0;
  Uint256 max_priority_fee_per_gas;
  Uint256 max_fee_per_gas;
  std::uint64_t gas_limit = 0;
  std::optional<Address> to;  // none: creates a contract
  Uint256 value;
  std::string data;
};

struct SignedTransaction {
  Transaction transaction;
  RecoverableSignature signature;
};

// The EIP-2718 bytes to broadcast. InvalidArgument: no private key.
absl::StatusOr<std::string> SignTransaction(const Transaction& transaction,
                                            absl::string_view private_key);

// The only valid encoding of a transaction that a node could accept: priority
// fee at most the maximum fee, gas limit × maximum fee below 2^256, signature
// in range and with low s (EIP-2). InvalidArgument: anything else;
// Unimplemented: another type, or an access list.
absl::StatusOr<SignedTransaction> DecodeTransaction(absl::string_view raw);

// Keccak-256 of the bytes: the transaction's name on its chain.
Digest32 TransactionHash(absl::string_view raw);

// The account that signed. InvalidArgument: nobody can have.
absl::StatusOr<Address> RecoverSender(const SignedTransaction& transaction);

}  // namespace prescreen::anchor::evm

#endif  // PRESCREEN_ANCHOR_EVM_TRANSACTION_H_
