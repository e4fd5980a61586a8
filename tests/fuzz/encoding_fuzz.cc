// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/random.h"

namespace prescreen {
namespace {

// What a strict decoder accepts is the one encoding of what it returns.
template <typename Decoder, typename Encoder>
void CheckStrict(Decoder decode, Encoder encode, const std::string& text) {
  const absl::StatusOr<std::string> bytes = decode(text);
  if (bytes.ok()) PRESCREEN_CHECK(encode(*bytes) == text);
}

// What was encoded decodes to the same.
template <typename Decoder, typename Encoder>
void CheckRoundTrip(Decoder decode, Encoder encode, const std::string& bytes) {
  const absl::StatusOr<std::string> decoded = decode(encode(bytes));
  PRESCREEN_CHECK(decoded.ok() && *decoded == bytes);
}

void Check(const std::string& input) {
  CheckStrict(HexDecode, HexEncode, absl::AsciiStrToLower(input));
  CheckStrict(Base64Decode, Base64Encode, input);
  CheckStrict(Base64UrlDecode, Base64UrlEncode, input);
  CheckStrict(Base58BtcDecode, Base58BtcEncode, input);
  CheckStrict(ParseUuid, FormatUuid, absl::AsciiStrToLower(input));
  CheckRoundTrip(HexDecode, HexEncode, input);
  CheckRoundTrip(Base64Decode, Base64Encode, input);
  CheckRoundTrip(Base64UrlDecode, Base64UrlEncode, input);
  if (input.size() < kMaxBase58Chars / 2) {
    CheckRoundTrip(MultibaseDecode, MultibaseEncodeBase58Btc, input);
  }
  absl::string_view rest = input;
  const absl::StatusOr<std::uint64_t> value = VarintConsume(&rest);
  if (value.ok()) {
    PRESCREEN_CHECK(VarintEncode(*value) ==
                    input.substr(0, input.size() - rest.size()));
  }
}

}  // namespace
}  // namespace prescreen

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  prescreen::Check(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
