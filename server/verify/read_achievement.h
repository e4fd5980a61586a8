// SPDX-License-Identifier: Apache-2.0
// The members of an Open Badges 3.0 AchievementSubject.
#ifndef PRESCREEN_SERVER_VERIFY_READ_ACHIEVEMENT_H_
#define PRESCREEN_SERVER_VERIFY_READ_ACHIEVEMENT_H_

#include <string>
#include <vector>

#include "server/verify/credential_content.h"
#include "server/verify/object_reader.h"

namespace prescreen {

// Fills all of `stated` but its id, pointer and evidence. Members of extensions
// that are not as expected are left out without a fault. Thread-safe.
void ReadAchievementSubject(const ObjectReader& subject,
                            Presence achievement_presence,
                            StatedSubject* stated);

// The strings of a member that is a string or a list, each with its pointer.
// Whatever else it holds is left out.
std::vector<StatedWord> ReadWords(const ObjectReader& owner,
                                  absl::string_view name);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_READ_ACHIEVEMENT_H_
