// SPDX-License-Identifier: Apache-2.0
// A store as it will be once some batches are written. Not thread-safe.
#ifndef PRESCREEN_SERVER_LOG_LOG_OVERLAY_H_
#define PRESCREEN_SERVER_LOG_LOG_OVERLAY_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "server/store/store.h"

namespace prescreen {

class LogOverlay final : public StoreReader {
 public:
  // `below` must outlive it.
  explicit LogOverlay(const StoreReader& below) : below_(below) {}

  // Shows the writes of `rows` from now on; `rows` must outlive this and must
  // not change.
  void Add(const WriteBatch& rows);

  absl::StatusOr<std::string> Get(Family family,
                                  absl::string_view key) const override;
  absl::StatusOr<std::vector<Row>> Scan(Family family, absl::string_view begin,
                                        absl::string_view end,
                                        std::size_t limit) const override;
  absl::StatusOr<Row> Last(Family family, absl::string_view begin,
                           absl::string_view end) const override;

 private:
  using Value = const std::optional<std::string>*;  // into a batch
  using Writes = absl::btree_map<std::pair<Family, absl::string_view>, Value>;
  // The writes with begin <= key < end.
  std::pair<Writes::const_iterator, Writes::const_iterator> Range(
      Family family, absl::string_view begin, absl::string_view end) const;

  const StoreReader& below_;
  Writes writes_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_LOG_LOG_OVERLAY_H_
