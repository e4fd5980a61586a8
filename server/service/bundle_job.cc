// SPDX-License-Identifier: Apache-2.0
#include "server/service/bundle_job.h"

#include <algorithm>
#include <utility>

#include "server/service/errors.h"

namespace prescreen {
namespace {

// How long a caller that found too much under way should wait.
constexpr absl::Duration kBusyDelay = absl::Milliseconds(200);

absl::Status TooBusy() {
  return RetryableError(absl::StatusCode::kResourceExhausted, v1::TOO_BUSY,
                        "too many screenings are under way", kBusyDelay);
}

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

BundleJob::BundleJob(Engine& engine, std::size_t request_bytes,
                     std::chrono::system_clock::time_point deadline)
    : engine_(engine),
      request_bytes_(request_bytes),
      deadline_(deadline),
      network_deadline_(NetworkDeadline(deadline)) {}

BundleJob::~BundleJob() { Leave(); }

void BundleJob::Leave() {
  if (std::exchange(admitted_, false)) engine_.admission.Leave(request_bytes_);
}

void BundleJob::Start(Done done) {
  done_ = std::move(done);
  MakeWait();
  admitted_ = engine_.admission.Enter(request_bytes_);
  if (!admitted_) return FinishWith(TooBusy());
  RunOnWorker(&BundleJob::Verify);
}

void BundleJob::MakeWait() {
  // A wait that never begins must not keep the job; Fetch does that.
  auto wait = std::make_shared<FetchWait>([weak = weak_from_this()] {
    const std::shared_ptr<BundleJob> self = weak.lock();
    self->waiting_.reset();
    self->RunOnWorker(&BundleJob::Conclude);
  });
  absl::MutexLock lock(&mutex_);
  wait_ = std::move(wait);
}

std::shared_ptr<FetchWait> BundleJob::wait() {
  absl::MutexLock lock(&mutex_);
  return wait_;
}

void BundleJob::Cancel() {
  cancelled_ = true;
  wait()->Cancel();
  OnCancelled();
}

void BundleJob::Fetch(const std::vector<std::string>& urls) {
  if (urls.empty()) return Run(&BundleJob::Conclude);
  const auto left = network_deadline_ - std::chrono::system_clock::now();
  waiting_ = shared_from_this();
  engine_.documents.Ensure(urls, absl::FromChrono(left), wait());
}

void BundleJob::Again() {
  MakeWait();
  RunOnWorker(&BundleJob::Verify);
}

void BundleJob::FinishWith(const absl::Status& status) {
  const Done done = std::exchange(done_, nullptr);
  // First: whoever reads the reply may send the next request at once.
  Leave();
  done(status);
}

void BundleJob::RunOnWorker(absl::Status (BundleJob::*step)()) {
  if (!engine_.workers.Run(
          [self = shared_from_this(), step] { self->Run(step); })) {
    FinishWith(TooBusy());
  }
}

void BundleJob::Run(absl::Status (BundleJob::*step)()) {
  const absl::Status status = cancelled_
                                  ? absl::CancelledError("the caller cancelled")
                                  : (this->*step)();
  if (!status.ok()) FinishWith(status);
}

}  // namespace prescreen
