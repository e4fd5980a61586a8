// SPDX-License-Identifier: Apache-2.0
#include "server/service/screening_service.h"

#include "base/status_macros.h"
#include "server/service/create_call.h"
#include "server/service/list_screenings.h"
#include "server/service/reply.h"
#include "server/service/screenings.h"
#include "server/service/verify_bundle.h"

namespace prescreen {
namespace {

absl::StatusOr<v1::ScreeningRecord> Get(const Engine& engine,
                                        const std::string& resource) {
  ASSIGN_OR_RETURN(const ScreeningName name,
                   ParseScreeningName("name", resource));
  ASSIGN_OR_RETURN(const Tenant* tenant, engine.tenants.Find(name.tenant));
  return ReadScreening(engine.store, engine.keys, *tenant, name);
}

}  // namespace

grpc::ServerUnaryReactor* ScreeningService::CreateScreening(
    grpc::CallbackServerContext* context,
    const v1::CreateScreeningRequest* request,
    v1::CreateScreeningResponse* response) {
  return StartCreateScreening(engine_, *context, *request, response);
}

grpc::ServerUnaryReactor* ScreeningService::VerifyBundle(
    grpc::CallbackServerContext* context,
    const v1::VerifyBundleRequest* request,
    v1::VerifyBundleResponse* response) {
  return StartVerifyBundle(engine_, *context, *request, response);
}

grpc::ServerUnaryReactor* ScreeningService::GetScreening(
    grpc::CallbackServerContext* context,
    const v1::GetScreeningRequest* request, v1::ScreeningRecord* response) {
  return Reply(context, Get(engine_, request->name()), response);
}

grpc::ServerUnaryReactor* ScreeningService::ListScreenings(
    grpc::CallbackServerContext* context,
    const v1::ListScreeningsRequest* request,
    v1::ListScreeningsResponse* response) {
  return Reply(
      context,
      prescreen::ListScreenings(engine_.store, engine_.keys, engine_.tenants,
                                engine_.events, *request),
      response);
}

}  // namespace prescreen
