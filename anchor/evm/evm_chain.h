// SPDX-License-Identifier: Apache-2.0
// Anchoring on an EVM chain: one AnchorLog event for each checkpoint.
#ifndef PRESCREEN_ANCHOR_EVM_EVM_CHAIN_H_
#define PRESCREEN_ANCHOR_EVM_EVM_CHAIN_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "anchor/chain.h"
#include "anchor/evm/abi.h"
#include "anchor/evm/node.h"
#include "anchor/evm/sender.h"
#include "base/clock.h"
#include "base/http_client.h"

namespace prescreen::anchor::evm {

// Well above what a chain has cost for long; a transaction pays the base fee
// of its block, not this.
inline constexpr std::uint64_t kDefaultMaxFeePerGas = 200'000'000'000;  // wei

struct EvmChainOptions {
  std::string rpc_url;  // of a JSON-RPC node; may hold an access token
  std::uint64_t chain_id = 0;
  // 32 bytes. The account must send nothing but this log's anchors, and only
  // through one EvmChain at a time.
  std::string private_key;
  std::string origin;  // of the log; logId is its SHA-256
  // Blocks on top of an anchor's before it is FINAL, besides `finalized`.
  std::uint64_t min_confirmations = 1;
  std::uint64_t max_fee_per_gas = kDefaultMaxFeePerGas;  // wei
  absl::Duration rpc_timeout = absl::Seconds(10);        // each call
};

// Not thread-safe. What Prepare returns are the EIP-2718 bytes of a signed
// EIP-1559 transaction with the account's next nonce: the caller prepares
// nothing new while an earlier one may still be mined.
class EvmChain final : public Chain {
 public:
  // `http` and `clock` must outlive it. The node is not asked yet.
  // InvalidArgument: no private key, an origin that cannot be, a zero chain id.
  static absl::StatusOr<std::unique_ptr<EvmChain>> New(EvmChainOptions options,
                                                       HttpClient& http,
                                                       const Clock& clock);
  EvmChain(const EvmChain&) = delete;
  EvmChain& operator=(const EvmChain&) = delete;
  ~EvmChain() override;

  std::string id() const override;
  bool is_public() const override { return true; }
  absl::StatusOr<AnchorIdentity> Describe() override;
  absl::StatusOr<std::string> Prepare(const Checkpoint& checkpoint) override;
  absl::Status Submit(absl::string_view prepared) override;
  absl::StatusOr<PollResult> Poll(absl::string_view prepared) override;
  absl::Status Verify(const v1::Attestation& attestation,
                      const Checkpoint& checkpoint) override;
  absl::StatusOr<double> Balance() override;

 private:
  EvmChain(EvmChainOptions options, const Address& publisher, HttpClient& http,
           const Clock& clock);

  // Chain id and contract are what they must be.
  absl::Status CheckNetwork();
  absl::StatusOr<AnchorIdentity> DescribeNow();
  absl::StatusOr<std::string> PrepareNow(const Checkpoint& checkpoint);
  absl::StatusOr<PollResult> PollNow(absl::string_view raw);
  absl::StatusOr<PollResult> PollUnmined(const Digest32& hash,
                                         std::uint64_t nonce);
  absl::StatusOr<PollResult> PollMined(absl::string_view raw,
                                       const AnchoredEvent& event,
                                       const TransactionReceipt& receipt);

  EvmChainOptions options_;
  Sender sender_;
  Node node_;
  const Clock& clock_;
};

}  // namespace prescreen::anchor::evm

#endif  // PRESCREEN_ANCHOR_EVM_EVM_CHAIN_H_
