// SPDX-License-Identifier: Apache-2.0
// A call that verifies a bundle: admitted, worked on by a processor, left to
// wait for the network, worked on again.
#ifndef PRESCREEN_SERVER_SERVICE_BUNDLE_CALL_H_
#define PRESCREEN_SERVER_SERVICE_BUNDLE_CALL_H_

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
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

// Deletes itself when the call is over.
class BundleCall : public grpc::ServerUnaryReactor {
 public:
  // `request_bytes`: what it counts for in Admission.
  BundleCall(Engine& engine, const grpc::CallbackServerContext& context,
             std::size_t request_bytes);

  // Once. RESOURCE_EXHAUSTED (TOO_BUSY) if too much is under way.
  void Start();

  void OnCancel() final;
  void OnDone() final;

 protected:
  // On a worker; must not block. An error ends the call. Verify ends with Fetch
  // (or ends the call), Conclude ends the call, at once or later.
  virtual absl::Status Verify() = 0;
  virtual absl::Status Conclude() = 0;

  // Lets Conclude follow once these are there, failed, or out of budget; right
  // away if there are none. Nothing of this object may be touched after it.
  void Fetch(const std::vector<std::string>& urls);

  void FinishWith(const absl::Status& status);
  bool cancelled() const { return cancelled_; }
  Engine& engine() const { return engine_; }

 private:
  void RunOnWorker(absl::Status (BundleCall::*step)());
  void Run(absl::Status (BundleCall::*step)());
  static absl::Status TooBusy();

  Engine& engine_;
  const std::size_t request_bytes_;
  const std::chrono::system_clock::time_point network_deadline_;
  const std::shared_ptr<FetchWait> wait_;
  std::atomic<bool> cancelled_ = false;
  bool admitted_ = false;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_BUNDLE_CALL_H_
