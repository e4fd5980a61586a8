// SPDX-License-Identifier: Apache-2.0
// VerifyBundle: verification alone. Nothing is stored or logged.
#ifndef PRESCREEN_SERVER_SERVICE_VERIFY_BUNDLE_H_
#define PRESCREEN_SERVER_SERVICE_VERIFY_BUNDLE_H_

#include <chrono>
#include <memory>

#include "prescreen/v1/screening.pb.h"
#include "server/service/bundle_job.h"
#include "server/service/tenants.h"

namespace prescreen {

// Under the same limits, admission and network budget as CreateScreening. All
// arguments must outlive the job.
std::shared_ptr<BundleJob> VerifyBundleJob(
    Engine& engine, const TenantAccess& tenants,
    const v1::VerifyBundleRequest& request, v1::VerifyBundleResponse* response,
    std::chrono::system_clock::time_point deadline);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_VERIFY_BUNDLE_H_
