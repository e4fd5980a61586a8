// SPDX-License-Identifier: Apache-2.0
#include "server/log/anchor_task.h"

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/store/keys.h"
#include "tests/support/fake_chain.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_log.h"
#include "tests/support/memory_store.h"

namespace prescreen {
namespace {

using anchor::Progress;
using stored::v1::AnchorRow;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr char kChain[] = "eip155:31337";
constexpr absl::Duration kCadence = absl::Hours(1);
constexpr absl::Duration kPoll = absl::Seconds(12);

class AnchorTaskTest : public testing::Test {
 protected:
  AnchorTaskTest() {
    log.GrowTo(3);
    chain.on_call = [this](const std::string& call) {
      ++operations;
      journal.push_back(call);
    };
    store.before_write = [this](const WriteBatch& batch,
                                Durability durability) {
      if (operations++ == fault_at) return absl::UnavailableError("disk");
      AnchorRow row;
      EXPECT_TRUE(row.ParseFromString(*batch.operations()[0].value));
      EXPECT_EQ(durability, Durability::kSynced);
      journal.push_back(absl::StrCat("row ", row.tree_size(), " ",
                                     v1::Anchor::State_Name(row.state())));
      return absl::OkStatus();
    };
    Restart();
  }

  void Restart() {
    PublishedChain published;
    published.chain = &chain;
    published.required = true;
    published.cadence = kCadence;
    published.poll_interval = kPoll;
    AnchorListener listener;
    listener.on_change = [this] { ++changes; };
    listener.on_event = [this](absl::string_view line) {
      events.emplace_back(line);
    };
    listener.on_store_fault = [this](const absl::Status&) { ++faults; };
    task.emplace(published, log, store, clock, listener);
  }

  // Steps until the task wants to wait; returns for how long.
  absl::Duration Run() {
    for (int steps = 0; steps < 50; ++steps) {
      const absl::Time next = task->Step();
      if (next > clock.Now()) return next - clock.Now();
    }
    ADD_FAILURE() << "a busy loop";
    return absl::ZeroDuration();
  }

  absl::Duration RunAfter(absl::Duration wait) {
    clock.Advance(wait);
    journal.clear();
    return Run();
  }

  AnchorRow Stored(std::uint64_t size) {
    AnchorRow row;
    const absl::StatusOr<std::string> value =
        store.Get(Family::kAnchors, keys::Anchor(kChain, size));
    if (value.ok()) row.ParseFromString(*value);
    return row;
  }

  // What was handed to the ledger, in order.
  std::vector<std::string> Submitted() {
    std::vector<std::string> all;
    for (absl::string_view call : journal) {
      if (absl::ConsumePrefix(&call, "submit ")) all.emplace_back(call);
    }
    return all;
  }

  FakeClock clock;
  FakeLog log;
  MemoryStore store;
  FakeChain chain{kChain};
  std::vector<std::string> journal;  // row writes and ledger calls, in order
  std::vector<std::string> events;
  int changes = 0;
  int faults = 0;
  int operations = 0;
  int fault_at = -1;  // which operation, if a write, fails
  std::optional<AnchorTask> task;
};

TEST_F(AnchorTaskTest, PersistsEachStateBeforeItsEffect) {
  chain.polls = {Progress::kPending, Progress::kIncluded, Progress::kSafe,
                 Progress::kFinal};
  EXPECT_EQ(Run(), kPoll);
  EXPECT_THAT(journal,
              ElementsAre("row 3 PLANNED", "prepare 3", "row 3 SIGNED",
                          "row 3 SENT", "submit tx 1 of 3", "poll tx 1 of 3"));
  EXPECT_EQ(RunAfter(kPoll), kPoll);
  EXPECT_THAT(journal, ElementsAre("poll tx 1 of 3", "row 3 INCLUDED"));
  EXPECT_EQ(Stored(3).attestation().state(), v1::Attestation::INCLUDED);
  EXPECT_EQ(RunAfter(kPoll), kPoll);
  EXPECT_THAT(journal, ElementsAre("poll tx 1 of 3", "row 3 INCLUDED"));
  EXPECT_EQ(Stored(3).attestation().state(), v1::Attestation::SAFE);
  RunAfter(kPoll);
  EXPECT_THAT(journal, ElementsAre("poll tx 1 of 3", "row 3 FINAL"));
  EXPECT_EQ(changes, 6);
}

TEST_F(AnchorTaskTest, FinalRowHoldsAllThatAReceiptNeeds) {
  chain.polls = {Progress::kFinal};
  const std::int64_t planned = absl::ToUnixMicros(clock.Now());
  Run();
  const AnchorRow row = Stored(3);
  EXPECT_EQ(row.state(), v1::Anchor::FINAL);
  EXPECT_EQ(row.tree_size(), 3u);
  EXPECT_EQ(row.root(), AsBytes(log.checkpoint().root));
  EXPECT_EQ(row.checkpoint(), log.signed_checkpoint());
  EXPECT_EQ(row.prepared(), "tx 1 of 3");
  EXPECT_EQ(row.plan_time(), planned);
  EXPECT_EQ(row.final_time(), planned);
  EXPECT_EQ(row.attestation().chain(), kChain);
  EXPECT_TRUE(row.attestation().required());
  EXPECT_EQ(row.attestation().state(), v1::Attestation::FINAL);
  EXPECT_EQ(row.attestation().evm().raw_tx(), "tx 1 of 3");
}

TEST_F(AnchorTaskTest, BytesAreStoredBeforeTheyAreSubmitted) {
  chain.on_call = [this](const std::string& call) {
    if (!absl::StartsWith(call, "submit")) return;
    EXPECT_EQ(Stored(3).state(), v1::Anchor::SENT);
    EXPECT_EQ(absl::StrCat("submit ", Stored(3).prepared()), call);
    journal.push_back(call);
  };
  Run();
  EXPECT_THAT(Submitted(), SizeIs(1));
}

TEST_F(AnchorTaskTest, RestartAfterEveryStepGoesOnWithTheSameBytes) {
  chain.polls = {Progress::kPending, Progress::kIncluded, Progress::kSafe,
                 Progress::kFinal};
  for (int steps = 0; steps < 8; ++steps) {
    Restart();
    task->Step();
  }
  EXPECT_EQ(Stored(3).state(), v1::Anchor::FINAL);
  EXPECT_THAT(Submitted(), Not(IsEmpty()));
  EXPECT_THAT(Submitted(), Each("tx 1 of 3"));
  EXPECT_THAT(journal, Contains("prepare 3").Times(1));
  EXPECT_THAT(journal, Contains("row 3 PLANNED").Times(1));
}

TEST_F(AnchorTaskTest, CrashBeforeAnyWriteSubmitsOneTransactionOnly) {
  // Five writes and four calls lie on the way; a call is no place to fail.
  for (int at = 0; at < 10; ++at) {
    SCOPED_TRACE(at);
    store.before_write = nullptr;
    WriteBatch clean;
    clean.Delete(Family::kAnchors, keys::Anchor(kChain, 3));
    ASSERT_TRUE(store.Write(clean, Durability::kSynced).ok());
    operations = 0;
    fault_at = at;
    std::set<std::string> submitted;
    chain.on_call = [&](const std::string& call) {
      ++operations;
      if (absl::StartsWith(call, "submit")) submitted.insert(call);
    };
    store.before_write = [&](const WriteBatch&, Durability) {
      return operations++ == fault_at ? absl::UnavailableError("disk")
                                      : absl::OkStatus();
    };
    chain.polls = {Progress::kIncluded, Progress::kFinal, Progress::kFinal};
    Restart();
    for (int steps = 0; steps < 8; ++steps) task->Step();
    Restart();
    for (int steps = 0; steps < 8; ++steps) task->Step();
    EXPECT_EQ(Stored(3).state(), v1::Anchor::FINAL);
    EXPECT_THAT(submitted, SizeIs(1));
    EXPECT_THAT(submitted,
                Contains(absl::StrCat("submit ", Stored(3).prepared())));
  }
}

TEST_F(AnchorTaskTest, StoreFaultStopsForGoodBeforeTheEffect) {
  fault_at = 2;  // after `row PLANNED` and `prepare`
  EXPECT_EQ(Run(), absl::InfiniteDuration());
  EXPECT_THAT(journal, ElementsAre("row 3 PLANNED", "prepare 3"));
  EXPECT_EQ(faults, 1);
  EXPECT_EQ(task->Step(), absl::InfiniteFuture());
  EXPECT_THAT(journal, SizeIs(2));
}

TEST_F(AnchorTaskTest, NothingNewMakesNoAnchor) {
  chain.polls = {Progress::kFinal};
  EXPECT_EQ(Run(), kCadence);
  EXPECT_EQ(RunAfter(kCadence), kPoll);
  EXPECT_EQ(RunAfter(kCadence), kPoll);
  EXPECT_THAT(journal, IsEmpty());
}

TEST_F(AnchorTaskTest, GrownLogIsAnchoredWhenTheCadenceHasElapsed) {
  chain.polls = {Progress::kFinal};
  Run();
  log.GrowTo(9);
  EXPECT_EQ(RunAfter(kCadence - absl::Seconds(5)), absl::Seconds(5));
  EXPECT_THAT(journal, IsEmpty());
  RunAfter(absl::Seconds(5));
  EXPECT_THAT(journal, Contains("submit tx 2 of 9"));
}

TEST_F(AnchorTaskTest, GrowthAfterAnIdleCadenceIsAnchoredAtTheNextLook) {
  chain.polls = {Progress::kFinal};
  Run();
  RunAfter(3 * kCadence);
  log.GrowTo(4);
  RunAfter(kPoll);
  EXPECT_THAT(journal, Contains("submit tx 2 of 4"));
}

TEST_F(AnchorTaskTest, DueAnchorWaitsForThePendingOne) {
  Run();
  log.GrowTo(9);
  RunAfter(5 * kCadence);
  EXPECT_THAT(journal, ElementsAre("poll tx 1 of 3"));
  chain.polls = {Progress::kFinal};
  RunAfter(kPoll);
  EXPECT_THAT(journal, Contains("submit tx 2 of 9"));
}

TEST_F(AnchorTaskTest, RestartAnchorsWhatHasGrownAtOnce) {
  chain.polls = {Progress::kFinal};
  Run();
  Restart();
  RunAfter(kPoll);
  EXPECT_THAT(journal, IsEmpty());
  log.GrowTo(5);
  Restart();
  RunAfter(kPoll);
  EXPECT_THAT(journal, Contains("submit tx 2 of 5"));
}

TEST_F(AnchorTaskTest, ClockSetBackDelaysNoLongerThanTheCadence) {
  chain.polls = {Progress::kFinal};
  Run();
  log.GrowTo(9);
  clock.Advance(-absl::Hours(1000));
  EXPECT_EQ(Run(), kCadence);
}

TEST_F(AnchorTaskTest, PollWithoutNewsWritesNoRow) {
  Run();
  for (int i = 0; i < 10; ++i) {
    RunAfter(kPoll);
    EXPECT_THAT(journal, ElementsAre("poll tx 1 of 3"));
  }
  chain.polls = {Progress::kIncluded};
  RunAfter(kPoll);
  for (int i = 0; i < 10; ++i) {
    chain.polls = {Progress::kIncluded};
    RunAfter(kPoll);
    EXPECT_THAT(journal, ElementsAre("poll tx 1 of 3"));
  }
}

TEST_F(AnchorTaskTest, MovedToAnotherBlockIsWritten) {
  chain.polls = {Progress::kIncluded, Progress::kIncluded};
  Run();
  chain.block_number = 101;
  RunAfter(kPoll);
  EXPECT_EQ(Stored(3).attestation().evm().block_number(), 101u);
}

TEST_F(AnchorTaskTest, LostBeforeInclusionIsSentAgainWithTheSameBytes) {
  chain.polls = {Progress::kLost, Progress::kPending};
  EXPECT_EQ(Run(), kPoll);
  RunAfter(kPoll);
  EXPECT_THAT(journal, ElementsAre("submit tx 1 of 3", "poll tx 1 of 3"));
  EXPECT_EQ(Stored(3).state(), v1::Anchor::SENT);
}

TEST_F(AnchorTaskTest, LostAfterInclusionIsReorgedAndSentAgain) {
  for (const Progress progress : {Progress::kLost, Progress::kPending}) {
    chain.polls = {Progress::kIncluded, progress, Progress::kPending};
    Run();
    RunAfter(kPoll);
    EXPECT_THAT(journal,
                ElementsAre("poll tx 1 of 3", "row 3 REORGED", "row 3 SENT",
                            "submit tx 1 of 3", "poll tx 1 of 3"));
    EXPECT_FALSE(Stored(3).has_attestation());
  }
}

TEST_F(AnchorTaskTest, TakenNonceFailsAndThePlanIsMadeAnewWithTheNewestRoot) {
  Run();
  log.GrowTo(8);
  chain.polls = {absl::FailedPreconditionError("nonce 4 is taken")};
  RunAfter(kPoll);
  EXPECT_THAT(journal, ElementsAre("poll tx 1 of 3", "row 3 FAILED"));
  EXPECT_THAT(Stored(3).last_error(), HasSubstr("nonce 4 is taken"));
  EXPECT_THAT(events.back(), HasSubstr("FAILED, FAILED_PRECONDITION: nonce 4"));
  RunAfter(kPoll);
  EXPECT_THAT(Submitted(), ElementsAre("tx 2 of 8"));
  EXPECT_EQ(Stored(3).state(), v1::Anchor::FAILED);
}

TEST_F(AnchorTaskTest, TakenNonceOfTheNewestRootIsPlannedAnewInItsRow) {
  chain.polls = {absl::FailedPreconditionError("nonce 4 is taken"),
                 Progress::kFinal};
  Run();
  Restart();
  RunAfter(kPoll);
  EXPECT_EQ(Stored(3).state(), v1::Anchor::FINAL);
  EXPECT_EQ(Stored(3).prepared(), "tx 2 of 3");
  EXPECT_EQ(Stored(3).last_error(), "");
}

TEST_F(AnchorTaskTest, UnavailableLedgerIsAskedEverMoreSeldom) {
  Run();
  std::vector<absl::Duration> waits;
  for (int i = 0; i < 9; ++i) {
    chain.polls = {absl::UnavailableError("connection refused")};
    waits.push_back(RunAfter(waits.empty() ? kPoll : waits.back()));
  }
  EXPECT_EQ(waits[0], absl::Seconds(1));
  EXPECT_EQ(waits[1], absl::Seconds(2));
  EXPECT_EQ(waits[5], absl::Seconds(32));
  EXPECT_EQ(waits[6], absl::Minutes(1));
  EXPECT_EQ(waits[8], absl::Minutes(1));
  EXPECT_EQ(RunAfter(absl::Minutes(1)), kPoll);
  chain.polls = {absl::UnavailableError("connection refused")};
  EXPECT_EQ(RunAfter(kPoll), absl::Seconds(1));
}

TEST_F(AnchorTaskTest, RepeatedErrorIsStoredAndToldOnce) {
  Run();
  events.clear();
  const int before = changes;
  for (int i = 0; i < 5; ++i) {
    chain.polls = {absl::UnavailableError("connection refused")};
    RunAfter(absl::Minutes(1));
  }
  EXPECT_EQ(changes, before + 1);
  EXPECT_THAT(events, ElementsAre("anchor eip155:31337: UNAVAILABLE: "
                                  "connection refused"));
  EXPECT_EQ(Stored(3).last_error(), "UNAVAILABLE: connection refused");
  EXPECT_EQ(Stored(3).state(), v1::Anchor::SENT);
  RunAfter(absl::Minutes(1));
  EXPECT_EQ(Stored(3).last_error(), "");
  EXPECT_EQ(changes, before + 2);
}

TEST_F(AnchorTaskTest, ErrorTextOfALedgerIsMadePrintableAndCut) {
  Run();
  chain.polls = {absl::UnavailableError(
      absl::StrCat("a\n\xff\x1b[2J", std::string(5000, 'x')))};
  RunAfter(kPoll);
  EXPECT_THAT(Stored(3).last_error(), HasSubstr("a???[2Jxxx"));
  EXPECT_EQ(Stored(3).last_error().size(), 300u);
}

TEST_F(AnchorTaskTest, UnavailableWhileSigningStaysPlanned) {
  chain.prepares = {absl::UnavailableError("down")};
  EXPECT_EQ(Run(), absl::Seconds(1));
  EXPECT_EQ(Stored(3).state(), v1::Anchor::PLANNED);
  RunAfter(absl::Seconds(1));
  EXPECT_THAT(Submitted(), ElementsAre("tx 1 of 3"));
}

TEST_F(AnchorTaskTest, UnavailableWhileSendingIsSentAgainBeforeAnyPoll) {
  chain.submits = {absl::UnavailableError("down")};
  EXPECT_EQ(Run(), absl::Seconds(1));
  EXPECT_EQ(journal.back(), "row 3 SENT");  // with the error
  EXPECT_THAT(journal, Not(Contains("poll tx 1 of 3")));
  RunAfter(absl::Seconds(1));
  EXPECT_EQ(journal.front(), "submit tx 1 of 3");
}

TEST_F(AnchorTaskTest, RefusedButIncludedIsTakenAsIncluded) {
  chain.submits = {absl::FailedPreconditionError("nonce too low")};
  chain.polls = {Progress::kIncluded};
  EXPECT_EQ(Run(), kPoll);
  EXPECT_EQ(Stored(3).state(), v1::Anchor::INCLUDED);
}

TEST_F(AnchorTaskTest, RefusedAndPendingIsAnErrorAndSentAgain) {
  chain.submits = {absl::FailedPreconditionError("account is empty")};
  EXPECT_EQ(Run(), absl::Seconds(1));
  EXPECT_EQ(Stored(3).state(), v1::Anchor::SENT);
  EXPECT_THAT(Stored(3).last_error(), HasSubstr("account is empty"));
  RunAfter(absl::Seconds(1));
  EXPECT_THAT(Submitted(), ElementsAre("tx 1 of 3"));
}

TEST_F(AnchorTaskTest, SecondServerOnTheStoreIsNoticedBeforeAnythingIsSent) {
  task->Step();  // plans
  AnchorRow other = Stored(3);
  other.set_state(v1::Anchor::SIGNED);
  other.set_prepared("the other server's");
  WriteBatch batch;
  batch.Put(Family::kAnchors, keys::Anchor(kChain, 3),
            other.SerializeAsString());
  ASSERT_TRUE(store.Write(batch, Durability::kSynced).ok());
  EXPECT_EQ(task->Step(), clock.Now() + absl::Seconds(1));
  EXPECT_THAT(events.back(), HasSubstr("somebody else wrote it"));
  EXPECT_THAT(Submitted(), IsEmpty());
  EXPECT_EQ(Stored(3).prepared(), "the other server's");
  RunAfter(absl::Seconds(1));
  EXPECT_THAT(Submitted(), ElementsAre("the other server's"));
}

TEST_F(AnchorTaskTest, DamagedRowIsReportedAndNothingIsPlanned) {
  store.before_write = nullptr;
  WriteBatch batch;
  batch.Put(Family::kAnchors, keys::Anchor(kChain, 2), "\xff");
  ASSERT_TRUE(store.Write(batch, Durability::kSynced).ok());
  EXPECT_EQ(Run(), absl::Seconds(1));
  EXPECT_THAT(journal, IsEmpty());
  EXPECT_THAT(events, ElementsAre(HasSubstr("damaged")));
}

TEST_F(AnchorTaskTest, UnreadableStoreIsTriedAgain) {
  store.before_read = [] { return absl::UnavailableError("disk"); };
  EXPECT_EQ(Run(), absl::Seconds(1));
  EXPECT_THAT(journal, IsEmpty());
  store.before_read = nullptr;
  RunAfter(absl::Seconds(1));
  EXPECT_THAT(Submitted(), SizeIs(1));
}

TEST_F(AnchorTaskTest, OtherChainsRowsAreNoConcern) {
  store.before_write = nullptr;
  AnchorRow row;
  row.set_state(v1::Anchor::SENT);
  row.set_tree_size(900);
  for (const char* other : {"eip155:3133", "eip155:313377", "file:local"}) {
    WriteBatch batch;
    batch.Put(Family::kAnchors, keys::Anchor(other, 900),
              row.SerializeAsString());
    ASSERT_TRUE(store.Write(batch, Durability::kSynced).ok());
  }
  Run();
  EXPECT_THAT(Submitted(), ElementsAre("tx 1 of 3"));
}

}  // namespace
}  // namespace prescreen
