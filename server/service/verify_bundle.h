// SPDX-License-Identifier: Apache-2.0
// VerifyBundle: verification alone. Nothing is stored or logged.
#ifndef PRESCREEN_SERVER_SERVICE_VERIFY_BUNDLE_H_
#define PRESCREEN_SERVER_SERVICE_VERIFY_BUNDLE_H_

#include <grpcpp/grpcpp.h>

#include "prescreen/v1/screening.pb.h"
#include "server/service/engine.h"

namespace prescreen {

// Under the same limits, admission and network budget as CreateScreening.
// `engine` must outlive the call, gRPC keeps the messages that long.
grpc::ServerUnaryReactor* StartVerifyBundle(
    Engine& engine, const grpc::CallbackServerContext& context,
    const v1::VerifyBundleRequest& request, v1::VerifyBundleResponse* response);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_VERIFY_BUNDLE_H_
