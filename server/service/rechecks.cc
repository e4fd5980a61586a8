// SPDX-License-Identifier: Apache-2.0
#include "server/service/rechecks.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "server/service/screening_rows.h"
#include "server/store/keys.h"

namespace prescreen {
namespace {

constexpr absl::Duration kLongestDelay = absl::Hours(6);

bool ClearsByWaiting(v1::ReasonCode code) {
  return code == v1::STATUS_UNAVAILABLE || code == v1::KEY_UNAVAILABLE;
}

bool NeedsRecheck(const v1::ScreeningRecord& answer) {
  for (const v1::CredentialResult& credential : answer.credentials()) {
    for (const v1::Finding& finding : credential.findings()) {
      if (ClearsByWaiting(finding.code())) return true;
    }
  }
  return false;
}

class RecheckDropLeaf final : public PendingLeaf {
 public:
  RecheckDropLeaf(const Tenant& tenant, const std::string& uuid,
                  std::string row_key, KeyFile& keys, Random& random,
                  std::function<void()> done)
      : tenant_(tenant),
        uuid_(uuid),
        row_key_(std::move(row_key)),
        keys_(keys),
        random_(random),
        done_(std::move(done)) {}

  absl::StatusOr<std::optional<Object>> Seal(LeafContext& context) override {
    context.rows().Delete(Family::kRechecks, row_key_);
    auto screening = OpenScreening(context.store(), keys_, tenant_, uuid_);
    if (!screening.ok()) return std::nullopt;  // erased, or never there
    const std::string planned =
        keys::Recheck(screening->row.next_check(), tenant_.id, uuid_);
    if (planned != row_key_) return std::nullopt;  // planned anew meanwhile
    screening->row.clear_next_check();
    PutScreening(context, tenant_, uuid_, *screening, random_);
    return std::nullopt;
  }

  void Done(absl::StatusOr<LoggedLeaf>) override { done_(); }

 private:
  const Tenant& tenant_;
  const std::string uuid_;
  const std::string row_key_;
  KeyFile& keys_;
  Random& random_;
  const std::function<void()> done_;
};

}  // namespace

absl::Duration RecheckDelay(absl::Duration first, std::uint32_t attempt) {
  absl::Duration delay = first;
  for (std::uint32_t i = 1; i < attempt && delay < kLongestDelay; ++i) {
    delay *= 2;
  }
  return std::min(delay, kLongestDelay);
}

absl::Status PlanRecheck(LeafContext& context, const Tenant& tenant,
                         const std::string& uuid, bool automatic,
                         absl::Duration first,
                         const v1::ScreeningRecord& answer,
                         stored::v1::ScreeningRow* row) {
  stored::v1::RecheckRow next;
  if (automatic && row->next_check() != 0) {
    const auto planned = context.store().Get(
        Family::kRechecks, keys::Recheck(row->next_check(), tenant.id, uuid));
    if (!planned.ok() && !absl::IsNotFound(planned.status())) {
      return planned.status();
    }
    if (planned.ok() && !next.ParseFromString(*planned)) {
      return absl::DataLossError("recheck: a stored row is damaged");
    }
  }
  DropRecheck(context, tenant, uuid, row);
  if (!NeedsRecheck(answer)) return absl::OkStatus();
  if (next.since() == 0) next.set_since(absl::ToUnixMicros(context.now()));
  next.set_attempt(next.attempt() + 1);
  const absl::Time due = context.now() + RecheckDelay(first, next.attempt());
  if (due > absl::FromUnixMicros(next.since()) + kRecheckFor) {
    return absl::OkStatus();
  }
  row->set_next_check(absl::ToUnixMicros(due));
  context.rows().Put(Family::kRechecks,
                     keys::Recheck(row->next_check(), tenant.id, uuid),
                     next.SerializeAsString());
  return absl::OkStatus();
}

void DropRecheck(LeafContext& context, const Tenant& tenant,
                 const std::string& uuid, stored::v1::ScreeningRow* row) {
  if (row->next_check() == 0) return;
  context.rows().Delete(Family::kRechecks,
                        keys::Recheck(row->next_check(), tenant.id, uuid));
  row->clear_next_check();
}

std::unique_ptr<PendingLeaf> MakeRecheckDropLeaf(const Tenant& tenant,
                                                 const std::string& uuid,
                                                 std::string row_key,
                                                 KeyFile& keys, Random& random,
                                                 std::function<void()> done) {
  return std::make_unique<RecheckDropLeaf>(tenant, uuid, std::move(row_key),
                                           keys, random, std::move(done));
}

}  // namespace prescreen
