// SPDX-License-Identifier: Apache-2.0
#include "server/service/rechecks.h"

#include <gtest/gtest.h>

#include <string>

#include "server/store/keys.h"
#include "tests/support/memory_store.h"

namespace prescreen {
namespace {

// One leaf's turn in a batch of its own.
class OneLeaf final : public LeafContext {
 public:
  OneLeaf(const StoreReader& store, absl::Time now)
      : store_(store), now_(now) {}
  std::uint64_t leaf_index() const override { return 7; }
  absl::Time now() const override { return now_; }
  const StoreReader& store() const override { return store_; }
  WriteBatch& rows() override { return rows_; }

 private:
  const StoreReader& store_;
  const absl::Time now_;
  WriteBatch rows_;
};

v1::ScreeningRecord Answer(v1::ReasonCode code) {
  v1::ScreeningRecord answer;
  answer.add_credentials()->add_findings()->set_code(code);
  return answer;
}

class RechecksTest : public ::testing::Test {
 protected:
  RechecksTest() { tenant_.id = std::string(16, 't'); }

  void Plan(const v1::ScreeningRecord& answer, bool automatic) {
    OneLeaf leaf(store_, now_);
    ASSERT_TRUE(PlanRecheck(leaf, tenant_, uuid_, automatic, absl::Minutes(1),
                            answer, &row_)
                    .ok());
    if (leaf.rows().empty()) return;
    ASSERT_TRUE(store_.Write(leaf.rows(), Durability::kSynced).ok());
  }
  std::size_t Planned() const {
    return store_.Scan(Family::kRechecks, "", "", 10)->size();
  }
  absl::Duration UntilNext() const {
    return absl::FromUnixMicros(row_.next_check()) - now_;
  }

  MemoryStore store_;
  Tenant tenant_;
  const std::string uuid_ = std::string(16, 'u');
  absl::Time now_ = absl::FromUnixSeconds(1800000000);
  stored::v1::ScreeningRow row_;
};

TEST(RecheckDelay, DoublesUpToSixHours) {
  EXPECT_EQ(RecheckDelay(absl::Minutes(1), 1), absl::Minutes(1));
  EXPECT_EQ(RecheckDelay(absl::Minutes(1), 2), absl::Minutes(2));
  EXPECT_EQ(RecheckDelay(absl::Minutes(1), 9), absl::Minutes(256));
  EXPECT_EQ(RecheckDelay(absl::Minutes(1), 10), absl::Hours(6));
  EXPECT_EQ(RecheckDelay(absl::Minutes(1), 4000000000), absl::Hours(6));
}

TEST_F(RechecksTest, WhatClearsByWaitingIsPlanned) {
  for (const v1::ReasonCode code :
       {v1::STATUS_UNAVAILABLE, v1::KEY_UNAVAILABLE}) {
    Plan(Answer(code), false);
    EXPECT_EQ(Planned(), 1u);
    EXPECT_EQ(UntilNext(), absl::Minutes(1));
  }
}

TEST_F(RechecksTest, WhatNeverClearsIsNot) {
  for (const v1::ReasonCode code :
       {v1::TAMPERED, v1::UNSUPPORTED_CRYPTOSUITE, v1::REVOKED}) {
    Plan(Answer(code), false);
    EXPECT_EQ(Planned(), 0u);
    EXPECT_EQ(row_.next_check(), 0);
  }
}

TEST_F(RechecksTest, AnAnswerEndsThePlan) {
  Plan(Answer(v1::STATUS_UNAVAILABLE), false);
  Plan(v1::ScreeningRecord(), true);
  EXPECT_EQ(Planned(), 0u);
  EXPECT_EQ(row_.next_check(), 0);
}

TEST_F(RechecksTest, ChecksOfItsOwnBackOffAndGiveUpAfterAWeek) {
  const absl::Time begin = now_;
  Plan(Answer(v1::STATUS_UNAVAILABLE), false);
  absl::Duration last = UntilNext();
  int checks = 0;
  while (row_.next_check() != 0) {
    EXPECT_EQ(Planned(), 1u);
    now_ = absl::FromUnixMicros(row_.next_check());
    ASSERT_LE(now_ - begin, kRecheckFor);
    Plan(Answer(v1::STATUS_UNAVAILABLE), true);
    ++checks;
    if (row_.next_check() == 0) break;
    EXPECT_GE(UntilNext(), last);
    last = UntilNext();
  }
  EXPECT_EQ(Planned(), 0u);
  EXPECT_GT(checks, 30);
  EXPECT_GT(now_ - begin, kRecheckFor - absl::Hours(7));
}

TEST_F(RechecksTest, APersonsRequestBeginsTheCountAnew) {
  Plan(Answer(v1::STATUS_UNAVAILABLE), false);
  Plan(Answer(v1::STATUS_UNAVAILABLE), true);
  EXPECT_EQ(UntilNext(), absl::Minutes(2));
  Plan(Answer(v1::STATUS_UNAVAILABLE), false);
  EXPECT_EQ(UntilNext(), absl::Minutes(1));
  EXPECT_EQ(Planned(), 1u);
}

}  // namespace
}  // namespace prescreen
