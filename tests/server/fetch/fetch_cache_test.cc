// SPDX-License-Identifier: Apache-2.0
#include "server/fetch/fetch_cache.h"

#include <gtest/gtest.h>

#include <string>

namespace prescreen {
namespace {

constexpr char kUrl[] = "https://status.example/3";
constexpr absl::Duration kMoment = absl::Seconds(1);

class FetchCacheTest : public testing::Test {
 protected:
  void PutDocument(const std::string& url, std::string body) {
    cache_.Put(url, FetchedDocument{std::move(body), "", "", now_}, now_);
  }
  void PutFailure(const std::string& url) {
    cache_.Put(url, absl::UnavailableError("down"), now_);
  }

  const FreshnessRule rule_;
  absl::Time now_ = absl::FromUnixSeconds(1790000000);
  FetchCache cache_{rule_, 3, 1000};
};

TEST_F(FetchCacheTest, UnknownUrlNeedsFetching) {
  EXPECT_TRUE(cache_.NeedsFetch(kUrl, now_));
  const FetchView view = cache_.Find(kUrl, now_);
  EXPECT_EQ(view.document, nullptr);
  EXPECT_FALSE(view.failure.ok());
}

TEST_F(FetchCacheTest, FreshDocumentIsUsed) {
  PutDocument(kUrl, "list");
  now_ += rule_.fresh;
  EXPECT_FALSE(cache_.NeedsFetch(kUrl, now_));
  const FetchView view = cache_.Find(kUrl, now_);
  ASSERT_NE(view.document, nullptr);
  EXPECT_EQ(view.document->body, "list");
  EXPECT_FALSE(view.stale);
  EXPECT_TRUE(view.failure.ok());
}

TEST_F(FetchCacheTest, StaleDocumentIsUsedAndSaidSo) {
  PutDocument(kUrl, "list");
  now_ += rule_.max_stale;
  EXPECT_TRUE(cache_.NeedsFetch(kUrl, now_));
  const FetchView view = cache_.Find(kUrl, now_);
  ASSERT_NE(view.document, nullptr);
  EXPECT_TRUE(view.stale);
  EXPECT_FALSE(view.failure.ok());
}

TEST_F(FetchCacheTest, OlderDocumentIsNotUsed) {
  PutDocument(kUrl, "list");
  now_ += rule_.max_stale + kMoment;
  EXPECT_EQ(cache_.Find(kUrl, now_).document, nullptr);
}

TEST_F(FetchCacheTest, ClockSetBackMakesNothingFreshForEver) {
  PutDocument(kUrl, "list");
  now_ -= absl::Hours(48);
  EXPECT_TRUE(cache_.NeedsFetch(kUrl, now_));
  EXPECT_EQ(cache_.Find(kUrl, now_).document, nullptr);
}

TEST_F(FetchCacheTest, FailureIsRememberedForAPause) {
  PutFailure(kUrl);
  now_ += rule_.pause;
  EXPECT_FALSE(cache_.NeedsFetch(kUrl, now_));
  EXPECT_EQ(cache_.Find(kUrl, now_).failure.message(), "down");
  now_ += kMoment;
  EXPECT_TRUE(cache_.NeedsFetch(kUrl, now_));
}

TEST_F(FetchCacheTest, FailureLeavesTheStaleDocument) {
  PutDocument(kUrl, "list");
  now_ += rule_.fresh + kMoment;
  PutFailure(kUrl);
  const FetchView view = cache_.Find(kUrl, now_);
  ASSERT_NE(view.document, nullptr);
  EXPECT_TRUE(view.stale);
  EXPECT_EQ(view.failure.message(), "down");
}

TEST_F(FetchCacheTest, SuccessClearsTheFailure) {
  PutFailure(kUrl);
  PutDocument(kUrl, "list");
  EXPECT_TRUE(cache_.Find(kUrl, now_).failure.ok());
}

TEST_F(FetchCacheTest, DropsWhatWasNotUsedForLongestByNumber) {
  for (const char* url : {"a", "b", "c"}) PutDocument(url, "x");
  EXPECT_NE(cache_.Find("a", now_).document, nullptr);
  PutDocument("d", "x");
  EXPECT_NE(cache_.Find("a", now_).document, nullptr);
  EXPECT_EQ(cache_.Find("b", now_).document, nullptr);
}

TEST_F(FetchCacheTest, DropsWhatWasNotUsedForLongestByBytes) {
  PutDocument("a", std::string(600, 'x'));
  PutDocument("b", std::string(600, 'x'));
  EXPECT_EQ(cache_.Find("a", now_).document, nullptr);
  EXPECT_NE(cache_.Find("b", now_).document, nullptr);
}

TEST_F(FetchCacheTest, ReplacedDocumentsDoNotAddUp) {
  PutDocument("a", "x");
  for (int i = 0; i < 5; ++i) PutDocument("b", std::string(600, 'x'));
  EXPECT_NE(cache_.Find("a", now_).document, nullptr);
}

}  // namespace
}  // namespace prescreen
