// SPDX-License-Identifier: Apache-2.0
// The end of a screening by its caller's wish.
#ifndef PRESCREEN_SERVER_SERVICE_CANCEL_SCREENING_H_
#define PRESCREEN_SERVER_SERVICE_CANCEL_SCREENING_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/random.h"
#include "prescreen/v1/screening.pb.h"
#include "server/log/log.h"
#include "server/service/event_feed.h"
#include "server/service/tenants.h"
#include "server/store/key_file.h"

namespace prescreen {

// `done` is called on the log's thread with the screening as it is then, once
// that is durable. Everything given must outlive the leaf.
// NOT_FOUND (SCREENING_NOT_FOUND).
std::unique_ptr<PendingLeaf> MakeCancelLeaf(
    const Tenant& tenant, const std::string& uuid, std::string reason,
    KeyFile& keys, Random& random, EventFeed& feed,
    std::function<void(absl::StatusOr<v1::ScreeningRecord>)> done);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_CANCEL_SCREENING_H_
