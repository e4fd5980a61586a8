// SPDX-License-Identifier: Apache-2.0
#include "server/service/event_feed.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "server/store/keys.h"

namespace prescreen {

absl::Status EventFeed::Append(LeafContext& context, const Tenant& tenant,
                               stored::v1::EventRow row) {
  std::uint64_t number = 0;
  const auto last =
      context.store().Last(Family::kEvents, keys::Event(tenant.id, 0),
                           keys::Event(tenant.id, UINT64_MAX));
  if (last.ok()) {
    ASSIGN_OR_RETURN(number, ReadBigEndian64(last->key.substr(16)));
  } else if (!absl::IsNotFound(last.status())) {
    return last.status();
  }
  row.set_time(absl::ToUnixMicros(context.now()));
  context.rows().Put(Family::kEvents, keys::Event(tenant.id, number + 1),
                     row.SerializeAsString());
  return absl::OkStatus();
}

void EventFeed::Published(const Tenant&) {}

}  // namespace prescreen
