// SPDX-License-Identifier: Apache-2.0
// prescreen.v1.Receipts. Thread-safe.
#ifndef PRESCREEN_SERVER_SERVICE_RECEIPTS_SERVICE_H_
#define PRESCREEN_SERVER_SERVICE_RECEIPTS_SERVICE_H_

#include "prescreen/v1/receipt.grpc.pb.h"
#include "server/service/engine.h"

namespace prescreen {

class ReceiptsService final : public v1::Receipts::CallbackService {
 public:
  explicit ReceiptsService(Engine& engine) : engine_(engine) {}
  grpc::ServerUnaryReactor* GetReceipt(
      grpc::CallbackServerContext* context,
      const v1::GetReceiptRequest* request,
      v1::GetReceiptResponse* response) override;
  grpc::ServerUnaryReactor* WaitReceipt(
      grpc::CallbackServerContext* context,
      const v1::WaitReceiptRequest* request,
      v1::GetReceiptResponse* response) override;
  grpc::ServerUnaryReactor* GetCheckpoint(
      grpc::CallbackServerContext* context,
      const v1::GetCheckpointRequest* request,
      v1::Checkpoint* response) override;
  grpc::ServerUnaryReactor* GetInclusionProof(
      grpc::CallbackServerContext* context,
      const v1::GetInclusionProofRequest* request,
      v1::GetInclusionProofResponse* response) override;
  grpc::ServerUnaryReactor* GetConsistencyProof(
      grpc::CallbackServerContext* context,
      const v1::GetConsistencyProofRequest* request,
      v1::GetConsistencyProofResponse* response) override;
  grpc::ServerUnaryReactor* ListAnchors(
      grpc::CallbackServerContext* context,
      const v1::ListAnchorsRequest* request,
      v1::ListAnchorsResponse* response) override;

 private:
  Engine& engine_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_RECEIPTS_SERVICE_H_
