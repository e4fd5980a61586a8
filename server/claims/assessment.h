// SPDX-License-Identifier: Apache-2.0
// How an achievement was assessed, on which level, and with what evidence.
#ifndef PRESCREEN_SERVER_CLAIMS_ASSESSMENT_H_
#define PRESCREEN_SERVER_CLAIMS_ASSESSMENT_H_

#include "server/catalogue/catalogue.h"
#include "server/claims/claim.h"
#include "server/verify/credential_content.h"

namespace prescreen {

// Fills `assessment`, `supervision` and `individual` from the words of the
// vocabularies that Open Badges carry, else from `entry` (may be null).
// Assessments both of single persons and of groups leave `individual` to the
// catalogue. CertificateOfCompletion alone means attendance (DERIVED).
// Thread-safe.
void ReadAssessment(const CredentialContent& content,
                    const StatedAchievement& achievement,
                    const AchievementEntry* entry, Claim* claim);

// Fills `eqf`. Levels that differ leave it to the catalogue. Thread-safe.
void ReadLevel(const StatedAchievement& achievement,
               const AchievementEntry* entry, Claim* claim);

// True if the alignment names a level instead of a skill.
bool IsLevel(const StatedAlignment& alignment);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_CLAIMS_ASSESSMENT_H_
