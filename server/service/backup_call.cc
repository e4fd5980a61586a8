// SPDX-License-Identifier: Apache-2.0
#include "server/service/backup_call.h"

#include <functional>
#include <string>

#include "base/status_macros.h"
#include "server/service/errors.h"
#include "server/service/reply.h"
#include "server/service/times.h"
#include "server/upkeep/backup.h"

namespace prescreen {
namespace {

// A copy of everybody's data is for those who may act for everybody.
absl::Status CheckCaller(const Caller& caller) {
  if (caller.every_tenant) return absl::OkStatus();
  return ServiceError(absl::StatusCode::kPermissionDenied, v1::ROLE_REQUIRED,
                      "backup: needs an admin of every tenant");
}

// Messages name folders of the server, which an admin may know.
absl::Status ToError(const absl::Status& status) {
  if (absl::IsInvalidArgument(status)) {
    return FieldError("folder", status.message());
  }
  if (absl::IsDataLoss(status)) return status;
  // Also where the folder cannot be written: missing rights, a full disk.
  return ServiceError(absl::StatusCode::kFailedPrecondition, v1::BACKUP_REFUSED,
                      status.message());
}

}  // namespace

absl::StatusOr<v1::BackupResponse> MakeBackup(
    Engine& engine, const Caller& caller, const v1::BackupRequest& request) {
  RETURN_IF_ERROR(CheckCaller(caller));
  const absl::StatusOr<BackupManifest> manifest =
      engine.backups.Make(request.folder());
  if (!manifest.ok()) return ToError(manifest.status());
  engine.events.Info("backup", {{"folder", request.folder()}});
  v1::BackupResponse response;
  response.set_log_size(manifest->log_size);
  response.set_bytes(manifest->bytes());
  *response.mutable_time() = ToTimestamp(manifest->time);
  return response;
}

grpc::ServerUnaryReactor* BackupCall(Engine& engine,
                                     grpc::CallbackServerContext* context,
                                     const v1::BackupRequest* request,
                                     v1::BackupResponse* response) {
  return ReplyLater<v1::BackupResponse>(
      engine, context, Method::kBackup, response,
      [&engine, request](
          Call& call,
          std::function<void(absl::StatusOr<v1::BackupResponse>)> done) {
        // Before a worker is taken for it.
        absl::Status status = CheckCaller(call.caller());
        if (!status.ok()) return status;
        const Caller caller = call.caller();
        const bool queued =
            engine.workers.Run([&engine, caller, request, done] {
              done(MakeBackup(engine, caller, *request));
            });
        if (queued) return status;
        return RetryableError(absl::StatusCode::kResourceExhausted,
                              v1::TOO_BUSY, "backup: the server is busy",
                              absl::Seconds(5));
      });
}

}  // namespace prescreen
