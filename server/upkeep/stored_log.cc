// SPDX-License-Identifier: Apache-2.0
#include "server/upkeep/stored_log.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "anchor/leaf.h"
#include "base/status_macros.h"
#include "server/store/keys.h"

namespace prescreen {
namespace {

absl::StatusOr<anchor::LogIdentity> ReadIdentity(const StoreReader& store) {
  ASSIGN_OR_RETURN(const std::string entry, ReadLogEntry(store, 0));
  const absl::StatusOr<std::string> json =
      store.Get(Family::kEvidence, absl::string_view(entry).substr(1));
  if (!json.ok() && !absl::IsNotFound(json.status())) return json.status();
  if (!json.ok() ||
      anchor::MakeEntry(anchor::LeafType::kLogIdentity, *json) != entry) {
    return absl::DataLossError("log: leaf 0 is no log identity, or it is lost");
  }
  return anchor::ParseLogIdentity(*json);
}

}  // namespace

absl::StatusOr<StoredLog> ReadStoredLog(const StoreReader& store) {
  StoredLog log;
  ASSIGN_OR_RETURN(const std::optional<LogHead> head, ReadLogHead(store));
  if (!head) return absl::NotFoundError("the store holds no log");
  log.head = *head;
  ASSIGN_OR_RETURN(log.identity, ReadIdentity(store));
  ASSIGN_OR_RETURN(const anchor::Hash root, StoredRoot(store, log.head.size));
  if (root != log.head.root) {
    return absl::DataLossError("log: its nodes do not lead to its head");
  }
  for (const std::string& vkey : log.identity.vkeys) {
    ASSIGN_OR_RETURN(anchor::NoteVerifier verifier, anchor::ParseVkey(vkey));
    log.verifiers.push_back(std::move(verifier));
  }
  return log;
}

absl::StatusOr<anchor::Hash> StoredRoot(const StoreReader& store,
                                        std::uint64_t size) {
  return anchor::TreeRoot(size, [&store](const anchor::NodeId& id) {
    return ReadLogNode(store, id);
  });
}

absl::StatusOr<int> ReadSchemaVersion(const StoreReader& store) {
  const absl::StatusOr<std::string> row =
      store.Get(Family::kMeta, keys::SchemaVersion());
  if (!row.ok() && !absl::IsNotFound(row.status())) return row.status();
  int version = 0;
  if (!row.ok() || !absl::SimpleAtoi(*row, &version) || version < 1) {
    return absl::DataLossError("store: has no schema version");
  }
  return version;
}

}  // namespace prescreen
