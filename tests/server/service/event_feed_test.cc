// SPDX-License-Identifier: Apache-2.0
#include "server/service/event_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/service/errors.h"
#include "server/service/receipt_events.h"
#include "server/service/watch_screenings.h"
#include "server/store/keys.h"
#include "tests/support/fake_clock.h"
#include "tests/support/leaf_runner.h"
#include "tests/support/memory_store.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kTenant(16, 'd');
const std::string kOther(16, 'o');

class EventFeedTest : public ::testing::Test {
 protected:
  void Append(const std::string& tenant, std::uint32_t revision) {
    stored::v1::EventRow row;
    row.set_revision(revision);
    ASSERT_TRUE(runner_
                    .Apply([&](LeafContext& context) {
                      return feed_->Append(context, tenant, row);
                    })
                    .ok());
  }

  // Revisions after a position, or the error's message.
  std::vector<std::uint32_t> After(std::uint64_t position,
                                   std::size_t limit = 1000) {
    const auto events = EventsAfter(store_, kTenant, position, limit);
    EXPECT_TRUE(events.ok()) << events.status();
    std::vector<std::uint32_t> revisions;
    if (!events.ok()) return revisions;
    for (const NumberedEvent& event : *events) {
      revisions.push_back(event.row.revision());
    }
    return revisions;
  }

  MemoryStore store_;
  FakeClock clock_;
  LeafRunner runner_{store_, clock_};
  std::unique_ptr<EventFeed> feed_ = std::make_unique<EventFeed>();
};

TEST_F(EventFeedTest, GivesATenantsEventsInOrder) {
  for (std::uint32_t i = 1; i <= 3; ++i) {
    Append(kTenant, i);
    Append(kOther, 100 + i);
  }
  EXPECT_THAT(After(0), ElementsAre(1, 2, 3));
  EXPECT_THAT(After(2), ElementsAre(3));
  EXPECT_THAT(After(0, 2), ElementsAre(1, 2));
  EXPECT_THAT(After(3), IsEmpty());
  EXPECT_EQ(*LastEvent(store_, kTenant), 3u);
}

TEST_F(EventFeedTest, GoesOnCountingAfterARestart) {
  Append(kTenant, 1);
  Append(kTenant, 2);
  feed_ = std::make_unique<EventFeed>();
  Append(kTenant, 3);
  EXPECT_THAT(After(0), ElementsAre(1, 2, 3));
}

TEST_F(EventFeedTest, NothingYetIsNotLost) {
  EXPECT_EQ(*LastEvent(store_, kTenant), 0u);
  EXPECT_THAT(After(0), IsEmpty());
}

TEST_F(EventFeedTest, DropsEventsAfterThirtyDaysAndSaysSo) {
  for (std::uint32_t i = 1; i <= 40; ++i) Append(kTenant, i);
  clock_.Advance(absl::Hours(24 * 30) + absl::Seconds(1));
  for (std::uint32_t i = 41; i <= 48; ++i) Append(kTenant, i);
  const auto lost = EventsAfter(store_, kTenant, 39, 1000);
  EXPECT_EQ(lost.status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_THAT(ToRpcStatus(lost.status()).DebugString(),
              ::testing::HasSubstr("RESUME_TOKEN_EXPIRED"));
  EXPECT_THAT(After(40), ElementsAre(41, 42, 43, 44, 45, 46, 47, 48));
}

TEST_F(EventFeedTest, KeepsEventsForThirtyDays) {
  for (std::uint32_t i = 1; i <= 15; ++i) Append(kTenant, i);
  clock_.Advance(absl::Hours(24 * 30));
  Append(kTenant, 16);
  EXPECT_EQ(After(0).size(), 16u);
}

TEST_F(EventFeedTest, RestartKnowsWhatWasDropped) {
  for (std::uint32_t i = 1; i <= 16; ++i) Append(kTenant, i);
  clock_.Advance(absl::Hours(24 * 31));
  for (std::uint32_t i = 17; i <= 32; ++i) Append(kTenant, i);
  feed_ = std::make_unique<EventFeed>();
  Append(kTenant, 33);
  EXPECT_EQ(EventsAfter(store_, kTenant, 0, 10).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(After(16).back(), 33u);
}

TEST_F(EventFeedTest, PositionThatWasNeverReachedIsRefused) {
  Append(kTenant, 1);
  EXPECT_EQ(EventsAfter(store_, kTenant, 2, 10).status().code(),
            absl::StatusCode::kOutOfRange);
}

TEST_F(EventFeedTest, WakesThoseWhoWatchTheTenant) {
  int woken = 0;
  std::uint64_t ticket = 0;
  ASSERT_TRUE(feed_->Watch(
      kTenant, [&] { ++woken; }, &ticket));
  feed_->Published(kOther);
  EXPECT_EQ(woken, 0);
  feed_->Published(kTenant);
  feed_->Published(kTenant);
  EXPECT_EQ(woken, 2);
  feed_->Forget(kTenant, ticket);
  feed_->Published(kTenant);
  EXPECT_EQ(woken, 2);
}

TEST_F(EventFeedTest, CloseWakesAllAndTakesNobody) {
  bool was_closed = false;
  std::uint64_t ticket = 0;
  ASSERT_TRUE(feed_->Watch(
      kTenant, [&] { was_closed = feed_->is_closed(); }, &ticket));
  feed_->Close();
  EXPECT_TRUE(was_closed);
  EXPECT_FALSE(feed_->Watch(
      kTenant, [] {}, &ticket));
}

Tenant TenantOf(const std::string& id) {
  Tenant tenant;
  tenant.id = id;
  tenant.index_key = std::string(32, 'x');
  return tenant;
}

TEST(ResumeToken, IsReadByItsTenantAlone) {
  const Tenant tenant = TenantOf(kTenant);
  const std::string token = MakeResumeToken(tenant, 7);
  EXPECT_EQ(*ParseResumeToken(tenant, token), 7u);
  EXPECT_EQ(ParseResumeToken(TenantOf(kOther), token).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(ResumeToken, MadeUpOneIsRefusedByName) {
  const Tenant tenant = TenantOf(kTenant);
  std::string altered = MakeResumeToken(tenant, 7);
  altered[5] = altered[5] == 'A' ? 'B' : 'A';
  for (const std::string& token :
       {std::string("x"), std::string("!"), altered, altered + "AAAA"}) {
    const auto position = ParseResumeToken(tenant, token);
    EXPECT_EQ(position.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(ToRpcStatus(position.status()).DebugString(),
                ::testing::HasSubstr("resume_token"));
  }
}

class AnchoredSizeTest : public ::testing::Test {
 protected:
  void Put(const std::string& chain, std::uint64_t size,
           v1::Anchor::State state) {
    stored::v1::AnchorRow row;
    row.set_tree_size(size);
    row.set_state(state);
    WriteBatch batch;
    batch.Put(Family::kAnchors, keys::Anchor(chain, size),
              row.SerializeAsString());
    ASSERT_TRUE(store_.Write(batch, Durability::kSynced).ok());
  }

  MemoryStore store_;
};

TEST_F(AnchoredSizeTest, IsWhatEveryRequiredChainHasForGood) {
  Put("eip155:1", 10, v1::Anchor::FINAL);
  Put("eip155:1", 20, v1::Anchor::FINAL);
  Put("eip155:1", 30, v1::Anchor::SENT);
  Put("file", 15, v1::Anchor::FINAL);
  Put("eip155:5", 2, v1::Anchor::FINAL);
  const ChainSetting evm{"eip155:1", true, true};
  const ChainSetting file{"file", true, false};
  const ChainSetting optional{"eip155:5", false, true};
  EXPECT_EQ(*AnchoredSize(store_, {evm, optional}), 20u);
  EXPECT_EQ(*AnchoredSize(store_, {evm, file, optional}), 15u);
}

TEST_F(AnchoredSizeTest, IsNoneWithoutARequiredPublicChain) {
  Put("file", 15, v1::Anchor::FINAL);
  EXPECT_EQ(*AnchoredSize(store_, {{"file", true, false}}), 0u);
  EXPECT_EQ(*AnchoredSize(store_, {{"file", false, true}}), 0u);
  EXPECT_EQ(*AnchoredSize(store_, {}), 0u);
  EXPECT_EQ(*AnchoredSize(store_, {{"eip155:1", true, true}}), 0u);
}

}  // namespace
}  // namespace prescreen
