// SPDX-License-Identifier: Apache-2.0
// The policies and catalogues of a tenant, page by page, without their texts.
// Thread-safe.
#ifndef PRESCREEN_SERVER_SERVICE_LIST_RULES_H_
#define PRESCREEN_SERVER_SERVICE_LIST_RULES_H_

#include "absl/status/statusor.h"
#include "prescreen/v1/catalogue.pb.h"
#include "prescreen/v1/policy.pb.h"
#include "server/service/tenants.h"
#include "server/store/store.h"

namespace prescreen {

// Ids in order, of each the newest version first. INVALID_ARGUMENT; NOT_FOUND
// (TENANT_NOT_FOUND).
absl::StatusOr<v1::ListPoliciesResponse> ListPolicies(
    const StoreReader& store, const TenantAccess& tenants,
    const v1::ListPoliciesRequest& request);

// Issuers, achievements, skills; of each the newest first. Errors as above.
absl::StatusOr<v1::ListCataloguesResponse> ListCatalogues(
    const StoreReader& store, const TenantAccess& tenants,
    const v1::ListCataloguesRequest& request);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_LIST_RULES_H_
