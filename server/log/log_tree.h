// SPDX-License-Identifier: Apache-2.0
// The log's Merkle tree in the store (family log) and, of it, what the writer
// keeps in memory.
#ifndef PRESCREEN_SERVER_LOG_LOG_TREE_H_
#define PRESCREEN_SERVER_LOG_LOG_TREE_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "anchor/merkle.h"
#include "server/store/store.h"

namespace prescreen {

struct LogHead {
  std::uint64_t size = 0;
  anchor::Hash root{};
};

// nullopt: the store holds no log. DataLoss: malformed.
absl::StatusOr<std::optional<LogHead>> ReadLogHead(const StoreReader& store);
void PutLogHead(const LogHead& head, WriteBatch* batch);

// DataLoss: missing or malformed.
absl::StatusOr<anchor::Hash> ReadLogNode(const StoreReader& store,
                                         const anchor::NodeId& id);
absl::StatusOr<std::string> ReadLogEntry(const StoreReader& store,
                                         std::uint64_t index);
// Entries [begin, end).
absl::StatusOr<std::vector<std::string>> ReadLogEntries(
    const StoreReader& store, std::uint64_t begin, std::uint64_t end);

// A growing tree: its right border, and every node added since Commit. That is
// enough for the proof of each leaf added since. Not thread-safe.
class LogTree {
 public:
  static absl::StatusOr<LogTree> Load(const StoreReader& store,
                                      std::uint64_t size);

  // Adds a leaf, and the rows of its entry and nodes to `batch`.
  void Append(absl::string_view entry, const anchor::Hash& leaf_hash,
              WriteBatch* batch);
  std::uint64_t size() const { return frontier_.size(); }
  anchor::Hash Root() const { return frontier_.Root(); }

  // Of a leaf added since Commit, in the tree as it is now.
  absl::StatusOr<std::vector<anchor::Hash>> InclusionProof(
      std::uint64_t index) const;

  // Forgets all but the border.
  void Commit();

 private:
  // Neighbouring complete subtrees of one level.
  struct Level {
    std::uint64_t first = 0;
    std::vector<anchor::Hash> hashes;
  };
  void Add(const anchor::Node& node);
  absl::StatusOr<anchor::Hash> Find(const anchor::NodeId& id) const;

  anchor::Frontier frontier_;
  std::array<Level, 64> levels_;
  std::vector<anchor::Node> completed_;  // scratch
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_LOG_LOG_TREE_H_
