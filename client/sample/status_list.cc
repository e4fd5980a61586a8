// SPDX-License-Identifier: Apache-2.0
#include "client/sample/status_list.h"

#include <zlib.h>

#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"

namespace prescreen::sample {
namespace {

using json::Value;

constexpr int kGzipWindowBits = 15 + 16;  // zlib: 16 asks for a gzip header
constexpr int kMemoryLevel = 8;           // zlib's default

std::string Gzip(std::string bytes) {
  z_stream stream = {};
  PRESCREEN_CHECK(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED,
                               kGzipWindowBits, kMemoryLevel,
                               Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  PRESCREEN_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// Index 0 is the leftmost bit.
std::string EncodedList(const std::vector<std::size_t>& revoked) {
  std::string bits(kStatusListEntries / 8, '\0');
  for (const std::size_t index : revoked) {
    PRESCREEN_CHECK(index < kStatusListEntries);
    char& byte = bits[index / 8];
    byte = static_cast<char>(static_cast<std::uint8_t>(byte) |
                             (0x80u >> (index % 8)));
  }
  return absl::StrCat("u", Base64UrlEncode(Gzip(std::move(bits))));
}

}  // namespace

std::size_t StatusIndexOf(absl::string_view label) {
  const auto digest = Sha256(absl::StrCat("status index of ", label));
  const std::string bytes(AsBytes(digest));
  std::size_t index = 0;
  for (const char c : bytes.substr(0, 4)) {
    index = index << 8 | static_cast<std::uint8_t>(c);
  }
  return index % kStatusListEntries;
}

Value MakeStatusList(absl::string_view url, absl::string_view issuer,
                     absl::CivilDay valid_from,
                     const std::vector<std::size_t>& revoked) {
  Value subject = Value::Object();
  subject.Set("id", Value::String(absl::StrCat(url, "#list")));
  subject.Set("type", Value::String("BitstringStatusList"));
  subject.Set("statusPurpose", Value::String("revocation"));
  subject.Set("encodedList", Value::String(EncodedList(revoked)));
  Value list = Value::Object();
  list.Set(
      "@context",
      Value::Array({Value::String("https://www.w3.org/ns/credentials/v2")}));
  list.Set("id", Value::String(url));
  list.Set("type",
           Value::Array({Value::String("VerifiableCredential"),
                         Value::String("BitstringStatusListCredential")}));
  list.Set("issuer", Value::String(issuer));
  list.Set("validFrom", Value::String(absl::StrCat(
                            absl::FormatCivilTime(valid_from), "T00:00:00Z")));
  list.Set("credentialSubject", std::move(subject));
  return list;
}

}  // namespace prescreen::sample
