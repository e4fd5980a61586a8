// SPDX-License-Identifier: Apache-2.0
// Judges claims against a role policy (POLICY section 2.3). Deterministic: no
// clock, no randomness, no floating point. Thread-safe.
#ifndef PRESCREEN_SERVER_POLICY_EVALUATE_H_
#define PRESCREEN_SERVER_POLICY_EVALUATE_H_

#include <vector>

#include "absl/time/time.h"
#include "prescreen/v1/screening.pb.h"
#include "server/claims/claim.h"
#include "server/policy/role_policy.h"

namespace prescreen {

// How one policy sees one bundle.
struct PolicyResult {
  // One for each requirement of the policy, in its order, ready for a report.
  std::vector<v1::RequirementResult> requirements;
  // Flags of credentials that concern a requirement, without repetition.
  std::vector<v1::ReasonCode> flags;
  // For each claim: satisfies at least one requirement.
  std::vector<bool> used;
  // For each claim: is used, makes a requirement UNCLEAR, counts toward one
  // that needs more, or carries a flag.
  std::vector<bool> effective;
  // Number of credentials that could not be checked and on which a requirement
  // that is not MET hangs.
  int unchecked_relevant = 0;
};

PolicyResult Evaluate(const RolePolicy& policy, const ClaimSet& claims,
                      absl::Time as_of);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_POLICY_EVALUATE_H_
