// SPDX-License-Identifier: Apache-2.0
#include "server/access/access_log.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "server/store/keys.h"

namespace prescreen {
namespace {

// Rows appear on the disk this late, or as soon as a batch is full.
constexpr absl::Duration kPause = absl::Seconds(1);
constexpr std::size_t kBatch = 1024;
// Some 20 MiB; what the disk cannot take by then is lost, and reported.
constexpr std::size_t kMaxAdded = 100000;
constexpr absl::Duration kBetweenTrims = absl::Hours(1);
// Rows that one page looks at; with few wanted ones it ends short.
constexpr int kMaxLookedAt = 20000;
constexpr std::size_t kKeyBytes = 12;

std::string KeyAt(absl::Time time) {
  return keys::Access(std::max<std::int64_t>(absl::ToUnixMicros(time), 0), 0);
}

}  // namespace

AccessLog::AccessLog(Store& store, const Clock& clock,
                     std::function<void(const absl::Status&)> on_error,
                     std::function<void()> each_minute)
    : store_(store),
      clock_(clock),
      on_error_(std::move(on_error)),
      each_minute_(std::move(each_minute)),
      thread_([this] { Run(); }) {}

AccessLog::~AccessLog() {
  {
    absl::MutexLock lock(&mutex_);
    stop_ = true;
  }
  thread_.join();
}

void AccessLog::Add(stored::v1::AccessRow row) {
  row.set_time(absl::ToUnixMicros(clock_.Now()));
  absl::MutexLock lock(&mutex_);
  if (added_.size() >= kMaxAdded) {
    ++lost_;
    return;
  }
  added_.push_back(std::move(row));
}

bool AccessLog::MustWrite() const { return stop_ || added_.size() >= kBatch; }

void AccessLog::Run() {
  absl::Time next_minute = clock_.Now() + absl::Minutes(1);
  absl::Time next_trim = absl::InfinitePast();
  bool stop = false;
  while (!stop) {
    {
      absl::MutexLock lock(&mutex_);
      mutex_.AwaitWithTimeout(absl::Condition(this, &AccessLog::MustWrite),
                              kPause);
      stop = stop_;
    }
    absl::Status status = Flush();
    const absl::Time now = clock_.Now();
    if (now >= next_trim) {
      status.Update(Trim());
      next_trim = now + kBetweenTrims;
    }
    if (stop || now >= next_minute) {
      each_minute_();
      next_minute = now + absl::Minutes(1);
    }
    if (!status.ok()) on_error_(status);
  }
}

absl::Status AccessLog::Flush() {
  absl::MutexLock write_lock(&write_mutex_);
  std::vector<stored::v1::AccessRow> rows;
  std::uint64_t lost = 0;
  {
    absl::MutexLock lock(&mutex_);
    rows.swap(added_);
    std::swap(lost, lost_);
  }
  WriteBatch batch;
  for (const stored::v1::AccessRow& row : rows) {
    batch.Put(Family::kAccess, keys::Access(row.time(), number_++),
              row.SerializeAsString());
  }
  if (!batch.empty()) {
    const absl::Status written = store_.Write(batch, Durability::kUnsynced);
    if (!written.ok()) {
      return absl::Status(written.code(),
                          absl::StrCat("access log: ", lost + rows.size(),
                                       " rows were lost: ", written.message()));
    }
  }
  if (lost > 0) {
    return absl::ResourceExhaustedError(
        absl::StrCat("access log: ", lost, " rows were lost"));
  }
  return absl::OkStatus();
}

absl::Status AccessLog::Trim() {
  const std::string end = KeyAt(clock_.Now() - kAccessKept);
  for (;;) {
    ASSIGN_OR_RETURN(const std::vector<Row> old,
                     store_.Scan(Family::kAccess, "", end, kBatch));
    if (old.empty()) return absl::OkStatus();
    WriteBatch batch;
    for (const Row& row : old) batch.Delete(Family::kAccess, row.key);
    RETURN_IF_ERROR(store_.Write(batch, Durability::kUnsynced));
  }
}

absl::StatusOr<AccessPage> AccessLog::List(const AccessQuery& query) {
  RETURN_IF_ERROR(Flush());
  if (!query.before_key.empty() && query.before_key.size() != kKeyBytes) {
    return absl::InvalidArgumentError("is not from a reply of this server");
  }
  const std::string begin = KeyAt(query.from);
  std::string end =
      query.before == absl::InfiniteFuture() ? "" : KeyAt(query.before);
  if (!query.before_key.empty() && (end.empty() || query.before_key < end)) {
    end = query.before_key;
  }
  AccessPage page;
  for (int looked_at = 0;; ++looked_at) {
    const absl::StatusOr<Row> stored = store_.Last(Family::kAccess, begin, end);
    if (absl::IsNotFound(stored.status())) return page;
    RETURN_IF_ERROR(stored.status());
    if (page.rows.size() == query.limit || looked_at == kMaxLookedAt) {
      page.next = end;
      return page;
    }
    end = stored->key;
    stored::v1::AccessRow row;
    if (row.ParseFromString(stored->value) && query.wanted(row)) {
      page.rows.push_back(std::move(row));
    }
  }
}

}  // namespace prescreen
