// SPDX-License-Identifier: Apache-2.0
#include "client/sample/status_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdint>
#include <string>

#include "base/encoding.h"

namespace prescreen::sample {
namespace {

// The bits of a list of at most 64 KiB.
std::string BitsOf(const json::Value& list) {
  const std::string encoded(
      list.Find("credentialSubject")->FindString("encodedList"));
  EXPECT_EQ(encoded[0], 'u');
  std::string gzip = *Base64UrlDecode(encoded.substr(1));
  std::string bits(64 << 10, '\0');
  z_stream stream = {};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(gzip.data());
  stream.avail_in = static_cast<uInt>(gzip.size());
  stream.next_out = reinterpret_cast<Bytef*>(bits.data());
  stream.avail_out = static_cast<uInt>(bits.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  bits.resize(stream.total_out);
  inflateEnd(&stream);
  return bits;
}

json::Value List(const std::vector<std::size_t>& revoked) {
  return MakeStatusList("http://127.0.0.1:1/x", "did:example:x",
                        absl::CivilDay(2026, 11, 22), revoked);
}

TEST(StatusList, IndexZeroIsTheLeftmostBit) {
  const std::string bits = BitsOf(List({0, 9, kStatusListEntries - 1}));
  ASSERT_EQ(bits.size(), kStatusListEntries / 8);
  EXPECT_EQ(static_cast<std::uint8_t>(bits[0]), 0x80);
  EXPECT_EQ(static_cast<std::uint8_t>(bits[1]), 0x40);
  EXPECT_EQ(static_cast<std::uint8_t>(bits.back()), 0x01);
}

TEST(StatusList, NothingElseIsSet) {
  EXPECT_EQ(BitsOf(List({})), std::string(kStatusListEntries / 8, '\0'));
}

TEST(StatusList, SaysWhoseListItIs) {
  const json::Value list = List({});
  EXPECT_EQ(list.FindString("id"), "http://127.0.0.1:1/x");
  EXPECT_EQ(list.FindString("issuer"), "did:example:x");
  EXPECT_EQ(list.FindString("validFrom"), "2026-11-22T00:00:00Z");
  EXPECT_EQ(list.Find("credentialSubject")->FindString("statusPurpose"),
            "revocation");
}

TEST(StatusList, IndexFollowsFromTheLabel) {
  EXPECT_EQ(StatusIndexOf("a"), StatusIndexOf("a"));
  EXPECT_NE(StatusIndexOf("a"), StatusIndexOf("b"));
  EXPECT_LT(StatusIndexOf("a"), kStatusListEntries);
}

}  // namespace
}  // namespace prescreen::sample
