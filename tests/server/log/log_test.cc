// SPDX-License-Identifier: Apache-2.0
#include "server/log/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "server/store/keys.h"
#include "tests/server/log/log_rig.h"
#include "tests/support/forgetful_fs.h"

namespace prescreen {
namespace {

using ::testing::IsEmpty;
using SealResult = absl::StatusOr<std::optional<PendingLeaf::Object>>;

class FunctionLeaf final : public PendingLeaf {
 public:
  using Sealer = std::function<SealResult(LeafContext&)>;
  using Doner = std::function<void(absl::StatusOr<LoggedLeaf>)>;
  FunctionLeaf(Sealer seal, Doner done)
      : seal_(std::move(seal)), done_(std::move(done)) {}
  SealResult Seal(LeafContext& context) override { return seal_(context); }
  void Done(absl::StatusOr<LoggedLeaf> logged) override {
    done_(std::move(logged));
  }

 private:
  const Sealer seal_;
  const Doner done_;
};

class LogTest : public testing::Test {
 protected:
  void SetUp() override {
    const absl::Status opened = rig_.Open();
    ASSERT_TRUE(opened.ok()) << opened;
  }

  absl::StatusOr<LoggedLeaf> Append(FunctionLeaf::Sealer seal) {
    absl::Notification done;
    absl::StatusOr<LoggedLeaf> result = absl::UnknownError("not done");
    rig_.log().Submit(std::make_unique<FunctionLeaf>(
        std::move(seal), [&](absl::StatusOr<LoggedLeaf> logged) {
          result = std::move(logged);
          done.Notify();
        }));
    done.WaitForNotification();
    return result;
  }

  // Submits `seals` while another leaf is being sealed, so that they make one
  // batch; their results in order.
  std::vector<absl::StatusOr<LoggedLeaf>> AppendTogether(
      std::vector<FunctionLeaf::Sealer> seals) {
    absl::Notification submitted;
    absl::BlockingCounter pending(static_cast<int>(seals.size()) + 1);
    rig_.log().Submit(std::make_unique<FunctionLeaf>(
        [&](LeafContext&) -> SealResult {
          submitted.WaitForNotification();
          return std::nullopt;
        },
        [&](auto) { pending.DecrementCount(); }));
    std::vector<absl::StatusOr<LoggedLeaf>> results(seals.size(),
                                                    absl::UnknownError(""));
    for (std::size_t i = 0; i < seals.size(); ++i) {
      rig_.log().Submit(std::make_unique<FunctionLeaf>(
          std::move(seals[i]), [&, i](absl::StatusOr<LoggedLeaf> logged) {
            results[i] = std::move(logged);
            pending.DecrementCount();
          }));
    }
    submitted.Notify();
    pending.Wait();
    return results;
  }
  static SealResult Record(const std::string& bytes) {
    return PendingLeaf::Object{anchor::LeafType::kDecisionRecord, bytes};
  }

  TemporaryFolder folder_;
  ForgetfulDisk disk_{folder_.path()};
  const std::unique_ptr<FileSystem> files_ = NewForgetfulFileSystem(disk_);
  const std::unique_ptr<rocksdb::Env> env_ = NewForgetfulEnv(disk_);
  LogRig rig_{*files_, env_.get(), folder_.path()};
  Memory memory_;
};

TEST_F(LogTest, NewLogHoldsItsIdentityAsLeafZero) {
  EXPECT_EQ(rig_.log().checkpoint().size, 1u);
  const std::string json = anchor::FormatLogIdentity(rig_.log().identity());
  const std::string entry =
      anchor::MakeEntry(anchor::LeafType::kLogIdentity, json);
  EXPECT_EQ(*rig_.store().Get(Family::kLog, keys::LogEntry(0)), entry);
  EXPECT_EQ(rig_.log().checkpoint().root, anchor::LeafHash(entry));
}

TEST_F(LogTest, IdentityStaysTheStoredOneAfterRestart) {
  const anchor::LogIdentity identity = rig_.log().identity();
  ASSERT_TRUE(rig_.Open().ok());
  EXPECT_EQ(rig_.log().identity(), identity);
}

TEST_F(LogTest, PublishesItsIdentityAsJsonAndAsNote) {
  const std::string json = anchor::FormatLogIdentity(rig_.log().identity());
  EXPECT_EQ(*files_->Read(folder_.path() + "/public/log.json", 1u << 20), json);
  const auto note = files_->Read(folder_.path() + "/public/log.note", 1u << 20);
  EXPECT_EQ(*anchor::OpenNote(*note, {rig_.verifier()}), json + "\n");
}

TEST_F(LogTest, AcknowledgesLeavesInOrderWithProofs) {
  for (int i = 0; i < 40; ++i) {
    const SampleLeaf leaf{absl::StrCat(i)};
    absl::StatusOr<LoggedLeaf> logged = rig_.Append(leaf);
    ASSERT_TRUE(logged.ok()) << logged.status();
    EXPECT_EQ(logged->index, static_cast<std::uint64_t>(i) + 1);
    memory_.Add({leaf, *std::move(logged)});
  }
  EXPECT_THAT(rig_.Violations(memory_), IsEmpty());
}

TEST_F(LogTest, TakesMoreLeavesThanABatchHolds) {
  constexpr int kLeaves = 3000;
  absl::BlockingCounter pending(kLeaves);
  for (int i = 0; i < kLeaves; ++i) {
    const SampleLeaf leaf{absl::StrCat(i)};
    rig_.Submit(leaf, [&, leaf](absl::StatusOr<LoggedLeaf> logged) {
      if (logged.ok()) memory_.Add({leaf, *std::move(logged)});
      pending.DecrementCount();
    });
  }
  pending.Wait();
  EXPECT_EQ(memory_.acknowledged().size(), static_cast<std::size_t>(kLeaves));
  EXPECT_THAT(rig_.Violations(memory_), IsEmpty());
}

TEST_F(LogTest, ObjectsOfManyMegabytesMakeSeveralBatches) {
  const std::string megabytes(3u << 20, 'x');
  const auto seal = [&](LeafContext& context) -> SealResult {
    context.rows().Put(Family::kEvidence,
                       absl::StrCat("row ", context.leaf_index()), megabytes);
    return Record(absl::StrCat(context.leaf_index()));
  };
  const auto results = AppendTogether({seal, seal, seal, seal, seal});
  for (std::size_t i = 0; i < results.size(); ++i) {
    ASSERT_TRUE(results[i].ok());
    EXPECT_EQ(results[i]->index, i + 1);
  }
  EXPECT_NE(results.front()->checkpoint, results.back()->checkpoint);
}

TEST_F(LogTest, LeavesThatWaitTogetherShareABatch) {
  std::vector<absl::Time> times;
  const auto seal = [&](LeafContext& context) -> SealResult {
    times.push_back(context.now());
    return Record(absl::StrCat(context.leaf_index()));
  };
  const auto results = AppendTogether({seal, seal, seal});
  EXPECT_EQ(results[0]->checkpoint, results[2]->checkpoint);
  EXPECT_EQ(times[0], times[2]);
  EXPECT_EQ(results[2]->index, 3u);
}

TEST_F(LogTest, LeafSeesRowsOfEarlierLeavesOfItsBatch) {
  std::string seen;
  const auto results = AppendTogether({
      [](LeafContext& context) -> SealResult {
        context.rows().Put(Family::kLog, "sx", "1");
        EXPECT_TRUE(
            absl::IsNotFound(context.store().Get(Family::kLog, "sx").status()));
        return Record("a");
      },
      [&](LeafContext& context) -> SealResult {
        seen = context.store().Get(Family::kLog, "sx").value_or("nothing");
        context.rows().Put(Family::kLog, "sx", seen + "2");
        return Record("b");
      },
  });
  EXPECT_EQ(seen, "1");
  EXPECT_EQ(*rig_.store().Get(Family::kLog, "sx"), "12");
}

TEST_F(LogTest, LeafThatCannotBeSealedIsDroppedAlone) {
  const auto results = AppendTogether({
      [](LeafContext& context) -> SealResult {
        context.rows().Put(Family::kEvidence, "a", "x");
        return Record("a");
      },
      [](LeafContext& context) -> SealResult {
        context.rows().Put(Family::kEvidence, "b", "x");
        return absl::AlreadyExistsError("conflict");
      },
      [](LeafContext& context) -> SealResult {
        EXPECT_TRUE(absl::IsNotFound(
            context.store().Get(Family::kEvidence, "b").status()));
        return Record("c");
      },
  });
  EXPECT_EQ(results[0]->index, 1u);
  EXPECT_TRUE(absl::IsAlreadyExists(results[1].status()));
  EXPECT_EQ(results[2]->index, 2u);
  EXPECT_TRUE(rig_.store().Get(Family::kEvidence, "a").ok());
  EXPECT_TRUE(
      absl::IsNotFound(rig_.store().Get(Family::kEvidence, "b").status()));
}

TEST_F(LogTest, LeafWithNothingToAddStillWritesItsRows) {
  const auto logged = Append([](LeafContext& context) -> SealResult {
    context.rows().Put(Family::kEvidence, "a", "x");
    return std::nullopt;
  });
  EXPECT_TRUE(logged.ok());
  EXPECT_TRUE(rig_.store().Get(Family::kEvidence, "a").ok());
  EXPECT_EQ(rig_.log().checkpoint().size, 1u);
  disk_.FailPower();
  rig_.Close();
  disk_.PowerOn(ForgetfulDisk::Survival::kNothing, 1);
  ASSERT_TRUE(rig_.Open().ok());
  EXPECT_TRUE(rig_.store().Get(Family::kEvidence, "a").ok());
}

TEST_F(LogTest, LeafWithAConditionIsRefused) {
  const auto logged = Append([](LeafContext& context) -> SealResult {
    context.rows().Put(Family::kEvidence, "a", "x");
    context.rows().Require(Family::kEvidence, "a", std::nullopt);
    return Record("a");
  });
  EXPECT_TRUE(absl::IsInvalidArgument(logged.status()));
  EXPECT_EQ(rig_.log().checkpoint().size, 1u);
}

TEST_F(LogTest, ClosedLogAnswersUnavailable) {
  rig_.log().Close();
  EXPECT_TRUE(absl::IsUnavailable(rig_.Append({"late"}).status()));
  EXPECT_EQ(rig_.log().checkpoint().size, 1u);
}

TEST_F(LogTest, CloseWaitsForWhatWasSubmitted) {
  int done = 0;
  for (int i = 0; i < 100; ++i) {
    rig_.Submit({absl::StrCat(i)}, [&](auto logged) {
      if (logged.ok()) ++done;
    });
  }
  rig_.log().Close();
  EXPECT_EQ(done, 100);
}

TEST_F(LogTest, CheckpointAtIsTheNextOneThatWasSigned) {
  const std::string first = rig_.log().signed_checkpoint();
  ASSERT_TRUE(rig_.Append({"a"}).ok());
  const std::string second = rig_.log().signed_checkpoint();
  const auto seal = [](LeafContext& context) -> SealResult {
    return Record(absl::StrCat(context.leaf_index()));
  };
  const std::string fifth = AppendTogether({seal, seal, seal})[0]->checkpoint;
  EXPECT_EQ(*rig_.log().CheckpointAt(0), first);
  EXPECT_EQ(*rig_.log().CheckpointAt(1), first);
  EXPECT_EQ(*rig_.log().CheckpointAt(2), second);
  EXPECT_EQ(*rig_.log().CheckpointAt(3), fifth);
  EXPECT_EQ(*rig_.log().CheckpointAt(5), fifth);
  EXPECT_TRUE(absl::IsNotFound(rig_.log().CheckpointAt(6).status()));
}

TEST_F(LogTest, WhoReadsARowBeforeItsCheckpointIsSignedWaitsForIt) {
  rig_.Close();
  std::thread reader;
  absl::StatusOr<std::string> note;
  std::uint64_t signed_before = 0;
  rig_.options().on_batch = [&](std::size_t, absl::Duration) {
    signed_before = rig_.log().checkpoint().size;
    absl::Notification is_reading;
    reader = std::thread([&] {
      is_reading.Notify();
      note = rig_.log().SignedCheckpointWith(signed_before);
    });
    is_reading.WaitForNotification();
  };
  ASSERT_TRUE(rig_.Open().ok());
  const auto logged = rig_.Append({"a"});
  ASSERT_TRUE(logged.ok()) << logged.status();
  reader.join();
  EXPECT_EQ(logged->index, signed_before);
  EXPECT_EQ(*note, logged->checkpoint);
}

TEST_F(LogTest, CheckpointAtKnowsTheNewestAfterLossOfPower) {
  ASSERT_TRUE(rig_.Append({"a"}).ok());
  const std::string newest = rig_.log().signed_checkpoint();
  disk_.FailPower();
  rig_.Close();
  disk_.PowerOn(ForgetfulDisk::Survival::kNothing, 1);
  ASSERT_TRUE(rig_.Open().ok());
  EXPECT_EQ(*rig_.log().CheckpointAt(2), newest);
}

TEST_F(LogTest, InclusionProofBeyondTheTreeIsInvalid) {
  ASSERT_TRUE(rig_.log().InclusionProof(0, 1).ok());
  EXPECT_TRUE(
      absl::IsInvalidArgument(rig_.log().InclusionProof(1, 1).status()));
  EXPECT_TRUE(
      absl::IsInvalidArgument(rig_.log().InclusionProof(0, 2).status()));
}

TEST_F(LogTest, RemovesPartialTilesOnceTheFullOneIsPublished) {
  for (int i = 0; i < 299; ++i)
    ASSERT_TRUE(rig_.Append({absl::StrCat(i)}).ok());
  rig_.log().Close();
  const std::string tile = folder_.path() + "/public/tile/0/000";
  EXPECT_EQ(files_->Stat(tile)->size, 256u * 32);
  EXPECT_THAT(files_->List(tile + ".p").value(), IsEmpty());
  EXPECT_TRUE(files_->Stat(folder_.path() + "/public/tile/0/001.p/44").ok());
  EXPECT_TRUE(files_->Stat(folder_.path() + "/public/tile/1/000.p/1").ok());
}

TEST_F(LogTest, PublishesNothingWithoutAFolder) {
  rig_.Close();
  const TemporaryFolder folder;
  ForgetfulDisk disk(folder.path());
  const auto files = NewForgetfulFileSystem(disk);
  const auto env = NewForgetfulEnv(disk);
  LogRig rig(*files, env.get(), folder.path());
  rig.options().tiles_path.clear();
  ASSERT_TRUE(rig.Open().ok());
  ASSERT_TRUE(rig.Append({"a"}).ok());
  ASSERT_TRUE(rig.Open().ok());
  EXPECT_EQ(rig.log().checkpoint().size, 2u);
  EXPECT_THAT(files->List(folder.path()).value(),
              testing::ElementsAre("data", "lock"));
}

}  // namespace
}  // namespace prescreen
