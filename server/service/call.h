// SPDX-License-Identifier: Apache-2.0
// One call from entry to reply: who calls, whether they may, what is noted of
// it. Every method of every service begins and ends with one.
#ifndef PRESCREEN_SERVER_SERVICE_CALL_H_
#define PRESCREEN_SERVER_SERVICE_CALL_H_

#include <grpcpp/alarm.h>
#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "server/access/caller.h"
#include "server/access/method.h"
#include "server/access/principal.h"
#include "server/service/call_log.h"
#include "server/service/engine.h"
#include "server/service/tenants.h"

namespace prescreen {

// `engine` must outlive it, `context` must outlive Admit alone. Not
// thread-safe, except where said.
class Call final : public TenantAccess {
 public:
  Call(Engine& engine, const grpc::CallbackServerContext& context,
       Method method);
  ~Call() override;
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // First of all. UNAUTHENTICATED (KEY_REQUIRED, KEY_REFUSED),
  // PERMISSION_DENIED (ROLE_REQUIRED), RESOURCE_EXHAUSTED (TOO_MANY_IN_FLIGHT).
  absl::Status Admit();

  // After Admit. The one way to a tenant: its data cannot be read without.
  // Thread-safe.
  absl::StatusOr<const Tenant*> Find(absl::string_view name) const override;

  // After Admit succeeded.
  const Caller& caller() const { return principal_->caller(); }
  // For streams: as Admit's first errors once the key was revoked or expired.
  // Thread-safe.
  absl::Status StillAdmitted() const;
  // For streams, once, after Admit succeeded: calls `refused` with the errors
  // of StillAdmitted when the key is revoked or expires, from any thread, at
  // most twice, perhaps while End runs. An error: it was revoked already.
  absl::Status OnRefused(std::function<void(const absl::Status&)> refused);

  // What the access log names if the call succeeds or its tenant was found;
  // without it, that tenant.
  void SetResource(absl::string_view resource);

  // The caller's own, for the server's log.
  void SetRequestId(absl::string_view request_id);

  // Of a stream: notes the end of one of its items, from any thread.
  void NoteItem(absl::string_view request_id, const absl::Status& status);

  // Last of all, once: notes the end and gives what the call is to finish with.
  grpc::Status End(const absl::Status& status);

 private:
  absl::Status Identify();
  void Leave();
  void Log(const absl::Status& status);

  std::string PrincipalName() const;  // "": nobody known

  Engine& engine_;
  const grpc::CallbackServerContext& context_;
  const Method method_;
  std::shared_ptr<Principal> principal_;
  bool entered_ = false;                 // holds one of the principal's places
  std::uint64_t ticket_ = 0;             // of OnRefused
  std::unique_ptr<grpc::Alarm> expiry_;  // where the key has one
  std::string resource_;
  mutable absl::Mutex mutex_;
  // The first that was found.
  mutable std::string tenant_ ABSL_GUARDED_BY(mutex_);
  CallMark mark_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_CALL_H_
