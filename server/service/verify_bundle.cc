// SPDX-License-Identifier: Apache-2.0
#include "server/service/verify_bundle.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "server/pipeline/catalogue_authority.h"
#include "server/pipeline/status_evidence.h"
#include "server/pipeline/verify_report.h"
#include "server/service/bundle_job.h"
#include "server/service/count_decision.h"
#include "server/service/screening_request.h"
#include "server/service/times.h"

namespace prescreen {
namespace {

ScreeningInputs InputsOf(const v1::VerifyBundleRequest& request,
                         absl::Time as_of, absl::Time now) {
  ScreeningInputs inputs;
  inputs.bundle = BundleOf(request.documents());
  inputs.known_identifiers.assign(request.known_identifiers().begin(),
                                  request.known_identifiers().end());
  inputs.as_of = as_of;
  inputs.now = now;
  return inputs;
}

class VerifyJob final : public BundleJob {
 public:
  VerifyJob(Engine& engine, const TenantAccess& tenants,
            const v1::VerifyBundleRequest& request,
            v1::VerifyBundleResponse* response,
            std::chrono::system_clock::time_point deadline)
      : BundleJob(engine, request.ByteSizeLong(), deadline),
        tenants_(tenants),
        request_(request),
        response_(response) {}

 private:
  absl::Status Verify() override {
    const absl::Time now = engine().clock.Now();
    ASSIGN_OR_RETURN(const std::string name,
                     ParseTenantName("parent", request_.parent()));
    RETURN_IF_ERROR(CheckVerifyRequest(request_));
    ASSIGN_OR_RETURN(const Tenant* tenant, tenants_.Find(name));
    ASSIGN_OR_RETURN(const absl::Time as_of,
                     ChooseVerificationTime(request_, now));
    ASSIGN_OR_RETURN(catalogues_, engine().policies.Issuers(*tenant));
    inputs_ = InputsOf(request_, as_of, now);
    verified_ = VerifyDocuments(
        inputs_.bundle, *catalogues_,
        {request_.challenge(), request_.domain(), request_.nonce(),
         request_.audience()},
        engine().artefacts.keys, [this] { return cancelled(); },
        VerifyTimer(engine().metrics));
    urls_ = StatusListUrls(verified_);
    Fetch(urls_);
    return absl::OkStatus();
  }

  absl::Status Conclude() override {
    const StatusLists lists = GatherStatusLists(
        urls_, engine().documents, *catalogues_, engine().artefacts);
    const CatalogueAuthority authority(*catalogues_);
    const StatusChecker status(
        RulesOf(engine().settings, inputs_.as_of, inputs_.now), lists,
        authority);
    for (v1::VerifiedObject& object : ReportObjects(
             verified_, inputs_, status, request_.require_binding())) {
      *response_->add_objects() = std::move(object);
    }
    *response_->mutable_as_of() = ToTimestamp(inputs_.as_of);
    FinishWith(absl::OkStatus());
    return absl::OkStatus();
  }

  const TenantAccess& tenants_;
  const v1::VerifyBundleRequest& request_;
  v1::VerifyBundleResponse* const response_;
  std::shared_ptr<const CatalogueSet> catalogues_;
  ScreeningInputs inputs_;
  VerifiedBundle verified_;  // borrows from `inputs_`
  std::vector<std::string> urls_;
};

}  // namespace

std::shared_ptr<BundleJob> VerifyBundleJob(
    Engine& engine, const TenantAccess& tenants,
    const v1::VerifyBundleRequest& request, v1::VerifyBundleResponse* response,
    std::chrono::system_clock::time_point deadline) {
  return std::make_shared<VerifyJob>(engine, tenants, request, response,
                                     deadline);
}

}  // namespace prescreen
