// SPDX-License-Identifier: Apache-2.0
#include "server/service/admin_service.h"

#include "server/service/access_admin.h"
#include "server/service/backup_call.h"
#include "server/service/reply.h"
#include "server/service/server_info.h"

namespace prescreen {

grpc::ServerUnaryReactor* AdminService::CreateTenant(
    grpc::CallbackServerContext* context,
    const v1::CreateTenantRequest* request, v1::Tenant* response) {
  return Reply(engine_, context, Method::kCreateTenant, response,
               [&](Call& call) {
                 return prescreen::CreateTenant(engine_, call, *request);
               });
}

grpc::ServerUnaryReactor* AdminService::ListTenants(
    grpc::CallbackServerContext* context, const v1::ListTenantsRequest* request,
    v1::ListTenantsResponse* response) {
  return Reply(engine_, context, Method::kListTenants, response,
               [&](Call& call) {
                 return prescreen::ListTenants(engine_, call, *request);
               });
}

grpc::ServerUnaryReactor* AdminService::CreateKey(
    grpc::CallbackServerContext* context, const v1::CreateKeyRequest* request,
    v1::CreateKeyResponse* response) {
  return Reply(engine_, context, Method::kCreateKey, response, [&](Call& call) {
    return prescreen::CreateKey(engine_, call, *request);
  });
}

grpc::ServerUnaryReactor* AdminService::ListKeys(
    grpc::CallbackServerContext* context, const v1::ListKeysRequest* request,
    v1::ListKeysResponse* response) {
  return Reply(engine_, context, Method::kListKeys, response, [&](Call& call) {
    return prescreen::ListKeys(engine_, call, *request);
  });
}

grpc::ServerUnaryReactor* AdminService::RevokeKey(
    grpc::CallbackServerContext* context, const v1::RevokeKeyRequest* request,
    v1::ApiKey* response) {
  return Reply(engine_, context, Method::kRevokeKey, response, [&](Call& call) {
    return prescreen::RevokeKey(engine_, call, *request);
  });
}

grpc::ServerUnaryReactor* AdminService::Backup(
    grpc::CallbackServerContext* context, const v1::BackupRequest* request,
    v1::BackupResponse* response) {
  return BackupCall(engine_, context, request, response);
}

grpc::ServerUnaryReactor* AdminService::GetServerInfo(
    grpc::CallbackServerContext* context, const v1::GetServerInfoRequest*,
    v1::ServerInfo* response) {
  return Reply(engine_, context, Method::kGetServerInfo, response,
               [&](Call& call) -> absl::StatusOr<v1::ServerInfo> {
                 return MakeServerInfo(engine_, call.caller());
               });
}

grpc::ServerUnaryReactor* AdminService::ListAccess(
    grpc::CallbackServerContext* context, const v1::ListAccessRequest* request,
    v1::ListAccessResponse* response) {
  return Reply(engine_, context, Method::kListAccess, response,
               [&](Call& call) {
                 return prescreen::ListAccess(engine_, call, *request);
               });
}

}  // namespace prescreen
