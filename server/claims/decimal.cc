// SPDX-License-Identifier: Apache-2.0
#include "server/claims/decimal.h"

#include <algorithm>

#include "absl/numeric/int128.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace prescreen {
namespace {

constexpr std::size_t kMaxWholeDigits = 9;
constexpr std::size_t kMaxFractionDigits = 6;
constexpr int kBasisPoints = 10000;

bool AreDigits(absl::string_view text, std::size_t most) {
  return !text.empty() && text.size() <= most &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isdigit(static_cast<unsigned char>(c));
         });
}

}  // namespace

std::optional<Decimal> ParseDecimal(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  Decimal number;
  number.percent = absl::ConsumeSuffix(&text, "%");
  text = absl::StripTrailingAsciiWhitespace(text);
  const bool negative = absl::ConsumePrefix(&text, "-");
  const std::size_t mark = text.find_first_of(".,");
  const absl::string_view whole = text.substr(0, mark);
  absl::string_view fraction = "0";
  if (mark != text.npos) {
    fraction = text.substr(mark + 1);
    const bool may_be_thousands = text[mark] == ',' && fraction.size() == 3;
    if (may_be_thousands) return std::nullopt;
  }
  if (!AreDigits(whole, kMaxWholeDigits) ||
      !AreDigits(fraction, kMaxFractionDigits)) {
    return std::nullopt;
  }
  const std::string digits = absl::StrCat(
      whole, fraction, std::string(kMaxFractionDigits - fraction.size(), '0'));
  if (!absl::SimpleAtoi(digits, &number.millionths)) return std::nullopt;
  if (negative) number.millionths = -number.millionths;
  return number;
}

std::optional<int> BasisPointsBetween(const Decimal& value, const Decimal& low,
                                      const Decimal& high) {
  if (low.millionths >= high.millionths || value.millionths < low.millionths ||
      value.millionths > high.millionths) {
    return std::nullopt;
  }
  const absl::int128 part = value.millionths - low.millionths;
  return static_cast<int>(part * kBasisPoints /
                          (high.millionths - low.millionths));
}

}  // namespace prescreen
