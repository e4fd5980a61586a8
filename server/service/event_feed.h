// SPDX-License-Identifier: Apache-2.0
// What WatchScreenings tells: a numbered row for each thing that happens to a
// tenant's screenings, written in the log batch that makes it happen.
#ifndef PRESCREEN_SERVER_SERVICE_EVENT_FEED_H_
#define PRESCREEN_SERVER_SERVICE_EVENT_FEED_H_

#include "absl/status/status.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "server/log/log.h"
#include "server/service/tenants.h"

namespace prescreen {

// Thread-safe.
class EventFeed {
 public:
  // From PendingLeaf::Seal: adds the tenant's next row to the batch. `row` has
  // everything but its time.
  static absl::Status Append(LeafContext& context, const Tenant& tenant,
                             stored::v1::EventRow row);
  // Once a batch that Append was called in is durable: wakes the watchers.
  void Published(const Tenant& tenant);
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_EVENT_FEED_H_
