// SPDX-License-Identifier: Apache-2.0
// Points in time as credentials write them.
#ifndef PRESCREEN_SERVER_VERIFY_DATE_TIME_H_
#define PRESCREEN_SERVER_VERIFY_DATE_TIME_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace prescreen {

// XML Schema dateTimeStamp within RFC 3339: four-digit year from 0001, `T`,
// optional fraction of a second (kept to the nanosecond), `Z` or an offset of
// at most 14 hours. Absent: anything else, leap seconds and 24:00:00 included.
std::optional<absl::Time> ParseDateTime(absl::string_view text);

// RFC 7519 NumericDate, from its JSON number text: digits with an optional
// fraction, which is dropped. Absent: anything else, or beyond year 9999.
std::optional<absl::Time> ParseNumericDate(absl::string_view number_text);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_DATE_TIME_H_
