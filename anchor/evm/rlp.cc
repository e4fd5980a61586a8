// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/rlp.h"

#include <utility>

#include "base/status_macros.h"

namespace prescreen::anchor::evm {
namespace {

constexpr std::uint8_t kStringOffset = 0x80;
constexpr std::uint8_t kListOffset = 0xc0;
constexpr std::size_t kMaxShortLength = 55;

std::string EncodePrefix(std::uint8_t offset, std::size_t length) {
  if (length <= kMaxShortLength) {
    return std::string(1, static_cast<char>(offset + length));
  }
  const std::string digits = Uint256(length).ToMinimalBytes();
  return std::string(
             1, static_cast<char>(offset + kMaxShortLength + digits.size())) +
         digits;
}

// What stands at the front of some bytes.
struct Header {
  bool is_list = false;
  std::size_t payload_offset = 0;
  std::size_t payload_size = 0;
};

absl::StatusOr<std::size_t> ReadLongLength(absl::string_view digits) {
  if (digits.size() > sizeof(std::size_t) || digits[0] == '\0') {
    return absl::InvalidArgumentError("RLP: malformed length");
  }
  std::size_t length = 0;
  for (const char digit : digits) {
    length = (length << 8) | static_cast<std::uint8_t>(digit);
  }
  if (length <= kMaxShortLength) {
    return absl::InvalidArgumentError("RLP: length is not in its short form");
  }
  return length;
}

absl::StatusOr<Header> ReadHeader(absl::string_view bytes) {
  if (bytes.empty()) return absl::InvalidArgumentError("RLP: truncated");
  const auto first = static_cast<std::uint8_t>(bytes[0]);
  Header header;
  if (first < kStringOffset) {
    header.payload_size = 1;
    return header;
  }
  header.is_list = first >= kListOffset;
  const std::size_t code =
      first - (header.is_list ? kListOffset : kStringOffset);
  header.payload_offset = 1;
  header.payload_size = code;
  if (code > kMaxShortLength) {
    const std::size_t digits = code - kMaxShortLength;
    if (bytes.size() - 1 < digits) {
      return absl::InvalidArgumentError("RLP: truncated length");
    }
    header.payload_offset += digits;
    ASSIGN_OR_RETURN(header.payload_size,
                     ReadLongLength(bytes.substr(1, digits)));
  }
  if (bytes.size() - header.payload_offset < header.payload_size) {
    return absl::InvalidArgumentError("RLP: truncated");
  }
  return header;
}

absl::StatusOr<RlpItem> Consume(absl::string_view* bytes, int depth) {
  if (depth > kMaxRlpDepth) {
    return absl::ResourceExhaustedError("RLP: nested too deep");
  }
  ASSIGN_OR_RETURN(const Header header, ReadHeader(*bytes));
  absl::string_view payload =
      bytes->substr(header.payload_offset, header.payload_size);
  bytes->remove_prefix(header.payload_offset + header.payload_size);
  if (!header.is_list) {
    if (header.payload_offset == 1 && payload.size() == 1 &&
        static_cast<std::uint8_t>(payload[0]) < kStringOffset) {
      return absl::InvalidArgumentError("RLP: a single byte has a prefix");
    }
    return RlpItem::Bytes(payload);
  }
  RlpItem list = RlpItem::List();
  while (!payload.empty()) {
    ASSIGN_OR_RETURN(RlpItem item, Consume(&payload, depth + 1));
    list.items.push_back(std::move(item));
  }
  return list;
}

}  // namespace

RlpItem RlpItem::Bytes(absl::string_view bytes) {
  RlpItem item;
  item.bytes = std::string(bytes);
  return item;
}

RlpItem RlpItem::Uint(std::uint64_t value) { return Uint(Uint256(value)); }

RlpItem RlpItem::Uint(const Uint256& value) {
  return Bytes(value.ToMinimalBytes());
}

RlpItem RlpItem::List(std::vector<RlpItem> items) {
  RlpItem item;
  item.is_list = true;
  item.items = std::move(items);
  return item;
}

absl::StatusOr<Uint256> RlpItem::AsUint256() const {
  if (is_list) return absl::InvalidArgumentError("RLP: list for an integer");
  if (!bytes.empty() && bytes[0] == '\0') {
    return absl::InvalidArgumentError("RLP: integer with leading zeros");
  }
  return Uint256::FromBytes(bytes);
}

absl::StatusOr<std::uint64_t> RlpItem::AsUint64() const {
  ASSIGN_OR_RETURN(const Uint256 wide, AsUint256());
  const std::optional<std::uint64_t> value = wide.ToUint64();
  if (!value) return absl::InvalidArgumentError("RLP: integer out of range");
  return *value;
}

std::string RlpEncode(const RlpItem& item) {
  if (!item.is_list) {
    if (item.bytes.size() == 1 &&
        static_cast<std::uint8_t>(item.bytes[0]) < kStringOffset) {
      return item.bytes;
    }
    return EncodePrefix(kStringOffset, item.bytes.size()) + item.bytes;
  }
  std::string payload;
  for (const RlpItem& element : item.items) payload += RlpEncode(element);
  return EncodePrefix(kListOffset, payload.size()) + payload;
}

absl::StatusOr<RlpItem> RlpDecode(absl::string_view bytes) {
  ASSIGN_OR_RETURN(RlpItem item, Consume(&bytes, 0));
  if (!bytes.empty()) return absl::InvalidArgumentError("RLP: trailing bytes");
  return item;
}

}  // namespace prescreen::anchor::evm
