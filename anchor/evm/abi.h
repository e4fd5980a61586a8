// SPDX-License-Identifier: Apache-2.0
// The one call and the one event of AnchorLog (Solidity contract ABI).
// Thread-safe.
#ifndef PRESCREEN_ANCHOR_EVM_ABI_H_
#define PRESCREEN_ANCHOR_EVM_ABI_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "anchor/evm/address.h"
#include "base/crypto/hash.h"

namespace prescreen::anchor::evm {

inline constexpr char kAnchorSignature[] = "anchor(bytes32,bytes32,uint64)";
inline constexpr char kAnchoredSignature[] =
    "Anchored(address,bytes32,bytes32,uint64)";

// What a root is anchored as.
struct AnchorCall {
  Digest32 log_id{};  // SHA-256(origin)
  Digest32 root{};
  std::uint64_t tree_size = 0;
  friend bool operator==(const AnchorCall& a, const AnchorCall& b) {
    return a.log_id == b.log_id && a.root == b.root &&
           a.tree_size == b.tree_size;
  }
};

// Call data of anchor(logId, root, treeSize): 100 bytes. InvalidArgument:
// anything else.
std::string EncodeAnchorCall(const AnchorCall& call);
absl::StatusOr<AnchorCall> DecodeAnchorCall(absl::string_view data);

struct AnchoredEvent {
  Address publisher{};
  AnchorCall call;
  friend bool operator==(const AnchoredEvent& a, const AnchoredEvent& b) {
    return a.publisher == b.publisher && a.call == b.call;
  }
};

// A log entry of the event. InvalidArgument: anything else.
absl::StatusOr<AnchoredEvent> DecodeAnchoredEvent(
    absl::Span<const Digest32> topics, absl::string_view data);

}  // namespace prescreen::anchor::evm

#endif  // PRESCREEN_ANCHOR_EVM_ABI_H_
