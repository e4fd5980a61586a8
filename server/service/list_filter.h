// SPDX-License-Identifier: Apache-2.0
// Which screenings a list shows.
#ifndef PRESCREEN_SERVER_SERVICE_LIST_FILTER_H_
#define PRESCREEN_SERVER_SERVICE_LIST_FILTER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "prescreen/v1/screening.pb.h"
#include "server/service/tenants.h"
#include "server/store/store.h"

namespace prescreen {

// A value type.
struct ListFilter {
  // True if the row passes every filter that is set.
  bool Leaves(const stored::v1::ScreeningRow& row) const;

  v1::ListScreeningsRequest wanted;
  std::string policy_id;       // "": any
  std::string policy_version;  // its name with version; "": any
  // uuids that an index gives, in order; absent: all of the tenant's.
  std::optional<std::vector<std::string>> candidates;
  // A screening's uuid begins with its time: begin <= uuid < end; "": no bound.
  std::string begin;
  std::string end;
  // Something must be looked up in each row.
  bool reads_rows = false;
  std::string digest;  // of all filters: a page token is for one list alone
};

// INVALID_ARGUMENT naming the field. The filters by reference are answered by
// indexes, however many screenings there are.
absl::StatusOr<ListFilter> MakeListFilter(
    const StoreReader& store, const Tenant& tenant,
    const v1::ListScreeningsRequest& request);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_LIST_FILTER_H_
