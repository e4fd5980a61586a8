// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/rlp.h"

#include <gtest/gtest.h>

#include <string>

#include "base/encoding.h"

namespace prescreen::anchor::evm {
namespace {

absl::StatusOr<RlpItem> DecodeHex(absl::string_view hex) {
  return RlpDecode(*HexDecode(hex));
}

TEST(RlpEncode, ChoosesTheLongFormFrom56Bytes) {
  EXPECT_EQ(RlpEncode(RlpItem::Bytes(std::string(55, 'x'))).substr(0, 2),
            "\xb7x");
  EXPECT_EQ(RlpEncode(RlpItem::Bytes(std::string(56, 'x'))).substr(0, 3),
            "\xb8\x38x");
}

TEST(RlpDecode, ReadsWhatIsWrittenAtEveryLengthBoundary) {
  for (const std::size_t size : {0, 1, 54, 55, 56, 57, 255, 256, 65536}) {
    const RlpItem item = RlpItem::List({RlpItem::Bytes(std::string(size, 'x')),
                                        RlpItem::Uint(size), RlpItem::List()});
    const auto decoded = RlpDecode(RlpEncode(item));
    ASSERT_TRUE(decoded.ok()) << size;
    ASSERT_EQ(decoded->items.size(), 3u);
    EXPECT_EQ(decoded->items[0].bytes.size(), size);
    EXPECT_EQ(*decoded->items[1].AsUint64(), size);
    EXPECT_TRUE(decoded->items[2].is_list);
  }
}

TEST(RlpDecode, RefusesTrailingBytes) {
  EXPECT_EQ(DecodeHex("8000").status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(RlpDecode, RefusesEveryTruncation) {
  const std::string whole = RlpEncode(
      RlpItem::List({RlpItem::Bytes(std::string(60, 'x')), RlpItem::Uint(7)}));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(RlpDecode(absl::string_view(whole).substr(0, size)).ok())
        << size;
  }
}

TEST(RlpDecode, RefusesALengthBeyondTheAddressSpace) {
  EXPECT_FALSE(DecodeHex("bfffffffffffffffff00").ok());
  EXPECT_FALSE(DecodeHex("ffffffffffffffffff00").ok());
}

TEST(RlpDecode, RefusesALongFormOfAShortLength) {
  EXPECT_FALSE(DecodeHex("b80100").ok());
  EXPECT_FALSE(DecodeHex("f80180").ok());
}

TEST(RlpDecode, RefusesAPrefixedSingleByte) {
  EXPECT_FALSE(DecodeHex("817f").ok());
  EXPECT_TRUE(DecodeHex("8180").ok());
}

TEST(RlpDecode, RefusesTooDeepNesting) {
  RlpItem item = RlpItem::List();
  for (int i = 0; i < kMaxRlpDepth; ++i) item = RlpItem::List({item});
  EXPECT_TRUE(RlpDecode(RlpEncode(item)).ok());
  item = RlpItem::List({item});
  EXPECT_EQ(RlpDecode(RlpEncode(item)).status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(RlpItemAsUint64, RefusesLeadingZerosAndLists) {
  EXPECT_FALSE(RlpItem::Bytes(std::string("\0\1", 2)).AsUint64().ok());
  EXPECT_FALSE(RlpItem::List().AsUint64().ok());
  EXPECT_FALSE(RlpItem::Bytes("123456789").AsUint64().ok());
  EXPECT_EQ(*RlpItem::Bytes("").AsUint64(), 0u);
}

TEST(RlpItemAsUint256, RefusesMoreThan32Bytes) {
  EXPECT_TRUE(RlpItem::Bytes(std::string(32, 'x')).AsUint256().ok());
  EXPECT_FALSE(RlpItem::Bytes(std::string(33, 'x')).AsUint256().ok());
}

}  // namespace
}  // namespace prescreen::anchor::evm
