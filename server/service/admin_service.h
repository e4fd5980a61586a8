// SPDX-License-Identifier: Apache-2.0
// prescreen.v1.Admin. Thread-safe.
#ifndef PRESCREEN_SERVER_SERVICE_ADMIN_SERVICE_H_
#define PRESCREEN_SERVER_SERVICE_ADMIN_SERVICE_H_

#include "prescreen/v1/admin.grpc.pb.h"
#include "server/service/engine.h"

namespace prescreen {

class AdminService final : public v1::Admin::CallbackService {
 public:
  explicit AdminService(Engine& engine) : engine_(engine) {}
  grpc::ServerUnaryReactor* CreateTenant(grpc::CallbackServerContext* context,
                                         const v1::CreateTenantRequest* request,
                                         v1::Tenant* response) override;
  grpc::ServerUnaryReactor* ListTenants(
      grpc::CallbackServerContext* context,
      const v1::ListTenantsRequest* request,
      v1::ListTenantsResponse* response) override;
  grpc::ServerUnaryReactor* CreateKey(grpc::CallbackServerContext* context,
                                      const v1::CreateKeyRequest* request,
                                      v1::CreateKeyResponse* response) override;
  grpc::ServerUnaryReactor* ListKeys(grpc::CallbackServerContext* context,
                                     const v1::ListKeysRequest* request,
                                     v1::ListKeysResponse* response) override;
  grpc::ServerUnaryReactor* RevokeKey(grpc::CallbackServerContext* context,
                                      const v1::RevokeKeyRequest* request,
                                      v1::ApiKey* response) override;
  grpc::ServerUnaryReactor* Backup(grpc::CallbackServerContext* context,
                                   const v1::BackupRequest* request,
                                   v1::BackupResponse* response) override;
  grpc::ServerUnaryReactor* GetServerInfo(
      grpc::CallbackServerContext* context,
      const v1::GetServerInfoRequest* request,
      v1::ServerInfo* response) override;
  grpc::ServerUnaryReactor* ListAccess(
      grpc::CallbackServerContext* context,
      const v1::ListAccessRequest* request,
      v1::ListAccessResponse* response) override;

 private:
  Engine& engine_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_ADMIN_SERVICE_H_
