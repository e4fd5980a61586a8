// SPDX-License-Identifier: Apache-2.0
#include "server/service/receipts_service.h"

#include <grpcpp/alarm.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"
#include "base/status_macros.h"
#include "server/log/anchors.h"
#include "server/service/errors.h"
#include "server/service/receipts.h"
#include "server/service/receipts_proofs.h"
#include "server/service/reply.h"

namespace prescreen {
namespace {

// A wait ends this long before the caller's deadline, so that the answer still
// arrives; and after ten minutes at the latest.
constexpr std::chrono::milliseconds kBeforeDeadline(250);
constexpr std::chrono::minutes kLongestWait(10);

constexpr int kDefaultPage = 100;
constexpr int kMaxPage = 1000;

// One WaitReceipt. Shared by its reactor, the alarm and the publisher's
// callback; whoever comes first finishes the call.
class Wait : public std::enable_shared_from_this<Wait> {
 public:
  Wait(Engine& engine, const v1::WaitReceiptRequest& request,
       grpc::ServerUnaryReactor* reactor, v1::GetReceiptResponse* response)
      : engine_(engine),
        name_(request.name()),
        wait_for_(request.wait_for() == v1::Receipt::LOGGED
                      ? v1::Receipt::LOGGED
                      : v1::Receipt::ANCHORED),
        reactor_(reactor),
        response_(response) {}

  void Start(std::chrono::system_clock::time_point deadline) {
    const auto longest = std::chrono::system_clock::now() + kLongestWait;
    alarm_.Set(std::min(deadline - kBeforeDeadline, longest),
               [self = shared_from_this()](bool fired) {
                 if (fired) self->Look(/*last=*/true);
               });
    Look(/*last=*/false);
  }

  void Cancel() { Finish(absl::CancelledError("the caller cancelled"), {}); }

 private:
  // Answers if the state is reached or this is the last look; else looks again
  // at the next change. Registered before reading: no change is missed.
  void Look(bool last) {
    if (!last) {
      const std::uint64_t ticket =
          engine_.publisher.OnNextChange([weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->Look(/*last=*/false);
          });
      absl::MutexLock lock(&mutex_);
      ticket_ = ticket;
    }
    auto receipt = BuildReceipt(engine_, name_);
    if (!receipt.ok()) {
      Finish(receipt.status(), {});
    } else if (last || receipt->receipt().state() >= wait_for_ ||
               !CanBeAnchored()) {
      Finish(absl::OkStatus(), *std::move(receipt));
    }
  }

  // Without a required public chain there is nothing to wait for.
  bool CanBeAnchored() const {
    return std::any_of(engine_.chains.begin(), engine_.chains.end(),
                       [](const ChainSetting& chain) {
                         return chain.required && chain.is_public;
                       });
  }

  void Finish(const absl::Status& status, v1::GetReceiptResponse response) {
    grpc::ServerUnaryReactor* reactor = nullptr;
    std::uint64_t ticket = 0;
    {
      absl::MutexLock lock(&mutex_);
      std::swap(reactor, reactor_);
      ticket = ticket_;
    }
    if (reactor == nullptr) return;
    engine_.publisher.Cancel(ticket);
    alarm_.Cancel();
    *response_ = std::move(response);
    reactor->Finish(ToGrpcStatus(status));
  }

  Engine& engine_;
  const std::string name_;
  const v1::Receipt::State wait_for_;
  grpc::Alarm alarm_;
  absl::Mutex mutex_;
  grpc::ServerUnaryReactor* reactor_ ABSL_GUARDED_BY(mutex_);
  v1::GetReceiptResponse* const response_;
  std::uint64_t ticket_ ABSL_GUARDED_BY(mutex_) = 0;
};

class WaitCall final : public grpc::ServerUnaryReactor {
 public:
  WaitCall(Engine& engine, const v1::WaitReceiptRequest& request,
           v1::GetReceiptResponse* response,
           std::chrono::system_clock::time_point deadline)
      : wait_(std::make_shared<Wait>(engine, request, this, response)) {
    wait_->Start(deadline);
  }
  void OnCancel() override { wait_->Cancel(); }
  void OnDone() override { delete this; }

 private:
  // Shared with the alarm's and the publisher's callbacks.
  std::shared_ptr<Wait> wait_;
};

absl::StatusOr<v1::ListAnchorsResponse> List(
    const Engine& engine, const v1::ListAnchorsRequest& request) {
  absl::string_view chain = request.parent();
  if (!absl::ConsumePrefix(&chain, "anchors/") || chain.empty()) {
    return FieldError("parent", "must be `anchors/{chain}` or `anchors/-`");
  }
  if (request.page_size() < 0) return FieldError("page_size", "is negative");
  const int page_size = request.page_size() == 0
                            ? kDefaultPage
                            : std::min(request.page_size(), kMaxPage);
  auto page =
      ListAnchors(engine.store, chain == "-" ? "" : chain, request.page_token(),
                  static_cast<std::size_t>(page_size));
  if (absl::IsInvalidArgument(page.status())) {
    return FieldError("page_token", page.status().message());
  }
  RETURN_IF_ERROR(page.status());
  v1::ListAnchorsResponse response;
  response.mutable_anchors()->Assign(page->anchors.begin(),
                                     page->anchors.end());
  response.set_next_page_token(std::move(page->next_page_token));
  return response;
}

}  // namespace

grpc::ServerUnaryReactor* ReceiptsService::GetReceipt(
    grpc::CallbackServerContext* context, const v1::GetReceiptRequest* request,
    v1::GetReceiptResponse* response) {
  return Reply(context, BuildReceipt(engine_, request->name()), response);
}

grpc::ServerUnaryReactor* ReceiptsService::WaitReceipt(
    grpc::CallbackServerContext* context, const v1::WaitReceiptRequest* request,
    v1::GetReceiptResponse* response) {
  return new WaitCall(engine_, *request, response, context->deadline());
}

grpc::ServerUnaryReactor* ReceiptsService::GetCheckpoint(
    grpc::CallbackServerContext* context,
    const v1::GetCheckpointRequest* request, v1::Checkpoint* response) {
  return Reply(context, FindCheckpoint(engine_, request->name()), response);
}

grpc::ServerUnaryReactor* ReceiptsService::GetInclusionProof(
    grpc::CallbackServerContext* context,
    const v1::GetInclusionProofRequest* request,
    v1::GetInclusionProofResponse* response) {
  return Reply(context, FindInclusionProof(engine_.log, *request), response);
}

grpc::ServerUnaryReactor* ReceiptsService::GetConsistencyProof(
    grpc::CallbackServerContext* context,
    const v1::GetConsistencyProofRequest* request,
    v1::GetConsistencyProofResponse* response) {
  return Reply(context, FindConsistencyProof(engine_.log, *request), response);
}

grpc::ServerUnaryReactor* ReceiptsService::ListAnchors(
    grpc::CallbackServerContext* context, const v1::ListAnchorsRequest* request,
    v1::ListAnchorsResponse* response) {
  return Reply(context, List(engine_, *request), response);
}

}  // namespace prescreen
