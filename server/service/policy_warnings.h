// SPDX-License-Identifier: Apache-2.0
// What the author of a policy text should look at again, given today's date and
// the tenant's catalogues.
#ifndef PRESCREEN_SERVER_SERVICE_POLICY_WARNINGS_H_
#define PRESCREEN_SERVER_SERVICE_POLICY_WARNINGS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/codec/yaml.h"
#include "server/policy/role_policy.h"
#include "server/service/tenants.h"
#include "server/store/store.h"

namespace prescreen {

// The parser's own warnings and those of the catalogues that the policy uses,
// or else of the newest, by place in the text. Until the tenant has a skill map
// and an achievement catalogue these say nothing. Thread-safe.
absl::StatusOr<std::vector<yaml::Fault>> WarningsFor(const StoreReader& store,
                                                     const Tenant& tenant,
                                                     const ParsedPolicy& parsed,
                                                     absl::Time now);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_POLICY_WARNINGS_H_
