// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/quantity.h"

#include <gtest/gtest.h>

#include <string>

namespace prescreen::anchor::evm {
namespace {

TEST(FormatQuantity, HasNoLeadingZeros) {
  EXPECT_EQ(FormatQuantity(0), "0x0");
  EXPECT_EQ(FormatQuantity(65), "0x41");
  EXPECT_EQ(FormatQuantity(1024), "0x400");
}

TEST(ParseQuantity, ReadsWhatIsWritten) {
  for (const std::uint64_t value : {0ull, 1ull, 1024ull, ~0ull}) {
    EXPECT_EQ(*ParseQuantity(FormatQuantity(value)), value);
  }
}

TEST(ParseQuantity, RefusesOtherForms) {
  for (const char* text : {"", "0x", "0x0400", "ff", "0xg", "0x 1", "-0x1",
                           "0X1", "0x10000000000000000"}) {
    EXPECT_FALSE(ParseQuantity(text).ok()) << text;
  }
}

TEST(ParseQuantity256, Takes256Bits) {
  EXPECT_TRUE(ParseQuantity256("0x" + std::string(64, 'f')).ok());
  EXPECT_FALSE(ParseQuantity256("0x1" + std::string(64, '0')).ok());
}

TEST(ParseData, WantsWholeBytes) {
  EXPECT_EQ(*ParseData("0x"), "");
  EXPECT_EQ(*ParseData("0x4142"), "AB");
  EXPECT_FALSE(ParseData("0x414").ok());
  EXPECT_FALSE(ParseData("4142").ok());
}

TEST(ParseHash, Wants32Bytes) {
  EXPECT_TRUE(ParseHash("0x" + std::string(64, 'a')).ok());
  EXPECT_FALSE(ParseHash("0x" + std::string(62, 'a')).ok());
  EXPECT_FALSE(ParseHash("0x" + std::string(66, 'a')).ok());
}

}  // namespace
}  // namespace prescreen::anchor::evm
