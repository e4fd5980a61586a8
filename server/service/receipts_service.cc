// SPDX-License-Identifier: Apache-2.0
#include "server/service/receipts_service.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "server/log/anchors.h"
#include "server/service/errors.h"
#include "server/service/receipt_wait.h"
#include "server/service/receipts.h"
#include "server/service/receipts_proofs.h"
#include "server/service/reply.h"

namespace prescreen {
namespace {

constexpr int kDefaultPage = 100;
constexpr int kMaxPage = 1000;

class WaitCall final : public grpc::ServerUnaryReactor {
 public:
  WaitCall(Engine& engine, const grpc::CallbackServerContext& context)
      : engine_(engine), call_(engine, context, Method::kWaitReceipt) {}

  absl::Status Start(const v1::WaitReceiptRequest& request,
                     v1::GetReceiptResponse* response,
                     std::chrono::system_clock::time_point deadline) {
    RETURN_IF_ERROR(call_.Admit());
    call_.SetResource(request.name());
    ASSIGN_OR_RETURN(ReceiptOwner owner,
                     FindReceiptOwner(call_, request.name()));
    wait_ = std::make_shared<ReceiptWait>(
        engine_, std::move(owner), request.wait_for(),
        [this, response](absl::StatusOr<v1::GetReceiptResponse> receipt) {
          if (receipt.ok()) *response = *std::move(receipt);
          End(receipt.status());
        });
    wait_->Start(deadline);
    return absl::OkStatus();
  }
  void End(const absl::Status& status) { Finish(call_.End(status)); }

  void OnCancel() override {
    if (wait_) wait_->Cancel();
  }
  void OnDone() override { delete this; }

 private:
  Engine& engine_;
  Call call_;
  // Shared with the alarm's and the publisher's callbacks.
  std::shared_ptr<ReceiptWait> wait_;
};

absl::StatusOr<v1::GetReceiptResponse> Get(const Engine& engine, Call& call,
                                           const std::string& name) {
  call.SetResource(name);
  ASSIGN_OR_RETURN(const ReceiptOwner owner, FindReceiptOwner(call, name));
  return BuildReceipt(engine, owner);
}

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
  return Reply(engine_, context, Method::kGetReceipt, response,
               [&](Call& call) { return Get(engine_, call, request->name()); });
}

grpc::ServerUnaryReactor* ReceiptsService::WaitReceipt(
    grpc::CallbackServerContext* context, const v1::WaitReceiptRequest* request,
    v1::GetReceiptResponse* response) {
  auto* call = new WaitCall(engine_, *context);
  const absl::Status begun =
      call->Start(*request, response, context->deadline());
  if (!begun.ok()) call->End(begun);
  return call;
}

grpc::ServerUnaryReactor* ReceiptsService::GetCheckpoint(
    grpc::CallbackServerContext* context,
    const v1::GetCheckpointRequest* request, v1::Checkpoint* response) {
  return Reply(engine_, context, Method::kGetCheckpoint, response,
               [&](Call& call) {
                 call.SetResource(request->name());
                 return FindCheckpoint(engine_, request->name());
               });
}

grpc::ServerUnaryReactor* ReceiptsService::GetInclusionProof(
    grpc::CallbackServerContext* context,
    const v1::GetInclusionProofRequest* request,
    v1::GetInclusionProofResponse* response) {
  return Reply(engine_, context, Method::kGetInclusionProof, response,
               [&](Call& call) {
                 call.SetResource(request->name());
                 return FindInclusionProof(engine_.log, *request);
               });
}

grpc::ServerUnaryReactor* ReceiptsService::GetConsistencyProof(
    grpc::CallbackServerContext* context,
    const v1::GetConsistencyProofRequest* request,
    v1::GetConsistencyProofResponse* response) {
  return Reply(
      engine_, context, Method::kGetConsistencyProof, response,
      [&](Call&) { return FindConsistencyProof(engine_.log, *request); });
}

grpc::ServerUnaryReactor* ReceiptsService::ListAnchors(
    grpc::CallbackServerContext* context, const v1::ListAnchorsRequest* request,
    v1::ListAnchorsResponse* response) {
  return Reply(engine_, context, Method::kListAnchors, response,
               [&](Call& call) {
                 call.SetResource(request->parent());
                 return List(engine_, *request);
               });
}

}  // namespace prescreen
