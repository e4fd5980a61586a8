// SPDX-License-Identifier: Apache-2.0
#include "server/jsonld/literal.h"

#include <cmath>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace prescreen::jsonld::internal {

bool IsWrittenAsInteger(double value) {
  return std::floor(value) == value && std::abs(value) < 1e21;
}

std::string IntegerText(double value) {
  return value == 0 ? "0" : absl::StrFormat("%.0f", value);
}

std::string DoubleText(double value) {
  if (value == 0) return "0.0E0";
  const std::string text = absl::StrFormat("%.15E", value);
  const std::size_t e = text.find('E');
  const std::size_t last = text.find_last_not_of('0', e - 1);
  const std::size_t digits = text[last] == '.' ? last + 2 : last + 1;
  return absl::StrCat(text.substr(0, digits), "E",
                      std::atoi(text.c_str() + e + 1));
}

}  // namespace prescreen::jsonld::internal
