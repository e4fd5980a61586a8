// SPDX-License-Identifier: Apache-2.0
// 256-bit unsigned integers, as far as fees and balances need them.
// Thread-safe.
#ifndef PRESCREEN_ANCHOR_EVM_UINT256_H_
#define PRESCREEN_ANCHOR_EVM_UINT256_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace prescreen::anchor::evm {

// A value type; big-endian, so that byte order is numeric order.
class Uint256 {
 public:
  constexpr Uint256() = default;  // 0
  explicit Uint256(std::uint64_t value);

  // At most 32 big-endian bytes, leading zeros allowed. InvalidArgument:
  // longer.
  static absl::StatusOr<Uint256> FromBytes(absl::string_view bytes);

  // Big-endian without leading zeros; "" for 0, as RLP wants it.
  std::string ToMinimalBytes() const;
  // Nothing if it does not fit.
  std::optional<std::uint64_t> ToUint64() const;
  std::string ToDecimal() const;

  friend bool operator==(const Uint256& a, const Uint256& b) {
    return a.bytes_ == b.bytes_;
  }
  friend bool operator<(const Uint256& a, const Uint256& b) {
    return a.bytes_ < b.bytes_;
  }

  // Nothing if the result does not fit.
  static std::optional<Uint256> Add(const Uint256& a, const Uint256& b);
  static std::optional<Uint256> Multiply(const Uint256& a, std::uint64_t b);

 private:
  std::array<std::uint8_t, 32> bytes_{};
};

}  // namespace prescreen::anchor::evm

#endif  // PRESCREEN_ANCHOR_EVM_UINT256_H_
