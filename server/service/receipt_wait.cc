// SPDX-License-Identifier: Apache-2.0
#include "server/service/receipt_wait.h"

#include <algorithm>
#include <utility>

namespace prescreen {
namespace {

// A wait ends this long before the caller's deadline, so that the answer still
// arrives; and after ten minutes at the latest.
constexpr std::chrono::milliseconds kBeforeDeadline(250);
constexpr std::chrono::minutes kLongestWait(10);

}  // namespace

ReceiptWait::ReceiptWait(Engine& engine, ReceiptOwner owner,
                         v1::Receipt::State wait_for, Done done)
    : engine_(engine),
      owner_(std::move(owner)),
      wait_for_(wait_for == v1::Receipt::LOGGED ? v1::Receipt::LOGGED
                                                : v1::Receipt::ANCHORED),
      done_(std::move(done)) {}

void ReceiptWait::Start(std::chrono::system_clock::time_point deadline) {
  const auto longest = std::chrono::system_clock::now() + kLongestWait;
  alarm_.Set(std::min(deadline - kBeforeDeadline, longest),
             // The alarm keeps its callback: held on to, it would own itself.
             [self = shared_from_this()](bool fired) mutable {
               const auto kept = std::move(self);
               if (fired) kept->Look(/*last=*/true);
             });
  Look(/*last=*/false);
}

void ReceiptWait::Cancel() {
  Finish(absl::CancelledError("the caller cancelled"));
}

// Answers if the state is reached or this is the last look; else looks again
// at the next change. Registered before reading: no change is missed.
void ReceiptWait::Look(bool last) {
  if (!last) {
    const std::uint64_t ticket =
        engine_.publisher.OnNextChange([weak = weak_from_this()] {
          if (const auto self = weak.lock()) self->Look(/*last=*/false);
        });
    absl::MutexLock lock(&mutex_);
    ticket_ = ticket;
  }
  auto receipt = BuildReceipt(engine_, owner_);
  if (!receipt.ok() || last || receipt->receipt().state() >= wait_for_ ||
      !CanBeAnchored()) {
    Finish(std::move(receipt));
  }
}

// Without a required public chain there is nothing to wait for.
bool ReceiptWait::CanBeAnchored() const {
  return std::any_of(engine_.chains.begin(), engine_.chains.end(),
                     [](const ChainSetting& chain) {
                       return chain.required && chain.is_public;
                     });
}

void ReceiptWait::Finish(absl::StatusOr<v1::GetReceiptResponse> receipt) {
  Done done;
  std::uint64_t ticket = 0;
  {
    absl::MutexLock lock(&mutex_);
    std::swap(done, done_);
    ticket = ticket_;
  }
  if (done == nullptr) return;
  engine_.publisher.Cancel(ticket);
  alarm_.Cancel();
  done(std::move(receipt));
}

}  // namespace prescreen
