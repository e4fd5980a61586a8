// SPDX-License-Identifier: Apache-2.0
#include "server/service/bundle_call.h"

#include <algorithm>

#include "server/service/errors.h"

namespace prescreen {
namespace {

// How long a caller that found too much under way should wait.
constexpr absl::Duration kBusyDelay = absl::Milliseconds(200);

// Deadlines are moments of gRPC's clock; without one, far in the future.
std::chrono::system_clock::time_point NetworkDeadline(
    std::chrono::system_clock::time_point deadline) {
  const auto now = std::chrono::system_clock::now();
  // A difference to "never" would overflow.
  const auto left =
      std::min(deadline, now + absl::ToChronoHours(absl::Hours(1))) - now;
  return now +
         absl::ToChronoMilliseconds(NetworkBudget(absl::FromChrono(left)));
}

}  // namespace

absl::Duration NetworkBudget(absl::Duration left) {
  return std::clamp(left * kNetworkShare, absl::ZeroDuration(), kNetworkBudget);
}

BundleCall::BundleCall(Engine& engine,
                       const grpc::CallbackServerContext& context,
                       std::size_t request_bytes)
    : engine_(engine),
      request_bytes_(request_bytes),
      network_deadline_(NetworkDeadline(context.deadline())),
      wait_(std::make_shared<FetchWait>(
          [this] { RunOnWorker(&BundleCall::Conclude); })) {}

void BundleCall::Start() {
  admitted_ = engine_.admission.Enter(request_bytes_);
  if (!admitted_) return FinishWith(TooBusy());
  RunOnWorker(&BundleCall::Verify);
}

void BundleCall::OnCancel() {
  cancelled_ = true;
  wait_->Cancel();
}

void BundleCall::OnDone() {
  if (admitted_) engine_.admission.Leave(request_bytes_);
  delete this;
}

void BundleCall::Fetch(const std::vector<std::string>& urls) {
  if (urls.empty()) return Run(&BundleCall::Conclude);
  const auto left = network_deadline_ - std::chrono::system_clock::now();
  engine_.documents.Ensure(urls, absl::FromChrono(left), wait_);
}

void BundleCall::FinishWith(const absl::Status& status) {
  Finish(ToGrpcStatus(status));
}

void BundleCall::RunOnWorker(absl::Status (BundleCall::*step)()) {
  if (!engine_.workers.Run([this, step] { Run(step); })) FinishWith(TooBusy());
}

void BundleCall::Run(absl::Status (BundleCall::*step)()) {
  const absl::Status status = cancelled_
                                  ? absl::CancelledError("the caller cancelled")
                                  : (this->*step)();
  if (!status.ok()) FinishWith(status);
}

absl::Status BundleCall::TooBusy() {
  return RetryableError(absl::StatusCode::kResourceExhausted, v1::TOO_BUSY,
                        "too many screenings are under way", kBusyDelay);
}

}  // namespace prescreen
