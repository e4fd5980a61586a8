// SPDX-License-Identifier: Apache-2.0
// The Ethereum JSON-RPC methods (execution-apis) that anchoring needs, typed.
#ifndef PRESCREEN_ANCHOR_EVM_NODE_H_
#define PRESCREEN_ANCHOR_EVM_NODE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "anchor/evm/address.h"
#include "anchor/evm/json_rpc.h"
#include "anchor/evm/uint256.h"
#include "base/crypto/hash.h"
#include "base/http_client.h"

namespace prescreen::anchor::evm {

inline constexpr char kLatest[] = "latest";
inline constexpr char kSafe[] = "safe";
inline constexpr char kFinalized[] = "finalized";

struct Block {
  std::uint64_t number = 0;
  Digest32 hash{};
  std::int64_t timestamp = 0;  // unix seconds
};

struct LogEntry {
  Address address{};
  std::vector<Digest32> topics;
  std::string data;
  std::uint64_t log_index = 0;  // within the block
};

struct TransactionReceipt {
  Digest32 tx_hash{};
  std::uint64_t block_number = 0;
  Digest32 block_hash{};
  std::uint64_t tx_index = 0;
  bool succeeded = false;
  std::uint64_t gas_used = 0;
  std::vector<LogEntry> logs;
};

struct Fees {
  Uint256 base_fee;      // of the next block, wei per gas
  Uint256 priority_fee;  // what the node suggests, wei per gas
};

// One node. Not thread-safe. Errors of every method are JsonRpc's; a result of
// unexpected form is Unavailable. Nothing: the node answered null.
class Node {
 public:
  // `http` must outlive it; `url` and `timeout` as in JsonRpc.
  Node(std::string url, HttpClient& http, absl::Duration timeout);

  absl::StatusOr<std::uint64_t> ChainId();
  // `tag`: kLatest, kSafe, kFinalized, or FormatQuantity of a number. Nothing
  // also where the node does not know the tag.
  absl::StatusOr<std::optional<Block>> GetBlock(absl::string_view tag);
  absl::StatusOr<std::string> GetCode(const Address& address);
  absl::StatusOr<Uint256> GetBalance(const Address& address);
  // Transactions of `address` up to the latest block.
  absl::StatusOr<std::uint64_t> GetNonce(const Address& address);
  absl::StatusOr<std::uint64_t> EstimateGas(const Address& from,
                                            const Address& to,
                                            absl::string_view data);
  absl::StatusOr<Fees> GetFees();
  // The hash that the node answers.
  absl::StatusOr<Digest32> SendRawTransaction(absl::string_view raw);
  absl::StatusOr<std::optional<TransactionReceipt>> GetReceipt(
      const Digest32& tx_hash);
  // True if the node knows the transaction, pending or mined.
  absl::StatusOr<bool> KnowsTransaction(const Digest32& tx_hash);

 private:
  JsonRpc rpc_;
};

}  // namespace prescreen::anchor::evm

#endif  // PRESCREEN_ANCHOR_EVM_NODE_H_
