// SPDX-License-Identifier: Apache-2.0
// Recursive Length Prefix (Ethereum Yellow Paper, appendix B). Thread-safe.
#ifndef PRESCREEN_ANCHOR_EVM_RLP_H_
#define PRESCREEN_ANCHOR_EVM_RLP_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "anchor/evm/uint256.h"

namespace prescreen::anchor::evm {

// Lists nest at most this deep when decoded; transactions need three.
inline constexpr int kMaxRlpDepth = 32;

// A byte string or a list of items. A value type.
struct RlpItem {
  static RlpItem Bytes(absl::string_view bytes);
  static RlpItem Uint(std::uint64_t value);
  static RlpItem Uint(const Uint256& value);
  static RlpItem List(std::vector<RlpItem> items = {});

  bool is_list = false;
  std::string bytes;           // empty for a list
  std::vector<RlpItem> items;  // empty for a byte string

  // The integer that the byte string stands for. InvalidArgument: a list,
  // leading zeros, too long.
  absl::StatusOr<std::uint64_t> AsUint64() const;
  absl::StatusOr<Uint256> AsUint256() const;
};

std::string RlpEncode(const RlpItem& item);

// Exactly one item in its only valid encoding. InvalidArgument: anything else;
// ResourceExhausted: deeper than kMaxRlpDepth.
absl::StatusOr<RlpItem> RlpDecode(absl::string_view bytes);

}  // namespace prescreen::anchor::evm

#endif  // PRESCREEN_ANCHOR_EVM_RLP_H_
