// SPDX-License-Identifier: Apache-2.0
// Strict text and integer encodings. Every decoder refuses non-canonical input:
// trailing bytes, white space, wrong padding, set unused bits. All functions
// are thread-safe; errors are InvalidArgument unless said.
#ifndef PRESCREEN_BASE_ENCODING_H_
#define PRESCREEN_BASE_ENCODING_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace prescreen {

// Lower-case hexadecimal. The decoder takes either case, no prefix.
std::string HexEncode(absl::string_view bytes);
absl::StatusOr<std::string> HexDecode(absl::string_view text);

// RFC 4648 section 4, with padding.
std::string Base64Encode(absl::string_view bytes);
absl::StatusOr<std::string> Base64Decode(absl::string_view text);

// RFC 4648 section 5, without padding (RFC 7515 section 2).
std::string Base64UrlEncode(absl::string_view bytes);
absl::StatusOr<std::string> Base64UrlDecode(absl::string_view text);

// Base58 with the Bitcoin alphabet. Work is quadratic, so the decoder refuses
// more than kMaxBase58Chars characters with ResourceExhausted.
inline constexpr std::size_t kMaxBase58Chars = 1024;
std::string Base58BtcEncode(absl::string_view bytes);
absl::StatusOr<std::string> Base58BtcDecode(absl::string_view text);

// Multibase (W3C Controlled Identifiers section 2.4): prefix `z` is
// base58btc, `u` is base64url without padding. Unimplemented: another prefix.
std::string MultibaseEncodeBase58Btc(absl::string_view bytes);
absl::StatusOr<std::string> MultibaseDecode(absl::string_view text);

// Unsigned LEB128, as multicodec prefixes use it. Consume removes the integer
// from the front of `bytes`; non-minimal forms are refused.
std::string VarintEncode(std::uint64_t value);
absl::StatusOr<std::uint64_t> VarintConsume(absl::string_view* bytes);

// Big-endian integers. ReadBigEndian64 needs exactly 8 bytes.
std::string BigEndian32(std::uint32_t value);
std::string BigEndian64(std::uint64_t value);
absl::StatusOr<std::uint64_t> ReadBigEndian64(absl::string_view bytes);

// True if `text` is well-formed UTF-8 (RFC 3629: no surrogates, no overlongs).
bool IsValidUtf8(absl::string_view text);

}  // namespace prescreen

#endif  // PRESCREEN_BASE_ENCODING_H_
