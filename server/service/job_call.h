// SPDX-License-Identifier: Apache-2.0
// A unary call that a job answers.
#ifndef PRESCREEN_SERVER_SERVICE_JOB_CALL_H_
#define PRESCREEN_SERVER_SERVICE_JOB_CALL_H_

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>

#include "server/service/bundle_job.h"
#include "server/service/call.h"

namespace prescreen {

// Deletes itself when the call is over. `engine` must outlive the call.
class JobCall final : public grpc::ServerUnaryReactor {
 public:
  using MakeJob = std::function<std::shared_ptr<BundleJob>(Call&)>;

  // Admits the call, then runs the job that `make` gives. Returned to gRPC.
  static grpc::ServerUnaryReactor* Start(
      Engine& engine, const grpc::CallbackServerContext& context, Method method,
      const MakeJob& make);

  void OnCancel() override;
  void OnDone() override;

 private:
  JobCall(Engine& engine, const grpc::CallbackServerContext& context,
          Method method)
      : call_(engine, context, method) {}

  Call call_;
  std::shared_ptr<BundleJob> job_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_JOB_CALL_H_
