// SPDX-License-Identifier: Apache-2.0
#include "server/log/log_overlay.h"

#include <gtest/gtest.h>

#include <deque>
#include <iterator>
#include <map>
#include <random>
#include <string>

namespace prescreen {
namespace {

using Table = std::map<std::string, std::string>;

// One family (log) in a map.
class MapReader final : public StoreReader {
 public:
  explicit MapReader(const Table& rows) : rows_(rows) {}
  absl::StatusOr<std::string> Get(Family family,
                                  absl::string_view key) const override {
    const auto row = rows_.find(std::string(key));
    if (family != Family::kLog || row == rows_.end()) {
      return absl::NotFoundError("no row");
    }
    return row->second;
  }
  absl::StatusOr<std::vector<Row>> Scan(Family family, absl::string_view begin,
                                        absl::string_view end,
                                        std::size_t limit) const override {
    std::vector<Row> found;
    if (family != Family::kLog) return found;
    for (const auto& [key, value] : rows_) {
      if (begin <= key && (end.empty() || end > key) && found.size() < limit) {
        found.push_back(Row{key, value});
      }
    }
    return found;
  }
  absl::StatusOr<Row> Last(Family family, absl::string_view begin,
                           absl::string_view end) const override {
    const std::vector<Row> rows =
        Scan(family, begin, end, rows_.size()).value();
    if (rows.empty()) return absl::NotFoundError("no row");
    return rows.back();
  }

 private:
  const Table& rows_;
};

class OverlayModelTest : public testing::TestWithParam<unsigned> {
 protected:
  std::string RandomKey() {
    return std::string(1, static_cast<char>('a' + random_() % 12));
  }
  std::mt19937 random_{GetParam()};
};

TEST_P(OverlayModelTest, ReadsAsTheStoreWillAfterTheWrites) {
  Table below;
  for (int i = 0; i < 6; ++i) below[RandomKey()] = "below";
  Table expected = below;
  const MapReader store(below);
  LogOverlay overlay(store);
  std::deque<WriteBatch> batches;
  for (int i = 0; i < 4; ++i) {
    WriteBatch& batch = batches.emplace_back();
    for (int write = 0; write < 3; ++write) {
      const std::string key = RandomKey();
      if (random_() % 2 == 0) {
        batch.Delete(Family::kLog, key);
        expected.erase(key);
      } else {
        batch.Put(Family::kLog, key, std::to_string(i));
        expected[key] = std::to_string(i);
      }
      batch.Put(Family::kOwner, key, "of another family");
    }
    overlay.Add(batch);
  }
  const MapReader model(expected);
  for (int i = 0; i < 200; ++i) {
    const std::string key = RandomKey();
    EXPECT_EQ(overlay.Get(Family::kLog, key).value_or("none"),
              model.Get(Family::kLog, key).value_or("none"));
    const std::string begin = RandomKey();
    const std::string end = i % 4 == 0 ? "" : RandomKey();
    const std::size_t limit = random_() % 14;
    const auto rows = overlay.Scan(Family::kLog, begin, end, limit);
    const auto wanted = model.Scan(Family::kLog, begin, end, limit);
    ASSERT_EQ(rows->size(), wanted->size());
    for (std::size_t n = 0; n < rows->size(); ++n) {
      EXPECT_EQ((*rows)[n].key, (*wanted)[n].key);
      EXPECT_EQ((*rows)[n].value, (*wanted)[n].value);
    }
    EXPECT_EQ(overlay.Last(Family::kLog, begin, end).value_or(Row{}).key,
              model.Last(Family::kLog, begin, end).value_or(Row{}).key);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, OverlayModelTest, testing::Range(0u, 100u));

}  // namespace
}  // namespace prescreen
