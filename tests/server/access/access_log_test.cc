// SPDX-License-Identifier: Apache-2.0
#include "server/access/access_log.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/store/keys.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_store.h"

namespace prescreen {
namespace {

class AccessLogTest : public ::testing::Test {
 protected:
  AccessLogTest() { Start(); }

  void Start() {
    log_ = std::make_unique<AccessLog>(
        store_, clock_, [this](const absl::Status& status) { heard_ = status; },
        [] {});
  }
  void Add(const std::string& resource) {
    stored::v1::AccessRow row;
    row.set_resource(resource);
    log_->Add(std::move(row));
    clock_.Advance(absl::Seconds(1));
  }
  std::vector<std::string> Resources(AccessQuery query = {}) {
    if (!query.wanted) query.wanted = [](const auto&) { return true; };
    const auto page = log_->List(query);
    EXPECT_TRUE(page.ok()) << page.status();
    next_ = page->next;
    std::vector<std::string> resources;
    for (const auto& row : page->rows) resources.push_back(row.resource());
    return resources;
  }

  MemoryStore store_;
  FakeClock clock_;
  absl::Status heard_;
  std::string next_;
  std::unique_ptr<AccessLog> log_;
};

using List = std::vector<std::string>;

TEST_F(AccessLogTest, NewestFirstWithWhatWasJustAdded) {
  Add("a");
  Add("b");
  EXPECT_EQ(Resources(), (List{"b", "a"}));
  Add("c");
  EXPECT_EQ(Resources(), (List{"c", "b", "a"}));
  EXPECT_EQ(next_, "");
}

TEST_F(AccessLogTest, RowsOfOneInstantAreAllKept) {
  for (int i = 0; i < 3; ++i) log_->Add({});
  EXPECT_EQ(Resources().size(), 3u);
}

TEST_F(AccessLogTest, PagesGoOnWhereTheFormerEnded) {
  for (int i = 0; i < 5; ++i) Add(absl::StrCat(i));
  EXPECT_EQ(Resources({.limit = 2}), (List{"4", "3"}));
  Add("later");
  EXPECT_EQ(Resources({.before_key = next_, .limit = 2}), (List{"2", "1"}));
  EXPECT_EQ(Resources({.before_key = next_, .limit = 2}), (List{"0"}));
  EXPECT_EQ(next_, "");
}

TEST_F(AccessLogTest, TimesAndWishesNarrowTheList) {
  const absl::Time start = clock_.Now();
  for (int i = 0; i < 5; ++i) Add(absl::StrCat(i));
  EXPECT_EQ(Resources({.from = start + absl::Seconds(1),
                       .before = start + absl::Seconds(3)}),
            (List{"2", "1"}));
  EXPECT_EQ(
      Resources(
          {.wanted = [](const auto& row) { return row.resource() == "3"; }}),
      (List{"3"}));
}

TEST_F(AccessLogTest, AMadeUpPlaceIsRefused) {
  EXPECT_EQ(log_->List({.before_key = "x"}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(AccessLogTest, RowsAreKeptForAYearAndNoLonger) {
  Add("old");
  Add("older than a year by a second less");
  ASSERT_TRUE(log_->Flush().ok());
  clock_.Advance(kAccessKept - absl::Seconds(1));
  ASSERT_TRUE(log_->Trim().ok());
  EXPECT_EQ(Resources(), (List{"older than a year by a second less"}));
}

TEST_F(AccessLogTest, EndWritesWhatIsLeftWithoutSync) {
  bool synced = false;
  store_.before_write = [&synced](const WriteBatch&, Durability durability) {
    synced = synced || durability == Durability::kSynced;
    return absl::OkStatus();
  };
  Add("last");
  log_.reset();
  EXPECT_FALSE(synced);
  Start();
  EXPECT_EQ(Resources(), (List{"last"}));
}

TEST_F(AccessLogTest, LossIsReported) {
  store_.before_write = [](const WriteBatch&, Durability) {
    return absl::UnavailableError("disk");
  };
  Add("lost");
  log_.reset();
  EXPECT_EQ(heard_.code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace prescreen
