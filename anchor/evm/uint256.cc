// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/uint256.h"

#include <algorithm>

namespace prescreen::anchor::evm {

__extension__ using Wide = unsigned __int128;

Uint256::Uint256(std::uint64_t value) {
  for (std::size_t i = 32; i-- > 24; value >>= 8) {
    bytes_[i] = static_cast<std::uint8_t>(value);
  }
}

absl::StatusOr<Uint256> Uint256::FromBytes(absl::string_view bytes) {
  Uint256 result;
  if (bytes.size() > result.bytes_.size()) {
    return absl::InvalidArgumentError("integer: longer than 256 bits");
  }
  std::copy(bytes.begin(), bytes.end(),
            result.bytes_.end() - static_cast<std::ptrdiff_t>(bytes.size()));
  return result;
}

std::string Uint256::ToMinimalBytes() const {
  const auto first = std::find_if(bytes_.begin(), bytes_.end(),
                                  [](std::uint8_t b) { return b != 0; });
  return std::string(first, bytes_.end());
}

std::optional<std::uint64_t> Uint256::ToUint64() const {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes_.size(); ++i) {
    if (i < 24 && bytes_[i] != 0) return std::nullopt;
    value = (value << 8) | bytes_[i];
  }
  return value;
}

std::string Uint256::ToDecimal() const {
  std::array<std::uint8_t, 32> rest = bytes_;
  std::string digits;
  do {
    unsigned remainder = 0;
    for (std::uint8_t& byte : rest) {
      const unsigned value = (remainder << 8) | byte;
      byte = static_cast<std::uint8_t>(value / 10);
      remainder = value % 10;
    }
    digits.push_back(static_cast<char>('0' + remainder));
  } while (std::any_of(rest.begin(), rest.end(),
                       [](std::uint8_t b) { return b != 0; }));
  std::reverse(digits.begin(), digits.end());
  return digits;
}

std::optional<Uint256> Uint256::Add(const Uint256& a, const Uint256& b) {
  Uint256 sum;
  unsigned carry = 0;
  for (std::size_t i = 32; i-- > 0;) {
    carry += static_cast<unsigned>(a.bytes_[i]) + b.bytes_[i];
    sum.bytes_[i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
  if (carry != 0) return std::nullopt;
  return sum;
}

std::optional<Uint256> Uint256::Multiply(const Uint256& a, std::uint64_t b) {
  Uint256 product;
  Wide carry = 0;
  for (std::size_t i = 32; i-- > 0;) {
    carry += static_cast<Wide>(a.bytes_[i]) * b;
    product.bytes_[i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
  if (carry != 0) return std::nullopt;
  return product;
}

}  // namespace prescreen::anchor::evm
