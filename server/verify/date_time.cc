// SPDX-License-Identifier: Apache-2.0
#include "server/verify/date_time.h"

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/time/civil_time.h"

namespace prescreen {
namespace {

// Takes digits and punctuation off the front of a text; remembers failure.
class Scanner {
 public:
  explicit Scanner(absl::string_view text) : rest_(text) {}

  bool failed() const { return failed_; }
  bool at_end() const { return rest_.empty(); }

  // Exactly `count` digits.
  int Digits(int count) {
    int value = 0;
    for (int i = 0; i < count; ++i) value = 10 * value + Digit();
    return value;
  }
  void Expect(char c) {
    if (!Accept(c)) failed_ = true;
  }
  bool Accept(char c) {
    if (failed_ || rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // One or more digits after a decimal point.
  absl::Duration Fraction() {
    std::int64_t nanoseconds = Digit() * std::int64_t{100000000};
    for (std::int64_t unit = 10000000; AtDigit(); unit /= 10) {
      nanoseconds += Digit() * unit;
    }
    return absl::Nanoseconds(nanoseconds);
  }

 private:
  bool AtDigit() const {
    return !rest_.empty() &&
           absl::ascii_isdigit(static_cast<unsigned char>(rest_.front()));
  }
  int Digit() {
    if (failed_ || !AtDigit()) {
      failed_ = true;
      return 0;
    }
    const int digit = rest_.front() - '0';
    rest_.remove_prefix(1);
    return digit;
  }

  absl::string_view rest_;
  bool failed_ = false;
};

// `Z`, or how far local time is ahead of UTC.
absl::Duration ScanOffset(Scanner* scanner, bool* in_range) {
  if (scanner->Accept('Z')) return absl::ZeroDuration();
  const bool negative = scanner->Accept('-');
  if (!negative) scanner->Expect('+');
  const int hours = scanner->Digits(2);
  scanner->Expect(':');
  const int minutes = scanner->Digits(2);
  const absl::Duration offset = absl::Hours(hours) + absl::Minutes(minutes);
  *in_range = minutes < 60 && offset <= absl::Hours(14);
  return negative ? -offset : offset;
}

}  // namespace

std::optional<absl::Time> ParseDateTime(absl::string_view text) {
  Scanner scanner(text);
  const int year = scanner.Digits(4);
  scanner.Expect('-');
  const int month = scanner.Digits(2);
  scanner.Expect('-');
  const int day = scanner.Digits(2);
  scanner.Expect('T');
  const int hour = scanner.Digits(2);
  scanner.Expect(':');
  const int minute = scanner.Digits(2);
  scanner.Expect(':');
  const int second = scanner.Digits(2);
  absl::Duration fraction;
  if (scanner.Accept('.')) fraction = scanner.Fraction();
  bool offset_in_range = true;
  const absl::Duration offset = ScanOffset(&scanner, &offset_in_range);
  if (scanner.failed() || !scanner.at_end() || !offset_in_range || year == 0) {
    return std::nullopt;
  }
  // A civil second normalises what is out of range; a valid one stays itself.
  const absl::CivilSecond civil(year, month, day, hour, minute, second);
  if (civil.year() != year || civil.month() != month || civil.day() != day ||
      civil.hour() != hour || civil.minute() != minute ||
      civil.second() != second) {
    return std::nullopt;
  }
  return absl::FromCivil(civil, absl::UTCTimeZone()) + fraction - offset;
}

std::optional<absl::Time> ParseNumericDate(absl::string_view number_text) {
  // 9999-12-31T23:59:59Z has 12 digits.
  constexpr std::int64_t kLastSecond = 253402300799;
  std::int64_t seconds = 0;
  std::size_t i = 0;
  for (; i < number_text.size() &&
         absl::ascii_isdigit(static_cast<unsigned char>(number_text[i]));
       ++i) {
    seconds = 10 * seconds + (number_text[i] - '0');
    if (seconds > kLastSecond) return std::nullopt;
  }
  const std::size_t integer_digits = i;
  if (i < number_text.size() && number_text[i] == '.') {
    // The JSON grammar has seen to the digits; an exponent is refused.
    if (number_text.find_first_not_of("0123456789", i + 1) !=
        number_text.npos) {
      return std::nullopt;
    }
    i = number_text.size();
  }
  if (integer_digits == 0 || i != number_text.size()) return std::nullopt;
  return absl::FromUnixSeconds(seconds);
}

}  // namespace prescreen
