// SPDX-License-Identifier: Apache-2.0
#include "server/service/screening_rows.h"

#include "base/status_macros.h"
#include "server/service/errors.h"
#include "server/service/times.h"
#include "server/store/keys.h"
#include "server/store/sealed_value.h"

namespace prescreen {

absl::Status ScreeningNotFound() {
  return ServiceError(absl::StatusCode::kNotFound, v1::SCREENING_NOT_FOUND,
                      "screening: no such screening or revision");
}

absl::StatusOr<OpenedScreening> OpenScreening(const StoreReader& store,
                                              const KeyFile& keys,
                                              const Tenant& tenant,
                                              const std::string& uuid) {
  const std::string row_key = keys::Screening(tenant.id, uuid);
  const auto sealed = store.Get(Family::kScreenings, row_key);
  if (absl::IsNotFound(sealed.status())) return ScreeningNotFound();
  RETURN_IF_ERROR(sealed.status());
  OpenedScreening opened;
  auto row = ReadSealed<stored::v1::ScreeningRow>(store, keys,
                                                  Family::kScreenings, row_key);
  if (absl::IsNotFound(row.status())) return ScreeningNotFound();
  RETURN_IF_ERROR(row.status());
  opened.row = *std::move(row);
  ASSIGN_OR_RETURN(opened.key, keys.Find(sealed->substr(1, 16)));
  return opened;
}

void PutScreening(LeafContext& context, const Tenant& tenant,
                  const std::string& uuid, const OpenedScreening& screening,
                  Random& random) {
  const std::string row_key = keys::Screening(tenant.id, uuid);
  context.rows().Put(Family::kScreenings, row_key,
                     SealValue(screening.key, random, Family::kScreenings,
                               row_key, screening.row.SerializeAsString()));
}

void ShowState(const stored::v1::ScreeningRow& row,
               v1::ScreeningRecord* screening) {
  screening->set_state(StateOf(row));
  screening->clear_next_check();
  if (row.next_check() != 0) {
    *screening->mutable_next_check() = MicrosToTimestamp(row.next_check());
  }
  if (row.cancel_time() != 0) {
    *screening->mutable_cancel_time() = MicrosToTimestamp(row.cancel_time());
    screening->set_cancel_reason(row.cancel_reason());
  }
}

stored::v1::EventRow EventOf(v1::ScreeningEvent::Kind kind,
                             const std::string& uuid,
                             const stored::v1::ScreeningRow& row) {
  stored::v1::EventRow event;
  event.set_kind(kind);
  event.set_screening(uuid);
  event.set_revision(row.revision());
  event.set_state(StateOf(row));
  event.set_outcome(row.outcome());
  event.set_receipt_state(v1::Receipt::LOGGED);
  return event;
}

}  // namespace prescreen
