// SPDX-License-Identifier: Apache-2.0
// The methods of the API and the roles that may call each. Thread-safe.
#ifndef PRESCREEN_SERVER_ACCESS_METHOD_H_
#define PRESCREEN_SERVER_ACCESS_METHOD_H_

#include <array>

#include "absl/strings/string_view.h"
#include "server/access/roles.h"

namespace prescreen {

enum class Method {
  kCreateScreening,
  kAddCredentials,
  kReevaluateScreening,
  kCancelScreening,
  kGetScreening,
  kListScreenings,
  kWatchScreenings,
  kStreamScreenings,
  kVerifyBundle,
  kListReasonCodes,
  kCreatePolicy,
  kSubmitPolicy,
  kApprovePolicy,
  kActivatePolicy,
  kGetPolicy,
  kListPolicies,
  kRenderPolicy,
  kImportCatalogue,
  kGetCatalogue,
  kListCatalogues,
  kGetReceipt,
  kWaitReceipt,
  kGetCheckpoint,
  kGetInclusionProof,
  kGetConsistencyProof,
  kListAnchors,
  kCreateTenant,
  kListTenants,
  kCreateKey,
  kListKeys,
  kRevokeKey,
  kBackup,
  kGetServerInfo,
  kListAccess,
};

struct MethodRule {
  Method method;
  absl::string_view name;  // `Screening/CreateScreening`
  Roles roles;             // any one of them suffices
};

// One for each method, in the order of the enumeration.
inline constexpr int kMethodCount = static_cast<int>(Method::kListAccess) + 1;
const std::array<MethodRule, kMethodCount>& MethodRules();
const MethodRule& RuleOf(Method method);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_ACCESS_METHOD_H_
