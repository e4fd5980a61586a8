// SPDX-License-Identifier: Apache-2.0
// Answers a call whose result is at hand.
#ifndef PRESCREEN_SERVER_SERVICE_REPLY_H_
#define PRESCREEN_SERVER_SERVICE_REPLY_H_

#include <grpcpp/grpcpp.h>

#include <utility>

#include "absl/status/statusor.h"
#include "server/service/errors.h"

namespace prescreen {

// Finishes the call with `message`, or with its error. Returned to gRPC.
template <typename Message>
grpc::ServerUnaryReactor* Reply(grpc::CallbackServerContext* context,
                                absl::StatusOr<Message> message,
                                Message* response) {
  auto* reactor = context->DefaultReactor();
  if (message.ok()) *response = *std::move(message);
  reactor->Finish(ToGrpcStatus(message.status()));
  return reactor;
}

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_REPLY_H_
