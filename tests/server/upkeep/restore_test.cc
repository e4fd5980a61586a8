// SPDX-License-Identifier: Apache-2.0
// Backup and restore of a real log on the real disk.
#include "server/upkeep/restore.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "server/log/lock_store.h"
#include "server/store/keys.h"
#include "server/upkeep/backup.h"
#include "server/upkeep/stored_log.h"
#include "tests/server/log/log_rig.h"
#include "tests/server/upkeep/restore_rig.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

TEST_F(RestoreTest, LogGoesOnWithoutAForkAndNamesWhatIsLost) {
  LoseDataAfterBackup();
  const auto report = Restore(Options(), files_, clock_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->log_size, backed_up_ + kLeavesAfter);
  ASSERT_EQ(report->lost.size(), static_cast<std::size_t>(kLeavesAfter));
  EXPECT_EQ(report->lost.front().index, backed_up_);
  EXPECT_EQ(report->lost.back().index, report->log_size - 1);

  ASSERT_TRUE(rig_.Open().ok());
  const auto lost = ReadLost(rig_.store());
  ASSERT_TRUE(lost.ok());
  ASSERT_EQ(lost->size(), 1u);
  EXPECT_TRUE(IsLost(*lost, backed_up_));
  EXPECT_FALSE(IsLost(*lost, backed_up_ - 1));
  EXPECT_FALSE(IsLost(*lost, report->log_size));
  Append(3);
  EXPECT_EQ(rig_.log().checkpoint().size, report->log_size + 3);
  // Every root that was ever signed is still one of this tree.
  const std::vector<anchor::NoteVerifier> verifiers = {rig_.verifier()};
  for (const std::string& note : notes_) {
    const auto checkpoint = anchor::OpenCheckpoint(note, verifiers);
    ASSERT_TRUE(checkpoint.ok());
    const auto root = StoredRoot(rig_.store(), checkpoint->size);
    ASSERT_TRUE(root.ok());
    EXPECT_EQ(*root, checkpoint->root);
  }
}

TEST_F(RestoreTest, NothingIsLostWhereNothingCameAfterTheBackup) {
  Append(5);
  ASSERT_TRUE(BackUp("b").ok());
  rig_.Close();
  fs::remove_all(rig_.data() + "/db");
  fs::remove_all(rig_.data() + "/keys");
  RestoreOptions options = Options();
  options.tiles.clear();
  const auto report = Restore(options, files_, clock_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->lost.empty());
  EXPECT_TRUE(rig_.Open().ok());
}

TEST_F(RestoreTest, LockRecordAloneRefillsWhatNoTileHolds) {
  Append(5);
  ASSERT_TRUE(BackUp("b").ok());
  Append(4);
  rig_.Close();
  // As if the tiles had not been published since the backup.
  {
    const auto lock = OpenFileLockStore(files_, rig_.options().lock_path);
    ASSERT_TRUE(lock.ok());
    const auto record = (*lock)->Read();
    LockRecord next = **record;
    next.entries.clear();
    next.first_entry = 6;
    for (std::uint64_t i = 6; i < next.size; ++i) {
      RocksDbOptions options;
      options.path = rig_.data() + "/db";
      const auto store = OpenRocksDbReader(options);
      ASSERT_TRUE(store.ok()) << store.status();
      next.entries.push_back(*ReadLogEntry(**store, i));
    }
    ASSERT_TRUE((*lock)->CompareAndSwap(*record, next).ok());
  }
  fs::remove_all(rig_.data() + "/db");
  fs::remove_all(rig_.data() + "/keys");
  fs::remove_all(rig_.options().tiles_path);
  RestoreOptions options = Options();
  options.tiles.clear();
  const auto report = Restore(options, files_, clock_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->lost.size(), 4u);
  EXPECT_TRUE(rig_.Open().ok());
}

TEST_F(RestoreTest, RowsOfTheBackupOpenWithItsKeys) {
  LoseDataAfterBackup();
  ASSERT_TRUE(Restore(Options(), files_, clock_).ok());
  ASSERT_TRUE(rig_.Open().ok());
  Memory memory;
  const SampleLeaf first{"leaf 1"};
  LoggedLeaf logged;
  logged.index = 1;
  logged.checkpoint = notes_.front();
  const auto path = rig_.log().InclusionProof(1, 2);
  ASSERT_TRUE(path.ok());
  logged.path = *path;
  memory.Add({first, logged});
  EXPECT_THAT(rig_.Violations(memory), ::testing::IsEmpty());
}

TEST_F(RestoreTest, WithoutTilesItRefusesAndSaysWhatIsLeft) {
  LoseDataAfterBackup();
  RestoreOptions options = Options();
  options.tiles.clear();
  ExpectRefused(options, "log retire");
}

TEST_F(RestoreTest, TamperedTileOfTheMissingPartIsRefused) {
  LoseDataAfterBackup();
  Flip(rig_.options().tiles_path + "/tile/entries/001", 35 * 100 + 9);
  ExpectRefused(Options(), "do not lead to the root that was signed");
}

TEST_F(RestoreTest, TamperedTileOfTheBackedUpPartIsRefused) {
  LoseDataAfterBackup();
  Flip(rig_.options().tiles_path + "/tile/entries/000", 35 * 7 + 9);
  ExpectRefused(Options(), "entry 7 is not the backup's");
}

TEST_F(RestoreTest, CutOrMissingTilesAreRefused) {
  LoseDataAfterBackup();
  const std::string tile = rig_.options().tiles_path + "/tile/entries/001";
  fs::resize_file(tile, 35 * 200);
  ExpectRefused(Options(), "not the entries that its name says");
  fs::remove(tile);
  ExpectRefused(Options(), "tile/entries/001");
}

TEST_F(RestoreTest, OtherLogsTilesAreRefused) {
  LoseDataAfterBackup();
  fs::create_directory(path("other"));
  LogRig other(files_, nullptr, path("other"));
  ASSERT_TRUE(other.Open().ok());
  for (int i = 0; i < kLeavesBefore + kLeavesAfter; ++i) {
    ASSERT_TRUE(other.Append({absl::StrCat("other ", i)}).ok());
  }
  other.Close();
  RestoreOptions options = Options();
  options.tiles = other.options().tiles_path;
  ExpectRefused(options, "another log's");
}

TEST_F(RestoreTest, OtherLogsBackupOrLockRecordIsRefused) {
  LoseDataAfterBackup();
  fs::create_directory(path("other"));
  LogRig other(files_, nullptr, path("other"));
  ASSERT_TRUE(other.Open().ok());
  ASSERT_TRUE(other.Append({"other"}).ok());
  other.Close();
  RestoreOptions options = Options();
  options.places.lock_path = other.options().lock_path;
  ExpectRefused(options, "another log's");
  options = Options();
  options.places.origin = "elsewhere.example/log";
  ExpectRefused(options, "not of elsewhere.example/log");
}

TEST_F(RestoreTest, BackupThatIsNoBeginningIsRefused) {
  Append(3);
  rig_.Close();
  const auto copy = fs::copy_options::recursive;
  fs::copy(folder_.path() + "/data", path("forked"), copy);
  fs::copy(rig_.options().lock_path, path("forked.lock"));
  ASSERT_TRUE(rig_.Open().ok());
  Append(kLeavesAfter);
  rig_.Close();
  // A fork: the same beginning, other leaves since, under the same key.
  const std::string real_data = path("real");
  fs::rename(folder_.path() + "/data", real_data);
  fs::rename(path("forked"), folder_.path() + "/data");
  const std::string lock = rig_.options().lock_path;
  fs::rename(lock, path("real.lock"));
  fs::rename(path("forked.lock"), lock);
  const std::string tiles = rig_.options().tiles_path;
  fs::rename(tiles, path("real.tiles"));
  leaves_ = 5000;
  ASSERT_TRUE(rig_.Open().ok());
  Append(10);
  ASSERT_TRUE(BackUp("b").ok());
  rig_.Close();
  fs::remove(lock);
  fs::rename(path("real.lock"), lock);
  fs::remove_all(rig_.data() + "/db");
  fs::remove_all(rig_.data() + "/keys");
  RestoreOptions options = Options();
  options.tiles = path("real.tiles");
  ExpectRefused(options, "is no beginning of this log");
}

TEST_F(RestoreTest, DamagedBackupIsRefused) {
  LoseDataAfterBackup();
  const std::string backup = path("backups/b");
  std::string sst;
  for (const auto& entry : fs::directory_iterator(backup + "/store")) {
    if (entry.path().extension() == ".sst") sst = entry.path();
  }
  ASSERT_FALSE(sst.empty());
  Flip(sst, 100);
  ExpectRefused(Options(), "not as it was written");
  Flip(sst, 100);
  Flip(backup + "/keys/000.seg", 50);
  ExpectRefused(Options(), "not as it was written");
  Flip(backup + "/keys/000.seg", 50);
  std::ofstream(backup + "/store/more.sst") << "x";
  ExpectRefused(Options(), "is not part of the backup");
  fs::remove(backup + "/store/more.sst");
  fs::rename(sst, sst + ".away");
  ExpectRefused(Options(), "missing: the backup is damaged");
  fs::rename(sst + ".away", sst);
  fs::rename(backup + "/backup.json", backup + "/away.json");
  ExpectRefused(Options(), "is no backup, or not a whole one");
  fs::rename(backup + "/away.json", backup + "/backup.json");
  EXPECT_TRUE(Restore(Options(), files_, clock_).ok());
}

TEST_F(RestoreTest, BackupOfANewerReleaseIsRefused) {
  LoseDataAfterBackup();
  const std::string name = path("backups/b/backup.json");
  std::ifstream in(name);
  std::stringstream text;
  text << in.rdbuf();
  auto manifest = ParseManifest(text.str());
  ASSERT_TRUE(manifest.ok());
  manifest->schema = kStoreSchemaVersion + 1;
  std::ofstream(name) << FormatManifest(*manifest);
  ExpectRefused(Options(), "newer release");
}

TEST_F(RestoreTest, MissingLockRecordIsRefused) {
  LoseDataAfterBackup();
  fs::remove(rig_.options().lock_path);
  ExpectRefused(Options(), "lock record is missing");
  EXPECT_FALSE(fs::exists(rig_.options().lock_path));
}

TEST_F(RestoreTest, StoreThatIsThereIsNotTouched) {
  Append(3);
  ASSERT_TRUE(BackUp("b").ok());
  rig_.Close();
  const auto report = Restore(Options(), files_, clock_);
  EXPECT_THAT(std::string(report.status().message()),
              HasSubstr("a store is there"));
  EXPECT_TRUE(rig_.Open().ok());
}

TEST_F(RestoreTest, RunningServerIsRefused) {
  LoseDataAfterBackup();
  const auto server = FileLock::Acquire(rig_.data() + "/server.lock");
  ASSERT_TRUE(server.ok());
  ExpectRefused(Options(), "a server is running");
}

TEST_F(RestoreTest, KeysThatAreThereStay) {
  Append(3);
  ASSERT_TRUE(BackUp("b").ok());
  rig_.Close();
  fs::remove_all(rig_.data() + "/db");
  // Erased since the backup.
  std::fstream keys(rig_.data() + "/keys/000.seg",
                    std::ios::in | std::ios::out | std::ios::binary);
  keys.write(std::string(96, '\0').data(), 96);
  keys.close();
  const auto report = Restore(Options(), files_, clock_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->kept_keys);
  std::ifstream in(rig_.data() + "/keys/000.seg", std::ios::binary);
  std::string slot(96, 'x');
  in.read(slot.data(), 96);
  EXPECT_EQ(slot, std::string(96, '\0'));
}

TEST_F(RestoreTest, KeysKeptApartAreNamedOrGivenUpExplicitly) {
  LoseDataAfterBackup();
  fs::rename(path("backups/b/keys"), path("keys-apart"));
  ExpectRefused(Options(), "--without-keys");
  RestoreOptions options = Options();
  options.keys = path("keys-apart");
  ASSERT_TRUE(Restore(options, files_, clock_).ok());
  EXPECT_TRUE(fs::exists(rig_.data() + "/keys/000.seg"));
  fs::remove_all(rig_.data() + "/db");
  fs::remove_all(rig_.data() + "/keys");
  options = Options();
  options.without_keys = true;
  ASSERT_TRUE(Restore(options, files_, clock_).ok());
  EXPECT_FALSE(fs::exists(rig_.data() + "/keys"));
}

TEST_F(RestoreTest, BackupNeedsANewNameAndAConfiguredFolder) {
  ASSERT_TRUE(BackUp("b").ok());
  EXPECT_TRUE(absl::IsAlreadyExists(BackUp("b").status()));
  Backups none(Source(), "");
  EXPECT_TRUE(absl::IsFailedPrecondition(none.Make("c").status()));
  Backups some(Source(), path("backups"));
  for (const char* name :
       {"", ".", "..", ".hidden", "a/b", "../a", "a b", "-a", "\xc3\xa4"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(some.Make(name).status())) << name;
  }
  EXPECT_TRUE(some.Make(std::string(63, 'a')).ok());
  EXPECT_FALSE(some.Make(std::string(64, 'a')).ok());
}

// Every row that a copy holds can be opened with the keys of that copy, however
// many are being written.
TEST_F(RestoreTest, BackupUnderLoadIsConsistent) {
  std::atomic<bool> stop = false;
  std::atomic<int> done = 0;
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      if (rig_.Append({absl::StrCat("load ", i)}).ok()) ++done;
    }
  });
  for (int i = 0; i < 5; ++i) {
    // The next backup has something new.
    const int seen = done;
    while (done < seen + 20) std::this_thread::yield();
    const auto manifest = BackUp(absl::StrCat("b", i));
    ASSERT_TRUE(manifest.ok()) << manifest.status();
  }
  stop = true;
  writer.join();
  rig_.Close();
  for (int i = 0; i < 5; ++i) {
    fs::remove_all(rig_.data() + "/db");
    fs::remove_all(rig_.data() + "/keys");
    const auto report = Restore(Options(absl::StrCat("b", i)), files_, clock_);
    ASSERT_TRUE(report.ok()) << report.status();
    ASSERT_TRUE(rig_.Open().ok());
    for (std::uint64_t leaf = 1; leaf < report->manifest.log_size; ++leaf) {
      const SampleLeaf sample{absl::StrCat("load ", leaf - 1)};
      const auto row = rig_.store().Get(Family::kRevisions, sample.row_key());
      ASSERT_TRUE(row.ok()) << leaf;
      EXPECT_TRUE(rig_.keys().Find(row->substr(1, 16)).ok()) << leaf;
    }
    rig_.Close();
  }
}

}  // namespace
}  // namespace prescreen
