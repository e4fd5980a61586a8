// SPDX-License-Identifier: Apache-2.0
// Work on a bundle: admitted, done by a processor, left to wait for the
// network, done on. A call, an item of a stream and the server itself start it.
#ifndef PRESCREEN_SERVER_SERVICE_BUNDLE_JOB_H_
#define PRESCREEN_SERVER_SERVICE_BUNDLE_JOB_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/fetch/fetch_wait.h"
#include "server/service/engine.h"

namespace prescreen {

// A screening waits this long for the network, or for this part of what its
// caller allows, whichever is less (DESIGN, "Limits").
inline constexpr absl::Duration kNetworkBudget = absl::Seconds(8);
inline constexpr double kNetworkShare = 0.8;

// From a call that has `left` until its caller's deadline.
absl::Duration NetworkBudget(absl::Duration left);

// Held by std::shared_ptr; keeps itself while it runs. Thread-safe.
class BundleJob : public std::enable_shared_from_this<BundleJob> {
 public:
  using Done = std::function<void(const absl::Status&)>;

  // `request_bytes`: what it counts for in Admission. `deadline`: its caller's.
  BundleJob(Engine& engine, std::size_t request_bytes,
            std::chrono::system_clock::time_point deadline);
  virtual ~BundleJob();
  BundleJob(const BundleJob&) = delete;
  BundleJob& operator=(const BundleJob&) = delete;

  // Once. `done` is called once, perhaps before Start returns, from any thread;
  // what the job refers to is not touched after it. RESOURCE_EXHAUSTED
  // (TOO_BUSY) if too much is under way.
  void Start(Done done);

  // Ends the job early, unless its leaf is queued: then it is logged.
  void Cancel();

 protected:
  // On a worker; must not block. An error ends the job. Verify ends with Fetch
  // (or ends the job), Conclude ends the job, at once or later.
  virtual absl::Status Verify() = 0;
  virtual absl::Status Conclude() = 0;

  // Lets Conclude follow once these are there, failed, or out of budget; right
  // away if there are none. Nothing of this object may be touched after it.
  void Fetch(const std::vector<std::string>& urls);

  // From another thread, instead of ending the job: Verify is run once more.
  void Again();
  // Once.
  void FinishWith(const absl::Status& status);
  // After Cancel, on its thread.
  virtual void OnCancelled() {}
  bool cancelled() const { return cancelled_; }
  std::chrono::system_clock::time_point deadline() const { return deadline_; }
  Engine& engine() const { return engine_; }

 private:
  void Leave();  // Admission, once
  void MakeWait();
  std::shared_ptr<FetchWait> wait();
  void RunOnWorker(absl::Status (BundleJob::*step)());
  void Run(absl::Status (BundleJob::*step)());

  Engine& engine_;
  const std::size_t request_bytes_;
  const std::chrono::system_clock::time_point deadline_;
  const std::chrono::system_clock::time_point network_deadline_;
  absl::Mutex mutex_;
  std::shared_ptr<FetchWait> wait_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<BundleJob> waiting_;  // itself, while the network has it
  Done done_;
  std::atomic<bool> cancelled_ = false;
  bool admitted_ = false;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_BUNDLE_JOB_H_
