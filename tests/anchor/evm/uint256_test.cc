// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/uint256.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

namespace prescreen::anchor::evm {
namespace {

constexpr std::uint64_t kMax64 = std::numeric_limits<std::uint64_t>::max();

Uint256 Max() { return *Uint256::FromBytes(std::string(32, '\xff')); }

TEST(Uint256, KeepsSmallIntegers) {
  for (const std::uint64_t value :
       {std::uint64_t{0}, std::uint64_t{255}, std::uint64_t{256}, kMax64}) {
    EXPECT_EQ(Uint256(value).ToUint64(), value);
  }
}

TEST(Uint256, WritesNoLeadingZeros) {
  EXPECT_EQ(Uint256(0).ToMinimalBytes(), "");
  EXPECT_EQ(Uint256(0x0102).ToMinimalBytes(), "\x01\x02");
}

TEST(Uint256, TakesLeadingZeroBytes) {
  EXPECT_EQ(*Uint256::FromBytes(std::string("\0\x07", 2)), Uint256(7));
  EXPECT_FALSE(Uint256::FromBytes(std::string(33, '\0')).ok());
}

TEST(Uint256, WritesDecimal) {
  EXPECT_EQ(Uint256(0).ToDecimal(), "0");
  EXPECT_EQ(Uint256(1'000'000'007).ToDecimal(), "1000000007");
  EXPECT_EQ(Max().ToDecimal(),
            "115792089237316195423570985008687907853269984665640564039457584007"
            "913129639935");
}

TEST(Uint256, OrdersByValue) {
  EXPECT_LT(Uint256(255), Uint256(256));
  EXPECT_LT(Uint256(kMax64), Max());
  EXPECT_FALSE(Uint256(1) < Uint256(1));
}

TEST(Uint256Add, SaysWhenItDoesNotFit) {
  EXPECT_EQ(Uint256::Add(Uint256(kMax64), Uint256(1))->ToDecimal(),
            "18446744073709551616");
  EXPECT_FALSE(Uint256::Add(Max(), Uint256(1)).has_value());
}

TEST(Uint256Multiply, SaysWhenItDoesNotFit) {
  EXPECT_EQ(Uint256::Multiply(Uint256(kMax64), kMax64)->ToDecimal(),
            "340282366920938463426481119284349108225");
  EXPECT_EQ(Uint256::Multiply(Max(), 1), Max());
  EXPECT_FALSE(Uint256::Multiply(Max(), 2).has_value());
}

TEST(Uint256ToUint64, IsNothingAbove64Bits) {
  EXPECT_FALSE(
      Uint256::Add(Uint256(kMax64), Uint256(1))->ToUint64().has_value());
}

}  // namespace
}  // namespace prescreen::anchor::evm
