// SPDX-License-Identifier: Apache-2.0
// The rows of a screening, opened and sealed. Thread-safe.
#ifndef PRESCREEN_SERVER_SERVICE_SCREENING_ROWS_H_
#define PRESCREEN_SERVER_SERVICE_SCREENING_ROWS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/random.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "prescreen/v1/screening.pb.h"
#include "server/log/log.h"
#include "server/service/sealed_rows.h"
#include "server/service/tenants.h"
#include "server/store/key_file.h"
#include "server/store/store.h"

namespace prescreen {

// NOT_FOUND (SCREENING_NOT_FOUND).
absl::Status ScreeningNotFound();

// A screening's row, and what it is sealed under.
struct OpenedScreening {
  stored::v1::ScreeningRow row;
  DataKey key;
};
// NOT_FOUND (SCREENING_NOT_FOUND): also once its key was erased.
absl::StatusOr<OpenedScreening> OpenScreening(const StoreReader& store,
                                              const KeyFile& keys,
                                              const Tenant& tenant,
                                              const std::string& uuid);
void PutScreening(LeafContext& context, const Tenant& tenant,
                  const std::string& uuid, const OpenedScreening& screening,
                  Random& random);

// Sets what of an answer the row alone decides: state, planned check, end.
void ShowState(const stored::v1::ScreeningRow& row,
               v1::ScreeningRecord* screening);

// What WatchScreenings tells of the newest revision.
stored::v1::EventRow EventOf(v1::ScreeningEvent::Kind kind,
                             const std::string& uuid,
                             const stored::v1::ScreeningRow& row);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_SCREENING_ROWS_H_
