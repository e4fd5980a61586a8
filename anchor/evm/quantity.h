// SPDX-License-Identifier: Apache-2.0
// Hex encodings of Ethereum JSON-RPC (execution-apis, "Hex value encoding").
// Thread-safe; errors are InvalidArgument.
#ifndef PRESCREEN_ANCHOR_EVM_QUANTITY_H_
#define PRESCREEN_ANCHOR_EVM_QUANTITY_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "anchor/evm/uint256.h"
#include "base/crypto/hash.h"

namespace prescreen::anchor::evm {

// `0x0`, `0x41`; leading zeros are refused.
std::string FormatQuantity(std::uint64_t value);
absl::StatusOr<std::uint64_t> ParseQuantity(absl::string_view text);
absl::StatusOr<Uint256> ParseQuantity256(absl::string_view text);

// `0x` and two digits a byte.
std::string FormatData(absl::string_view bytes);
absl::StatusOr<std::string> ParseData(absl::string_view text);

// Exactly 32 bytes.
absl::StatusOr<Digest32> ParseHash(absl::string_view text);
absl::StatusOr<Digest32> ToDigest32(absl::string_view bytes);

}  // namespace prescreen::anchor::evm

#endif  // PRESCREEN_ANCHOR_EVM_QUANTITY_H_
