// SPDX-License-Identifier: Apache-2.0
#include "server/fetch/fetch_queue.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "tests/support/fake_clock.h"

namespace prescreen {
namespace {

constexpr absl::Duration kLong = absl::Hours(1);

// Holds every Get until the test answers it.
class HeldFetcher final : public Fetcher {
 public:
  explicit HeldFetcher(const Clock& clock) : clock_(clock) {}

  absl::StatusOr<FetchedDocument> Get(const FetchUrl& url) override {
    absl::MutexLock lock(&mutex_);
    ++asked_[url.text];
    ++under_way_;
    const auto answered = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return stopped_ || answers_.count(url.text) > 0;
    };
    mutex_.Await(absl::Condition(&answered));
    --under_way_;
    if (stopped_) return absl::UnavailableError("stopped");
    if (!answers_[url.text].ok()) return answers_[url.text].status();
    return FetchedDocument{*answers_[url.text], "", "", clock_.Now()};
  }
  void Stop() override {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
  }

  void Answer(const std::string& url, absl::StatusOr<std::string> body) {
    absl::MutexLock lock(&mutex_);
    answers_[url] = std::move(body);
  }
  int asked(const std::string& url) {
    absl::MutexLock lock(&mutex_);
    return asked_[url];
  }
  void AwaitAsked(const std::string& url, int times = 1) {
    absl::MutexLock lock(&mutex_);
    const auto there = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return asked_[url] >= times;
    };
    mutex_.Await(absl::Condition(&there));
  }

 private:
  const Clock& clock_;
  absl::Mutex mutex_;
  std::map<std::string, absl::StatusOr<std::string>> answers_
      ABSL_GUARDED_BY(mutex_);
  std::map<std::string, int> asked_ ABSL_GUARDED_BY(mutex_);
  int under_way_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

// A wait whose end can be awaited.
struct Waiter {
  Waiter()
      : ended(std::make_shared<absl::Notification>()),
        wait(std::make_shared<FetchWait>([e = ended] { e->Notify(); })) {}
  std::shared_ptr<absl::Notification> ended;
  std::shared_ptr<FetchWait> wait;
};

class FetchQueueTest : public testing::Test {
 protected:
  void Start(FetchQueueOptions options) {
    queue_ = std::make_unique<FetchQueue>(fetcher_, clock_, options);
  }
  FetchQueue& queue() {
    if (queue_ == nullptr) Start({});
    return *queue_;
  }
  Waiter Ensure(const std::vector<std::string>& urls,
                absl::Duration budget = kLong) {
    Waiter waiter;
    queue().Ensure(urls, budget, waiter.wait);
    return waiter;
  }
  std::string BodyOf(const std::string& url) {
    const FetchView view = queue().Find(url);
    return view.document == nullptr ? std::string(view.failure.message())
                                    : view.document->body;
  }

  const std::string a_ = "https://a.example/1";
  const std::string b_ = "https://b.example/1";
  FakeClock clock_;
  HeldFetcher fetcher_{clock_};
  std::unique_ptr<FetchQueue> queue_;
};

TEST_F(FetchQueueTest, NothingToFetchEndsAtOnce) {
  EXPECT_TRUE(Ensure({}).ended->HasBeenNotified());
}

TEST_F(FetchQueueTest, EndsWhenAllAreThere) {
  const Waiter waiter = Ensure({a_, b_});
  fetcher_.Answer(a_, "A");
  EXPECT_FALSE(waiter.ended->HasBeenNotified());
  fetcher_.Answer(b_, "B");
  waiter.ended->WaitForNotification();
  EXPECT_EQ(BodyOf(a_), "A");
  EXPECT_EQ(BodyOf(b_), "B");
}

TEST_F(FetchQueueTest, FailureEndsTheWaitToo) {
  fetcher_.Answer(a_, absl::UnavailableError("down"));
  Ensure({a_}).ended->WaitForNotification();
  EXPECT_EQ(BodyOf(a_), "down");
}

TEST_F(FetchQueueTest, OneFlightHoweverManyWait) {
  std::vector<Waiter> waiters;
  for (int i = 0; i < 100; ++i) waiters.push_back(Ensure({a_}));
  fetcher_.Answer(a_, "A");
  for (const Waiter& waiter : waiters) waiter.ended->WaitForNotification();
  EXPECT_EQ(fetcher_.asked(a_), 1);
}

TEST_F(FetchQueueTest, FreshDocumentIsNotFetchedAgain) {
  fetcher_.Answer(a_, "A");
  Ensure({a_}).ended->WaitForNotification();
  EXPECT_TRUE(Ensure({a_}).ended->HasBeenNotified());
  EXPECT_EQ(fetcher_.asked(a_), 1);
}

TEST_F(FetchQueueTest, StaleDocumentIsFetchedAgain) {
  fetcher_.Answer(a_, "A");
  Ensure({a_}).ended->WaitForNotification();
  clock_.Advance(absl::Minutes(6));
  fetcher_.Answer(a_, "B");
  Ensure({a_}).ended->WaitForNotification();
  EXPECT_EQ(BodyOf(a_), "B");
}

TEST_F(FetchQueueTest, FailureIsNotTriedAgainAtOnce) {
  fetcher_.Answer(a_, absl::UnavailableError("down"));
  Ensure({a_}).ended->WaitForNotification();
  EXPECT_TRUE(Ensure({a_}).ended->HasBeenNotified());
  clock_.Advance(absl::Seconds(31));
  fetcher_.Answer(a_, "A");
  Ensure({a_}).ended->WaitForNotification();
  EXPECT_EQ(BodyOf(a_), "A");
}

TEST_F(FetchQueueTest, DeadlineEndsTheWaitAndTheFetchGoesOn) {
  Ensure({a_}, absl::Milliseconds(1)).ended->WaitForNotification();
  EXPECT_EQ(queue().Find(a_).document, nullptr);
  fetcher_.Answer(a_, "A");
  Ensure({a_}).ended->WaitForNotification();
  EXPECT_EQ(BodyOf(a_), "A");
  EXPECT_EQ(fetcher_.asked(a_), 1);
}

TEST_F(FetchQueueTest, NoBudgetStillStartsTheFetch) {
  EXPECT_TRUE(Ensure({a_}, absl::ZeroDuration()).ended->HasBeenNotified());
  fetcher_.AwaitAsked(a_);
}

TEST_F(FetchQueueTest, CancelEndsTheWait) {
  const Waiter waiter = Ensure({a_});
  waiter.wait->Cancel();
  EXPECT_TRUE(waiter.ended->HasBeenNotified());
}

TEST_F(FetchQueueTest, CancelBeforeTheWaitEndsItAtOnce) {
  Waiter waiter;
  waiter.wait->Cancel();
  EXPECT_FALSE(waiter.ended->HasBeenNotified());
  queue().Ensure({a_}, kLong, waiter.wait);
  EXPECT_TRUE(waiter.ended->HasBeenNotified());
}

TEST_F(FetchQueueTest, DeadHostLeavesPlacesForOthers) {
  FetchQueueOptions options;
  options.threads = 3;
  options.flights_per_host = 2;
  Start(options);
  std::vector<std::string> dead;
  for (int i = 0; i < 50; ++i) {
    dead.push_back(absl::StrCat("https://dead.example/", i));
  }
  const Waiter waiter = Ensure(dead);
  fetcher_.Answer(a_, "A");
  Ensure({a_}).ended->WaitForNotification();
  EXPECT_EQ(BodyOf(a_), "A");
  EXPECT_FALSE(waiter.ended->HasBeenNotified());
  for (const std::string& url : dead) fetcher_.Answer(url, "late");
  waiter.ended->WaitForNotification();
}

TEST_F(FetchQueueTest, UnfitUrlIsNotWaitedFor) {
  EXPECT_TRUE(Ensure({"ftp://a.example/"}).ended->HasBeenNotified());
  EXPECT_EQ(BodyOf("ftp://a.example/"), "URL: neither https nor http");
}

TEST_F(FetchQueueTest, FragmentsShareADocument) {
  fetcher_.Answer(a_, "A");
  Ensure({a_ + "#1", a_ + "#2"}).ended->WaitForNotification();
  EXPECT_EQ(fetcher_.asked(a_), 1);
  EXPECT_EQ(BodyOf(a_ + "#3"), "A");
}

TEST_F(FetchQueueTest, TooManyPendingAreNotWaitedFor) {
  FetchQueueOptions options;
  options.threads = 1;
  options.max_pending = 1;
  Start(options);
  const Waiter first = Ensure({a_});
  fetcher_.AwaitAsked(a_);
  const Waiter second = Ensure({b_});
  EXPECT_TRUE(Ensure({"https://c.example/"}).ended->HasBeenNotified());
  EXPECT_FALSE(second.ended->HasBeenNotified());
}

TEST_F(FetchQueueTest, DestructionEndsEveryWait) {
  FetchQueueOptions options;
  options.threads = 1;
  Start(options);
  const Waiter flying = Ensure({a_});
  const Waiter pending = Ensure({b_});
  queue_.reset();
  EXPECT_TRUE(flying.ended->HasBeenNotified());
  EXPECT_TRUE(pending.ended->HasBeenNotified());
}

}  // namespace
}  // namespace prescreen
