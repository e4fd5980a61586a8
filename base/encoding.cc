// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"

#include <array>
#include <cstring>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";
constexpr char kBase64Alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char kBase64UrlAlphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr char kBase58Alphabet[] =
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

// Marks a character outside the alphabet; above every valid table entry.
constexpr std::uint32_t kInvalid = 1u << 24;

// Value of each character, or kInvalid.
using DecodeTable = std::array<std::uint32_t, 256>;

constexpr DecodeTable MakeTable(const char* alphabet, int shift) {
  DecodeTable table{};
  for (auto& entry : table) entry = kInvalid;
  for (std::uint32_t i = 0; alphabet[i] != '\0'; ++i) {
    table[static_cast<std::uint8_t>(alphabet[i])] = i << shift;
  }
  return table;
}

constexpr DecodeTable MakeHexTable() {
  DecodeTable table = MakeTable(kHexDigits, 0);
  for (std::uint32_t i = 0; i < 6; ++i) table['A' + i] = 10 + i;
  return table;
}

// One table for each of a group's four characters, shifted into place.
struct Base64Tables {
  DecodeTable place[4];
};

constexpr Base64Tables MakeBase64Tables(const char* alphabet) {
  return {{MakeTable(alphabet, 18), MakeTable(alphabet, 12),
           MakeTable(alphabet, 6), MakeTable(alphabet, 0)}};
}

constexpr DecodeTable kHexTable = MakeHexTable();
constexpr DecodeTable kBase58Table = MakeTable(kBase58Alphabet, 0);
constexpr Base64Tables kBase64Tables = MakeBase64Tables(kBase64Alphabet);
constexpr Base64Tables kBase64UrlTables = MakeBase64Tables(kBase64UrlAlphabet);

absl::Status Invalid(absl::string_view what, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(what, ": ", why));
}

const std::uint8_t* Bytes(absl::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

// Without padding.
std::string EncodeBase64(absl::string_view bytes, const char* alphabet) {
  std::string out((bytes.size() * 4 + 2) / 3, '\0');
  const std::uint8_t* in = Bytes(bytes);
  char* to = out.data();
  std::size_t left = bytes.size();
  for (; left >= 3; left -= 3, in += 3, to += 4) {
    const std::uint32_t group = static_cast<std::uint32_t>(in[0]) << 16 |
                                static_cast<std::uint32_t>(in[1]) << 8 | in[2];
    to[0] = alphabet[group >> 18];
    to[1] = alphabet[group >> 12 & 63];
    to[2] = alphabet[group >> 6 & 63];
    to[3] = alphabet[group & 63];
  }
  if (left > 0) {
    const std::uint32_t group =
        static_cast<std::uint32_t>(in[0]) << 16 |
        (left == 2 ? static_cast<std::uint32_t>(in[1]) << 8 : 0);
    to[0] = alphabet[group >> 18];
    to[1] = alphabet[group >> 12 & 63];
    if (left == 2) to[2] = alphabet[group >> 6 & 63];
  }
  return out;
}

// `text` holds no padding.
absl::StatusOr<std::string> DecodeBase64(absl::string_view what,
                                         absl::string_view text,
                                         const Base64Tables& tables) {
  const std::size_t tail = text.size() % 4;
  if (tail == 1) return Invalid(what, "impossible length");
  const std::size_t groups = text.size() / 4;
  std::string out(groups * 3 + (tail > 0 ? tail - 1 : 0), '\0');
  const auto& place = tables.place;
  const std::uint8_t* in = Bytes(text);
  char* to = out.data();
  std::uint32_t seen = 0;
  for (std::size_t i = 0; i < groups; ++i, in += 4, to += 3) {
    const std::uint32_t group =
        place[0][in[0]] | place[1][in[1]] | place[2][in[2]] | place[3][in[3]];
    seen |= group;
    to[0] = static_cast<char>(group >> 16);
    to[1] = static_cast<char>(group >> 8);
    to[2] = static_cast<char>(group);
  }
  if (tail > 0) {
    const std::uint32_t group =
        place[0][in[0]] | place[1][in[1]] | (tail == 3 ? place[2][in[2]] : 0);
    seen |= group;
    const std::uint32_t unused = tail == 2 ? 0xffff : 0xff;
    if (seen < kInvalid && (group & unused) != 0) {
      return Invalid(what, "unused bits are set");
    }
    to[0] = static_cast<char>(group >> 16);
    if (tail == 3) to[1] = static_cast<char>(group >> 8);
  }
  if (seen >= kInvalid) return Invalid(what, "character outside the alphabet");
  return out;
}

// The number of leading characters of `text` equal to `c`.
std::size_t CountLeading(absl::string_view text, char c) {
  std::size_t count = 0;
  while (count < text.size() && text[count] == c) ++count;
  return count;
}

std::string BigEndian(std::uint64_t value, int size) {
  std::string out(static_cast<std::size_t>(size), '\0');
  for (auto it = out.rbegin(); it != out.rend(); ++it, value >>= 8) {
    *it = static_cast<char>(value & 0xff);
  }
  return out;
}

bool IsContinuation(std::uint8_t byte) { return (byte & 0xc0) == 0x80; }

// Length of the well-formed sequence at `p`, which starts with a byte above
// 0x7f; 0 if malformed. RFC 3629 section 4.
std::size_t Utf8SequenceLength(const std::uint8_t* p, std::size_t left) {
  const std::uint8_t lead = p[0];
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const std::size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (left < length) return 0;
  std::uint8_t lowest = 0x80;
  std::uint8_t highest = 0xbf;
  if (lead == 0xe0) lowest = 0xa0;
  if (lead == 0xed) highest = 0x9f;
  if (lead == 0xf0) lowest = 0x90;
  if (lead == 0xf4) highest = 0x8f;
  if (p[1] < lowest || p[1] > highest) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (!IsContinuation(p[i])) return 0;
  }
  return length;
}

}  // namespace

std::string HexEncode(absl::string_view bytes) {
  std::string out(bytes.size() * 2, '\0');
  char* to = out.data();
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    *to++ = kHexDigits[byte >> 4];
    *to++ = kHexDigits[byte & 15];
  }
  return out;
}

absl::StatusOr<std::string> HexDecode(absl::string_view text) {
  if (text.size() % 2 != 0) return Invalid("hex", "odd length");
  std::string out(text.size() / 2, '\0');
  const std::uint8_t* in = Bytes(text);
  std::uint32_t seen = 0;
  for (char& to : out) {
    const std::uint32_t high = kHexTable[*in++];
    const std::uint32_t low = kHexTable[*in++];
    seen |= high | low;
    to = static_cast<char>(high << 4 | low);
  }
  if (seen >= kInvalid) return Invalid("hex", "character outside the alphabet");
  return out;
}

std::string Base64Encode(absl::string_view bytes) {
  std::string out = EncodeBase64(bytes, kBase64Alphabet);
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

absl::StatusOr<std::string> Base64Decode(absl::string_view text) {
  if (text.size() % 4 != 0) return Invalid("base64", "impossible length");
  for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i) {
    text.remove_suffix(1);
  }
  return DecodeBase64("base64", text, kBase64Tables);
}

std::string Base64UrlEncode(absl::string_view bytes) {
  return EncodeBase64(bytes, kBase64UrlAlphabet);
}

absl::StatusOr<std::string> Base64UrlDecode(absl::string_view text) {
  return DecodeBase64("base64url", text, kBase64UrlTables);
}

std::string Base58BtcEncode(absl::string_view bytes) {
  const std::size_t zeros = CountLeading(bytes, '\0');
  std::vector<std::uint8_t> digits;  // least significant first
  for (const char c : bytes.substr(zeros)) {
    std::uint32_t carry = static_cast<std::uint8_t>(c);
    for (std::uint8_t& digit : digits) {
      carry += static_cast<std::uint32_t>(digit) << 8;
      digit = static_cast<std::uint8_t>(carry % 58);
      carry /= 58;
    }
    for (; carry > 0; carry /= 58) {
      digits.push_back(static_cast<std::uint8_t>(carry % 58));
    }
  }
  std::string out(zeros, kBase58Alphabet[0]);
  for (auto it = digits.rbegin(); it != digits.rend(); ++it) {
    out.push_back(kBase58Alphabet[*it]);
  }
  return out;
}

absl::StatusOr<std::string> Base58BtcDecode(absl::string_view text) {
  if (text.size() > kMaxBase58Chars) {
    return absl::ResourceExhaustedError("base58: too long");
  }
  const std::size_t zeros = CountLeading(text, kBase58Alphabet[0]);
  std::vector<std::uint32_t> limbs;  // least significant first
  for (const char c : text.substr(zeros)) {
    const std::uint32_t digit = kBase58Table[static_cast<std::uint8_t>(c)];
    if (digit == kInvalid) {
      return Invalid("base58", "character outside the alphabet");
    }
    std::uint64_t carry = digit;
    for (std::uint32_t& limb : limbs) {
      carry += std::uint64_t{limb} * 58;
      limb = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry > 0) limbs.push_back(static_cast<std::uint32_t>(carry));
  }
  std::string number;
  for (auto it = limbs.rbegin(); it != limbs.rend(); ++it) {
    number += BigEndian(*it, 4);
  }
  number.erase(0, CountLeading(number, '\0'));
  return std::string(zeros, '\0') + number;
}

std::string MultibaseEncodeBase58Btc(absl::string_view bytes) {
  return "z" + Base58BtcEncode(bytes);
}

absl::StatusOr<std::string> MultibaseDecode(absl::string_view text) {
  if (text.empty()) return Invalid("multibase", "empty");
  const char prefix = text.front();
  text.remove_prefix(1);
  if (prefix == 'z') return Base58BtcDecode(text);
  if (prefix == 'u') return Base64UrlDecode(text);
  return absl::UnimplementedError("multibase: unknown prefix");
}

std::string VarintEncode(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) {
    out.push_back(static_cast<char>(value | 0x80));
  }
  out.push_back(static_cast<char>(value));
  return out;
}

absl::StatusOr<std::uint64_t> VarintConsume(absl::string_view* bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes->size() && i < 10; ++i) {
    const auto byte = static_cast<std::uint8_t>((*bytes)[i]);
    if (i == 9 && byte > 1) break;  // beyond 64 bits
    value |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
    if (byte >= 0x80) continue;
    if (byte == 0 && i > 0) return Invalid("varint", "not minimal");
    bytes->remove_prefix(i + 1);
    return value;
  }
  if (bytes->size() < 10) return Invalid("varint", "cut off");
  return Invalid("varint", "more than 64 bits");
}

std::string BigEndian32(std::uint32_t value) { return BigEndian(value, 4); }

std::string BigEndian64(std::uint64_t value) { return BigEndian(value, 8); }

absl::StatusOr<std::uint64_t> ReadBigEndian64(absl::string_view bytes) {
  if (bytes.size() != 8) return Invalid("integer", "not 8 bytes");
  std::uint64_t value = 0;
  for (const char c : bytes) {
    value = value << 8 | static_cast<std::uint8_t>(c);
  }
  return value;
}

bool IsValidUtf8(absl::string_view text) {
  const std::uint8_t* p = Bytes(text);
  std::size_t left = text.size();
  while (left > 0) {
    std::uint64_t word;
    if (left >= sizeof(word)) {
      std::memcpy(&word, p, sizeof(word));
      if ((word & 0x8080808080808080u) == 0) {
        p += sizeof(word);
        left -= sizeof(word);
        continue;
      }
    }
    const std::size_t length = *p < 0x80 ? 1 : Utf8SequenceLength(p, left);
    if (length == 0) return false;
    p += length;
    left -= length;
  }
  return true;
}

}  // namespace prescreen
