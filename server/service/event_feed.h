// SPDX-License-Identifier: Apache-2.0
// What WatchScreenings tells: a numbered row for each thing that happens to a
// tenant's screenings, written in the log batch that makes it happen. Rows are
// kept for 30 days.
#ifndef PRESCREEN_SERVER_SERVICE_EVENT_FEED_H_
#define PRESCREEN_SERVER_SERVICE_EVENT_FEED_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "server/log/log.h"
#include "server/service/tenants.h"
#include "server/store/store.h"

namespace prescreen {

struct NumberedEvent {
  std::uint64_t number = 0;  // from 1, ascending; gaps mean nothing
  stored::v1::EventRow row;
};

// Of a tenant's rows. Thread-safe.
// The newest; 0: there was none yet.
absl::StatusOr<std::uint64_t> LastEvent(const StoreReader& store,
                                        absl::string_view tenant_id);
// Those after `position`, at most `limit`. OUT_OF_RANGE (RESUME_TOKEN_EXPIRED):
// some of them are not kept any more, or `position` was never reached.
absl::StatusOr<std::vector<NumberedEvent>> EventsAfter(
    const StoreReader& store, absl::string_view tenant_id,
    std::uint64_t position, std::size_t limit);

// Thread-safe.
class EventFeed {
 public:
  // From PendingLeaf::Seal: adds the tenant's next row to the batch. `row` has
  // everything but its time.
  absl::Status Append(LeafContext& context, absl::string_view tenant_id,
                      stored::v1::EventRow row);
  // Once a batch that Append was called in is durable: wakes the watchers.
  void Published(absl::string_view tenant_id);
  void Published(const Tenant& tenant) { Published(tenant.id); }

  // Calls `wake` at each Published of the tenant, and once at Close, from any
  // thread; it must not block. Returns a ticket for Forget. False: closed.
  bool Watch(absl::string_view tenant_id, std::function<void()> wake,
             std::uint64_t* ticket);
  // `wake` may still be running.
  void Forget(absl::string_view tenant_id, std::uint64_t ticket);

  // The server is about to end: so are the watchers.
  void Close();
  bool is_closed() const;

 private:
  struct Numbers {
    std::uint64_t last = 0;
    std::uint64_t oldest = 0;  // none below it
  };
  using Wakes = std::map<std::uint64_t, std::function<void()>>;

  absl::Status Load(const StoreReader& store, absl::string_view tenant_id,
                    Numbers* numbers);
  void Trim(LeafContext& context, absl::string_view tenant_id,
            Numbers* numbers);

  mutable absl::Mutex mutex_;
  bool is_closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::uint64_t last_ticket_ ABSL_GUARDED_BY(mutex_) = 0;
  // By tenant id.
  absl::flat_hash_map<std::string, Numbers> numbers_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, Wakes> wakes_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_EVENT_FEED_H_
