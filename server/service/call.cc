// SPDX-License-Identifier: Apache-2.0
#include "server/service/call.h"

#include "server/service/errors.h"

namespace prescreen {

Call::Call(Engine& engine, const grpc::CallbackServerContext& context,
           Method method)
    : engine_(engine), context_(context), method_(method) {}

Call::~Call() = default;

absl::Status Call::Admit() {
  caller_ = {"loopback", Roles::All(), true, {}};
  return absl::OkStatus();
}

absl::StatusOr<const Tenant*> Call::Find(absl::string_view name) const {
  if (!caller_.MayActFor(name)) {
    return ServiceError(absl::StatusCode::kNotFound, v1::TENANT_NOT_FOUND,
                        "tenant: no such tenant");
  }
  return engine_.tenants.Find(name);
}

absl::Status Call::StillAdmitted() const { return absl::OkStatus(); }

void Call::SetResource(absl::string_view resource) {
  resource_ = std::string(resource);
}

grpc::Status Call::End(const absl::Status& status) {
  return ToGrpcStatus(status);
}

}  // namespace prescreen
