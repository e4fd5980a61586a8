// SPDX-License-Identifier: Apache-2.0
#include "base/codec/json_number.h"

#include <cmath>
#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/charconv.h"

namespace prescreen::json {
namespace {

// Removes the digits at the front of `text`; false if there are none.
bool ConsumeDigits(absl::string_view* text) {
  std::size_t count = 0;
  while (count < text->size() && (*text)[count] >= '0' &&
         (*text)[count] <= '9') {
    ++count;
  }
  text->remove_prefix(count);
  return count > 0;
}

bool ConsumeChar(absl::string_view* text, char a, char b) {
  if (text->empty() || (text->front() != a && text->front() != b)) return false;
  text->remove_prefix(1);
  return true;
}

}  // namespace

bool IsNumberText(absl::string_view text) {
  ConsumeChar(&text, '-', '-');
  if (!ConsumeChar(&text, '0', '0') && !ConsumeDigits(&text)) return false;
  if (ConsumeChar(&text, '.', '.') && !ConsumeDigits(&text)) return false;
  if (ConsumeChar(&text, 'e', 'E')) {
    ConsumeChar(&text, '+', '-');
    if (!ConsumeDigits(&text)) return false;
  }
  return text.empty();
}

absl::StatusOr<double> NumberToDouble(absl::string_view text) {
  double value = 0;
  const auto result =
      absl::from_chars(text.data(), text.data() + text.size(), value);
  // Out of range, it yields the largest double or zero.
  if (result.ec == std::errc::result_out_of_range && std::abs(value) > 1) {
    return absl::InvalidArgumentError("JSON: number beyond a double");
  }
  return value;
}

}  // namespace prescreen::json
