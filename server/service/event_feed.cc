// SPDX-License-Identifier: Apache-2.0
#include "server/service/event_feed.h"

#include <utility>

#include "absl/time/time.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "server/service/errors.h"
#include "server/store/keys.h"

namespace prescreen {
namespace {

// As long as a request_id's answer.
constexpr absl::Duration kEventLifetime = absl::Hours(24 * 30);
// Every so many events, up to four times as many old ones go: the log's batches
// stay small, and a feed shrinks faster than it grows.
constexpr std::uint64_t kTrimEvery = 16;
constexpr std::size_t kTrimmedAtOnce = 64;

absl::StatusOr<std::uint64_t> NumberOf(const Row& row) {
  return ReadBigEndian64(absl::string_view(row.key).substr(16));
}

std::string EndOfEvents(absl::string_view tenant_id) {
  return keys::Event(tenant_id, UINT64_MAX);
}

absl::StatusOr<stored::v1::EventRow> ParseEvent(const Row& row) {
  stored::v1::EventRow event;
  if (!event.ParseFromString(row.value)) {
    return absl::DataLossError("events: a stored row is damaged");
  }
  return event;
}

// The newest event that is not kept any more; 0: all are.
absl::StatusOr<std::uint64_t> LastTrimmed(const StoreReader& store,
                                          absl::string_view tenant_id) {
  const auto value = store.Get(Family::kMeta, keys::EventsTrimmed(tenant_id));
  if (absl::IsNotFound(value.status())) return 0;
  RETURN_IF_ERROR(value.status());
  return ReadBigEndian64(*value);
}

}  // namespace

absl::StatusOr<std::uint64_t> LastEvent(const StoreReader& store,
                                        absl::string_view tenant_id) {
  const auto last = store.Last(Family::kEvents, keys::Event(tenant_id, 0),
                               EndOfEvents(tenant_id));
  if (last.ok()) return NumberOf(*last);
  if (!absl::IsNotFound(last.status())) return last.status();
  return LastTrimmed(store, tenant_id);
}

absl::StatusOr<std::vector<NumberedEvent>> EventsAfter(
    const StoreReader& store, absl::string_view tenant_id,
    std::uint64_t position, std::size_t limit) {
  // In this order: what is trimmed in between shows in the second.
  ASSIGN_OR_RETURN(
      const std::vector<Row> rows,
      store.Scan(Family::kEvents, keys::Event(tenant_id, position + 1),
                 EndOfEvents(tenant_id), limit));
  ASSIGN_OR_RETURN(const std::uint64_t trimmed, LastTrimmed(store, tenant_id));
  bool is_lost = position < trimmed;
  if (rows.empty() && !is_lost) {
    ASSIGN_OR_RETURN(const std::uint64_t last, LastEvent(store, tenant_id));
    is_lost = position > last;
  }
  if (is_lost) {
    return ServiceError(absl::StatusCode::kOutOfRange, v1::RESUME_TOKEN_EXPIRED,
                        "resume_token: what came after it is not kept any "
                        "more; list the screenings, then watch without one");
  }
  std::vector<NumberedEvent> events;
  for (const Row& row : rows) {
    NumberedEvent event;
    ASSIGN_OR_RETURN(event.number, NumberOf(row));
    ASSIGN_OR_RETURN(event.row, ParseEvent(row));
    events.push_back(std::move(event));
  }
  return events;
}

absl::Status EventFeed::Append(LeafContext& context,
                               absl::string_view tenant_id,
                               stored::v1::EventRow row) {
  absl::MutexLock lock(&mutex_);
  Numbers& numbers = numbers_[tenant_id];
  if (numbers.oldest == 0) {
    RETURN_IF_ERROR(Load(context.store(), tenant_id, &numbers));
  }
  ++numbers.last;
  if (numbers.last % kTrimEvery == 0) Trim(context, tenant_id, &numbers);
  row.set_time(absl::ToUnixMicros(context.now()));
  context.rows().Put(Family::kEvents, keys::Event(tenant_id, numbers.last),
                     row.SerializeAsString());
  return absl::OkStatus();
}

absl::Status EventFeed::Load(const StoreReader& store,
                             absl::string_view tenant_id, Numbers* numbers) {
  ASSIGN_OR_RETURN(numbers->last, LastEvent(store, tenant_id));
  ASSIGN_OR_RETURN(const std::uint64_t trimmed, LastTrimmed(store, tenant_id));
  numbers->oldest = trimmed + 1;
  return absl::OkStatus();
}

// Of a leaf that is dropped after this the rows stay, and go with the next
// restart's first trimming.
void EventFeed::Trim(LeafContext& context, absl::string_view tenant_id,
                     Numbers* numbers) {
  const auto rows = context.store().Scan(
      Family::kEvents, keys::Event(tenant_id, numbers->oldest),
      EndOfEvents(tenant_id), kTrimmedAtOnce);
  if (!rows.ok()) return;  // another time
  const std::int64_t oldest_kept =
      absl::ToUnixMicros(context.now() - kEventLifetime);
  std::uint64_t trimmed = 0;
  for (const Row& row : *rows) {
    const auto event = ParseEvent(row);
    const auto number = NumberOf(row);
    if (!number.ok() || (event.ok() && event->time() >= oldest_kept)) break;
    context.rows().Delete(Family::kEvents, row.key);
    trimmed = *number;
  }
  if (trimmed == 0) return;
  context.rows().Put(Family::kMeta, keys::EventsTrimmed(tenant_id),
                     BigEndian64(trimmed));
  numbers->oldest = trimmed + 1;
}

void EventFeed::Published(absl::string_view tenant_id) {
  std::vector<std::function<void()>> wakes;
  {
    absl::MutexLock lock(&mutex_);
    const auto found = wakes_.find(tenant_id);
    if (found == wakes_.end()) return;
    for (const auto& [ticket, wake] : found->second) wakes.push_back(wake);
  }
  for (const auto& wake : wakes) wake();
}

bool EventFeed::Watch(absl::string_view tenant_id, std::function<void()> wake,
                      std::uint64_t* ticket) {
  absl::MutexLock lock(&mutex_);
  if (is_closed_) return false;
  *ticket = ++last_ticket_;
  wakes_[tenant_id].emplace(*ticket, std::move(wake));
  return true;
}

void EventFeed::Forget(absl::string_view tenant_id, std::uint64_t ticket) {
  absl::MutexLock lock(&mutex_);
  const auto found = wakes_.find(tenant_id);
  if (found == wakes_.end()) return;
  found->second.erase(ticket);
  if (found->second.empty()) wakes_.erase(found);
}

void EventFeed::Close() {
  std::vector<std::function<void()>> wakes;
  {
    absl::MutexLock lock(&mutex_);
    is_closed_ = true;
    for (const auto& [tenant, of_tenant] : wakes_) {
      for (const auto& [ticket, wake] : of_tenant) wakes.push_back(wake);
    }
  }
  for (const auto& wake : wakes) wake();
}

bool EventFeed::is_closed() const {
  absl::MutexLock lock(&mutex_);
  return is_closed_;
}

}  // namespace prescreen
