// SPDX-License-Identifier: Apache-2.0
// Answers unary calls that need no job.
#ifndef PRESCREEN_SERVER_SERVICE_REPLY_H_
#define PRESCREEN_SERVER_SERVICE_REPLY_H_

#include <grpcpp/grpcpp.h>

#include <functional>
#include <utility>

#include "absl/status/statusor.h"
#include "server/service/call.h"

namespace prescreen {

// Admits the call and finishes it with what `answer` gives: a function of
// Call& to absl::StatusOr<Message>. Returned to gRPC.
template <typename Message, typename Answer>
grpc::ServerUnaryReactor* Reply(Engine& engine,
                                grpc::CallbackServerContext* context,
                                Method method, Message* response,
                                Answer answer) {
  Call call(engine, *context, method);
  absl::Status status = call.Admit();
  if (status.ok()) {
    absl::StatusOr<Message> message = answer(call);
    status = message.status();
    if (status.ok()) *response = *std::move(message);
  }
  auto* reactor = context->DefaultReactor();
  reactor->Finish(call.End(status));
  return reactor;
}

// A call that ends on another thread, and cannot be cancelled meanwhile.
template <typename Message>
class LaterCall final : public grpc::ServerUnaryReactor {
 public:
  using Done = std::function<void(absl::StatusOr<Message>)>;

  LaterCall(Engine& engine, const grpc::CallbackServerContext& context,
            Method method, Message* response)
      : call_(engine, context, method), response_(response) {}

  // `begin` is a function of (Call&, Done) that calls `Done` once if it
  // returns OK, and never otherwise.
  template <typename Begin>
  void Start(Begin begin) {
    absl::Status status = call_.Admit();
    if (status.ok()) {
      status = begin(call_, [this](absl::StatusOr<Message> message) {
        End(std::move(message));
      });
    }
    if (!status.ok()) End(status);
  }
  void OnDone() override { delete this; }

 private:
  void End(absl::StatusOr<Message> message) {
    if (message.ok()) *response_ = *std::move(message);
    Finish(call_.End(message.status()));
  }

  Call call_;
  Message* const response_;
};

// As LaterCall. Returned to gRPC.
template <typename Message, typename Begin>
grpc::ServerUnaryReactor* ReplyLater(Engine& engine,
                                     grpc::CallbackServerContext* context,
                                     Method method, Message* response,
                                     Begin begin) {
  auto* call = new LaterCall<Message>(engine, *context, method, response);
  call->Start(std::move(begin));
  return call;
}

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_REPLY_H_
