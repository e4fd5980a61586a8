// SPDX-License-Identifier: Apache-2.0
// What a store says of its log.
#ifndef PRESCREEN_SERVER_UPKEEP_STORED_LOG_H_
#define PRESCREEN_SERVER_UPKEEP_STORED_LOG_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "anchor/log_identity.h"
#include "anchor/merkle.h"
#include "anchor/signed_note.h"
#include "server/log/log_tree.h"
#include "server/store/store.h"

namespace prescreen {

struct StoredLog {
  LogHead head;
  anchor::LogIdentity identity;                 // leaf 0's
  std::vector<anchor::NoteVerifier> verifiers;  // its keys
};

// NotFound: the store holds no log. DataLoss: its nodes do not lead to its
// head, or leaf 0 is no log identity.
absl::StatusOr<StoredLog> ReadStoredLog(const StoreReader& store);

// The root of the first `size` leaves, from the stored nodes. DataLoss: some
// are missing.
absl::StatusOr<anchor::Hash> StoredRoot(const StoreReader& store,
                                        std::uint64_t size);

// The store's schema version. DataLoss: none, or malformed.
absl::StatusOr<int> ReadSchemaVersion(const StoreReader& store);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_UPKEEP_STORED_LOG_H_
