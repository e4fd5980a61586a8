// SPDX-License-Identifier: Apache-2.0
// Anchoring on one chain, a step at a time. Publisher runs one in each of its
// threads; tests call Step themselves.
#ifndef PRESCREEN_SERVER_LOG_ANCHOR_TASK_H_
#define PRESCREEN_SERVER_LOG_ANCHOR_TASK_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "server/log/log.h"
#include "server/log/publisher.h"
#include "server/store/store.h"

namespace prescreen {

// Whom a task tells. All are called from within Step.
struct AnchorListener {
  std::function<void()> on_change;                          // a row was written
  std::function<void(absl::string_view)> on_event;          // one line, English
  std::function<void(const absl::Status&)> on_store_fault;  // stops for good
  // What the publishing account holds, once a cadence; may be null.
  std::function<void(const std::string& chain, double)> on_balance;
};

// Not thread-safe. Everything given must outlive it.
class AnchorTask {
 public:
  AnchorTask(const PublishedChain& chain, const Log& log, Store& store,
             const Clock& clock, AnchorListener listener);

  // Does the next thing: a row write, a ledger call, or both in that order.
  // Returns when to call again; InfiniteFuture after a store fault.
  absl::Time Step();

 private:
  using Wait = absl::StatusOr<absl::Duration>;

  Wait Advance();
  absl::Status Load();
  Wait PlanIfDue();
  Wait Plan();
  Wait Sign();
  Wait Send();
  Wait Track();
  Wait Pending(const absl::Status& submitted);
  Wait Lost();
  Wait Included(const anchor::PollResult& result);
  Wait Final(const anchor::PollResult& result);
  Wait Fail(const absl::Status& why);
  Wait Reorged();
  void ReadBalance();

  bool InFlight() const;
  stored::v1::AnchorRow Attested(v1::Anchor::State state,
                                 v1::Attestation::State attested,
                                 const anchor::PollResult& result) const;
  absl::Status Write(const stored::v1::AnchorRow& next);
  void Report(const absl::Status& error);
  void Tell(absl::string_view what);
  absl::Duration BackOff();

  const PublishedChain chain_;
  const std::string id_;
  const absl::Duration poll_interval_;
  const Log& log_;
  Store& store_;
  const Clock& clock_;
  const AnchorListener listener_;

  bool loaded_ = false;
  bool stopped_ = false;
  bool submitted_ = false;                    // row_'s bytes, by this task
  std::optional<stored::v1::AnchorRow> row_;  // newest; as stored
  std::string stored_;                        // its bytes
  absl::Time due_ = absl::InfinitePast();     // of the next plan
  absl::Time balance_due_ = absl::InfinitePast();
  std::string last_told_;  // last error or oddity
  int failures_ = 0;       // in a row
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_LOG_ANCHOR_TASK_H_
