// SPDX-License-Identifier: Apache-2.0
// The kind map (POLICY section 1).
#ifndef PRESCREEN_SERVER_CLAIMS_ACHIEVEMENT_TYPE_H_
#define PRESCREEN_SERVER_CLAIMS_ACHIEVEMENT_TYPE_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "server/catalogue/catalogue.h"

namespace prescreen {

// The kind that an Open Badges 3.0 `achievementType` states; absent if it
// states none of them. Thread-safe.
std::optional<AchievementKind> KindOfAchievementType(absl::string_view type);

// The kind that one of a credential's types states (Velocity Network's
// EmploymentCurrent and EmploymentPast, of any version). Thread-safe.
std::optional<AchievementKind> KindOfCredentialType(absl::string_view type);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_CLAIMS_ACHIEVEMENT_TYPE_H_
