// SPDX-License-Identifier: Apache-2.0
// The bits of a status list (W3C Bitstring Status List 1.0 sections 2.1, 2.2
// and 3.4). Thread-safe.
#ifndef PRESCREEN_SERVER_STATUS_BITSTRING_H_
#define PRESCREEN_SERVER_STATUS_BITSTRING_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace prescreen {

// 134 million entries; a list of all people on a register fits.
inline constexpr std::size_t kMaxBitstringBytes = 16u << 20;

// `encoded_list`: multibase `u` (base64url without padding; lists of earlier
// drafts without that prefix are refused, since the specification demands it)
// of one gzip member and nothing else. InvalidArgument: anything else;
// ResourceExhausted: more than `max_bytes`, found out while inflating, never
// after.
absl::StatusOr<std::string> ExpandBitstring(
    absl::string_view encoded_list, std::size_t max_bytes = kMaxBitstringBytes);

// Index 0 is the left-most (most significant) bit of the first byte.
// `index` < 8 · bits.size().
bool BitAt(absl::string_view bits, std::uint64_t index);

// A non-negative integer in base 10 without sign, spaces or leading zeros.
// One that no list can hold becomes UINT64_MAX. nullopt: malformed.
std::optional<std::uint64_t> ParseStatusIndex(absl::string_view text);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_STATUS_BITSTRING_H_
