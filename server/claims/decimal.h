// SPDX-License-Identifier: Apache-2.0
// Numbers in the texts of results, exactly.
#ifndef PRESCREEN_SERVER_CLAIMS_DECIMAL_H_
#define PRESCREEN_SERVER_CLAIMS_DECIMAL_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"

namespace prescreen {

struct Decimal {
  std::int64_t millionths = 0;
  bool percent = false;  // was followed by a per cent sign

  friend bool operator==(const Decimal&, const Decimal&) = default;
};

// Reads `92`, `-1`, `92.5`, `92,5` and `92 %`, with up to nine digits before
// and six after the mark, and white space around. Absent: anything else, also
// `1,000`, which some write for a thousand. Thread-safe.
std::optional<Decimal> ParseDecimal(absl::string_view text);

// Where `value` lies between `low` and `high`, in basis points, rounded down.
// Absent unless low <= value <= high and low < high. Thread-safe.
std::optional<int> BasisPointsBetween(const Decimal& value, const Decimal& low,
                                      const Decimal& high);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_CLAIMS_DECIMAL_H_
