// SPDX-License-Identifier: Apache-2.0
// CreateScreening under way.
#ifndef PRESCREEN_SERVER_SERVICE_CREATE_CALL_H_
#define PRESCREEN_SERVER_SERVICE_CREATE_CALL_H_

#include <grpcpp/grpcpp.h>

#include "prescreen/v1/screening.pb.h"
#include "server/service/engine.h"

namespace prescreen {

// The call may be cancelled until its leaf is queued; from then on the decision
// is stored whatever the caller does. `engine` must outlive the call, gRPC
// keeps the messages that long.
grpc::ServerUnaryReactor* StartCreateScreening(
    Engine& engine, const grpc::CallbackServerContext& context,
    const v1::CreateScreeningRequest& request,
    v1::CreateScreeningResponse* response);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_CREATE_CALL_H_
