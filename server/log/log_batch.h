// SPDX-License-Identifier: Apache-2.0
// One batch of the log: leaves sealed one after the other, and all rows that
// they make. Not thread-safe.
#ifndef PRESCREEN_SERVER_LOG_LOG_BATCH_H_
#define PRESCREEN_SERVER_LOG_LOG_BATCH_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "anchor/merkle.h"
#include "server/log/log.h"
#include "server/log/log_overlay.h"
#include "server/log/log_tree.h"

namespace prescreen {

// A leaf after Seal.
struct SealedLeaf {
  std::unique_ptr<PendingLeaf> leaf;
  absl::Status status;                 // of Seal
  std::optional<std::uint64_t> index;  // nullopt: nothing was added
  anchor::Hash leaf_hash{};
};

class LogBatch {
 public:
  // Both must outlive it; `tree` is the log's, without this batch.
  LogBatch(const StoreReader& store, LogTree& tree, absl::Time now);

  // Seals `leaf` and adds it to the tree.
  void Add(std::unique_ptr<PendingLeaf> leaf);
  // Bytes of the rows so far.
  std::size_t bytes() const { return bytes_; }

  // After the last Add: everything to be written, the new head included.
  WriteBatch TakeRows();
  bool has_leaves() const { return !entries_.empty(); }

  std::vector<std::string>& entries() { return entries_; }
  std::vector<SealedLeaf>& leaves() { return leaves_; }

 private:
  absl::Status Seal(SealedLeaf& sealed);

  LogTree& tree_;
  const absl::Time now_;
  LogOverlay overlay_;
  std::deque<WriteBatch> rows_;  // one for each leaf that was kept
  WriteBatch tree_rows_;
  std::size_t bytes_ = 0;
  std::vector<std::string> entries_;
  std::vector<SealedLeaf> leaves_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_LOG_LOG_BATCH_H_
