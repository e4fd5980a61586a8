// SPDX-License-Identifier: Apache-2.0
// Brings checkpoints onto the configured chains, one row each (family anchors):
// PLANNED → SIGNED → SENT → INCLUDED → FINAL, each state durable before its
// effect. A restart resumes.
#ifndef PRESCREEN_SERVER_LOG_PUBLISHER_H_
#define PRESCREEN_SERVER_LOG_PUBLISHER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "anchor/chain.h"
#include "base/clock.h"
#include "server/log/log.h"
#include "server/store/store.h"

namespace prescreen {

struct PublishedChain {
  anchor::Chain* chain = nullptr;  // must outlive the publisher
  bool required = false;
  absl::Duration cadence = absl::Hours(1);
  absl::Duration poll_interval = absl::Seconds(12);
};

// One thread for each chain. Thread-safe.
class Publisher {
 public:
  // `log`, `store` and `clock` must outlive it. `on_event` gets one-line
  // English messages without personal data (state changes, errors); it must not
  // block and is never called twice at a time. `on_store_fault` is called when
  // it is unknown whether a row is durable: that chain's thread does no more,
  // and production ends the process. `on_balance` is told once a cadence what
  // a chain's publishing account holds, from any thread.
  static std::unique_ptr<Publisher> Start(
      std::vector<PublishedChain> chains, Log& log, Store& store,
      const Clock& clock, std::function<void(absl::string_view)> on_event,
      std::function<void(const absl::Status&)> on_store_fault = {},
      std::function<void(const std::string& chain, double)> on_balance = {});
  virtual ~Publisher() = default;  // stops within one ledger call

  // Calls `callback` once at the next row change of any chain, from a thread of
  // the publisher's; for WaitReceipt. Returns a ticket for Cancel. What has not
  // been called when the publisher ends never is.
  virtual std::uint64_t OnNextChange(std::function<void()> callback) = 0;
  // Forgets the callback, unless it has run or is running.
  virtual void Cancel(std::uint64_t ticket) = 0;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_LOG_PUBLISHER_H_
