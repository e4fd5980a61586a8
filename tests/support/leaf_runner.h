// SPDX-License-Identifier: Apache-2.0
#ifndef PRESCREEN_TESTS_SUPPORT_LEAF_RUNNER_H_
#define PRESCREEN_TESTS_SUPPORT_LEAF_RUNNER_H_

#include <cstdint>
#include <functional>
#include <optional>

#include "absl/status/status.h"
#include "base/clock.h"
#include "server/log/log.h"
#include "server/store/store.h"

namespace prescreen {

// Does with one leaf at a time what the log does with a batch, without a tree.
// Not thread-safe.
class LeafRunner {
 public:
  LeafRunner(Store& store, const Clock& clock) : store_(store), clock_(clock) {}

  // Seals the leaf, writes its rows, tells it.
  void Run(PendingLeaf& leaf) {
    Context context(*this);
    const auto object = leaf.Seal(context);
    if (!object.ok()) return leaf.Done(object.status());
    last_ = *object;
    const absl::Status written =
        store_.Write(context.rows(), Durability::kSynced);
    if (!written.ok()) return leaf.Done(written);
    if (object->has_value()) ++next_index_;
    leaf.Done(LoggedLeaf{});
  }

  // `change` is done as within Seal; its rows are written if it is OK.
  absl::Status Apply(const std::function<absl::Status(LeafContext&)>& change) {
    Context context(*this);
    const absl::Status status = change(context);
    if (!status.ok()) return status;
    return store_.Write(context.rows(), Durability::kSynced);
  }

  // Of the last leaf that was written.
  const std::optional<PendingLeaf::Object>& last() const { return last_; }

 private:
  class Context final : public LeafContext {
   public:
    explicit Context(const LeafRunner& runner) : runner_(runner) {}
    std::uint64_t leaf_index() const override { return runner_.next_index_; }
    absl::Time now() const override { return runner_.clock_.Now(); }
    const StoreReader& store() const override { return runner_.store_; }
    WriteBatch& rows() override { return rows_; }

   private:
    const LeafRunner& runner_;
    WriteBatch rows_;
  };

  Store& store_;
  const Clock& clock_;
  std::uint64_t next_index_ = 1;
  std::optional<PendingLeaf::Object> last_;
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_LEAF_RUNNER_H_
