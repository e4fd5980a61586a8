// SPDX-License-Identifier: Apache-2.0
// Somebody who waits for documents, and may lose interest.
#ifndef PRESCREEN_SERVER_FETCH_FETCH_WAIT_H_
#define PRESCREEN_SERVER_FETCH_FETCH_WAIT_H_

#include <atomic>
#include <functional>
#include <utility>

namespace prescreen {

// Calls `done` once and lets go of it. Thread-safe.
class FetchWait {
 public:
  explicit FetchWait(std::function<void()> done) : done_(std::move(done)) {}

  // Ends the wait now, on this thread, if FetchQueue::Ensure has begun it; else
  // that will end it at once.
  void Cancel() {
    cancelled_ = true;
    if (begun_) End();
  }

 private:
  friend class FetchQueue;

  void Begin() {
    begun_ = true;
    if (cancelled_) End();
  }
  void End() {
    if (ended_.exchange(true)) return;
    const std::function<void()> done = std::move(done_);
    done();
  }

  std::function<void()> done_;
  std::atomic<bool> cancelled_ = false;
  std::atomic<bool> begun_ = false;
  std::atomic<bool> ended_ = false;
  int missing_ = 0;  // documents; guarded by the queue's mutex
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_FETCH_FETCH_WAIT_H_
