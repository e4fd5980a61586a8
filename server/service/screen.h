// SPDX-License-Identifier: Apache-2.0
// One revision, from its order to the leaf that is to be logged.
#ifndef PRESCREEN_SERVER_SERVICE_SCREEN_H_
#define PRESCREEN_SERVER_SERVICE_SCREEN_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "prescreen/v1/screening.pb.h"
#include "server/pipeline/pipeline.h"
#include "server/service/engine.h"
#include "server/service/screening_orders.h"
#include "server/service/screenings.h"

namespace prescreen {

// A request that passed every check and needs judging.
struct AdmittedScreening {
  const Tenant* tenant = nullptr;
  std::shared_ptr<const CompiledPolicy> policy;
  std::string policy_id;
  absl::Time as_of;
  bool as_of_chosen = false;
  absl::Time now;
  // Set: the request_id was answered before; nothing needs judging.
  std::optional<ScreeningAnswer> stored;
};
absl::StatusOr<AdmittedScreening> Admit(const Engine& engine,
                                        const TenantAccess& tenants,
                                        const ScreeningOrder& order);

// Between the two steps of work; `verified` borrows from `inputs`, so it must
// stay where it was filled.
struct VerifiedScreening {
  VerifiedScreening() = default;
  VerifiedScreening(const VerifiedScreening&) = delete;
  VerifiedScreening& operator=(const VerifiedScreening&) = delete;

  AdmittedScreening admitted;
  ScreeningInputs inputs;
  VerifiedBundle verified;
  std::vector<std::string> status_lists;  // URLs that Judge wants
};
// Of an admitted screening that needs judging. CANCELLED if `cancelled` said
// so.
absl::Status VerifyScreening(const Engine& engine, AdmittedScreening admitted,
                             const v1::CreateScreeningRequest& request,
                             const std::function<bool()>& cancelled,
                             VerifiedScreening* screening);

// Judges with the status lists that are at hand; the work for
// MakeScreeningLeaf.
ScreeningWork JudgeScreening(const Engine& engine,
                             const VerifiedScreening& screening,
                             const ScreeningOrder& order);

// The reply for a logged or stored revision.
absl::StatusOr<v1::CreateScreeningResponse> ReplyFor(const Engine& engine,
                                                     const Tenant& tenant,
                                                     ScreeningAnswer answer);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_SCREEN_H_
