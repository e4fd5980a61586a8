// SPDX-License-Identifier: Apache-2.0
#include "server/log/log_batch.h"

#include <utility>

#include "base/status_macros.h"

namespace prescreen {
namespace {

class Context final : public LeafContext {
 public:
  Context(std::uint64_t index, absl::Time now, const StoreReader& store)
      : index_(index), now_(now), store_(store) {}
  std::uint64_t leaf_index() const override { return index_; }
  absl::Time now() const override { return now_; }
  const StoreReader& store() const override { return store_; }
  WriteBatch& rows() override { return rows_; }

 private:
  const std::uint64_t index_;
  const absl::Time now_;
  const StoreReader& store_;
  WriteBatch rows_;
};

std::size_t BytesOf(const WriteBatch& rows) {
  std::size_t bytes = 0;
  for (const WriteBatch::Operation& operation : rows.operations()) {
    bytes += operation.key.size();
    if (operation.value.has_value()) bytes += operation.value->size();
  }
  return bytes;
}

}  // namespace

LogBatch::LogBatch(const StoreReader& store, LogTree& tree, absl::Time now)
    : tree_(tree), now_(now), overlay_(store) {}

void LogBatch::Add(std::unique_ptr<PendingLeaf> leaf) {
  SealedLeaf& sealed = leaves_.emplace_back();
  sealed.leaf = std::move(leaf);
  sealed.status = Seal(sealed);
}

absl::Status LogBatch::Seal(SealedLeaf& sealed) {
  Context context(tree_.size(), now_, overlay_);
  ASSIGN_OR_RETURN(const std::optional<PendingLeaf::Object> object,
                   sealed.leaf->Seal(context));
  if (context.rows().condition().has_value()) {
    return absl::InvalidArgumentError("log: a leaf's rows have a condition");
  }
  WriteBatch& rows = rows_.emplace_back(std::move(context.rows()));
  overlay_.Add(rows);
  bytes_ += BytesOf(rows);
  if (!object.has_value()) return absl::OkStatus();
  std::string entry = anchor::MakeEntry(object->type, object->bytes);
  sealed.index = tree_.size();
  sealed.leaf_hash = anchor::LeafHash(entry);
  tree_.Append(entry, sealed.leaf_hash, &tree_rows_);
  entries_.push_back(std::move(entry));
  return absl::OkStatus();
}

WriteBatch LogBatch::TakeRows() {
  WriteBatch all = std::move(tree_rows_);
  if (has_leaves()) PutLogHead(LogHead{tree_.size(), tree_.Root()}, &all);
  for (WriteBatch& rows : rows_) all.Append(std::move(rows));
  return all;
}

}  // namespace prescreen
