// SPDX-License-Identifier: Apache-2.0
// Checking an attestation against a node, trusting nothing in it.
#ifndef PRESCREEN_ANCHOR_EVM_ANCHOR_CHECK_H_
#define PRESCREEN_ANCHOR_EVM_ANCHOR_CHECK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "anchor/chain.h"
#include "anchor/evm/abi.h"
#include "anchor/evm/address.h"
#include "anchor/evm/node.h"
#include "anchor/receipt.h"
#include "prescreen/v1/receipt.pb.h"

namespace prescreen::anchor::evm {

// What an attestation must be about, from sources other than itself.
struct ExpectedAnchor {
  std::uint64_t chain_id = 0;
  Address contract{};
  Address publisher{};
  AnchorCall call;
  std::uint64_t first_nonce = 0;      // of the publisher for this log
  std::optional<std::int64_t> until;  // unix seconds; events after do not count
  std::uint64_t min_confirmations = 0;  // blocks on top, besides `finalized`
};

struct AnchorCheck {
  std::vector<CheckLine> lines;
  absl::Status node_status;  // why the node could not be asked
};

AnchorCheck CheckAnchor(Node& node, const v1::EvmAttestation& attestation,
                        const ExpectedAnchor& expected);

// The entry of `contract` in `receipt` with exactly this event, or nullptr.
// Valid as long as `receipt` is.
const LogEntry* FindAnchored(const TransactionReceipt& receipt,
                             const Address& contract,
                             const AnchoredEvent& event);

// kIncluded, kSafe or kFinal for a block of this number, as the node's tags
// stand. Whether the block is canonical must be asked afterwards.
absl::StatusOr<Progress> DepthOf(Node& node, std::uint64_t block_number,
                                 std::uint64_t min_confirmations);

}  // namespace prescreen::anchor::evm

#endif  // PRESCREEN_ANCHOR_EVM_ANCHOR_CHECK_H_
