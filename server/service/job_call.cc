// SPDX-License-Identifier: Apache-2.0
#include "server/service/job_call.h"

#include <utility>

namespace prescreen {

grpc::ServerUnaryReactor* JobCall::Start(
    Engine& engine, const grpc::CallbackServerContext& context, Method method,
    const MakeJob& make, std::function<std::string()> resource) {
  auto* reactor = new JobCall(engine, context, method);
  const absl::Status admitted = reactor->call_.Admit();
  if (!admitted.ok()) {
    reactor->Finish(reactor->call_.End(admitted));
    return reactor;
  }
  reactor->resource_ = std::move(resource);
  reactor->job_ = make(reactor->call_);
  reactor->job_->Start(
      [reactor](const absl::Status& status) { reactor->End(status); });
  return reactor;
}

void JobCall::End(const absl::Status& status) {
  if (status.ok() && resource_) call_.SetResource(resource_());
  Finish(call_.End(status));
}

void JobCall::OnCancel() {
  if (job_) job_->Cancel();
}

void JobCall::OnDone() { delete this; }

}  // namespace prescreen
