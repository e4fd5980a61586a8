// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"

#include <sodium.h>

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/encoding.h"

namespace prescreen {
namespace {

constexpr std::size_t kUuidBytes = 16;
constexpr std::size_t kUuidChars = 36;
// Positions of the dashes in the text form.
constexpr std::size_t kDashes[] = {8, 13, 18, 23};

// RFC 9562 sections 4.1 and 4.2.
void SetVersion(std::string& uuid, int version) {
  uuid[6] = static_cast<char>((uuid[6] & 0x0f) | version << 4);
  uuid[8] = static_cast<char>((uuid[8] & 0x3f) | 0x80);
}

}  // namespace

std::string SystemRandom::Bytes(std::size_t count) {
  PRESCREEN_CHECK(sodium_init() >= 0);
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string NewUuid4(Random& random) {
  std::string uuid = random.Bytes(kUuidBytes);
  PRESCREEN_CHECK(uuid.size() == kUuidBytes);
  SetVersion(uuid, 4);
  return uuid;
}

std::string NewUuid7(Random& random, absl::Time time) {
  const auto millis = static_cast<std::uint64_t>(absl::ToUnixMillis(time));
  std::string uuid = BigEndian64(millis).substr(2) + random.Bytes(10);
  PRESCREEN_CHECK(uuid.size() == kUuidBytes);
  SetVersion(uuid, 7);
  return uuid;
}

std::string FormatUuid(absl::string_view uuid) {
  PRESCREEN_CHECK(uuid.size() == kUuidBytes);
  std::string text = HexEncode(uuid);
  for (const std::size_t dash : kDashes) text.insert(dash, 1, '-');
  return text;
}

absl::StatusOr<std::string> ParseUuid(absl::string_view text) {
  if (text.size() != kUuidChars) {
    return absl::InvalidArgumentError("UUID: not 36 characters");
  }
  for (const std::size_t dash : kDashes) {
    if (text[dash] != '-') {
      return absl::InvalidArgumentError("UUID: dashes in the wrong places");
    }
  }
  absl::StatusOr<std::string> uuid = HexDecode(
      absl::StrCat(text.substr(0, 8), text.substr(9, 4), text.substr(14, 4),
                   text.substr(19, 4), text.substr(24)));
  if (!uuid.ok()) return absl::InvalidArgumentError("UUID: not hexadecimal");
  return uuid;
}

}  // namespace prescreen
