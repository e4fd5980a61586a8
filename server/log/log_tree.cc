// SPDX-License-Identifier: Apache-2.0
#include "server/log/log_tree.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "anchor/leaf.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "server/store/keys.h"

namespace prescreen {
namespace {

absl::StatusOr<anchor::Hash> ToHash(absl::string_view bytes) {
  anchor::Hash hash;
  if (bytes.size() != hash.size()) {
    return absl::DataLossError("log: a hash row is malformed");
  }
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

// Unavailable passes: it says nothing about the row.
absl::Status Missing(const absl::Status& status, absl::string_view what,
                     std::uint64_t index) {
  if (!absl::IsNotFound(status)) return status;
  return absl::DataLossError(
      absl::StrCat("log: ", what, " ", index, " is missing"));
}

}  // namespace

absl::StatusOr<std::optional<LogHead>> ReadLogHead(const StoreReader& store) {
  const absl::StatusOr<std::string> row =
      store.Get(Family::kLog, keys::LogHead());
  if (absl::IsNotFound(row.status())) return std::nullopt;
  RETURN_IF_ERROR(row.status());
  stored::v1::LogHead parsed;
  if (!parsed.ParseFromString(*row)) {
    return absl::DataLossError("log: the head row is malformed");
  }
  LogHead head;
  head.size = parsed.size();
  ASSIGN_OR_RETURN(head.root, ToHash(parsed.root()));
  return head;
}

void PutLogHead(const LogHead& head, WriteBatch* batch) {
  stored::v1::LogHead row;
  row.set_size(head.size);
  row.set_root(std::string(AsBytes(head.root)));
  batch->Put(Family::kLog, keys::LogHead(), row.SerializeAsString());
}

absl::StatusOr<anchor::Hash> ReadLogNode(const StoreReader& store,
                                         const anchor::NodeId& id) {
  const absl::StatusOr<std::string> row =
      store.Get(Family::kLog, keys::LogNode(id.level, id.index));
  if (!row.ok()) return Missing(row.status(), "node", id.index);
  return ToHash(*row);
}

absl::StatusOr<std::string> ReadLogEntry(const StoreReader& store,
                                         std::uint64_t index) {
  absl::StatusOr<std::string> row =
      store.Get(Family::kLog, keys::LogEntry(index));
  if (!row.ok()) return Missing(row.status(), "entry", index);
  if (row->size() != anchor::kEntryBytes) {
    return absl::DataLossError(
        absl::StrCat("log: entry ", index, " is malformed"));
  }
  return row;
}

absl::StatusOr<std::vector<std::string>> ReadLogEntries(
    const StoreReader& store, std::uint64_t begin, std::uint64_t end) {
  ASSIGN_OR_RETURN(std::vector<Row> rows,
                   store.Scan(Family::kLog, keys::LogEntry(begin),
                              keys::LogEntry(end), end - begin));
  if (rows.size() != end - begin) {
    return absl::DataLossError(absl::StrCat("log: of the entries ", begin,
                                            " to ", end, " some are missing"));
  }
  std::vector<std::string> entries;
  entries.reserve(rows.size());
  for (Row& row : rows) entries.push_back(std::move(row.value));
  return entries;
}

absl::StatusOr<LogTree> LogTree::Load(const StoreReader& store,
                                      std::uint64_t size) {
  LogTree tree;
  const auto read =
      [&](const anchor::NodeId& id) -> absl::StatusOr<anchor::Hash> {
    ASSIGN_OR_RETURN(const anchor::Hash hash, ReadLogNode(store, id));
    tree.Add(anchor::Node{id, hash});
    return hash;
  };
  ASSIGN_OR_RETURN(tree.frontier_, anchor::Frontier::Load(size, read));
  return tree;
}

void LogTree::Append(absl::string_view entry, const anchor::Hash& leaf_hash,
                     WriteBatch* batch) {
  batch->Put(Family::kLog, keys::LogEntry(size()), entry);
  completed_.clear();
  frontier_.Append(leaf_hash, &completed_);
  for (const anchor::Node& node : completed_) {
    batch->Put(Family::kLog, keys::LogNode(node.id.level, node.id.index),
               AsBytes(node.hash));
    Add(node);
  }
}

void LogTree::Add(const anchor::Node& node) {
  Level& level = levels_[static_cast<std::size_t>(node.id.level)];
  if (level.hashes.empty()) level.first = node.id.index;
  PRESCREEN_CHECK(node.id.index == level.first + level.hashes.size());
  level.hashes.push_back(node.hash);
}

absl::StatusOr<anchor::Hash> LogTree::Find(const anchor::NodeId& id) const {
  const Level& level = levels_[static_cast<std::size_t>(id.level)];
  if (id.index < level.first || id.index - level.first >= level.hashes.size()) {
    return absl::InternalError("log: a node of the batch is not in memory");
  }
  return level.hashes[id.index - level.first];
}

absl::StatusOr<std::vector<anchor::Hash>> LogTree::InclusionProof(
    std::uint64_t index) const {
  return anchor::InclusionProof(
      index, size(), [this](const anchor::NodeId& id) { return Find(id); });
}

void LogTree::Commit() {
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    Level& level = levels_[i];
    const bool is_on_border = ((size() >> i) & 1) == 1;
    if (!is_on_border || level.hashes.empty()) {
      level.hashes.clear();
      continue;
    }
    level.first += level.hashes.size() - 1;
    level.hashes.front() = level.hashes.back();
    level.hashes.resize(1);
  }
}

}  // namespace prescreen
