// SPDX-License-Identifier: Apache-2.0
// What this service needs of a database, and no more than a SQL engine can give
// too: atomic batches, ordered range scans, one conditional row, a
// consistent copy.
#ifndef PRESCREEN_SERVER_STORE_STORE_H_
#define PRESCREEN_SERVER_STORE_STORE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace prescreen {

// A table. Stored: names never change. keys.h holds every key layout.
enum class Family {
  kMeta,
  kTenants,
  kPolicies,
  kCatalogues,
  kScreenings,
  kRevisions,
  kLog,
  kOwner,
  kEvidence,
  kAnchors,
  kIdempotency,
  kApiKeys,
  kAccess,
  kEvents,
  kRechecks,
};
absl::string_view FamilyName(Family family);

struct Row {
  std::string key;
  std::string value;
};

// Writes that happen together or not at all; later ones win. A value type.
class WriteBatch {
 public:
  struct Operation {
    Family family;
    std::string key;
    std::optional<std::string> value;  // absent: delete
  };
  struct Condition {
    Family family;
    std::string key;
    std::optional<std::string> value;  // absent: the row must not exist
  };

  void Put(Family family, absl::string_view key, absl::string_view value);
  void Delete(Family family, absl::string_view key);
  // Adds every write of `other`, which must have no condition.
  void Append(WriteBatch other);
  // The batch is written only if this row holds exactly that. One per batch.
  void Require(Family family, absl::string_view key,
               std::optional<std::string> value);

  const std::vector<Operation>& operations() const { return operations_; }
  const std::optional<Condition>& condition() const { return condition_; }
  bool empty() const { return operations_.empty(); }

 private:
  std::vector<Operation> operations_;
  std::optional<Condition> condition_;
};

enum class Durability { kSynced, kUnsynced };

// Reads. Thread-safe. Unavailable: the engine failed; says nothing about rows.
class StoreReader {
 public:
  virtual ~StoreReader() = default;
  // NotFound: no such row.
  virtual absl::StatusOr<std::string> Get(Family family,
                                          absl::string_view key) const = 0;
  // Rows with begin <= key < end ("" as end: no upper bound), in key order,
  // at most `limit`.
  virtual absl::StatusOr<std::vector<Row>> Scan(Family family,
                                                absl::string_view begin,
                                                absl::string_view end,
                                                std::size_t limit) const = 0;
  // The last row with begin <= key < end. NotFound: none.
  virtual absl::StatusOr<Row> Last(Family family, absl::string_view begin,
                                   absl::string_view end) const = 0;
};

// Thread-safe.
class Store : public StoreReader {
 public:
  // Aborted: the condition does not hold; nothing was written. Any other error
  // leaves it unknown whether the batch will be there after a restart: with
  // kSynced the caller must end the process.
  virtual absl::Status Write(const WriteBatch& batch,
                             Durability durability) = 0;
  // Writes a consistent copy of every row, as all were at one moment during the
  // call, into the new folder `folder`; its parent must exist. Reads and writes
  // go on meanwhile. AlreadyExists: the folder is there; Unimplemented: this
  // engine has no copies of its own.
  virtual absl::Status Backup(const std::string& folder) = 0;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_STORE_STORE_H_
