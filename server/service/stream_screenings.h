// SPDX-License-Identifier: Apache-2.0
// A bulk load: one call, many screenings.
#ifndef PRESCREEN_SERVER_SERVICE_STREAM_SCREENINGS_H_
#define PRESCREEN_SERVER_SERVICE_STREAM_SCREENINGS_H_

#include <grpcpp/grpcpp.h>

#include "prescreen/v1/screening.pb.h"
#include "server/service/engine.h"

namespace prescreen {

// No more of a stream's requests are read while this many are unanswered: what
// one stream holds is bounded, also when its reader is slow.
inline constexpr int kMaxUnanswered = 64;

// Admits the call and answers every request of it. Returned to gRPC; deletes
// itself when the call is over. `engine` must outlive the call.
grpc::ServerBidiReactor<v1::CreateScreeningRequest,
                        v1::StreamScreeningsResponse>*
StartScreeningStream(Engine& engine,
                     const grpc::CallbackServerContext& context);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_STREAM_SCREENINGS_H_
