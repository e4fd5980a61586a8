// SPDX-License-Identifier: Apache-2.0
// A watcher of the load program: it breaks off and resumes again and again.
#ifndef PRESCREEN_TESTS_BENCH_LOAD_WATCHER_H_
#define PRESCREEN_TESTS_BENCH_LOAD_WATCHER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "tests/bench/load_ledger.h"
#include "tests/support/production_server.h"

namespace prescreen {

struct WatcherHabits {
  int events_per_connection = 2000;
  bool stalls = false;  // does not read for a while on each connection
};

// Thread-safe.
class LoadWatcher {
 public:
  // Watching, from now on, when it returns. Faults go to `ledger`.
  LoadWatcher(const ProductionServer& server, WatcherHabits habits,
              LoadLedger& ledger);
  ~LoadWatcher();

  // Once each of `expected` was seen; false: nothing came for a minute.
  bool Await(const Revisions& expected);
  int connections() const;

 private:
  void WatchOnce();
  void Note(const v1::ScreeningEvent& event);
  bool HasSeen(const Revisions& expected) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const ProductionServer& server_;
  const WatcherHabits habits_;
  LoadLedger& ledger_;
  std::string token_;  // the watching thread's
  mutable absl::Mutex mutex_;
  bool is_watching_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_ending_ ABSL_GUARDED_BY(mutex_) = false;
  int connections_ ABSL_GUARDED_BY(mutex_) = 0;
  std::uint64_t events_ ABSL_GUARDED_BY(mutex_) = 0;
  Revisions seen_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_BENCH_LOAD_WATCHER_H_
