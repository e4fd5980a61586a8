// SPDX-License-Identifier: Apache-2.0
// From requirement values to an outcome (POLICY section 3). Deterministic.
#ifndef PRESCREEN_SERVER_DECISION_DECIDE_H_
#define PRESCREEN_SERVER_DECISION_DECIDE_H_

#include "absl/time/time.h"
#include "prescreen/v1/screening.pb.h"
#include "server/claims/claim.h"
#include "server/policy/evaluate.h"
#include "server/policy/role_policy.h"

namespace prescreen {

struct DecisionInputs {
  absl::Time as_of;
  bool as_of_chosen = false;    // more than 24 hours from now: AS_OF_CHOSEN
  int documents_presented = 0;  // 0: INCOMPLETE
  int documents_readable = 0;   // 0 of some: INCOMPLETE too
};

// Fills everything of v1.Decision but the digests of policy and catalogues and
// the engine version, which the caller knows.
v1::Decision Decide(const RolePolicy& policy, const PolicyResult& result,
                    const ClaimSet& claims, const DecisionInputs& inputs);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_DECISION_DECIDE_H_
