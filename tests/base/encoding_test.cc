// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace prescreen {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string AllBytes() {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  return bytes;
}

// Every decoder must refuse `text` as malformed.
#define EXPECT_REFUSED(expression) \
  EXPECT_TRUE(absl::IsInvalidArgument((expression).status()))

TEST(Hex, EncodesLowerCase) {
  EXPECT_EQ(HexEncode(absl::string_view("\x00\xab\xff", 3)), "00abff");
}

TEST(Hex, DecodesEitherCase) { EXPECT_EQ(*HexDecode("aAfF"), "\xaa\xff"); }

TEST(Hex, RoundTripsAllBytes) {
  EXPECT_EQ(*HexDecode(HexEncode(AllBytes())), AllBytes());
}

TEST(Hex, RefusesWhatIsNoHexadecimal) {
  for (const char* text : {"a", "zz", "0x", " 0", "0 ", "0g", "\xff\xff"}) {
    EXPECT_REFUSED(HexDecode(text)) << text;
  }
}

// RFC 4648 section 10.
TEST(Base64, MatchesTheVectorsOfRfc4648) {
  const std::pair<const char*, const char*> cases[] = {{"", ""},
                                                       {"f", "Zg=="},
                                                       {"fo", "Zm8="},
                                                       {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="},
                                                       {"fooba", "Zm9vYmE="},
                                                       {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : cases) {
    EXPECT_EQ(Base64Encode(plain), encoded);
    EXPECT_EQ(*Base64Decode(encoded), plain);
  }
}

TEST(Base64, RefusesWrongPadding) {
  for (const char* text : {"Zg", "Zg=", "Zg===", "Zm8", "Zm8==", "Zm9v====",
                           "====", "=", "Z===", "Zg==Zg==", "Z=g="}) {
    EXPECT_REFUSED(Base64Decode(text)) << text;
  }
}

TEST(Base64, RefusesUnusedBitsThatAreSet) {
  EXPECT_REFUSED(Base64Decode("Zh=="));
  EXPECT_REFUSED(Base64Decode("Zm9="));
}

TEST(Base64, RefusesTheUrlAlphabet) {
  EXPECT_EQ(*Base64Decode("+/+/"), "\xfb\xff\xbf");
  EXPECT_REFUSED(Base64Decode("-_-_"));
}

TEST(Base64Url, RoundTripsEveryLength) {
  for (std::size_t size = 0; size <= 256; ++size) {
    const std::string bytes = AllBytes().substr(256 - size);
    EXPECT_EQ(*Base64UrlDecode(Base64UrlEncode(bytes)), bytes);
  }
}

TEST(Base64Url, HasNoPadding) {
  EXPECT_EQ(Base64UrlEncode("f"), "Zg");
  EXPECT_REFUSED(Base64UrlDecode("Zg=="));
}

TEST(Base64Url, RefusesTheStandardAlphabet) {
  EXPECT_EQ(*Base64UrlDecode("-_-_"), "\xfb\xff\xbf");
  EXPECT_REFUSED(Base64UrlDecode("+/+/"));
}

TEST(Base64Url, RefusesImpossibleLength) {
  EXPECT_REFUSED(Base64UrlDecode("Z"));
  EXPECT_REFUSED(Base64UrlDecode("Zm9vY"));
}

TEST(Base64Url, RefusesUnusedBitsThatAreSet) {
  EXPECT_REFUSED(Base64UrlDecode("YR"));
  EXPECT_REFUSED(Base64UrlDecode("Zm9"));
}

TEST(Base64Url, RefusesWhiteSpace) {
  for (const char* text : {"Zm9v\n", " Zm9v", "Zm 9v", "Zg\n", "Zm9\n"}) {
    EXPECT_REFUSED(Base64UrlDecode(text)) << text;
  }
}

TEST(Base64Url, RefusesEveryByteOutsideTheAlphabet) {
  int accepted = 0;
  for (const char c : AllBytes()) {
    for (std::size_t place = 0; place < 4; ++place) {
      std::string text = "AAAA";
      text[place] = c;
      if (Base64UrlDecode(text).ok()) ++accepted;
    }
  }
  EXPECT_EQ(accepted, 64 * 4);
}

TEST(Base64Url, ErrorDoesNotHoldTheInput) {
  EXPECT_THAT(std::string(Base64UrlDecode("secret*!").status().message()),
              Not(HasSubstr("secret")));
}

TEST(Base58Btc, MatchesPublishedExamples) {
  // draft-msporny-base58-03 section 5.
  EXPECT_EQ(Base58BtcEncode("Hello World!"), "2NEpo7TZRRrLZSi2U");
  EXPECT_EQ(Base58BtcEncode(*HexDecode("0000287fb4cd")), "11233QC4");
  EXPECT_EQ(*Base58BtcDecode("11233QC4"), *HexDecode("0000287fb4cd"));
}

TEST(Base58Btc, RoundTripsLeadingZeros) {
  for (std::size_t zeros = 0; zeros < 6; ++zeros) {
    const std::string bytes = std::string(zeros, '\0') + AllBytes().substr(1);
    EXPECT_EQ(*Base58BtcDecode(Base58BtcEncode(bytes)), bytes);
    const std::string none(zeros, '\0');
    EXPECT_EQ(*Base58BtcDecode(Base58BtcEncode(none)), none);
  }
}

TEST(Base58Btc, RefusesLettersThatLookAlike) {
  for (const char* text : {"0", "O", "I", "l", "z ", "\n", "2\xff"}) {
    EXPECT_REFUSED(Base58BtcDecode(text)) << text;
  }
}

TEST(Base58Btc, RefusesTextBeyondTheBound) {
  EXPECT_TRUE(Base58BtcDecode(std::string(kMaxBase58Chars, 'z')).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(
      Base58BtcDecode(std::string(kMaxBase58Chars + 1, 'z')).status()));
}

TEST(Multibase, DecodesBothPrefixes) {
  EXPECT_EQ(*MultibaseDecode("z2NEpo7TZRRrLZSi2U"), "Hello World!");
  EXPECT_EQ(*MultibaseDecode("uZm9v"), "foo");
  EXPECT_EQ(MultibaseEncodeBase58Btc("Hello World!"), "z2NEpo7TZRRrLZSi2U");
}

TEST(Multibase, OtherPrefixIsUnimplemented) {
  for (const char* text : {"m", "f00", "Zz", "Uz"}) {
    EXPECT_TRUE(absl::IsUnimplemented(MultibaseDecode(text).status())) << text;
  }
}

TEST(Multibase, RefusesMalformedText) {
  for (const char* text : {"", "z0", "uZg==", "u\n"}) {
    EXPECT_REFUSED(MultibaseDecode(text)) << text;
  }
}

TEST(Varint, RoundTripsAndLeavesTheRest) {
  for (const std::uint64_t value :
       {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128},
        std::uint64_t{0xed}, std::uint64_t{1} << 63,
        std::numeric_limits<std::uint64_t>::max()}) {
    const std::string text = VarintEncode(value) + "rest";
    absl::string_view bytes = text;
    EXPECT_EQ(*VarintConsume(&bytes), value);
    EXPECT_EQ(bytes, "rest");
  }
  EXPECT_EQ(VarintEncode(0xed), "\xed\x01");
}

TEST(Varint, RefusesMalformedIntegers) {
  const std::string cases[] = {
      "",                                          // empty
      "\x80",                                      // cut off
      std::string("\x80\x00", 2),                  // not minimal
      std::string("\xed\x81\x00", 3),              // not minimal
      "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02",  // 65 bits
      std::string(11, '\xff')};
  for (const std::string& text : cases) {
    absl::string_view bytes = text;
    EXPECT_REFUSED(VarintConsume(&bytes)) << HexEncode(text);
    EXPECT_EQ(bytes, text);
  }
}

TEST(BigEndian, WritesTheHighByteFirst) {
  EXPECT_EQ(BigEndian32(0x01020304), "\x01\x02\x03\x04");
  EXPECT_EQ(HexEncode(BigEndian64(0x0102030405060708)), "0102030405060708");
  EXPECT_EQ(*ReadBigEndian64("\x01\x02\x03\x04\x05\x06\x07\x08"),
            0x0102030405060708u);
}

TEST(BigEndian, RefusesAnyOtherLength) {
  EXPECT_REFUSED(ReadBigEndian64("1234567"));
  EXPECT_REFUSED(ReadBigEndian64("123456789"));
}

TEST(Utf8, AcceptsEachLengthOfSequence) {
  EXPECT_TRUE(IsValidUtf8(""));
  EXPECT_TRUE(IsValidUtf8("plain text longer than eight bytes"));
  EXPECT_TRUE(IsValidUtf8(absl::string_view("\0", 1)));
  EXPECT_TRUE(IsValidUtf8("\xc2\x80 \xdf\xbf"));
  EXPECT_TRUE(IsValidUtf8("\xe0\xa0\x80 \xed\x9f\xbf \xee\x80\x80"));
  EXPECT_TRUE(IsValidUtf8("\xf0\x90\x80\x80 \xf4\x8f\xbf\xbf"));
}

TEST(Utf8, RefusesMalformedSequences) {
  for (const char* text :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2 ", "\xe0\x9f\xbf",
        "\xe2\x82", "\xe2\x82 ", "\xed\xa0\x80", "\xed\xbf\xbf",
        "\xf0\x8f\xbf\xbf", "\xf0\x90\x80", "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80", "\xff", "ten bytes and \xff"}) {
    EXPECT_FALSE(IsValidUtf8(text)) << HexEncode(text);
    EXPECT_FALSE(IsValidUtf8(std::string("01234567") + text + "01234567"))
        << HexEncode(text);
  }
}

}  // namespace
}  // namespace prescreen
