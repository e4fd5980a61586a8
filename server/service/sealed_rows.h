// SPDX-License-Identifier: Apache-2.0
// Reading a screening's rows. Thread-safe.
#ifndef PRESCREEN_SERVER_SERVICE_SEALED_ROWS_H_
#define PRESCREEN_SERVER_SERVICE_SEALED_ROWS_H_

#include <string>

#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "prescreen/v1/screening.pb.h"
#include "server/store/key_file.h"
#include "server/store/sealed_value.h"
#include "server/store/store.h"

namespace prescreen {

// Reads and opens a sealed row into a message. NotFound: no such row, or its
// key was erased; DataLoss: it is damaged.
template <typename Message>
absl::StatusOr<Message> ReadSealed(const StoreReader& store,
                                   const KeyFile& keys, Family family,
                                   const std::string& row_key) {
  ASSIGN_OR_RETURN(const std::string sealed, store.Get(family, row_key));
  ASSIGN_OR_RETURN(const std::string bytes,
                   OpenValue(keys, family, row_key, sealed));
  Message message;
  if (!message.ParseFromString(bytes)) {
    return absl::DataLossError("screening: a stored row is damaged");
  }
  return message;
}

// Rows of the first release have no state.
inline v1::ScreeningRecord::State StateOf(const stored::v1::ScreeningRow& row) {
  return row.state() == 0
             ? v1::ScreeningRecord::DECIDED
             : static_cast<v1::ScreeningRecord::State>(row.state());
}

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_SEALED_ROWS_H_
