// SPDX-License-Identifier: Apache-2.0
// Failing writes and syncs at every step of the commit order.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server/log/log_rig.h"
#include "tests/support/forgetful_fs.h"

namespace prescreen {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using Operation = ForgetfulDisk::Operation;
using Survival = ForgetfulDisk::Survival;

struct Machine {
  TemporaryFolder folder;
  ForgetfulDisk disk{folder.path()};
  std::unique_ptr<FileSystem> files = NewForgetfulFileSystem(disk);
  std::unique_ptr<rocksdb::Env> env = NewForgetfulEnv(disk);
  LogRig rig{*files, env.get(), folder.path()};
  Memory memory;

  // Appends until a leaf is refused; false if none is.
  bool AppendUntilRefused(int limit) {
    for (int i = 0; i < limit; ++i) {
      const SampleLeaf leaf{absl::StrCat("leaf ", ++leaves)};
      absl::StatusOr<LoggedLeaf> logged = rig.Append(leaf);
      if (!logged.ok()) {
        EXPECT_TRUE(absl::IsUnavailable(logged.status())) << logged.status();
        return true;
      }
      memory.Add({leaf, *std::move(logged)});
    }
    return false;
  }
  std::vector<std::string> RestartAndCheck() {
    disk.FailPower();
    rig.Close();
    disk.PowerOn(Survival::kNothing, 1);
    const absl::Status opened = rig.Open();
    if (!opened.ok()) return {opened.ToString()};
    return rig.Violations(memory);
  }
  int leaves = 0;
};

struct Step {
  const char* path;
  Operation operation;
};

class FaultTest
    : public testing::TestWithParam<std::tuple<Step, absl::Status>> {};

TEST_P(FaultTest, EndsTheLogAndLosesNothing) {
  const auto& [step, error] = GetParam();
  Machine machine;
  ASSERT_TRUE(machine.rig.Open().ok());
  ASSERT_FALSE(machine.AppendUntilRefused(3));
  machine.disk.Inject({.at = 2,
                       .operation = step.operation,
                       .path = step.path,
                       .error = error});
  EXPECT_TRUE(machine.AppendUntilRefused(20000));
  EXPECT_TRUE(machine.disk.has_fault_struck());
  EXPECT_THAT(machine.rig.fatal(), SizeIs(1));
  // The disk works again, the log must not.
  EXPECT_FALSE(machine.rig.Append({"after"}).ok());
  EXPECT_THAT(machine.rig.fatal(), SizeIs(1));
  EXPECT_THAT(machine.RestartAndCheck(), IsEmpty());
  ASSERT_TRUE(machine.rig.Open().ok());
  EXPECT_FALSE(machine.AppendUntilRefused(3));
}

INSTANTIATE_TEST_SUITE_P(
    EveryStep, FaultTest,
    testing::Combine(
        testing::Values(Step{"/data/keys/", Operation::kWrite},
                        Step{"/data/keys/", Operation::kSync},
                        Step{"/data/db/", Operation::kWrite},
                        Step{"/data/db/", Operation::kSync},
                        Step{"/lock", Operation::kWrite},
                        Step{"/lock", Operation::kSync},
                        Step{"/public/", Operation::kCreate},
                        Step{"/public/", Operation::kWrite},
                        Step{"/public/", Operation::kSync},
                        Step{"/public/", Operation::kRename},
                        Step{"/public/", Operation::kSyncFolder}),
        testing::Values(absl::UnavailableError("injected EIO"),
                        absl::ResourceExhaustedError("injected ENOSPC"))));

// Whatever the failing operation is, from the first start on.
TEST(Fault, OfAnyOneOperationLosesNothingAcknowledged) {
  int failed = 0;
  for (std::uint64_t at = 1; at <= 400; at += 1 + at / 20) {
    Machine machine;
    machine.disk.Inject({.at = at,
                         .operation = std::nullopt,
                         .path = "",
                         .error = at % 2 == 0
                                      ? absl::UnavailableError("EIO")
                                      : absl::ResourceExhaustedError("NOSPC")});
    const bool opened = machine.rig.Open().ok();
    if (!opened || machine.AppendUntilRefused(8)) ++failed;
    ASSERT_THAT(machine.RestartAndCheck(), IsEmpty()) << "operation " << at;
  }
  EXPECT_GT(failed, 20);
}

TEST(Fault, BeforeTheLockRecordLeavesALeafThatIsSignedAtTheNextStart) {
  Machine machine;
  ASSERT_TRUE(machine.rig.Open().ok());
  ASSERT_FALSE(machine.AppendUntilRefused(3));
  machine.disk.Inject({.operation = Operation::kWrite, .path = "/lock"});
  ASSERT_TRUE(machine.AppendUntilRefused(1));
  ASSERT_TRUE(machine.rig.Open().ok());
  // Genesis, three that were acknowledged, one that was not.
  EXPECT_EQ(machine.rig.log().checkpoint().size, 5u);
  EXPECT_THAT(machine.rig.Violations(machine.memory), IsEmpty());
}

}  // namespace
}  // namespace prescreen
