// SPDX-License-Identifier: Apache-2.0
// prescreen.v1.Policies and prescreen.v1.Catalogues. Thread-safe.
#ifndef PRESCREEN_SERVER_SERVICE_RULES_SERVICE_H_
#define PRESCREEN_SERVER_SERVICE_RULES_SERVICE_H_

#include "prescreen/v1/catalogue.grpc.pb.h"
#include "prescreen/v1/policy.grpc.pb.h"
#include "server/service/engine.h"

namespace prescreen {

class PoliciesService final : public v1::Policies::CallbackService {
 public:
  explicit PoliciesService(Engine& engine) : engine_(engine) {}
  grpc::ServerUnaryReactor* CreatePolicy(grpc::CallbackServerContext* context,
                                         const v1::CreatePolicyRequest* request,
                                         v1::Policy* response) override;
  grpc::ServerUnaryReactor* SubmitPolicy(grpc::CallbackServerContext* context,
                                         const v1::SubmitPolicyRequest* request,
                                         v1::Policy* response) override;
  grpc::ServerUnaryReactor* ApprovePolicy(
      grpc::CallbackServerContext* context,
      const v1::ApprovePolicyRequest* request, v1::Policy* response) override;
  grpc::ServerUnaryReactor* ActivatePolicy(
      grpc::CallbackServerContext* context,
      const v1::ActivatePolicyRequest* request, v1::Policy* response) override;
  grpc::ServerUnaryReactor* GetPolicy(grpc::CallbackServerContext* context,
                                      const v1::GetPolicyRequest* request,
                                      v1::Policy* response) override;
  grpc::ServerUnaryReactor* ListPolicies(
      grpc::CallbackServerContext* context,
      const v1::ListPoliciesRequest* request,
      v1::ListPoliciesResponse* response) override;
  grpc::ServerUnaryReactor* RenderPolicy(
      grpc::CallbackServerContext* context,
      const v1::RenderPolicyRequest* request,
      v1::RenderPolicyResponse* response) override;

 private:
  Engine& engine_;
};

class CataloguesService final : public v1::Catalogues::CallbackService {
 public:
  explicit CataloguesService(Engine& engine) : engine_(engine) {}
  grpc::ServerUnaryReactor* ImportCatalogue(
      grpc::CallbackServerContext* context,
      const v1::ImportCatalogueRequest* request,
      v1::Catalogue* response) override;
  grpc::ServerUnaryReactor* GetCatalogue(grpc::CallbackServerContext* context,
                                         const v1::GetCatalogueRequest* request,
                                         v1::Catalogue* response) override;
  grpc::ServerUnaryReactor* ListCatalogues(
      grpc::CallbackServerContext* context,
      const v1::ListCataloguesRequest* request,
      v1::ListCataloguesResponse* response) override;

 private:
  Engine& engine_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_RULES_SERVICE_H_
