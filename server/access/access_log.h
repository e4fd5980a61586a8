// SPDX-License-Identifier: Apache-2.0
// Who called what: a row for each finished call, kept for a year. The last
// second may be missing after a loss of power.
#ifndef PRESCREEN_SERVER_ACCESS_ACCESS_LOG_H_
#define PRESCREEN_SERVER_ACCESS_ACCESS_LOG_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "server/store/store.h"

namespace prescreen {

inline constexpr absl::Duration kAccessKept = absl::Hours(24 * 365);

struct AccessPage {
  std::vector<stored::v1::AccessRow> rows;
  std::string next;  // for `AccessQuery::before_key`; empty: no more
};

struct AccessQuery {
  absl::Time from = absl::UnixEpoch();
  absl::Time before = absl::InfiniteFuture();
  std::string before_key = {};  // of the page before; empty: the first page
  std::size_t limit = 100;
  std::function<bool(const stored::v1::AccessRow&)> wanted = {};
};

// Thread-safe. `store` and `clock` must outlive it. One thread writes.
class AccessLog {
 public:
  // `on_error` hears of rows that could not be written, and of their loss;
  // `each_minute` runs on the writing thread, and once at the end.
  AccessLog(Store& store, const Clock& clock,
            std::function<void(const absl::Status&)> on_error,
            std::function<void()> each_minute);
  ~AccessLog();  // writes what is left
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  // Returns at once. Sets the time.
  void Add(stored::v1::AccessRow row);

  // Newest first, with every row that was added before. A page may be short,
  // even empty, and still have a next one. InvalidArgument: `before_key`.
  absl::StatusOr<AccessPage> List(const AccessQuery& query);

  // Writes what was added.
  absl::Status Flush();
  // Deletes what is older than kAccessKept.
  absl::Status Trim();

 private:
  void Run();
  bool MustWrite() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Store& store_;
  const Clock& clock_;
  const std::function<void(const absl::Status&)> on_error_;
  const std::function<void()> each_minute_;
  absl::Mutex write_mutex_;  // one batch after another
  absl::Mutex mutex_;
  std::vector<stored::v1::AccessRow> added_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t lost_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::uint32_t number_ ABSL_GUARDED_BY(write_mutex_) = 0;
  std::thread thread_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_ACCESS_ACCESS_LOG_H_
