// SPDX-License-Identifier: Apache-2.0
// Loss of power at any moment: nothing acknowledged is lost, no fork is signed.
// PRESCREEN_CRASHES sets the number of crashes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <random>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/server/log/log_rig.h"
#include "tests/support/forgetful_fs.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Survival = ForgetfulDisk::Survival;

constexpr int kThreads = 3;
constexpr int kLeavesPerThread = 12;
constexpr int kCrashesPerDisk = 8;

// A log on a disk whose power fails again and again.
class CrashHarness {
 public:
  explicit CrashHarness(std::uint64_t seed)
      : random_(seed),
        disk_(folder_.path()),
        files_(NewForgetfulFileSystem(disk_)),
        env_(NewForgetfulEnv(disk_)),
        rig_(*files_, env_.get(), folder_.path()) {}

  ForgetfulDisk& disk() { return disk_; }
  std::size_t acknowledged() const { return memory_.acknowledged().size(); }

  // One crash and restart; what is wrong afterwards.
  std::vector<std::string> CrashOnce(
      std::optional<Survival> survival = std::nullopt) {
    const int round = ++rounds_;
    disk_.FailPowerAfter(1 + random_() % 500);
    rig_.options().publish_pause =
        random_() % 2 == 0 ? absl::ZeroDuration() : absl::Milliseconds(100);
    const absl::Status opened = rig_.Open();
    if (opened.ok()) {
      memory_.AddNote(rig_.log().signed_checkpoint());
      Load(round);
      memory_.AddNote(rig_.log().signed_checkpoint());
      if (random_() % 2 == 0) rig_.log().Close();
    } else if (disk_.has_power()) {
      return {absl::StrCat("cannot open: ", opened.ToString())};
    }
    disk_.FailPower();
    rig_.Close();
    if (!survival) {
      survival = random_() % 2 == 0 ? Survival::kNothing : Survival::kRandom;
    }
    disk_.PowerOn(*survival, random_());
    const absl::Status reopened = rig_.Open();
    if (!reopened.ok()) {
      return {absl::StrCat("cannot reopen: ", reopened.ToString())};
    }
    memory_.AddNote(rig_.log().signed_checkpoint());
    return rig_.Violations(memory_);
  }

 private:
  void Load(int round) {
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([this, round, thread] {
        for (int i = 0; i < kLeavesPerThread; ++i) {
          const SampleLeaf leaf{absl::StrCat(round, "-", thread, "-", i)};
          absl::StatusOr<LoggedLeaf> logged = rig_.Append(leaf);
          if (!logged.ok()) return;
          memory_.Add({leaf, *std::move(logged)});
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  std::mt19937_64 random_;
  TemporaryFolder folder_;
  ForgetfulDisk disk_;
  const std::unique_ptr<FileSystem> files_;
  const std::unique_ptr<rocksdb::Env> env_;
  LogRig rig_;
  Memory memory_;
  int rounds_ = 0;
};

int CrashCount() {
  const char* const text = std::getenv("PRESCREEN_CRASHES");
  int count = 0;
  if (text != nullptr && absl::SimpleAtoi(text, &count)) return count;
  return 250;
}

TEST(LogOnForgetfulDisk, KeepsWhatItAcknowledgedThroughLossOfPower) {
  const int crashes = CrashCount();
  std::size_t acknowledged = 0;
  int crash = 0;
  for (std::uint64_t seed = 1; crash < crashes; ++seed) {
    CrashHarness harness(seed);
    for (int i = 0; i < kCrashesPerDisk && crash < crashes; ++i, ++crash) {
      ASSERT_THAT(harness.CrashOnce(), IsEmpty())
          << "seed " << seed << ", crash " << i;
    }
    acknowledged += harness.acknowledged();
  }
  // Else nothing was shown.
  EXPECT_GT(acknowledged, static_cast<std::size_t>(crashes));
  RecordProperty("crashes", crashes);
  RecordProperty("acknowledged", static_cast<int>(acknowledged));
}

// The counter-tests: a disk that lies about syncs loses leaves, and this
// harness must see it. What it says first.
std::string Noticed(const std::string& unsynced_path,
                    std::optional<Survival> survival = Survival::kNothing) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CrashHarness harness(seed);
    harness.disk().IgnoreSyncs(unsynced_path);
    for (int i = 0; i < kCrashesPerDisk; ++i) {
      const std::vector<std::string> violations = harness.CrashOnce(survival);
      if (!violations.empty()) return absl::StrJoin(violations, "; ");
    }
  }
  return "";
}

TEST(CrashHarness, NoticesThatNothingIsSynced) {
  EXPECT_THAT(Noticed("/"), HasSubstr("leaf 1: beyond the tree"));
}

TEST(CrashHarness, NoticesThatTheStoreIsNotSynced) {
  EXPECT_THAT(Noticed("/data/db/"), HasSubstr("the store holds none"));
}

TEST(CrashHarness, NoticesThatTheStoresJournalIsNotSynced) {
  EXPECT_THAT(Noticed(".log"), HasSubstr("but the store"));
}

TEST(CrashHarness, NoticesThatTheKeyFileIsNotSynced) {
  EXPECT_THAT(Noticed("/data/keys/"), HasSubstr("cannot be decrypted"));
}

TEST(CrashHarness, NoticesThatTheLockRecordIsNotSynced) {
  EXPECT_THAT(Noticed("/lock"), HasSubstr("missing or empty"));
}

TEST(CrashHarness, NoticesThatTilesAreNotSynced) {
  // Those that are quite lost are written anew, so some must survive.
  EXPECT_THAT(Noticed("/public/", Survival::kRandom), HasSubstr("public"));
}

}  // namespace
}  // namespace prescreen
