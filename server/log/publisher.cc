// SPDX-License-Identifier: Apache-2.0
#include "server/log/publisher.h"

#include <algorithm>
#include <map>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "server/log/anchor_task.h"

namespace prescreen {
namespace {

using BalanceListener = std::function<void(const std::string&, double)>;

class ThreadedPublisher final : public Publisher {
 public:
  ThreadedPublisher(const Clock& clock,
                    std::function<void(absl::string_view)> on_event,
                    std::function<void(const absl::Status&)> on_store_fault,
                    BalanceListener on_balance)
      : clock_(clock),
        on_event_(std::move(on_event)),
        on_store_fault_(std::move(on_store_fault)),
        on_balance_(std::move(on_balance)) {}

  ~ThreadedPublisher() override {
    {
      absl::MutexLock lock(&mutex_);
      stopping_ = true;
    }
    for (std::thread& thread : threads_) thread.join();
  }

  void Run(const PublishedChain& chain, const Log& log, Store& store) {
    auto task =
        std::make_unique<AnchorTask>(chain, log, store, clock_, MakeListener());
    threads_.emplace_back(
        [this, task = std::move(task)] { StepUntilStopped(*task); });
  }

  std::uint64_t OnNextChange(std::function<void()> callback) override {
    absl::MutexLock lock(&mutex_);
    callbacks_.emplace(++last_ticket_, std::move(callback));
    return last_ticket_;
  }

  void Cancel(std::uint64_t ticket) override {
    absl::MutexLock lock(&mutex_);
    callbacks_.erase(ticket);
  }

 private:
  AnchorListener MakeListener() {
    AnchorListener listener;
    listener.on_change = [this] { CallBack(); };
    listener.on_event = [this](absl::string_view line) {
      absl::MutexLock lock(&event_mutex_);
      if (on_event_) on_event_(line);
    };
    listener.on_store_fault = [this](const absl::Status& status) {
      if (on_store_fault_) on_store_fault_(status);
    };
    listener.on_balance = on_balance_;
    return listener;
  }

  void StepUntilStopped(AnchorTask& task) {
    for (;;) {
      const absl::Time next = task.Step();
      const absl::Duration wait =
          std::max(next - clock_.Now(), absl::ZeroDuration());
      absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), wait)) return;
    }
  }

  // A callback may register or cancel others: none runs under the lock.
  void CallBack() {
    std::map<std::uint64_t, std::function<void()>> callbacks;
    {
      absl::MutexLock lock(&mutex_);
      callbacks.swap(callbacks_);
    }
    for (const auto& [ticket, callback] : callbacks) callback();
  }

  const Clock& clock_;
  absl::Mutex event_mutex_;
  const std::function<void(absl::string_view)> on_event_;
  const std::function<void(const absl::Status&)> on_store_fault_;
  const BalanceListener on_balance_;
  std::vector<std::thread> threads_;

  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::uint64_t last_ticket_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<std::uint64_t, std::function<void()>> callbacks_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace

std::unique_ptr<Publisher> Publisher::Start(
    std::vector<PublishedChain> chains, Log& log, Store& store,
    const Clock& clock, std::function<void(absl::string_view)> on_event,
    std::function<void(const absl::Status&)> on_store_fault,
    std::function<void(const std::string&, double)> on_balance) {
  auto publisher = std::make_unique<ThreadedPublisher>(
      clock, std::move(on_event), std::move(on_store_fault),
      std::move(on_balance));
  for (const PublishedChain& chain : chains) {
    publisher->Run(chain, log, store);
  }
  return publisher;
}

}  // namespace prescreen
