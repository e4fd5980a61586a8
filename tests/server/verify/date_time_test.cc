// SPDX-License-Identifier: Apache-2.0
#include "server/verify/date_time.h"

#include <gtest/gtest.h>

namespace prescreen {
namespace {

absl::Time At(int year, int month, int day, int hour = 0, int minute = 0,
              int second = 0) {
  return absl::FromCivil(
      absl::CivilSecond(year, month, day, hour, minute, second),
      absl::UTCTimeZone());
}

TEST(DateTime, InUtc) {
  EXPECT_EQ(ParseDateTime("2026-03-02T01:02:03Z"), At(2026, 3, 2, 1, 2, 3));
  EXPECT_EQ(ParseDateTime("0001-01-01T00:00:00Z"), At(1, 1, 1));
  EXPECT_EQ(ParseDateTime("2024-02-29T23:59:59Z"), At(2024, 2, 29, 23, 59, 59));
}

TEST(DateTime, WithOffset) {
  EXPECT_EQ(ParseDateTime("2026-03-02T01:00:00+02:00"), At(2026, 3, 1, 23));
  EXPECT_EQ(ParseDateTime("2026-03-02T01:00:00-05:30"), At(2026, 3, 2, 6, 30));
  EXPECT_EQ(ParseDateTime("2026-03-02T00:00:00+14:00"), At(2026, 3, 1, 10));
}

TEST(DateTime, WithFraction) {
  EXPECT_EQ(ParseDateTime("2026-03-02T00:00:00.5Z"),
            At(2026, 3, 2) + absl::Milliseconds(500));
  EXPECT_EQ(ParseDateTime("2026-03-02T00:00:00.1234567891234Z"),
            At(2026, 3, 2) + absl::Nanoseconds(123456789));
}

TEST(DateTime, Refused) {
  for (const char* text : {"",
                           "2026",
                           "2026-03-02",
                           "2026-03-02T00:00:00",
                           "2026-03-02T00:00Z",
                           "2026-03-02 00:00:00Z",
                           "2026-03-02t00:00:00Z",
                           "2026-03-02T00:00:00z",
                           "2026-3-2T00:00:00Z",
                           "26-03-02T00:00:00Z",
                           "+2026-03-02T00:00:00Z",
                           "-2026-03-02T00:00:00Z",
                           "12026-03-02T00:00:00Z",
                           "0000-01-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-01-00T00:00:00Z",
                           "2026-02-29T00:00:00Z",
                           "2026-04-31T00:00:00Z",
                           "2026-01-01T24:00:00Z",
                           "2026-01-01T00:60:00Z",
                           "2016-12-31T23:59:60Z",
                           "2026-01-01T00:00:00.Z",
                           "2026-01-01T00:00:00,5Z",
                           "2026-01-01T00:00:00+0200",
                           "2026-01-01T00:00:00+02",
                           "2026-01-01T00:00:00+02:60",
                           "2026-01-01T00:00:00+14:01",
                           "2026-01-01T00:00:00+24:00",
                           "2026-01-01T00:00:00Z ",
                           " 2026-01-01T00:00:00Z",
                           "2026-01-01T00:00:00ZZ",
                           "2026-01-01T00:00:00.5"}) {
    EXPECT_FALSE(ParseDateTime(text).has_value()) << text;
  }
}

TEST(DateTime, DigitsOfOtherScriptsAreRefused) {
  EXPECT_FALSE(ParseDateTime("２０２６-01-01T00:00:00Z").has_value());
}

TEST(NumericDate, WholeSeconds) {
  EXPECT_EQ(ParseNumericDate("1772409600"), At(2026, 3, 2));
  EXPECT_EQ(ParseNumericDate("0"), absl::UnixEpoch());
  EXPECT_EQ(ParseNumericDate("253402300799"), At(9999, 12, 31, 23, 59, 59));
}

TEST(NumericDate, FractionIsDropped) {
  EXPECT_EQ(ParseNumericDate("1772409600.99"), At(2026, 3, 2));
}

TEST(NumericDate, Refused) {
  for (const char* text : {"", "-1", "1e9", "1E+9", "1.5e9", "253402300800",
                           "99999999999999999999999999", "-0", "x"}) {
    EXPECT_FALSE(ParseNumericDate(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace prescreen
