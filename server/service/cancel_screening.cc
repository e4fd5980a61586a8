// SPDX-License-Identifier: Apache-2.0
#include "server/service/cancel_screening.h"

#include <optional>
#include <utility>

#include "base/status_macros.h"
#include "server/service/rechecks.h"
#include "server/service/screening_rows.h"
#include "server/service/screenings.h"

namespace prescreen {
namespace {

class CancelLeaf final : public PendingLeaf {
 public:
  CancelLeaf(const Tenant& tenant, const std::string& uuid, std::string reason,
             KeyFile& keys, Random& random, EventFeed& feed,
             std::function<void(absl::StatusOr<v1::ScreeningRecord>)> done)
      : tenant_(tenant),
        uuid_(uuid),
        reason_(std::move(reason)),
        keys_(keys),
        random_(random),
        feed_(feed),
        done_(std::move(done)) {}

  absl::StatusOr<std::optional<Object>> Seal(LeafContext& context) override {
    const ScreeningName name{tenant_.name, uuid_, std::nullopt};
    ASSIGN_OR_RETURN(answer_,
                     ReadScreening(context.store(), keys_, tenant_, name));
    if (answer_.state() == v1::ScreeningRecord::CANCELLED) return std::nullopt;
    ASSIGN_OR_RETURN(OpenedScreening screening,
                     OpenScreening(context.store(), keys_, tenant_, uuid_));
    screening.row.set_state(v1::ScreeningRecord::CANCELLED);
    screening.row.set_cancel_time(absl::ToUnixMicros(context.now()));
    screening.row.set_cancel_reason(reason_);
    DropRecheck(context, tenant_, uuid_, &screening.row);
    PutScreening(context, tenant_, uuid_, screening, random_);
    RETURN_IF_ERROR(feed_.Append(
        context, tenant_.id,
        EventOf(v1::ScreeningEvent::CANCELLED, uuid_, screening.row)));
    ShowState(screening.row, &answer_);
    return std::nullopt;
  }

  void Done(absl::StatusOr<LoggedLeaf> logged) override {
    if (logged.ok()) {
      done_(std::move(answer_));
    } else {
      done_(logged.status());
    }
  }

 private:
  const Tenant& tenant_;
  const std::string uuid_;
  const std::string reason_;
  KeyFile& keys_;
  Random& random_;
  EventFeed& feed_;
  const std::function<void(absl::StatusOr<v1::ScreeningRecord>)> done_;
  v1::ScreeningRecord answer_;
};

}  // namespace

std::unique_ptr<PendingLeaf> MakeCancelLeaf(
    const Tenant& tenant, const std::string& uuid, std::string reason,
    KeyFile& keys, Random& random, EventFeed& feed,
    std::function<void(absl::StatusOr<v1::ScreeningRecord>)> done) {
  return std::make_unique<CancelLeaf>(tenant, uuid, std::move(reason), keys,
                                      random, feed, std::move(done));
}

}  // namespace prescreen
