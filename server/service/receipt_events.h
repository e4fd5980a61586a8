// SPDX-License-Identifier: Apache-2.0
// Tells the watchers when receipts become ANCHORED.
#ifndef PRESCREEN_SERVER_SERVICE_RECEIPT_EVENTS_H_
#define PRESCREEN_SERVER_SERVICE_RECEIPT_EVENTS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/log/log.h"
#include "server/service/engine.h"

namespace prescreen {

// The size of the tree that every required chain has for good; 0: none has, or
// none of the required ones is public. Thread-safe.
absl::StatusOr<std::uint64_t> AnchoredSize(
    const StoreReader& store, const std::vector<ChainSetting>& chains);

// One thread. Appends a RECEIPT event for each revision below AnchoredSize, in
// log order and small batches; where it stands is stored with them.
class ReceiptEvents {
 public:
  // `engine` must outlive it. The publisher and the log must be open until its
  // end.
  explicit ReceiptEvents(Engine& engine);
  ~ReceiptEvents();
  ReceiptEvents(const ReceiptEvents&) = delete;
  ReceiptEvents& operator=(const ReceiptEvents&) = delete;

 private:
  struct Wakeup;

  void Work();
  absl::Status CatchUp();
  absl::StatusOr<std::uint64_t> AppendBatch(std::uint64_t begin,
                                            std::uint64_t end);
  bool is_stopping();

  Engine& engine_;
  const std::shared_ptr<Wakeup> wakeup_;  // shared with callbacks under way
  std::thread thread_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_RECEIPT_EVENTS_H_
