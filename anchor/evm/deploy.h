// SPDX-License-Identifier: Apache-2.0
// What `prescreen chain deploy` and `prescreen chain status` do.
#ifndef PRESCREEN_ANCHOR_EVM_DEPLOY_H_
#define PRESCREEN_ANCHOR_EVM_DEPLOY_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "anchor/evm/address.h"
#include "anchor/evm/evm_chain.h"
#include "anchor/evm/sender.h"
#include "anchor/evm/uint256.h"
#include "base/crypto/hash.h"
#include "base/http_client.h"

namespace prescreen::anchor::evm {

struct DeployOptions {
  std::optional<std::uint64_t> chain_id;  // refused if the node's is another
  std::uint64_t max_fee_per_gas = kDefaultMaxFeePerGas;  // wei
  absl::Duration rpc_timeout = absl::Seconds(10);        // each call
  absl::Duration wait = absl::Minutes(5);  // for the transaction to be mined
  absl::Duration poll_interval = absl::Milliseconds(500);
};

struct DeployResult {
  Address contract{};
  std::uint64_t chain_id = 0;
  bool already_there = false;  // then nothing was sent, the rest is zero
  Digest32 tx_hash{};
  std::uint64_t block_number = 0;
  std::uint64_t gas_used = 0;
};

// Creates AnchorLog through the deterministic deployment proxy, paid by
// `private_key`, which must not be a publisher's (its nonces are counted).
// FailedPrecondition: another chain, no proxy, poor account, or the
// transaction failed; DeadlineExceeded: not mined within `wait` (run it
// again); Unavailable: the node cannot be asked.
absl::StatusOr<DeployResult> DeployContract(const std::string& rpc_url,
                                            absl::string_view private_key,
                                            HttpClient& http,
                                            const DeployOptions& options = {});

struct PublisherStatus {
  Address address{};
  Uint256 balance;          // wei
  std::uint64_t nonce = 0;  // transactions up to the latest block
};

struct ChainStatus {
  std::uint64_t chain_id = 0;
  std::uint64_t head = 0;  // block numbers
  std::optional<std::uint64_t> safe;
  std::optional<std::uint64_t> finalized;
  Address contract{};
  ContractState contract_state = ContractState::kMissing;
  Uint256 base_fee;  // of the next block, wei per gas
  std::optional<PublisherStatus> publisher;
};

// FailedPrecondition: the node refuses us or lacks a method; Unavailable: it
// cannot be asked.
absl::StatusOr<ChainStatus> GetChainStatus(
    const std::string& rpc_url, const std::optional<Address>& publisher,
    HttpClient& http, absl::Duration rpc_timeout = absl::Seconds(10));

}  // namespace prescreen::anchor::evm

#endif  // PRESCREEN_ANCHOR_EVM_DEPLOY_H_
