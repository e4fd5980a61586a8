// SPDX-License-Identifier: Apache-2.0
#include "server/log/log_overlay.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

absl::Status NoRow(Family family) {
  return absl::NotFoundError(absl::StrCat(FamilyName(family), ": no such row"));
}

Family NextFamily(Family family) {
  return static_cast<Family>(static_cast<int>(family) + 1);
}

}  // namespace

void LogOverlay::Add(const WriteBatch& rows) {
  for (const WriteBatch::Operation& operation : rows.operations()) {
    writes_[{operation.family, operation.key}] = &operation.value;
  }
}

std::pair<LogOverlay::Writes::const_iterator,
          LogOverlay::Writes::const_iterator>
LogOverlay::Range(Family family, absl::string_view begin,
                  absl::string_view end) const {
  const auto first = writes_.lower_bound({family, begin});
  const auto last = end.empty() ? writes_.lower_bound({NextFamily(family), ""})
                                : writes_.lower_bound({family, end});
  if (!end.empty() && end < begin) return {first, first};
  return {first, last};
}

absl::StatusOr<std::string> LogOverlay::Get(Family family,
                                            absl::string_view key) const {
  const auto write = writes_.find({family, key});
  if (write == writes_.end()) return below_.Get(family, key);
  if (!write->second->has_value()) return NoRow(family);
  return **write->second;
}

absl::StatusOr<std::vector<Row>> LogOverlay::Scan(Family family,
                                                  absl::string_view begin,
                                                  absl::string_view end,
                                                  std::size_t limit) const {
  auto [write, last_write] = Range(family, begin, end);
  // Each write hides one row below at most.
  const auto hidden =
      static_cast<std::size_t>(std::distance(write, last_write));
  const std::size_t limit_below =
      limit > std::numeric_limits<std::size_t>::max() - hidden ? limit
                                                               : limit + hidden;
  ASSIGN_OR_RETURN(std::vector<Row> below,
                   below_.Scan(family, begin, end, limit_below));
  if (hidden == 0) return below;
  std::vector<Row> rows;
  auto row = below.begin();
  while (rows.size() < limit && (row != below.end() || write != last_write)) {
    if (write == last_write ||
        (row != below.end() && row->key < write->first.second)) {
      rows.push_back(std::move(*row++));
      continue;
    }
    if (row != below.end() && row->key == write->first.second) ++row;
    if (write->second->has_value()) {
      rows.push_back(Row{std::string(write->first.second), **write->second});
    }
    ++write;
  }
  return rows;
}

absl::StatusOr<Row> LogOverlay::Last(Family family, absl::string_view begin,
                                     absl::string_view end) const {
  std::optional<Row> written;
  const auto [first, last] = Range(family, begin, end);
  for (auto write = last; write != first && !written;) {
    --write;
    if (write->second->has_value()) {
      written = Row{std::string(write->first.second), **write->second};
    }
  }
  absl::StatusOr<Row> below = below_.Last(family, begin, end);
  // Step over rows that this batch deletes or replaces.
  while (below.ok() && (!written || below->key > written->key) &&
         writes_.contains({family, below->key})) {
    const std::string before = below->key;
    below = below_.Last(family, begin, before);
  }
  if (!below.ok() && !absl::IsNotFound(below.status())) return below.status();
  if (below.ok() && (!written || below->key > written->key)) return below;
  if (written) return *std::move(written);
  return NoRow(family);
}

}  // namespace prescreen
