// SPDX-License-Identifier: Apache-2.0
#include "server/log/publisher.h"

#include <atomic>

#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/log/anchors.h"
#include "tests/support/fake_chain.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_log.h"
#include "tests/support/memory_store.h"

namespace prescreen {
namespace {

using anchor::Progress;
using testing::HasSubstr;

// Holds `chain` in its first call, which comes after the first row (PLANNED)
// and before the second.
struct Gate {
  explicit Gate(FakeChain& chain) {
    chain.on_call = [this](const std::string&) {
      if (!reached.HasBeenNotified()) reached.Notify();
      open.WaitForNotification();
    };
  }
  absl::Notification reached;
  absl::Notification open;
};

class PublisherTest : public testing::Test {
 protected:
  std::unique_ptr<Publisher> Start(std::vector<FakeChain*> chains) {
    std::vector<PublishedChain> published;
    for (FakeChain* chain : chains) {
      PublishedChain& one = published.emplace_back();
      one.chain = chain;
      one.poll_interval = absl::Milliseconds(1);
    }
    return Publisher::Start(
        published, log, store, clock,
        [this](absl::string_view line) { last_event = std::string(line); },
        [this](const absl::Status&) { fault.Notify(); });
  }

  // Blocks until `chain`'s newest anchor is final.
  void WaitUntilFinal(Publisher& publisher, const std::string& chain) {
    for (;;) {
      absl::Notification changed;
      const std::uint64_t ticket =
          publisher.OnNextChange([&changed] { changed.Notify(); });
      const auto page = ListAnchors(store, chain, "", 10);
      ASSERT_TRUE(page.ok()) << page.status();
      if (!page->anchors.empty() &&
          page->anchors.back().state() == v1::Anchor::FINAL) {
        publisher.Cancel(ticket);
        return;
      }
      changed.WaitForNotification();
    }
  }

  FakeClock clock;
  FakeLog log;
  MemoryStore store;
  FakeChain first{"eip155:1"};
  FakeChain second{"eip155:2"};
  std::string last_event;
  absl::Notification fault;
};

TEST_F(PublisherTest, BringsEveryChainToFinal) {
  first.polls = {Progress::kPending, Progress::kIncluded, Progress::kFinal};
  second.polls = {Progress::kFinal};
  const auto publisher = Start({&first, &second});
  WaitUntilFinal(*publisher, "eip155:1");
  WaitUntilFinal(*publisher, "eip155:2");
}

TEST_F(PublisherTest, CancelledCallbackIsNeverCalled) {
  Gate gate(first);
  const auto publisher = Start({&first});
  gate.reached.WaitForNotification();
  absl::Notification kept_ran;
  const std::uint64_t cancelled =
      publisher->OnNextChange([] { ADD_FAILURE() << "cancelled"; });
  publisher->OnNextChange([&kept_ran] { kept_ran.Notify(); });
  publisher->Cancel(cancelled);
  gate.open.Notify();
  kept_ran.WaitForNotification();
}

TEST_F(PublisherTest, CallbackIsCalledOnce) {
  Gate gate(first);
  first.polls = {Progress::kFinal};
  const auto publisher = Start({&first});
  gate.reached.WaitForNotification();
  std::atomic<int> calls = 0;
  publisher->OnNextChange([&calls] { ++calls; });
  gate.open.Notify();
  WaitUntilFinal(*publisher, "eip155:1");
  EXPECT_EQ(calls, 1);
}

TEST_F(PublisherTest, CallbackMayRegisterAndCancel) {
  Gate gate(first);
  const auto publisher = Start({&first});
  gate.reached.WaitForNotification();
  absl::Notification second_ran;
  publisher->OnNextChange([&] {
    publisher->Cancel(
        publisher->OnNextChange([] { ADD_FAILURE() << "cancelled"; }));
    publisher->OnNextChange([&] { second_ran.Notify(); });
  });
  gate.open.Notify();
  second_ran.WaitForNotification();
}

TEST_F(PublisherTest, EndsWhileAChainWaitsForItsCadence) {
  first.polls = {Progress::kFinal};
  auto publisher = Start({&first});
  WaitUntilFinal(*publisher, "eip155:1");
  publisher.reset();  // or the test's time limit
  EXPECT_THAT(last_event, HasSubstr("eip155:1/1: FINAL"));
}

TEST_F(PublisherTest, StoreFaultReachesTheOwner) {
  store.before_write = [](const WriteBatch&, Durability) {
    return absl::UnavailableError("disk");
  };
  const auto publisher = Start({&first});
  fault.WaitForNotification();
}

}  // namespace
}  // namespace prescreen
