// SPDX-License-Identifier: Apache-2.0
// Tenants, API keys and the access log, as an admin sees them: each function
// answers one method of prescreen.v1.Admin. Thread-safe.
#ifndef PRESCREEN_SERVER_SERVICE_ACCESS_ADMIN_H_
#define PRESCREEN_SERVER_SERVICE_ACCESS_ADMIN_H_

#include "absl/status/statusor.h"
#include "prescreen/v1/admin.pb.h"
#include "server/service/call.h"
#include "server/service/engine.h"

namespace prescreen {

absl::StatusOr<v1::Tenant> CreateTenant(Engine& engine, Call& call,
                                        const v1::CreateTenantRequest& request);
absl::StatusOr<v1::ListTenantsResponse> ListTenants(
    const Engine& engine, const Call& call,
    const v1::ListTenantsRequest& request);
absl::StatusOr<v1::CreateKeyResponse> CreateKey(
    Engine& engine, Call& call, const v1::CreateKeyRequest& request);
absl::StatusOr<v1::ListKeysResponse> ListKeys(
    const Engine& engine, const Call& call, const v1::ListKeysRequest& request);
absl::StatusOr<v1::ApiKey> RevokeKey(Engine& engine, Call& call,
                                     const v1::RevokeKeyRequest& request);
absl::StatusOr<v1::ListAccessResponse> ListAccess(
    Engine& engine, const Call& call, const v1::ListAccessRequest& request);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_ACCESS_ADMIN_H_
