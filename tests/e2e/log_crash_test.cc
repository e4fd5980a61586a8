// SPDX-License-Identifier: Apache-2.0
// kill -9 at any moment, on the real disk: nothing acknowledged is lost.
// PRESCREEN_KILLS sets how often.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/encoding.h"
#include "tests/server/log/log_rig.h"

namespace prescreen {
namespace {

using ::testing::IsEmpty;

int KillCount() {
  const char* const text = std::getenv("PRESCREEN_KILLS");
  int count = 0;
  if (text != nullptr && absl::SimpleAtoi(text, &count)) return count;
  return 60;
}

struct Child {
  pid_t pid = -1;
  int output = -1;  // the reading end of its standard output
};

Child Start(const std::string& root, int round) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  std::string program = PRESCREEN_BINARY_DIR "/log_crash_child";
  std::string root_argument = root;
  std::string round_argument = absl::StrCat(round);
  char* const arguments[] = {program.data(), root_argument.data(),
                             round_argument.data(), nullptr};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_addclose(&actions, ends[0]);
  Child child;
  EXPECT_EQ(::posix_spawn(&child.pid, program.c_str(), &actions, nullptr,
                          arguments, environ),
            0);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  child.output = ends[0];
  return child;
}

// Reads until `stop_after` bytes have come, kills, reads the rest. So the
// moment of the kill depends on progress, not on a clock.
std::string RunAndKill(const Child& child, std::size_t stop_after) {
  std::string output;
  bool is_killed = false;
  char buffer[4096];
  for (;;) {
    if (!is_killed && output.size() >= stop_after) {
      ::kill(child.pid, SIGKILL);
      is_killed = true;
    }
    const ssize_t count = ::read(child.output, buffer, sizeof buffer);
    if (count <= 0) break;
    output.append(buffer, static_cast<std::size_t>(count));
  }
  ::close(child.output);
  int status = 0;
  ::waitpid(child.pid, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << status;
  return output;
}

// Adds the acknowledged leaves that the child told of.
void Remember(LogRig& rig, const std::string& output, Memory& memory) {
  for (const absl::string_view line :
       absl::StrSplit(output, '\n', absl::SkipEmpty())) {
    if (line == "ready") continue;
    const std::vector<std::string> fields = absl::StrSplit(line, ' ');
    ASSERT_EQ(fields.size(), 3u);
    Acknowledged acknowledged;
    acknowledged.leaf.name = fields[0];
    ASSERT_TRUE(absl::SimpleAtoi(fields[1], &acknowledged.logged.index));
    acknowledged.logged.checkpoint = HexDecode(fields[2]).value();
    const auto checkpoint = anchor::OpenCheckpoint(
        acknowledged.logged.checkpoint, {rig.verifier()});
    ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
    const auto path =
        rig.log().InclusionProof(acknowledged.logged.index, checkpoint->size);
    ASSERT_TRUE(path.ok()) << path.status();
    acknowledged.logged.path = *path;
    memory.Add(std::move(acknowledged));
  }
}

TEST(LogKilled, KeepsWhatItAcknowledged) {
  std::mt19937_64 random(1);
  const int kills = KillCount();
  const TemporaryFolder folder;
  PosixFileSystem files;
  LogRig rig(files, nullptr, folder.path());
  Memory memory;
  for (int round = 0; round < kills; ++round) {
    const Child child = Start(folder.path(), round);
    // From before the first line to some twenty acknowledged leaves.
    const std::string output = RunAndKill(child, random() % 10000);
    const absl::Status opened = rig.Open();
    ASSERT_TRUE(opened.ok()) << opened << " in round " << round;
    Remember(rig, output, memory);
    ASSERT_THAT(rig.Violations(memory), IsEmpty()) << "in round " << round;
  }
  EXPECT_GT(memory.acknowledged().size(), static_cast<std::size_t>(kills));
  RecordProperty("kills", kills);
  RecordProperty("acknowledged",
                 static_cast<int>(memory.acknowledged().size()));
}

}  // namespace
}  // namespace prescreen
