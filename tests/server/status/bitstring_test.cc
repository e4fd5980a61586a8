// SPDX-License-Identifier: Apache-2.0
#include "server/status/bitstring.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "tests/support/status_list_builder.h"

namespace prescreen {
namespace {

absl::string_view View(const std::string& text) {
  return absl::string_view(text.data(), text.size());
}

std::string Multibase(const std::string& bytes) {
  return absl::StrCat("u", Base64UrlEncode(View(bytes)));
}

absl::StatusCode CodeOf(const std::string& encoded,
                        std::size_t max_bytes = kMaxBitstringBytes) {
  return ExpandBitstring(View(encoded), max_bytes).status().code();
}

// The list of the specification's appendix: 131,072 zeros.
TEST(ExpandBitstring, ReadsTheSpecificationsExample) {
  const auto bits = ExpandBitstring(
      "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA");
  ASSERT_TRUE(bits.ok()) << bits.status();
  EXPECT_EQ(*bits, std::string(16384, '\0'));
}

TEST(ExpandBitstring, FirstEntryIsTheLeftMostBit) {
  const std::string encoded = EncodedList({0, 9, 23}, 24);
  const auto bits = ExpandBitstring(View(encoded));
  ASSERT_TRUE(bits.ok());
  EXPECT_EQ(*bits, "\x80\x40\x01");
  for (std::uint64_t i = 0; i < 24; ++i) {
    EXPECT_EQ(BitAt(View(*bits), i), i == 0 || i == 9 || i == 23) << i;
  }
}

TEST(ExpandBitstring, PrefixIsDemanded) {
  const std::string encoded = EncodedList({});
  EXPECT_EQ(CodeOf(encoded.substr(1)), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(""), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(absl::StrCat("z", encoded.substr(1))),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(absl::StrCat("U", encoded.substr(1), "==")),
            absl::StatusCode::kInvalidArgument);
}

TEST(ExpandBitstring, OtherAlphabetsAndPaddingAreRefused) {
  for (const char* encoded : {"uH4sI=", "uH4sI+", "uH4s\n", "u*", "u"}) {
    EXPECT_EQ(CodeOf(encoded), absl::StatusCode::kInvalidArgument) << encoded;
  }
}

TEST(ExpandBitstring, OnlyGzipIsTaken) {
  const std::string zlib_form = "\x78\x9c\x63\x00\x00\x00\x01\x00\x01";
  EXPECT_EQ(CodeOf(Multibase("plain")), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(Multibase(zlib_form)), absl::StatusCode::kInvalidArgument);
}

TEST(ExpandBitstring, CutOffStreamIsRefusedWhereverItIsCut) {
  const std::string whole = GzipForTest(std::string(100, 'x'));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_EQ(CodeOf(Multibase(whole.substr(0, length))),
              absl::StatusCode::kInvalidArgument)
        << length;
  }
}

TEST(ExpandBitstring, WrongChecksumIsRefused) {
  std::string bytes = GzipForTest(std::string(100, 'x'));
  bytes[bytes.size() - 5] = static_cast<char>(bytes[bytes.size() - 5] ^ 1);
  EXPECT_EQ(CodeOf(Multibase(bytes)), absl::StatusCode::kInvalidArgument);
}

TEST(ExpandBitstring, NothingMayFollow) {
  const std::string bytes = GzipForTest("x");
  EXPECT_EQ(CodeOf(Multibase(bytes + "y")), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(Multibase(bytes + bytes)),
            absl::StatusCode::kInvalidArgument);
}

TEST(ExpandBitstring, LongestListIsTaken) {
  const std::string encoded =
      Multibase(GzipForTest(std::string(200'000, '\0')));
  EXPECT_EQ(CodeOf(encoded, 200'000), absl::StatusCode::kOk);
  EXPECT_EQ(CodeOf(encoded, 199'999), absl::StatusCode::kResourceExhausted);
}

TEST(ExpandBitstring, BombIsDefused) {
  const std::string encoded =
      Multibase(GzipForTest(std::string(64u << 20, '\0')));
  ASSERT_LT(encoded.size(), 100'000u);
  EXPECT_EQ(CodeOf(encoded), absl::StatusCode::kResourceExhausted);
}

TEST(ExpandBitstring, EmptyListIsAList) {
  const auto bits = ExpandBitstring(View(Multibase(GzipForTest(""))));
  ASSERT_TRUE(bits.ok()) << bits.status();
  EXPECT_EQ(*bits, "");
}

TEST(ParseStatusIndex, TakesWholeNumbers) {
  EXPECT_EQ(ParseStatusIndex("0"), 0u);
  EXPECT_EQ(ParseStatusIndex("94567"), 94567u);
}

TEST(ParseStatusIndex, ArbitrarySizeLiesBeyondAnyList) {
  EXPECT_EQ(ParseStatusIndex("99999999999999999999999999"), UINT64_MAX);
}

TEST(ParseStatusIndex, RefusesOtherForms) {
  for (const char* text : {"", "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x1",
                           "01", "00", "one", "\xd9\xa1"}) {
    EXPECT_FALSE(ParseStatusIndex(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace prescreen
