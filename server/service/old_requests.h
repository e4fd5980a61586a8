// SPDX-License-Identifier: Apache-2.0
// How long a request_id is remembered. Thread-safe.
#ifndef PRESCREEN_SERVER_SERVICE_OLD_REQUESTS_H_
#define PRESCREEN_SERVER_SERVICE_OLD_REQUESTS_H_

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "server/service/tenants.h"
#include "server/store/key_file.h"
#include "server/store/store.h"

namespace prescreen {

// Over 30 days: no longer an answer.
bool IsOldRequest(const stored::v1::RequestRow& row, absl::Time now);

// Adds to `rows` the deletion of old ones, and of ones whose key was erased,
// among the two rows of the tenant that follow `row_key`. Keys are HMACs, so
// whoever is added meets neighbours at random, and a row that is old is met
// before long: the table holds little more than 30 days of requests, without
// any sweep. What cannot be read stays.
void DropOldRequests(const StoreReader& store, const KeyFile& keys,
                     const Tenant& tenant, absl::string_view row_key,
                     absl::Time now, WriteBatch* rows);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_OLD_REQUESTS_H_
