// SPDX-License-Identifier: Apache-2.0
// The commands of deploy/RUNBOOK.md, as they stand there, on a real server.
// Stand-ins for what a test machine has not: systemctl, runuser and chown; the
// folders below /var/lib and /etc are those of the test.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "server/store/rocksdb_store.h"
#include "server/upkeep/backup.h"
#include "tests/client/run_process.h"
#include "tests/support/server_process.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

constexpr char kSystemctl[] = R"sh(#!/bin/bash
# systemctl stop|start|restart prescreend
set -eu
[ "$2" = prescreend ]
if [ "$1" != start ] && [ -e "$ROOT/pid" ]; then
  kill "$(cat "$ROOT/pid")"
  # Until the kernel has let go of the data folder.
  flock "$ROOT/var/prescreen/data/server.lock" true
  rm "$ROOT/pid"
fi
[ "$1" = stop ] && exit
rm -f "$ROOT/out"
mkfifo "$ROOT/out"
prescreend --config "$ROOT/etc/prescreend.yaml" >"$ROOT/out" 2>>"$ROOT/log" &
echo $! >"$ROOT/pid"
read -r line <"$ROOT/out" || { rm "$ROOT/pid"; tail -3 "$ROOT/log" >&2; exit 1; }
echo "$line" >"$ROOT/line"
)sh";
// runuser -u prescreen -- COMMAND…
constexpr char kRunuser[] =
    "#!/bin/sh\n[ \"$1 $2 $3\" = '-u prescreen --' ] || exit 64\n"
    "shift 3\nexec \"$@\"\n";
constexpr char kChown[] = "#!/bin/sh\n[ -e \"$2\" ]\n";

std::string ReadAll(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// The `sh` blocks of a page, in order.
std::vector<std::string> BlocksOf(const std::string& page) {
  const std::string text =
      ReadAll(std::string(PRESCREEN_SOURCE_DIR) + "/deploy/RUNBOOK.md");
  std::vector<std::string> blocks;
  bool is_page = false;
  bool is_block = false;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::StartsWith(line, "## ")) is_page = line.substr(3) == page;
    if (!is_page) continue;
    if (line == "```sh") {
      is_block = true;
      blocks.emplace_back();
    } else if (line == "```") {
      is_block = false;
    } else if (is_block) {
      absl::StrAppend(&blocks.back(), line, "\n");
    }
  }
  return blocks;
}

class RunbookTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name :
         {"bin", "etc", "safe", "var/prescreen", "var/prescreen-lock",
          "var/prescreen-tiles", "var/prescreen-backup"}) {
      fs::create_directories(path(name));
    }
    Shim("systemctl", kSystemctl);
    Shim("runuser", kRunuser);
    Shim("chown", kChown);
    std::ofstream(path("etc/prescreend.yaml"))
        << "listen: 127.0.0.1:0\norigin: test.example/log\ndata: "
        << path("var/prescreen/data")
        << "\nlock_path: " << path("var/prescreen-lock/log.lock")
        << "\ntiles_path: " << path("var/prescreen-tiles")
        << "\nbackup_path: " << path("var/prescreen-backup")
        << "\nchains: []\n";
    Shell("systemctl start prescreend");
    Screen(1);
  }
  void TearDown() override { Shell("systemctl stop prescreend"); }

  std::string path(const std::string& name) const {
    return folder_.path() + "/" + name;
  }

  void Shim(const std::string& name, const std::string& text) {
    std::ofstream(path("bin/" + name)) << text;
    fs::permissions(path("bin/" + name), fs::perms::owner_all);
  }

  // Never with the machine's own systemctl.
  ProcessResult Try(const std::string& script) {
    const std::string guarded =
        absl::StrCat("export ROOT=", folder_.path(), " PATH=", path("bin"), ":",
                     PRESCREEN_BINARY_DIR, ":/usr/bin:/bin\n",
                     "[ \"$(command -v systemctl)\" = \"$ROOT/bin/systemctl\" "
                     "] || exit 99\n",
                     script);
    return RunProcess({"/bin/bash", "-euo", "pipefail", "-c", guarded});
  }

  ProcessResult Shell(const std::string& script) {
    ProcessResult result = Try(script);
    EXPECT_EQ(result.exit_code, 0) << script << result.out << result.err;
    return result;
  }

  // One block of a page with the test's folders.
  ProcessResult Do(const std::string& page, std::size_t block) {
    const std::vector<std::string> blocks = BlocksOf(page);
    EXPECT_LT(block, blocks.size()) << page;
    if (block >= blocks.size()) return {};
    return Shell(
        absl::StrReplaceAll(blocks[block], {{"/var/lib/", path("var/")},
                                            {"/etc/prescreen/", path("etc/")},
                                            {"/media/safe/", path("safe/")}}));
  }

  // A decision of the running server.
  void Screen(int number) {
    const std::string line = ReadAll(path("line"));
    const std::size_t at = line.find("listening on ") + 13;
    TestTenant tenant(line.substr(at, line.find(';', at) - at));
    ASSERT_TRUE(tenant.SetUp().ok());
    v1::CreateScreeningResponse response;
    const grpc::Status status =
        tenant.Screen(TestTenant::Request(absl::StrCat("A-", number),
                                          {TestCredential(number)}),
                      &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(response.screening().decision().outcome(), v1::Decision::PASS);
  }

  std::unique_ptr<Store> OpenStore() {
    RocksDbOptions options;
    options.path = path("var/prescreen/data/db");
    auto store = OpenRocksDbStore(options);
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }

  TemporaryFolder folder_;
  PosixFileSystem files_;
  SystemClock clock_;
};

TEST_F(RunbookTest, DiskFull) {
  Do("Disk full", 0);
  Do("Disk full", 1);
  Screen(2);
}

TEST_F(RunbookTest, Restore) {
  Shell("systemctl stop prescreend");
  {
    const std::unique_ptr<Store> store = OpenStore();
    ASSERT_TRUE(WriteBackup({*store, path("var/prescreen/data/keys"), "test",
                             files_, clock_},
                            path("var/prescreen-backup/daily"))
                    .ok());
  }
  Shell("systemctl start prescreend");
  Screen(2);
  const ProcessResult result = Do("Restore", 0);
  EXPECT_THAT(result.out, HasSubstr("LOST "));
  EXPECT_THAT(result.out, HasSubstr("everything agrees"));
  Screen(2);
}

TEST_F(RunbookTest, TenantKeyLost) {
  const std::string key = path("var/prescreen/data/tenant.key");
  fs::copy(key, path("safe/tenant.key"));
  Shell("systemctl stop prescreend");
  fs::remove(key);
  const ProcessResult refused = Try("systemctl start prescreend");
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.err, HasSubstr("tenant key file holds another key"));
  const ProcessResult result = Do("Tenant key lost", 0);
  EXPECT_THAT(result.out, HasSubstr("everything agrees"));
  Screen(2);
}

TEST_F(RunbookTest, LogKeyLostAndPutBack) {
  const std::string key = path("var/prescreen/data/log.key");
  fs::copy(key, path("safe/log.key"));
  Shell("systemctl stop prescreend");
  fs::remove(key);
  EXPECT_NE(Try("systemctl start prescreend").exit_code, 0);
  Do("Log key lost or stolen", 0);
  Screen(2);
}

TEST_F(RunbookTest, UpgradeAndWayBack) {
  Shell("systemctl stop prescreend");
  const auto set_version = [this](const std::string& version) {
    const std::unique_ptr<Store> store = OpenStore();
    WriteBatch batch;
    batch.Put(Family::kMeta, "schema", version);
    ASSERT_TRUE(store->Write(batch, Durability::kSynced).ok());
  };
  Do("Upgrade and way back", 0);
  // What an older release leaves behind for the newer one.
  set_version("1");
  const ProcessResult migrated = Do("Upgrade and way back", 1);
  EXPECT_THAT(migrated.out, HasSubstr("wrote the backup"));
  Screen(2);
  const ProcessResult back = Do("Upgrade and way back", 2);
  EXPECT_THAT(back.out, HasSubstr("LOST "));
  {
    // As the older release knows it.
    RocksDbOptions options;
    options.path = path("var/prescreen/data/db");
    EXPECT_EQ(*(*OpenRocksDbReader(options))->Get(Family::kMeta, "schema"),
              "1");
  }
  Do("Upgrade and way back", 3);
  Screen(2);
}

TEST_F(RunbookTest, RestartsOfTheChainPages) {
  Do("Chain stuck", 0);
  Do("Out of gas", 0);
  Screen(2);
}

TEST(Runbook, EveryPageThatHasCommandsIsExercised) {
  const std::string text =
      ReadAll(std::string(PRESCREEN_SOURCE_DIR) + "/deploy/RUNBOOK.md");
  int blocks = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    if (line == "```sh") ++blocks;
  }
  // Those that the tests above name; a new one needs a test.
  EXPECT_EQ(blocks, 2 + 1 + 1 + 1 + 4 + 1 + 1);
}

TEST(Runbook, EveryMetricThatItNamesIsTheServers) {
  std::string sources;
  for (const auto& entry : fs::recursive_directory_iterator(
           std::string(PRESCREEN_SOURCE_DIR) + "/server")) {
    if (entry.path().extension() == ".cc") sources += ReadAll(entry.path());
  }
  const std::string text =
      ReadAll(std::string(PRESCREEN_SOURCE_DIR) + "/deploy/RUNBOOK.md");
  int named = 0;
  for (const absl::string_view word : absl::StrSplit(text, '`')) {
    if (!absl::StartsWith(word, "prescreen_")) continue;
    ++named;
    EXPECT_THAT(sources, HasSubstr(absl::StrCat("\"", word, "\"")));
  }
  EXPECT_GE(named, 3);
}

}  // namespace
}  // namespace prescreen
