// SPDX-License-Identifier: Apache-2.0
// Calendar durations of ISO 8601, and days reckoned with them.
#ifndef PRESCREEN_SERVER_POLICY_CALENDAR_H_
#define PRESCREEN_SERVER_POLICY_CALENDAR_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "server/policy/role_policy.h"

namespace prescreen {

// `P5Y`, `P36M`, `P1Y6M`, `P2W`, `P30D`; at most 100 years, more than nothing.
// Absent: not such a duration.
std::optional<CalendarDuration> ParseDuration(absl::string_view text);

// The day that lies `duration` before `day`: months first, clamped to the
// month's last day, then days.
absl::CivilDay DayBefore(absl::CivilDay day, const CalendarDuration& duration);

// The day that lies `duration` after `day`, in the same way.
absl::CivilDay DayAfter(absl::CivilDay day, const CalendarDuration& duration);

// The UTC day of an instant.
absl::CivilDay UtcDay(absl::Time time);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_POLICY_CALENDAR_H_
