// SPDX-License-Identifier: Apache-2.0
// Somebody who waits for a receipt to reach a state.
#ifndef PRESCREEN_SERVER_SERVICE_RECEIPT_WAIT_H_
#define PRESCREEN_SERVER_SERVICE_RECEIPT_WAIT_H_

#include <grpcpp/alarm.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "prescreen/v1/receipt.pb.h"
#include "server/service/engine.h"
#include "server/service/receipts.h"

namespace prescreen {

// Held by std::shared_ptr, by its owner and while callbacks run. Thread-safe.
class ReceiptWait : public std::enable_shared_from_this<ReceiptWait> {
 public:
  using Done = std::function<void(absl::StatusOr<v1::GetReceiptResponse>)>;

  // `wait_for` LOGGED or else ANCHORED. `done` is called once, by Start or by
  // any thread after it.
  ReceiptWait(Engine& engine, ReceiptOwner owner, v1::Receipt::State wait_for,
              Done done);

  // Ends when the state is reached, shortly before `deadline`, or after ten
  // minutes; then with the receipt as it stands.
  void Start(std::chrono::system_clock::time_point deadline);
  // Ends the wait with CANCELLED.
  void Cancel();

 private:
  void Look(bool last);
  bool CanBeAnchored() const;
  void Finish(absl::StatusOr<v1::GetReceiptResponse> receipt);

  Engine& engine_;
  const ReceiptOwner owner_;
  const v1::Receipt::State wait_for_;
  grpc::Alarm alarm_;
  absl::Mutex mutex_;
  Done done_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t ticket_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_RECEIPT_WAIT_H_
