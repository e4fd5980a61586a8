// SPDX-License-Identifier: Apache-2.0
#include "server/status/bitstring.h"

#include <zlib.h>

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

constexpr std::size_t kStepBytes = 64u << 10;
// zlib: window of 32 KiB, gzip header and trailer demanded.
constexpr int kGzipOnly = 15 + 16;

absl::Status NotGzip() {
  return absl::InvalidArgumentError("encodedList: not one gzip member");
}

class Inflater {
 public:
  explicit Inflater(absl::string_view compressed) {
    stream_.next_in = reinterpret_cast<Bytef*>(
        const_cast<char*>(compressed.data()));  // zlib only reads it
    stream_.avail_in = static_cast<uInt>(compressed.size());
    PRESCREEN_CHECK(inflateInit2(&stream_, kGzipOnly) == Z_OK);
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  absl::StatusOr<std::string> Run(std::size_t max_bytes) {
    std::string out;
    for (;;) {
      const std::size_t before = out.size();
      // One byte more than allowed tells "too much" from "just enough".
      const std::size_t room = std::min(kStepBytes, max_bytes + 1 - before);
      out.resize(before + room);
      stream_.next_out = reinterpret_cast<Bytef*>(out.data() + before);
      stream_.avail_out = static_cast<uInt>(room);
      const int result = inflate(&stream_, Z_NO_FLUSH);
      out.resize(before + room - stream_.avail_out);
      if (out.size() > max_bytes) {
        return absl::ResourceExhaustedError("encodedList: inflates too far");
      }
      if (result == Z_STREAM_END) break;
      // No progress means that the input ended too early.
      if (result != Z_OK || out.size() == before) return NotGzip();
    }
    if (stream_.avail_in != 0) return NotGzip();
    return out;
  }

 private:
  z_stream stream_ = {};
};

}  // namespace

absl::StatusOr<std::string> ExpandBitstring(absl::string_view encoded_list,
                                            std::size_t max_bytes) {
  if (encoded_list.empty() || encoded_list.front() != 'u') {
    return absl::InvalidArgumentError(
        "encodedList: not multibase with prefix u");
  }
  ASSIGN_OR_RETURN(const std::string compressed,
                   Base64UrlDecode(encoded_list.substr(1)));
  return Inflater(absl::string_view(compressed.data(), compressed.size()))
      .Run(max_bytes);
}

bool BitAt(absl::string_view bits, std::uint64_t index) {
  const auto byte = static_cast<unsigned char>(bits[index / 8]);
  return ((byte >> (7 - index % 8)) & 1) != 0;
}

std::optional<std::uint64_t> ParseStatusIndex(absl::string_view text) {
  if (text.empty() || (text.size() > 1 && text.front() == '0') ||
      !std::all_of(text.begin(), text.end(), [](char c) {
        return absl::ascii_isdigit(static_cast<unsigned char>(c));
      })) {
    return std::nullopt;
  }
  std::uint64_t index = 0;
  return absl::SimpleAtoi(text, &index) ? index : UINT64_MAX;
}

}  // namespace prescreen
