// SPDX-License-Identifier: Apache-2.0
#include "server/service/screening_service.h"

#include <atomic>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "server/service/errors.h"
#include "server/service/reply.h"
#include "server/service/screen.h"

namespace prescreen {
namespace {

// How long a caller that found the queue full should wait.
constexpr absl::Duration kBusyDelay = absl::Milliseconds(200);

// One CreateScreening under way. Deletes itself when the call is over.
//
// The call may be cancelled until its leaf is queued; from then on the decision
// is stored whatever the caller does.
class CreateCall final : public grpc::ServerUnaryReactor {
 public:
  CreateCall(Engine& engine, const v1::CreateScreeningRequest& request,
             v1::CreateScreeningResponse* response)
      : engine_(engine), request_(request), response_(response) {}

  void Start() {
    const bool queued = engine_.workers.Run([this] { Work(); });
    if (!queued) {
      Finish(ToGrpcStatus(
          RetryableError(absl::StatusCode::kResourceExhausted, v1::TOO_BUSY,
                         "too many screenings are under way", kBusyDelay)));
    }
  }

  void OnCancel() override { cancelled_ = true; }
  void OnDone() override { delete this; }

 private:
  void Work() {
    const auto status = Screen();
    if (!status.ok()) Finish(ToGrpcStatus(status));
  }

  // OK: the answer comes with the leaf, or has been given.
  absl::Status Screen() {
    ASSIGN_OR_RETURN(AdmittedScreening admitted, Admit(engine_, request_));
    const Tenant& tenant = *admitted.tenant;
    if (admitted.stored) {
      Answer(tenant, *std::move(admitted.stored));
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(ScreeningWork work,
                     JudgeScreening(engine_, admitted, request_,
                                    [this] { return cancelled_.load(); }));
    engine_.log.Submit(MakeScreeningLeaf(
        tenant, std::move(work), engine_.keys, engine_.random,
        [this, &tenant](absl::StatusOr<ScreeningAnswer> answer) {
          Logged(tenant, std::move(answer));
        }));
    return absl::OkStatus();
  }

  // On the log's thread. A fresh revision needs no reading; what is read goes
  // to a worker, unless all are busy.
  void Logged(const Tenant& tenant, absl::StatusOr<ScreeningAnswer> answer) {
    if (!answer.ok()) {
      Finish(ToGrpcStatus(answer.status()));
      return;
    }
    if (answer->screening) {
      Answer(tenant, *std::move(answer));
      return;
    }
    auto reply = [this, &tenant, answer = *std::move(answer)] {
      Answer(tenant, answer);
    };
    if (!engine_.workers.Run(reply)) reply();
  }

  void Answer(const Tenant& tenant, ScreeningAnswer answer) {
    auto response = ReplyFor(engine_, tenant, std::move(answer));
    if (!response.ok()) {
      Finish(ToGrpcStatus(response.status()));
      return;
    }
    *response_ = *std::move(response);
    Finish(grpc::Status::OK);
  }

  Engine& engine_;
  const v1::CreateScreeningRequest& request_;
  v1::CreateScreeningResponse* const response_;
  std::atomic<bool> cancelled_ = false;
  std::size_t bytes_ = 0;
  bool admitted_ = false;
};

absl::StatusOr<v1::ScreeningRecord> Get(const Engine& engine,
                                        const std::string& resource) {
  ASSIGN_OR_RETURN(const ScreeningName name,
                   ParseScreeningName("name", resource));
  ASSIGN_OR_RETURN(const Tenant* tenant, engine.tenants.Find(name.tenant));
  return ReadScreening(engine.store, engine.keys, *tenant, name);
}

}  // namespace

grpc::ServerUnaryReactor* ScreeningService::CreateScreening(
    grpc::CallbackServerContext* /*context*/,
    const v1::CreateScreeningRequest* request,
    v1::CreateScreeningResponse* response) {
  auto* call = new CreateCall(engine_, *request, response);
  call->Start();
  return call;
}

grpc::ServerUnaryReactor* ScreeningService::GetScreening(
    grpc::CallbackServerContext* context,
    const v1::GetScreeningRequest* request, v1::ScreeningRecord* response) {
  return Reply(context, Get(engine_, request->name()), response);
}

}  // namespace prescreen
