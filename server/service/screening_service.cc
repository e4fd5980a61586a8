// SPDX-License-Identifier: Apache-2.0
#include "server/service/screening_service.h"

#include <utility>

#include "base/encoding.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "server/service/cancel_screening.h"
#include "server/service/errors.h"
#include "server/service/job_call.h"
#include "server/service/list_screenings.h"
#include "server/service/reason_codes.h"
#include "server/service/reply.h"
#include "server/service/screening_job.h"
#include "server/service/screenings.h"
#include "server/service/stream_screenings.h"
#include "server/service/verify_bundle.h"
#include "server/service/watch_screenings.h"

namespace prescreen {
namespace {

absl::StatusOr<v1::ScreeningRecord> Get(const Engine& engine,
                                        const TenantAccess& tenants,
                                        const std::string& resource) {
  ASSIGN_OR_RETURN(const ScreeningName name,
                   ParseScreeningName("name", resource));
  ASSIGN_OR_RETURN(const Tenant* tenant, tenants.Find(name.tenant));
  return ReadScreening(engine.store, engine.keys, *tenant, name);
}

using CancelDone = LaterCall<v1::ScreeningRecord>::Done;

absl::Status Cancel(Engine& engine, const Call& call,
                    const v1::CancelScreeningRequest& request,
                    CancelDone done) {
  ASSIGN_OR_RETURN(const ScreeningName name,
                   ParseScreeningName("name", request.name()));
  if (name.revision) {
    return FieldError("name", "names a revision; give the screening's name");
  }
  if (request.reason().size() > kMaxReferenceBytes) {
    return FieldError("reason", "is longer than 512 bytes");
  }
  if (!IsValidUtf8(request.reason())) {
    return FieldError("reason", "is not UTF-8");
  }
  ASSIGN_OR_RETURN(const Tenant* tenant, call.Find(name.tenant));
  engine.log.Submit(MakeCancelLeaf(
      *tenant, name.uuid, request.reason(), engine.keys, engine.random,
      engine.feed,
      [&engine, tenant, done](absl::StatusOr<v1::ScreeningRecord> screening) {
        engine.feed.Published(*tenant);
        done(std::move(screening));
      }));
  return absl::OkStatus();
}

// Makes the next revision of the screening that `request` names.
template <typename Request>
grpc::ServerUnaryReactor* StartFromStored(
    Engine& engine, grpc::CallbackServerContext& context, Method method,
    const Request& request, v1::CreateScreeningResponse* response) {
  return JobCall::Start(engine, context, method, [&](Call& call) {
    call.SetResource(request.name());
    call.SetRequestId(request.request_id());
    return ScreeningJob(
        engine, call,
        [&engine, &call, &request] { return OrderOf(engine, call, request); },
        request.ByteSizeLong(), response, context.deadline());
  });
}

}  // namespace

grpc::ServerUnaryReactor* ScreeningService::CreateScreening(
    grpc::CallbackServerContext* context,
    const v1::CreateScreeningRequest* request,
    v1::CreateScreeningResponse* response) {
  return JobCall::Start(
      engine_, *context, Method::kCreateScreening,
      [&](Call& call) {
        call.SetRequestId(request->request_id());
        return ScreeningJob(
            engine_, call,
            [request] {
              return absl::StatusOr<ScreeningOrder>(OrderOf(*request));
            },
            request->ByteSizeLong(), response, context->deadline());
      },
      [response] { return response->screening().name(); });
}

grpc::ServerUnaryReactor* ScreeningService::AddCredentials(
    grpc::CallbackServerContext* context,
    const v1::AddCredentialsRequest* request,
    v1::CreateScreeningResponse* response) {
  return StartFromStored(engine_, *context, Method::kAddCredentials, *request,
                         response);
}

grpc::ServerUnaryReactor* ScreeningService::ReevaluateScreening(
    grpc::CallbackServerContext* context,
    const v1::ReevaluateScreeningRequest* request,
    v1::CreateScreeningResponse* response) {
  return StartFromStored(engine_, *context, Method::kReevaluateScreening,
                         *request, response);
}

grpc::ServerUnaryReactor* ScreeningService::CancelScreening(
    grpc::CallbackServerContext* context,
    const v1::CancelScreeningRequest* request, v1::ScreeningRecord* response) {
  return ReplyLater(engine_, context, Method::kCancelScreening, response,
                    [&](Call& call, CancelDone done) {
                      call.SetResource(request->name());
                      return Cancel(engine_, call, *request, std::move(done));
                    });
}

grpc::ServerUnaryReactor* ScreeningService::VerifyBundle(
    grpc::CallbackServerContext* context,
    const v1::VerifyBundleRequest* request,
    v1::VerifyBundleResponse* response) {
  return JobCall::Start(engine_, *context, Method::kVerifyBundle,
                        [&](Call& call) {
                          return VerifyBundleJob(engine_, call, *request,
                                                 response, context->deadline());
                        });
}

grpc::ServerUnaryReactor* ScreeningService::GetScreening(
    grpc::CallbackServerContext* context,
    const v1::GetScreeningRequest* request, v1::ScreeningRecord* response) {
  return Reply(engine_, context, Method::kGetScreening, response,
               [&](Call& call) {
                 call.SetResource(request->name());
                 return Get(engine_, call, request->name());
               });
}

grpc::ServerUnaryReactor* ScreeningService::ListScreenings(
    grpc::CallbackServerContext* context,
    const v1::ListScreeningsRequest* request,
    v1::ListScreeningsResponse* response) {
  return Reply(
      engine_, context, Method::kListScreenings, response, [&](Call& call) {
        return prescreen::ListScreenings(engine_.store, engine_.keys, call,
                                         engine_.events, *request);
      });
}

grpc::ServerWriteReactor<v1::ScreeningEvent>* ScreeningService::WatchScreenings(
    grpc::CallbackServerContext* context,
    const v1::WatchScreeningsRequest* request) {
  return StartWatch(engine_, *context, *request);
}

grpc::ServerBidiReactor<v1::CreateScreeningRequest,
                        v1::StreamScreeningsResponse>*
ScreeningService::StreamScreenings(grpc::CallbackServerContext* context) {
  return StartScreeningStream(engine_, *context);
}

grpc::ServerUnaryReactor* ScreeningService::ListReasonCodes(
    grpc::CallbackServerContext* context,
    const v1::ListReasonCodesRequest* request,
    v1::ListReasonCodesResponse* response) {
  return Reply(engine_, context, Method::kListReasonCodes, response,
               [&](const Call&) {
                 return prescreen::ListReasonCodes(request->language());
               });
}

}  // namespace prescreen
