// SPDX-License-Identifier: Apache-2.0
// Screenings that the server judges again by itself, because a key or a status
// could not be had: rows of the family `rechecks`, one for each at most.
#ifndef PRESCREEN_SERVER_SERVICE_RECHECKS_H_
#define PRESCREEN_SERVER_SERVICE_RECHECKS_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/random.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "prescreen/v1/screening.pb.h"
#include "server/log/log.h"
#include "server/service/tenants.h"
#include "server/store/key_file.h"

namespace prescreen {

// Before attempt 1, 2, …: `first`, doubled each time, six hours at most.
absl::Duration RecheckDelay(absl::Duration first, std::uint32_t attempt);
// Tried for this long, then left to people.
inline constexpr absl::Duration kRecheckFor = absl::Hours(7 * 24);

// From PendingLeaf::Seal, of a screening that was just judged: plans the next
// check in `row` and in the batch where `answer` needs one, or drops it.
// `automatic`: this was such a check; otherwise the counting begins anew.
absl::Status PlanRecheck(LeafContext& context, const Tenant& tenant,
                         const std::string& uuid, bool automatic,
                         absl::Duration first,
                         const v1::ScreeningRecord& answer,
                         stored::v1::ScreeningRow* row);
void DropRecheck(LeafContext& context, const Tenant& tenant,
                 const std::string& uuid, stored::v1::ScreeningRow* row);

// Takes a planned check away that can never be made. `done` in any case, on
// the log's thread. Everything given must outlive the leaf.
std::unique_ptr<PendingLeaf> MakeRecheckDropLeaf(const Tenant& tenant,
                                                 const std::string& uuid,
                                                 std::string row_key,
                                                 KeyFile& keys, Random& random,
                                                 std::function<void()> done);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_RECHECKS_H_
