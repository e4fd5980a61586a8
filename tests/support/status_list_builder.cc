// SPDX-License-Identifier: Apache-2.0
#include "tests/support/status_list_builder.h"

#include <zlib.h>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/encoding.h"

namespace prescreen {
namespace {

json::Value Text(absl::string_view text) { return json::Value::String(text); }

}  // namespace

std::string GzipForTest(absl::string_view bytes) {
  z_stream stream = {};
  PRESCREEN_CHECK(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16,
                               8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())),
                  '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  PRESCREEN_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string EncodedList(const std::vector<std::uint64_t>& set,
                        std::size_t bits) {
  std::string bytes((bits + 7) / 8, '\0');
  for (const std::uint64_t index : set) {
    bytes[index / 8] = static_cast<char>(
        static_cast<unsigned char>(bytes[index / 8]) | (0x80u >> (index % 8)));
  }
  const std::string compressed =
      GzipForTest(absl::string_view(bytes.data(), bytes.size()));
  return absl::StrCat("u", Base64UrlEncode(absl::string_view(
                               compressed.data(), compressed.size())));
}

TestToken StatusListToken(const TestIssuer& issuer, absl::string_view url,
                          absl::string_view purpose,
                          const std::vector<std::uint64_t>& set) {
  TestToken token = VcJwtToken(issuer);
  token.Set("/id", url);
  token.Set("/type", ParseJsonForTest(
                         R"(["VerifiableCredential",
                             "BitstringStatusListCredential"])"));
  token.Set("/credentialSubject", json::Value::Object());
  token.Set("/credentialSubject/type", "BitstringStatusList");
  token.Set("/credentialSubject/statusPurpose", purpose);
  const std::string list = EncodedList(set);
  token.Set("/credentialSubject/encodedList",
            absl::string_view(list.data(), list.size()));
  return token;
}

json::Value StatusEntry(absl::string_view url, absl::string_view purpose,
                        absl::string_view index) {
  json::Value entry = json::Value::Object();
  entry.Set("id", Text(absl::StrCat(url, "#", index)));
  entry.Set("type", Text("BitstringStatusListEntry"));
  entry.Set("statusPurpose", Text(purpose));
  entry.Set("statusListIndex", Text(index));
  entry.Set("statusListCredential", Text(url));
  return entry;
}

}  // namespace prescreen
