// SPDX-License-Identifier: Apache-2.0
#include "server/service/create_call.h"

#include <string>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "server/service/bundle_call.h"
#include "server/service/screen.h"

namespace prescreen {
namespace {

class CreateCall final : public BundleCall {
 public:
  CreateCall(Engine& engine, const grpc::CallbackServerContext& context,
             const v1::CreateScreeningRequest& request,
             v1::CreateScreeningResponse* response)
      : BundleCall(engine, context, request.ByteSizeLong()),
        request_(request),
        response_(response) {}

 private:
  absl::Status Verify() override {
    ASSIGN_OR_RETURN(AdmittedScreening admitted, Admit(engine(), request_));
    if (admitted.stored) {
      Answer(*admitted.tenant, *std::move(admitted.stored));
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(VerifyScreening(
        engine(), std::move(admitted), request_, [this] { return cancelled(); },
        &screening_));
    Fetch(screening_.status_lists);
    return absl::OkStatus();
  }

  absl::Status Conclude() override {
    const Tenant& tenant = *screening_.admitted.tenant;
    ScreeningWork work = JudgeScreening(engine(), screening_, request_);
    std::vector<std::string> evidence;
    for (const auto& document : work.evidence) {
      evidence.push_back(document->digest);
    }
    if (cancelled()) return absl::CancelledError("the caller cancelled");
    engine().log.Submit(MakeScreeningLeaf(
        tenant, std::move(work), engine().keys, engine().random,
        [this, &tenant, evidence = std::move(evidence)](
            absl::StatusOr<ScreeningAnswer> answer) {
          Logged(tenant, evidence, std::move(answer));
        }));
    return absl::OkStatus();
  }

  // On the log's thread. A fresh revision needs no reading; what is read goes
  // to a worker, unless all are busy.
  void Logged(const Tenant& tenant, const std::vector<std::string>& evidence,
              absl::StatusOr<ScreeningAnswer> answer) {
    if (!answer.ok()) return FinishWith(answer.status());
    if (answer->created) {
      for (const std::string& digest : evidence) engine().evidence.Add(digest);
    }
    if (answer->screening) return Answer(tenant, *std::move(answer));
    auto reply = [this, &tenant, answer = *std::move(answer)] {
      Answer(tenant, answer);
    };
    if (!engine().workers.Run(reply)) reply();
  }

  void Answer(const Tenant& tenant, ScreeningAnswer answer) {
    auto response = ReplyFor(engine(), tenant, std::move(answer));
    if (response.ok()) *response_ = *std::move(response);
    FinishWith(response.status());
  }

  const v1::CreateScreeningRequest& request_;
  v1::CreateScreeningResponse* const response_;
  VerifiedScreening screening_;
};

}  // namespace

grpc::ServerUnaryReactor* StartCreateScreening(
    Engine& engine, const grpc::CallbackServerContext& context,
    const v1::CreateScreeningRequest& request,
    v1::CreateScreeningResponse* response) {
  auto* call = new CreateCall(engine, context, request, response);
  call->Start();
  return call;
}

}  // namespace prescreen
