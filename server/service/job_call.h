// SPDX-License-Identifier: Apache-2.0
// A unary call that a job answers.
#ifndef PRESCREEN_SERVER_SERVICE_JOB_CALL_H_
#define PRESCREEN_SERVER_SERVICE_JOB_CALL_H_

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>

#include "server/service/bundle_job.h"
#include "server/service/call.h"

namespace prescreen {

// Deletes itself when the call is over. `engine` must outlive the call.
class JobCall final : public grpc::ServerUnaryReactor {
 public:
  using MakeJob = std::function<std::shared_ptr<BundleJob>(Call&)>;

  // Admits the call, then runs the job that `make` gives; where that succeeds,
  // the access log names what `resource` gives. Returned to gRPC.
  static grpc::ServerUnaryReactor* Start(
      Engine& engine, const grpc::CallbackServerContext& context, Method method,
      const MakeJob& make, std::function<std::string()> resource = nullptr);

  void OnCancel() override;
  void OnDone() override;

 private:
  JobCall(Engine& engine, const grpc::CallbackServerContext& context,
          Method method)
      : call_(engine, context, method) {}

  void End(const absl::Status& status);

  Call call_;
  std::shared_ptr<BundleJob> job_;
  std::function<std::string()> resource_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_JOB_CALL_H_
