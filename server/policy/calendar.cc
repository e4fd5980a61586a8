// SPDX-License-Identifier: Apache-2.0
#include "server/policy/calendar.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"

namespace prescreen {
namespace {

constexpr int kMaxYears = 100;
constexpr int kMaxMonths = 12 * kMaxYears;
constexpr int kMaxDays = 366 * kMaxYears;

// Takes a number of one to five digits and its unit off the front.
bool ConsumePart(absl::string_view* text, int* number, char* unit) {
  std::size_t digits = 0;
  *number = 0;
  while (digits < text->size() &&
         absl::ascii_isdigit(static_cast<unsigned char>((*text)[digits]))) {
    if (digits == 5) return false;
    *number = *number * 10 + ((*text)[digits] - '0');
    ++digits;
  }
  if (digits == 0 || digits == text->size()) return false;
  *unit = (*text)[digits];
  text->remove_prefix(digits + 1);
  return true;
}

// The day of that number, or the month's last.
absl::CivilDay SameDayIn(absl::CivilMonth month, absl::CivilDay day) {
  const absl::CivilDay last_of_month = absl::CivilDay(month + 1) - 1;
  return absl::CivilDay(month) + std::min(day.day(), last_of_month.day()) - 1;
}

}  // namespace

std::optional<CalendarDuration> ParseDuration(absl::string_view text) {
  constexpr absl::string_view kUnits = "YMWD";
  CalendarDuration duration;
  duration.text = std::string(text);
  if (text.empty() || text[0] != 'P') return std::nullopt;
  text.remove_prefix(1);
  std::size_t next_unit = 0;
  while (!text.empty()) {
    int number = 0;
    char unit = 0;
    if (!ConsumePart(&text, &number, &unit)) return std::nullopt;
    const std::size_t place = kUnits.find(unit, next_unit);
    if (place == kUnits.npos) return std::nullopt;
    next_unit = place + 1;
    if (unit == 'Y') duration.months += 12 * number;
    if (unit == 'M') duration.months += number;
    if (unit == 'W') duration.days += 7 * number;
    if (unit == 'D') duration.days += number;
  }
  if (duration.months == 0 && duration.days == 0) return std::nullopt;
  if (duration.months > kMaxMonths || duration.days > kMaxDays) {
    return std::nullopt;
  }
  return duration;
}

absl::CivilDay DayBefore(absl::CivilDay day, const CalendarDuration& duration) {
  return SameDayIn(absl::CivilMonth(day) - duration.months, day) -
         duration.days;
}

absl::CivilDay DayAfter(absl::CivilDay day, const CalendarDuration& duration) {
  return SameDayIn(absl::CivilMonth(day) + duration.months, day) +
         duration.days;
}

absl::CivilDay UtcDay(absl::Time time) {
  return absl::ToCivilDay(time, absl::UTCTimeZone());
}

}  // namespace prescreen
