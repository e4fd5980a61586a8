// SPDX-License-Identifier: Apache-2.0
#include "server/claims/decimal.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace prescreen {
namespace {

struct Case {
  const char* text;
  std::int64_t millionths;
  bool percent;
};

TEST(Decimal, Numbers) {
  const Case cases[] = {{"92", 92000000, false},
                        {"92%", 92000000, true},
                        {" 92 % ", 92000000, true},
                        {"92,5", 92500000, false},
                        {"92.50", 92500000, false},
                        {"0", 0, false},
                        {"-1", -1000000, false},
                        {"007", 7000000, false},
                        {"1.000", 1000000, false},
                        {"0.000001", 1, false},
                        {"999999999.999999", 999999999999999, false}};
  for (const Case& c : cases) {
    const auto number = ParseDecimal(c.text);
    ASSERT_TRUE(number.has_value()) << c.text;
    EXPECT_EQ(number->millionths, c.millionths) << c.text;
    EXPECT_EQ(number->percent, c.percent) << c.text;
  }
}

TEST(Decimal, AnythingElse) {
  for (const char* text :
       {"",           " ",         "A",    "%",   "-",     ".",
        ".5",         "5.",        "1e2",  "+1",  "1,000", "1.2.3",
        "1,2.3",      "9 2",       "92%%", "%92", "0x10",  "92/100",
        "1000000000", "0.0000001", "--1",  "- 1", "NaN",   "\xef\xbc\x91"}) {
    EXPECT_FALSE(ParseDecimal(text).has_value()) << text;
  }
}

std::optional<int> Between(const char* value, const char* low,
                           const char* high) {
  return BasisPointsBetween(*ParseDecimal(value), *ParseDecimal(low),
                            *ParseDecimal(high));
}

TEST(BasisPoints, WithinARange) {
  EXPECT_EQ(Between("8.5", "1", "10"), 8333);  // rounded down
  EXPECT_EQ(Between("1", "1", "10"), 0);
  EXPECT_EQ(Between("10", "1", "10"), 10000);
  EXPECT_EQ(Between("0", "-1", "1"), 5000);
  EXPECT_EQ(Between("999999999", "-999999999", "999999999"), 10000);
}

TEST(BasisPoints, OutsideOrWithoutARange) {
  EXPECT_EQ(Between("0", "1", "10"), std::nullopt);
  EXPECT_EQ(Between("11", "1", "10"), std::nullopt);
  EXPECT_EQ(Between("1", "1", "1"), std::nullopt);
  EXPECT_EQ(Between("3", "5", "1"), std::nullopt);
}

}  // namespace
}  // namespace prescreen
