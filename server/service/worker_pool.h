// SPDX-License-Identifier: Apache-2.0
// Threads that verify and judge, apart from those that move bytes.
#ifndef PRESCREEN_SERVER_SERVICE_WORKER_POOL_H_
#define PRESCREEN_SERVER_SERVICE_WORKER_POOL_H_

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace prescreen {

// Thread-safe.
class WorkerPool {
 public:
  // `threads` >= 1; at most `max_queued` jobs wait.
  WorkerPool(int threads, std::size_t max_queued);
  ~WorkerPool();  // runs what is queued, then joins
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False: too many are waiting; `job` was dropped.
  bool Run(std::function<void()> job);

 private:
  void Work();

  const std::size_t max_queued_;
  absl::Mutex mutex_;
  std::deque<std::function<void()>> jobs_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_WORKER_POOL_H_
