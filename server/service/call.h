// SPDX-License-Identifier: Apache-2.0
// One call from entry to reply: who calls, whether they may, what is noted of
// it. Every method of every service begins and ends with one.
#ifndef PRESCREEN_SERVER_SERVICE_CALL_H_
#define PRESCREEN_SERVER_SERVICE_CALL_H_

#include <grpcpp/grpcpp.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/access/caller.h"
#include "server/access/method.h"
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
  absl::StatusOr<const Tenant*> Find(absl::string_view name) const override;

  const Caller& caller() const { return caller_; }
  // For streams: as Admit's first errors once the key was revoked or expired.
  // Thread-safe.
  absl::Status StillAdmitted() const;

  // What the access log names; without it, the tenant that was found.
  void SetResource(absl::string_view resource);

  // Last of all, once: notes the end and gives what the call is to finish with.
  grpc::Status End(const absl::Status& status);

 private:
  Engine& engine_;
  const grpc::CallbackServerContext& context_;
  const Method method_;
  Caller caller_;
  std::string resource_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_CALL_H_
