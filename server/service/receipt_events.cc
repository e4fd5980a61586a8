// SPDX-License-Identifier: Apache-2.0
#include "server/service/receipt_events.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <utility>

#include "absl/synchronization/notification.h"
#include "anchor/leaf.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "server/service/event_feed.h"
#include "server/service/sealed_rows.h"
#include "server/store/keys.h"

namespace prescreen {
namespace {

// Leaves of the log that one batch looks at: it must not hold up screenings.
constexpr std::size_t kLeavesAtOnce = 64;

// The largest tree that the chain has for good; 0: none.
absl::StatusOr<std::uint64_t> FinalSize(const StoreReader& store,
                                        const std::string& chain) {
  std::string end = keys::AnchorsEnd(chain);
  for (;;) {
    const auto row = store.Last(Family::kAnchors, keys::Anchor(chain, 0), end);
    if (absl::IsNotFound(row.status())) return 0;
    RETURN_IF_ERROR(row.status());
    stored::v1::AnchorRow anchor;
    if (!anchor.ParseFromString(row->value)) {
      return absl::DataLossError("anchors: a stored row is damaged");
    }
    if (anchor.state() == v1::Anchor::FINAL) return anchor.tree_size();
    end = row->key;
  }
}

// The screening's state as it is now, the revision's outcome. NotFound: it was
// erased.
absl::StatusOr<stored::v1::EventRow> MakeReceiptEvent(
    const StoreReader& store, const KeyFile& keys,
    const stored::v1::OwnerRow& owner) {
  ASSIGN_OR_RETURN(const auto row,
                   ReadSealed<stored::v1::ScreeningRow>(
                       store, keys, Family::kScreenings,
                       keys::Screening(owner.tenant(), owner.screening())));
  stored::v1::EventRow event;
  event.set_kind(v1::ScreeningEvent::RECEIPT);
  event.set_screening(owner.screening());
  event.set_revision(owner.revision());
  event.set_state(StateOf(row));
  event.set_receipt_state(v1::Receipt::ANCHORED);
  event.set_outcome(row.outcome());
  if (row.revision() == owner.revision()) return event;
  ASSIGN_OR_RETURN(const auto old,
                   ReadSealed<v1::ScreeningRecord>(
                       store, keys, Family::kRevisions,
                       keys::Revision(owner.tenant(), owner.screening(),
                                      owner.revision(), keys::Part::kAnswer)));
  event.set_outcome(old.decision().outcome());
  return event;
}

// Writes the events of leaves [begin, end) and that they were written.
class ReceiptEventsLeaf final : public PendingLeaf {
 public:
  ReceiptEventsLeaf(Engine& engine, std::uint64_t begin, std::uint64_t end,
                    std::set<std::string>* tenants,
                    std::function<void(const absl::Status&)> done)
      : engine_(engine),
        begin_(begin),
        end_(end),
        tenants_(*tenants),
        done_(std::move(done)) {}

  absl::StatusOr<std::optional<Object>> Seal(LeafContext& context) override {
    ASSIGN_OR_RETURN(const std::vector<Row> owners,
                     context.store().Scan(Family::kOwner, keys::Owner(begin_),
                                          keys::Owner(end_), kLeavesAtOnce));
    for (const Row& row : owners) {
      stored::v1::OwnerRow owner;
      if (!owner.ParseFromString(row.value)) {
        return absl::DataLossError("owner: a stored row is damaged");
      }
      RETURN_IF_ERROR(Append(context, owner));
    }
    context.rows().Put(Family::kMeta, keys::ReceiptEvents(), BigEndian64(end_));
    return std::nullopt;
  }

  void Done(absl::StatusOr<LoggedLeaf> logged) override {
    done_(logged.status());
  }

 private:
  absl::Status Append(LeafContext& context, const stored::v1::OwnerRow& owner) {
    if (owner.leaf_type() !=
        static_cast<std::uint32_t>(anchor::LeafType::kDecisionRecord)) {
      return absl::OkStatus();
    }
    auto event = MakeReceiptEvent(context.store(), engine_.keys, owner);
    // Erased, or damaged: that must not hide the others.
    if (absl::IsNotFound(event.status())) return absl::OkStatus();
    if (absl::IsDataLoss(event.status())) {
      engine_.events.Error("receipt_event_left_out",
                           {{"id", FormatUuid(owner.screening())}});
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(event.status());
    tenants_.insert(owner.tenant());
    return engine_.feed.Append(context, owner.tenant(), *std::move(event));
  }

  Engine& engine_;
  const std::uint64_t begin_;
  const std::uint64_t end_;
  std::set<std::string>& tenants_;
  const std::function<void(const absl::Status&)> done_;
};

}  // namespace

absl::StatusOr<std::uint64_t> AnchoredSize(
    const StoreReader& store, const std::vector<ChainSetting>& chains) {
  std::optional<std::uint64_t> size;
  bool is_public = false;
  for (const ChainSetting& chain : chains) {
    if (!chain.required) continue;
    is_public = is_public || chain.is_public;
    ASSIGN_OR_RETURN(const std::uint64_t of_chain, FinalSize(store, chain.id));
    size = std::min(size.value_or(of_chain), of_chain);
  }
  return is_public ? size.value_or(0) : 0;
}

struct ReceiptEvents::Wakeup {
  absl::Mutex mutex;
  bool is_due ABSL_GUARDED_BY(mutex) = true;
  bool is_stopping ABSL_GUARDED_BY(mutex) = false;
};

ReceiptEvents::ReceiptEvents(Engine& engine)
    : engine_(engine),
      wakeup_(std::make_shared<Wakeup>()),
      thread_([this] { Work(); }) {}

ReceiptEvents::~ReceiptEvents() {
  {
    absl::MutexLock lock(&wakeup_->mutex);
    wakeup_->is_stopping = true;
  }
  thread_.join();
}

bool ReceiptEvents::is_stopping() {
  absl::MutexLock lock(&wakeup_->mutex);
  return wakeup_->is_stopping;
}

void ReceiptEvents::Work() {
  for (;;) {
    {
      absl::MutexLock lock(&wakeup_->mutex);
      const auto woken = [this] {
        return wakeup_->is_due || wakeup_->is_stopping;
      };
      wakeup_->mutex.Await(absl::Condition(&woken));
      if (wakeup_->is_stopping) return;
      wakeup_->is_due = false;
    }
    // Registered before reading: no change is missed.
    const std::uint64_t ticket =
        engine_.publisher.OnNextChange([wakeup = wakeup_] {
          absl::MutexLock lock(&wakeup->mutex);
          wakeup->is_due = true;
        });
    const absl::Status status = CatchUp();
    if (status.ok()) continue;
    engine_.events.Error("receipt_events",
                         {{"status", std::string(status.message())}});
    // The log is closed, or a row cannot be read: the next change tries again.
    if (absl::IsUnavailable(status)) return engine_.publisher.Cancel(ticket);
  }
}

absl::Status ReceiptEvents::CatchUp() {
  ASSIGN_OR_RETURN(const std::uint64_t end,
                   AnchoredSize(engine_.store, engine_.chains));
  std::uint64_t next = 0;
  const auto stored = engine_.store.Get(Family::kMeta, keys::ReceiptEvents());
  if (stored.ok()) {
    ASSIGN_OR_RETURN(next, ReadBigEndian64(*stored));
  } else if (!absl::IsNotFound(stored.status())) {
    return stored.status();
  }
  while (next < end && !is_stopping()) {
    ASSIGN_OR_RETURN(next, AppendBatch(next, end));
  }
  return absl::OkStatus();
}

// What the next batch begins with.
absl::StatusOr<std::uint64_t> ReceiptEvents::AppendBatch(std::uint64_t begin,
                                                         std::uint64_t end) {
  end = std::min<std::uint64_t>(end, begin + kLeavesAtOnce);
  std::set<std::string> tenants;
  absl::Status status;
  absl::Notification done;
  engine_.log.Submit(std::make_unique<ReceiptEventsLeaf>(
      engine_, begin, end, &tenants, [&](const absl::Status& result) {
        status = result;
        done.Notify();
      }));
  done.WaitForNotification();
  RETURN_IF_ERROR(status);
  for (const std::string& tenant : tenants) engine_.feed.Published(tenant);
  return end;
}

}  // namespace prescreen
