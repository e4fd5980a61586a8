// SPDX-License-Identifier: Apache-2.0
// What the results of an Open Badges 3.0 subject say, against the result
// descriptions of its achievement.
#ifndef PRESCREEN_SERVER_CLAIMS_RESULTS_H_
#define PRESCREEN_SERVER_CLAIMS_RESULTS_H_

#include <cstddef>

#include "server/claims/claim.h"
#include "server/verify/credential_content.h"

namespace prescreen {

// Of a subject with more results, or a description with a longer scale, nothing
// is compared.
inline constexpr std::size_t kMaxComparedResults = 64;
inline constexpr std::size_t kMaxScaleValues = 256;

// Fills `passed`, `percent` and `grades`.
//
// passed: false if any result falls short of its required value or level, or
// has a status other than Completed; else true if any reaches it or says
// Completed; else unknown. percent: the lowest of those results whose
// description says Percent or gives a range. grades: results that stand on a
// scale that their description states. A value that cannot be compared says
// nothing. Thread-safe.
void ReadResults(const StatedSubject& subject, Claim* claim);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_CLAIMS_RESULTS_H_
