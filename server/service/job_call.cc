// SPDX-License-Identifier: Apache-2.0
#include "server/service/job_call.h"

namespace prescreen {

grpc::ServerUnaryReactor* JobCall::Start(
    Engine& engine, const grpc::CallbackServerContext& context, Method method,
    const MakeJob& make) {
  auto* reactor = new JobCall(engine, context, method);
  const absl::Status admitted = reactor->call_.Admit();
  if (!admitted.ok()) {
    reactor->Finish(reactor->call_.End(admitted));
    return reactor;
  }
  reactor->job_ = make(reactor->call_);
  reactor->job_->Start([reactor](const absl::Status& status) {
    reactor->Finish(reactor->call_.End(status));
  });
  return reactor;
}

void JobCall::OnCancel() {
  if (job_) job_->Cancel();
}

void JobCall::OnDone() { delete this; }

}  // namespace prescreen
