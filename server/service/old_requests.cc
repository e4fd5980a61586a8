// SPDX-License-Identifier: Apache-2.0
#include "server/service/old_requests.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "server/store/sealed_value.h"

namespace prescreen {
namespace {

constexpr absl::Duration kLifetime = absl::Hours(24 * 30);
// With two, of the rows that are old 86 % go before as many new ones have come.
constexpr std::size_t kNeighbours = 2;

bool IsToBeDropped(const KeyFile& keys, const Row& row, absl::Time now) {
  const absl::StatusOr<std::string> bytes =
      OpenValue(keys, Family::kIdempotency, row.key, row.value);
  if (absl::IsNotFound(bytes.status())) return true;
  stored::v1::RequestRow request;
  return bytes.ok() && request.ParseFromString(*bytes) &&
         IsOldRequest(request, now);
}

}  // namespace

bool IsOldRequest(const stored::v1::RequestRow& row, absl::Time now) {
  return absl::FromUnixMicros(row.time()) + kLifetime < now;
}

void DropOldRequests(const StoreReader& store, const KeyFile& keys,
                     const Tenant& tenant, absl::string_view row_key,
                     absl::Time now, WriteBatch* rows) {
  // Behind every key of the tenant: those are 32 bytes longer.
  const std::string end = absl::StrCat(tenant.id, std::string(33, '\xff'));
  const absl::StatusOr<std::vector<Row>> neighbours = store.Scan(
      Family::kIdempotency, absl::StrCat(row_key, absl::string_view("\0", 1)),
      end, kNeighbours);
  if (!neighbours.ok()) return;  // another time
  for (const Row& row : *neighbours) {
    if (IsToBeDropped(keys, row, now)) {
      rows->Delete(Family::kIdempotency, row.key);
    }
  }
}

}  // namespace prescreen
