// SPDX-License-Identifier: Apache-2.0
#include "server/policy/calendar.h"

#include "gtest/gtest.h"

namespace prescreen {
namespace {

absl::CivilDay Before(absl::CivilDay day, absl::string_view duration) {
  const auto parsed = ParseDuration(duration);
  EXPECT_TRUE(parsed.has_value()) << duration;
  return DayBefore(day, parsed.value_or(CalendarDuration()));
}

TEST(DayBefore, CountsCalendarMonths) {
  const absl::CivilDay day(2026, 11, 23);
  EXPECT_EQ(Before(day, "P36M"), absl::CivilDay(2023, 11, 23));
  EXPECT_EQ(Before(day, "P3Y"), absl::CivilDay(2023, 11, 23));
  EXPECT_EQ(Before(day, "P11M"), absl::CivilDay(2025, 12, 23));
  EXPECT_EQ(Before(day, "P30D"), absl::CivilDay(2026, 10, 24));
  EXPECT_EQ(Before(day, "P2W"), absl::CivilDay(2026, 11, 9));
  EXPECT_EQ(Before(day, "P1Y1M1D"), absl::CivilDay(2025, 10, 22));
}

TEST(DayBefore, ClampsAtTheMonthsEnd) {
  EXPECT_EQ(Before(absl::CivilDay(2026, 3, 31), "P1M"),
            absl::CivilDay(2026, 2, 28));
  EXPECT_EQ(Before(absl::CivilDay(2024, 3, 31), "P1M"),
            absl::CivilDay(2024, 2, 29));
  EXPECT_EQ(Before(absl::CivilDay(2026, 7, 31), "P1M"),
            absl::CivilDay(2026, 6, 30));
  EXPECT_EQ(Before(absl::CivilDay(2026, 12, 31), "P36M"),
            absl::CivilDay(2023, 12, 31));
}

TEST(DayBefore, KnowsLeapDays) {
  EXPECT_EQ(Before(absl::CivilDay(2028, 2, 29), "P1Y"),
            absl::CivilDay(2027, 2, 28));
  EXPECT_EQ(Before(absl::CivilDay(2028, 2, 29), "P4Y"),
            absl::CivilDay(2024, 2, 29));
  EXPECT_EQ(Before(absl::CivilDay(2028, 3, 1), "P1D"),
            absl::CivilDay(2028, 2, 29));
}

TEST(ParseDuration, RefusesWhatIsNoCalendarDuration) {
  for (const char* bad :
       {"", "P", "36M", "P36", "PT1H", "P1DT1H", "P0D", "P0Y0M", "P-1M", "p1M",
        "P1.5M", "P1D1M", "P1M1M", "P 1M", "P1M ", "P101Y", "P99999D",
        "P999999D", "P1H"}) {
    EXPECT_FALSE(ParseDuration(bad).has_value()) << bad;
  }
  EXPECT_TRUE(ParseDuration("P100Y").has_value());
}

TEST(DayAfter, AddsMonthsThenDaysAndClamps) {
  const auto after = [](absl::CivilDay day, const char* duration) {
    return DayAfter(day, *ParseDuration(duration));
  };
  EXPECT_EQ(after(absl::CivilDay(2026, 11, 23), "P30D"),
            absl::CivilDay(2026, 12, 23));
  EXPECT_EQ(after(absl::CivilDay(2026, 11, 23), "P14M"),
            absl::CivilDay(2028, 1, 23));
  EXPECT_EQ(after(absl::CivilDay(2026, 1, 31), "P1M"),
            absl::CivilDay(2026, 2, 28));
  EXPECT_EQ(after(absl::CivilDay(2027, 12, 31), "P2M1D"),
            absl::CivilDay(2028, 3, 1));
}

TEST(UtcDay, ChangesAtMidnightUtc) {
  const absl::Time midnight =
      absl::FromCivil(absl::CivilDay(2026, 11, 23), absl::UTCTimeZone());
  EXPECT_EQ(UtcDay(midnight), absl::CivilDay(2026, 11, 23));
  EXPECT_EQ(UtcDay(midnight - absl::Nanoseconds(1)),
            absl::CivilDay(2026, 11, 22));
}

}  // namespace
}  // namespace prescreen
