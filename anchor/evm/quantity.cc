// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/quantity.h"

#include <algorithm>
#include <optional>

#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace prescreen::anchor::evm {

std::string FormatQuantity(std::uint64_t value) {
  std::string digits = HexEncode(Uint256(value).ToMinimalBytes());
  if (digits.empty()) return "0x0";
  if (digits[0] == '0') digits.erase(0, 1);
  return "0x" + digits;
}

absl::StatusOr<Uint256> ParseQuantity256(absl::string_view text) {
  if (!absl::ConsumePrefix(&text, "0x") || text.empty() ||
      (text.size() > 1 && text[0] == '0')) {
    return absl::InvalidArgumentError("quantity: malformed");
  }
  const std::string even =
      (text.size() % 2 == 1 ? "0" : "") + std::string(text);
  ASSIGN_OR_RETURN(const std::string bytes, HexDecode(even));
  return Uint256::FromBytes(bytes);
}

absl::StatusOr<std::uint64_t> ParseQuantity(absl::string_view text) {
  ASSIGN_OR_RETURN(const Uint256 wide, ParseQuantity256(text));
  const std::optional<std::uint64_t> value = wide.ToUint64();
  if (!value) return absl::InvalidArgumentError("quantity: out of range");
  return *value;
}

std::string FormatData(absl::string_view bytes) {
  return "0x" + HexEncode(bytes);
}

absl::StatusOr<std::string> ParseData(absl::string_view text) {
  if (!absl::ConsumePrefix(&text, "0x")) {
    return absl::InvalidArgumentError("data: no 0x");
  }
  return HexDecode(text);
}

absl::StatusOr<Digest32> ToDigest32(absl::string_view bytes) {
  Digest32 digest;
  if (bytes.size() != digest.size()) {
    return absl::InvalidArgumentError("digest: not 32 bytes");
  }
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

absl::StatusOr<Digest32> ParseHash(absl::string_view text) {
  ASSIGN_OR_RETURN(const std::string bytes, ParseData(text));
  return ToDigest32(bytes);
}

}  // namespace prescreen::anchor::evm
