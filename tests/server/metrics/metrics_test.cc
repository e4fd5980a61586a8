// SPDX-License-Identifier: Apache-2.0
#include "server/metrics/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/metrics/metrics_server.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;

class MetricsTest : public testing::Test {
 protected:
  int Lines(absl::string_view prefix) {
    int lines = 0;
    for (const absl::string_view line : absl::StrSplit(text_, '\n')) {
      lines += line.substr(0, prefix.size()) == prefix ? 1 : 0;
    }
    return lines;
  }
  const std::string& Scrape() { return text_ = metrics_.Scrape(); }

  Metrics metrics_{"1.2.3", absl::FromUnixSeconds(1700000000)};
  std::string text_;
};

TEST_F(MetricsTest, SaysWhatRunsAndSinceWhen) {
  Scrape();
  EXPECT_THAT(text_, HasSubstr("prescreen_build_info{version=\"1.2.3\"} 1\n"));
  EXPECT_THAT(text_, HasSubstr("prescreen_start_time_seconds 1700000000\n"));
}

TEST_F(MetricsTest, CallsAreCountedByMethodCodeAndReason) {
  metrics_.CallEnded("S/Get", "OK", "", absl::Milliseconds(3));
  metrics_.CallEnded("S/Get", "NOT_FOUND", "GONE", absl::Milliseconds(3));
  metrics_.CallEnded("S/Get", "NOT_FOUND", "GONE", absl::Seconds(3));
  Scrape();
  EXPECT_THAT(text_, HasSubstr("prescreen_calls_total{code=\"NOT_FOUND\","
                               "method=\"S/Get\",reason=\"GONE\"} 2\n"));
  EXPECT_THAT(text_, HasSubstr("prescreen_call_seconds_bucket{method=\"S/Get\","
                               "le=\"0.005\"} 2\n"));
  EXPECT_THAT(text_,
              HasSubstr("prescreen_call_seconds_count{method=\"S/Get\"} 3\n"));
}

TEST_F(MetricsTest, HostsBeyondTheLimitCountTogether) {
  for (std::size_t i = 0; i < kMaxHosts + 50; ++i) {
    metrics_.CouldNotCheck(absl::StrCat("host", i), "STATUS_UNAVAILABLE");
  }
  metrics_.CouldNotCheck("host0", "STATUS_UNAVAILABLE");
  Scrape();
  EXPECT_EQ(Lines("prescreen_could_not_check_total{"), kMaxHosts + 1);
  EXPECT_THAT(text_, HasSubstr("{host=\"other\",reason=\"other\"} 50\n"));
  EXPECT_THAT(text_,
              HasSubstr("{host=\"host0\",reason=\"STATUS_UNAVAILABLE\"} 2\n"));
}

TEST_F(MetricsTest, RequirementsBeyondTheLimitCountTogether) {
  for (std::size_t i = 0; i < kMaxRequirements + 7; ++i) {
    metrics_.Judged("role", absl::StrCat("r", i), "MET", false);
  }
  Scrape();
  EXPECT_EQ(Lines("prescreen_requirements_total{"), kMaxRequirements + 1);
  EXPECT_THAT(text_, HasSubstr("value=\"other\"} 7\n"));
}

TEST_F(MetricsTest, LabelValuesDoNotRunTogether) {
  metrics_.CouldNotCheck("a", "bc");
  metrics_.CouldNotCheck("ab", "c");
  Scrape();
  EXPECT_EQ(Lines("prescreen_could_not_check_total{"), 2);
}

TEST_F(MetricsTest, OnlyAFallOfTheBalanceIsSpent) {
  metrics_.SetBalance("eip155:1", 2);
  metrics_.SetBalance("eip155:1", 1.5);
  metrics_.SetBalance("eip155:1", 9);
  metrics_.SetBalance("eip155:1", 8.75);
  Scrape();
  EXPECT_THAT(text_,
              HasSubstr("prescreen_anchor_balance{chain=\"eip155:1\"} 8.75\n"));
  EXPECT_THAT(
      text_,
      HasSubstr("prescreen_anchor_spent_total{chain=\"eip155:1\"} 0.75\n"));
}

TEST_F(MetricsTest, TotalsOfOthersNeverFall) {
  metrics_.SetCache("keys", 10, 4);
  metrics_.SetCache("keys", 9, 5);
  Scrape();
  EXPECT_THAT(text_,
              HasSubstr("prescreen_cache_hits_total{cache=\"keys\"} 10"));
  EXPECT_THAT(text_,
              HasSubstr("prescreen_cache_misses_total{cache=\"keys\"} 5"));
}

TEST_F(MetricsTest, EachScrapeRefreshesUntilTold) {
  std::uint64_t leaves = 5;
  metrics_.OnScrape([&] { metrics_.SetLogLeaves(leaves++); });
  EXPECT_THAT(Scrape(), HasSubstr("prescreen_log_leaves 5\n"));
  EXPECT_THAT(Scrape(), HasSubstr("prescreen_log_leaves 6\n"));
  metrics_.OnScrape(nullptr);
  EXPECT_THAT(Scrape(), HasSubstr("prescreen_log_leaves 6\n"));
}

TEST_F(MetricsTest, CountsFromManyThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this, i] {
      for (int j = 0; j < 1000; ++j) {
        metrics_.CallEnded("S/Get", "OK", "", absl::Milliseconds(j));
        metrics_.CouldNotCheck(absl::StrCat(i, ".", j % 40), "R");
        metrics_.WatchersChanged(j % 2 == 0 ? 1 : -1);
      }
    });
  }
  for (int i = 0; i < 20; ++i) metrics_.Scrape();
  for (std::thread& thread : threads) thread.join();
  Scrape();
  EXPECT_THAT(text_, HasSubstr("method=\"S/Get\",reason=\"\"} 4000\n"));
  EXPECT_THAT(text_, HasSubstr("prescreen_watchers 0\n"));
}

TEST_F(MetricsTest, AnAddressInUseIsRefused) {
  const auto first = MetricsServer::Start("127.0.0.1:0", metrics_);
  ASSERT_TRUE(first.ok()) << first.status();
  const auto second = MetricsServer::Start(
      absl::StrCat("127.0.0.1:", (*first)->port()), metrics_);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(second.status().message()),
              HasSubstr("metrics_listen 127.0.0.1:"));
}

}  // namespace
}  // namespace prescreen
