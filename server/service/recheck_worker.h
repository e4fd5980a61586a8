// SPDX-License-Identifier: Apache-2.0
// Works off the planned checks (rechecks.h): judges each due screening again,
// as ReevaluateScreening does.
#ifndef PRESCREEN_SERVER_SERVICE_RECHECK_WORKER_H_
#define PRESCREEN_SERVER_SERVICE_RECHECK_WORKER_H_

#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/service/engine.h"

namespace prescreen {

struct RecheckOptions {
  // How often the due ones are looked for.
  absl::Duration interval = absl::Seconds(1);
  // Under way at once: callers come first.
  int max_under_way = 8;
};

// One thread. `engine` must outlive it.
class RecheckWorker {
 public:
  RecheckWorker(Engine& engine, const RecheckOptions& options);
  ~RecheckWorker();  // waits for those under way
  RecheckWorker(const RecheckWorker&) = delete;
  RecheckWorker& operator=(const RecheckWorker&) = delete;

 private:
  struct Due {
    std::string row_key;
    std::string name;  // of the screening
  };
  class Check;

  void Work();
  void StartDue();
  void StartOne(const Due& due);
  void Ended(const Due& due, const absl::Status& status);
  void Drop(const std::string& row_key);

  Engine& engine_;
  const RecheckOptions options_;
  absl::Mutex mutex_;
  // Row keys; a screening has one at most.
  absl::flat_hash_set<std::string> under_way_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_RECHECK_WORKER_H_
