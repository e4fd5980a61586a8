// SPDX-License-Identifier: Apache-2.0
// The canonical form that a policy's digest is over (README.md). Frozen: a
// later member may be added, none moved, renamed or given another shape.
#ifndef PRESCREEN_SERVER_POLICY_CANONICAL_POLICY_H_
#define PRESCREEN_SERVER_POLICY_CANONICAL_POLICY_H_

#include <string>

#include "server/policy/role_policy.h"

namespace prescreen {

// RFC 8785 JSON with every default written out.
std::string CanonicalPolicy(const RolePolicy& policy);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_POLICY_CANONICAL_POLICY_H_
