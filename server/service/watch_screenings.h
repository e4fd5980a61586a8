// SPDX-License-Identifier: Apache-2.0
// A tenant's events, as they come.
#ifndef PRESCREEN_SERVER_SERVICE_WATCH_SCREENINGS_H_
#define PRESCREEN_SERVER_SERVICE_WATCH_SCREENINGS_H_

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "prescreen/v1/screening.pb.h"
#include "server/service/engine.h"
#include "server/service/tenants.h"

namespace prescreen {

// What a watch goes on after, for its caller to keep: of another tenant, or
// made up, it is refused (INVALID_ARGUMENT). Thread-safe.
std::string MakeResumeToken(const Tenant& tenant, std::uint64_t position);
absl::StatusOr<std::uint64_t> ParseResumeToken(const Tenant& tenant,
                                               const std::string& token);

// Admits the call and answers it. Returned to gRPC. `engine` must outlive the
// call.
grpc::ServerWriteReactor<v1::ScreeningEvent>* StartWatch(
    Engine& engine, const grpc::CallbackServerContext& context,
    const v1::WatchScreeningsRequest& request);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_WATCH_SCREENINGS_H_
