// SPDX-License-Identifier: Apache-2.0
// prescreen.v1.Screening. Thread-safe.
#ifndef PRESCREEN_SERVER_SERVICE_SCREENING_SERVICE_H_
#define PRESCREEN_SERVER_SERVICE_SCREENING_SERVICE_H_

#include "prescreen/v1/screening.grpc.pb.h"
#include "server/service/engine.h"

namespace prescreen {

class ScreeningService final : public v1::Screening::CallbackService {
 public:
  explicit ScreeningService(Engine& engine) : engine_(engine) {}

  grpc::ServerUnaryReactor* CreateScreening(
      grpc::CallbackServerContext* context,
      const v1::CreateScreeningRequest* request,
      v1::CreateScreeningResponse* response) override;
  grpc::ServerUnaryReactor* AddCredentials(
      grpc::CallbackServerContext* context,
      const v1::AddCredentialsRequest* request,
      v1::CreateScreeningResponse* response) override;
  grpc::ServerUnaryReactor* ReevaluateScreening(
      grpc::CallbackServerContext* context,
      const v1::ReevaluateScreeningRequest* request,
      v1::CreateScreeningResponse* response) override;
  grpc::ServerUnaryReactor* CancelScreening(
      grpc::CallbackServerContext* context,
      const v1::CancelScreeningRequest* request,
      v1::ScreeningRecord* response) override;
  grpc::ServerUnaryReactor* GetScreening(
      grpc::CallbackServerContext* context,
      const v1::GetScreeningRequest* request,
      v1::ScreeningRecord* response) override;
  grpc::ServerUnaryReactor* VerifyBundle(
      grpc::CallbackServerContext* context,
      const v1::VerifyBundleRequest* request,
      v1::VerifyBundleResponse* response) override;
  grpc::ServerUnaryReactor* ListScreenings(
      grpc::CallbackServerContext* context,
      const v1::ListScreeningsRequest* request,
      v1::ListScreeningsResponse* response) override;
  grpc::ServerWriteReactor<v1::ScreeningEvent>* WatchScreenings(
      grpc::CallbackServerContext* context,
      const v1::WatchScreeningsRequest* request) override;
  grpc::ServerBidiReactor<v1::CreateScreeningRequest,
                          v1::StreamScreeningsResponse>*
  StreamScreenings(grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* ListReasonCodes(
      grpc::CallbackServerContext* context,
      const v1::ListReasonCodesRequest* request,
      v1::ListReasonCodesResponse* response) override;

 private:
  Engine& engine_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_SCREENING_SERVICE_H_
