// SPDX-License-Identifier: Apache-2.0
// Admin.Backup: a copy of the running server's data.
#ifndef PRESCREEN_SERVER_SERVICE_BACKUP_CALL_H_
#define PRESCREEN_SERVER_SERVICE_BACKUP_CALL_H_

#include <grpcpp/grpcpp.h>

#include "absl/status/statusor.h"
#include "prescreen/v1/admin.pb.h"
#include "server/service/call.h"
#include "server/service/engine.h"

namespace prescreen {

// Blocks until the copy is durable. FAILED_PRECONDITION (BACKUP_REFUSED);
// INVALID_ARGUMENT (INVALID_FIELD); PERMISSION_DENIED (ROLE_REQUIRED): not an
// admin of every tenant.
absl::StatusOr<v1::BackupResponse> MakeBackup(Engine& engine,
                                              const Caller& caller,
                                              const v1::BackupRequest& request);

// The whole call; the copy is made on a thread of its own. Returned to gRPC.
grpc::ServerUnaryReactor* BackupCall(Engine& engine,
                                     grpc::CallbackServerContext* context,
                                     const v1::BackupRequest* request,
                                     v1::BackupResponse* response);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_BACKUP_CALL_H_
