// SPDX-License-Identifier: Apache-2.0
// The making of a revision.
#ifndef PRESCREEN_SERVER_SERVICE_SCREENING_JOB_H_
#define PRESCREEN_SERVER_SERVICE_SCREENING_JOB_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "prescreen/v1/screening.pb.h"
#include "server/service/bundle_job.h"
#include "server/service/screening_orders.h"
#include "server/service/tenants.h"

namespace prescreen {

// Called on a worker, again if another revision came in between.
using MakeOrder = std::function<absl::StatusOr<ScreeningOrder>()>;

// A job that fills `response`, waiting as the order's request says. What is
// given must outlive it, but `make_order` is copied.
std::shared_ptr<BundleJob> ScreeningJob(
    Engine& engine, const TenantAccess& tenants, MakeOrder make_order,
    std::size_t request_bytes, v1::CreateScreeningResponse* response,
    std::chrono::system_clock::time_point deadline);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_SCREENING_JOB_H_
