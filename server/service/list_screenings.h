// SPDX-License-Identifier: Apache-2.0
// The screenings of a tenant, page by page. Thread-safe.
#ifndef PRESCREEN_SERVER_SERVICE_LIST_SCREENINGS_H_
#define PRESCREEN_SERVER_SERVICE_LIST_SCREENINGS_H_

#include "absl/status/statusor.h"
#include "prescreen/v1/screening.pb.h"
#include "server/service/event_log.h"
#include "server/service/tenants.h"
#include "server/store/key_file.h"
#include "server/store/store.h"

namespace prescreen {

// The newest revision of each, in the order in which the screenings began. One
// whose key was erased is passed over; one whose rows are damaged too, with a
// line in `events`: it must not hide the others. INVALID_ARGUMENT; NOT_FOUND
// (TENANT_NOT_FOUND).
absl::StatusOr<v1::ListScreeningsResponse> ListScreenings(
    const StoreReader& store, const KeyFile& keys, const TenantAccess& tenants,
    EventLog& events, const v1::ListScreeningsRequest& request);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_LIST_SCREENINGS_H_
