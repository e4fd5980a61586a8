// SPDX-License-Identifier: Apache-2.0
#include "tests/support/memory_store.h"

#include <iterator>
#include <optional>

#include "base/status_macros.h"

namespace prescreen {

absl::StatusOr<std::string> MemoryStore::Get(Family family,
                                             absl::string_view key) const {
  if (before_read) RETURN_IF_ERROR(before_read());
  absl::MutexLock lock(&mutex_);
  const Rows& rows = families_[family];
  const auto found = rows.find(std::string(key));
  if (found == rows.end()) return absl::NotFoundError("store: no such row");
  return found->second;
}

absl::StatusOr<std::vector<Row>> MemoryStore::Scan(Family family,
                                                   absl::string_view begin,
                                                   absl::string_view end,
                                                   std::size_t limit) const {
  if (before_read) RETURN_IF_ERROR(before_read());
  absl::MutexLock lock(&mutex_);
  const auto [first, last] = Range(family, begin, end);
  std::vector<Row> rows;
  for (auto row = first; row != last && rows.size() < limit; ++row) {
    rows.push_back(Row{row->first, row->second});
  }
  return rows;
}

absl::StatusOr<Row> MemoryStore::Last(Family family, absl::string_view begin,
                                      absl::string_view end) const {
  if (before_read) RETURN_IF_ERROR(before_read());
  absl::MutexLock lock(&mutex_);
  const auto [first, last] = Range(family, begin, end);
  if (first == last) return absl::NotFoundError("store: no row in range");
  const auto row = std::prev(last);
  return Row{row->first, row->second};
}

absl::Status MemoryStore::Write(const WriteBatch& batch,
                                Durability durability) {
  absl::MutexLock lock(&mutex_);
  if (const auto& condition = batch.condition()) {
    const Rows& rows = families_[condition->family];
    const auto found = rows.find(condition->key);
    const std::optional<std::string> held =
        found == rows.end() ? std::nullopt
                            : std::optional<std::string>(found->second);
    if (held != condition->value) {
      return absl::AbortedError("store: the condition does not hold");
    }
  }
  if (before_write) RETURN_IF_ERROR(before_write(batch, durability));
  for (const WriteBatch::Operation& operation : batch.operations()) {
    if (operation.value) {
      families_[operation.family][operation.key] = *operation.value;
    } else {
      families_[operation.family].erase(operation.key);
    }
  }
  return absl::OkStatus();
}

std::pair<MemoryStore::Rows::const_iterator, MemoryStore::Rows::const_iterator>
MemoryStore::Range(Family family, absl::string_view begin,
                   absl::string_view end) const {
  const Rows& rows = families_[family];
  const auto first = rows.lower_bound(std::string(begin));
  if (end.empty()) return {first, rows.end()};
  if (begin >= end) return {first, first};
  return {first, rows.lower_bound(std::string(end))};
}

absl::Status MemoryStore::Backup(const std::string& /*folder*/) {
  return absl::UnimplementedError("a store in memory has no copies");
}

}  // namespace prescreen
