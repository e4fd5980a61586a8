// SPDX-License-Identifier: Apache-2.0
// Logs that the real log wrote and published, and ones made for the purpose,
// altered in every kind of file.
#include "client/audit_fsck.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "anchor/tiles.h"
#include "base/file_system.h"
#include "tests/anchor/sample_log.h"
#include "tests/server/log/log_rig.h"

namespace prescreen::anchor {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

std::string ReadFile(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  EXPECT_TRUE(stream.good()) << path;
  return std::string((std::istreambuf_iterator<char>(stream)),
                     std::istreambuf_iterator<char>());
}

void WriteFile(const fs::path& path, absl::string_view bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream stream(path, std::ios::binary);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string Flipped(std::string bytes, std::size_t place) {
  bytes[place] = static_cast<char>(bytes[place] ^ 1);
  return bytes;
}

std::string Text(const std::vector<CheckLine>& lines) {
  std::string text;
  for (const CheckLine& line : lines) {
    absl::StrAppend(&text, static_cast<int>(line.verdict), " ", line.what, ": ",
                    line.detail, "\n");
  }
  return text;
}

std::vector<CheckLine> Of(const std::vector<CheckLine>& lines,
                          CheckVerdict verdict) {
  std::vector<CheckLine> result;
  for (const CheckLine& line : lines) {
    if (line.verdict == verdict) result.push_back(line);
  }
  return result;
}

// The lines that are false, without those on the tree as a whole.
std::vector<CheckLine> Culprits(const std::vector<CheckLine>& lines) {
  std::vector<CheckLine> result;
  for (const CheckLine& line : Of(lines, CheckVerdict::kFalse)) {
    if (line.what != "root" && line.what != "tiles") result.push_back(line);
  }
  return result;
}

// The folder of one published log.
class Published {
 public:
  explicit Published(fs::path folder) : folder_(std::move(folder)) {}

  std::vector<CheckLine> Check() const {
    return CheckAgainst(ReadFile(folder_ / "checkpoint"));
  }
  std::vector<CheckLine> CheckAgainst(const std::string& note) const {
    PosixFileSystem files;
    const auto identity = ParseLogIdentity(log_json_);
    EXPECT_TRUE(identity.ok()) << identity.status();
    return Fsck(files, folder_, note, log_json_, *identity);
  }
  // With one bit of `file` flipped, and mended again.
  std::vector<CheckLine> CheckFlipped(const std::string& file,
                                      std::size_t place) const {
    return CheckWith(file, Flipped(ReadFile(folder_ / file), place));
  }
  std::vector<CheckLine> CheckWith(const std::string& file,
                                   const std::string& content) const {
    const bool was_there = fs::exists(folder_ / file);
    const std::string before = was_there ? ReadFile(folder_ / file) : "";
    WriteFile(folder_ / file, content);
    std::vector<CheckLine> lines = Check();
    if (was_there) {
      WriteFile(folder_ / file, before);
    } else {
      fs::remove(folder_ / file);
    }
    return lines;
  }
  std::vector<CheckLine> CheckWithout(const std::string& file) const {
    fs::rename(folder_ / file, folder_ / "away");
    std::vector<CheckLine> lines = Check();
    fs::rename(folder_ / "away", folder_ / file);
    return lines;
  }

  void set_log_json(std::string json) { log_json_ = std::move(json); }
  const std::string& log_json() const { return log_json_; }
  const fs::path& folder() const { return folder_; }
  std::size_t SizeOf(const std::string& file) const {
    return fs::file_size(folder_ / file);
  }

 private:
  fs::path folder_;
  std::string log_json_;
};

// 516 leaves by the real log: two full tiles, a partial one of 4, one above.
class FsckOfRealLog : public ::testing::Test {
 protected:
  static constexpr int kOldLeaves = 300;
  static constexpr int kLeaves = 516;

  static void SetUpTestSuite() {
    home_ = std::make_unique<TemporaryFolder>();
    PosixFileSystem files;
    LogRig rig(files, nullptr, home_->path());
    ASSERT_TRUE(rig.Open().ok());
    Fill(rig, kOldLeaves - 1);
    rig.Close();
    const fs::path folder = rig.options().tiles_path;
    log_ = std::make_unique<Published>(folder);
    log_->set_log_json(ReadFile(folder / "log.json"));
    old_note_ = ReadFile(folder / "checkpoint");
    stale_ = ReadFile(folder / "tile/0/001.p/44");
    ASSERT_TRUE(rig.Open().ok());
    Fill(rig, kLeaves - kOldLeaves);
    rig.Close();
  }
  static void TearDownTestSuite() {
    log_.reset();
    home_.reset();
  }

  static void Fill(LogRig& rig, int leaves) {
    absl::BlockingCounter left(leaves);
    for (int i = 0; i < leaves; ++i) {
      rig.Submit({absl::StrCat("leaf ", leaves, " ", i)},
                 [&left](absl::StatusOr<LoggedLeaf> logged) {
                   EXPECT_TRUE(logged.ok()) << logged.status();
                   left.DecrementCount();
                 });
    }
    left.Wait();
  }

  static std::unique_ptr<TemporaryFolder> home_;
  static std::unique_ptr<Published> log_;
  static std::string old_note_;
  static std::string stale_;
};
std::unique_ptr<TemporaryFolder> FsckOfRealLog::home_;
std::unique_ptr<Published> FsckOfRealLog::log_;
std::string FsckOfRealLog::old_note_;
std::string FsckOfRealLog::stale_;

TEST_F(FsckOfRealLog, AsPublishedHolds) {
  const auto lines = log_->Check();
  EXPECT_EQ(Overall(lines), CheckVerdict::kHolds) << Text(lines);
  EXPECT_THAT(Text(lines), HasSubstr("516 leaves"));
}

TEST_F(FsckOfRealLog, OlderCheckpointHoldsAfterItsPartialTilesAreGone) {
  ASSERT_FALSE(fs::exists(log_->folder() / "tile/0/001.p/44"));
  const auto lines = log_->CheckAgainst(old_note_);
  EXPECT_EQ(Overall(lines), CheckVerdict::kHolds) << Text(lines);
  EXPECT_THAT(Text(lines), HasSubstr("300 leaves"));
}

TEST_F(FsckOfRealLog, FlippedBitInATileNamesTileAndHash) {
  for (const char* file : {"tile/0/000", "tile/0/001", "tile/0/002.p/4"}) {
    const std::size_t size = log_->SizeOf(file);
    for (std::size_t place = 0; place < size; place += place < 64 ? 1 : 131) {
      const auto lines = log_->CheckFlipped(file, place);
      const auto culprits = Culprits(lines);
      ASSERT_EQ(culprits.size(), 1u) << file << place << "\n" << Text(lines);
      EXPECT_EQ(culprits[0].what, file);
      EXPECT_THAT(culprits[0].detail,
                  HasSubstr(absl::StrCat("hash ", place / 32, " (leaf ")));
      EXPECT_THAT(culprits[0].detail, Not(HasSubstr("nothing above tells")));
    }
  }
}

TEST_F(FsckOfRealLog, FlippedBitInATileAboveNamesItAndTheHash) {
  for (std::size_t place = 0; place < 64; ++place) {
    const auto lines = log_->CheckFlipped("tile/1/000.p/2", place);
    const auto culprits = Culprits(lines);
    ASSERT_EQ(culprits.size(), 1u) << place << "\n" << Text(lines);
    EXPECT_EQ(culprits[0].what, "tile/1/000.p/2");
    EXPECT_THAT(culprits[0].detail,
                HasSubstr(absl::StrCat("hash ", place / 32, " is not that of ",
                                       "tile/0/00", place / 32)));
  }
}

TEST_F(FsckOfRealLog, FlippedBitInABundleNamesItAndTheEntry) {
  for (const char* file :
       {"tile/entries/000", "tile/entries/001", "tile/entries/002.p/4"}) {
    const std::size_t size = log_->SizeOf(file);
    for (std::size_t place = 0; place < size; place += place < 70 ? 1 : 137) {
      const auto lines = log_->CheckFlipped(file, place);
      const auto culprits = Culprits(lines);
      ASSERT_FALSE(culprits.empty()) << file << place << "\n" << Text(lines);
      for (const CheckLine& line : culprits) EXPECT_EQ(line.what, file);
      // A length says where all entries behind it are.
      if (place % 35 < 2) continue;
      EXPECT_THAT(culprits[0].detail,
                  HasSubstr(absl::StrCat("entry ", place / 35)));
    }
  }
}

TEST_F(FsckOfRealLog, FlippedBitInANoteOrIdentityIsFalse) {
  for (const char* file : {"checkpoint", "log.json", "log.note"}) {
    const std::size_t size = log_->SizeOf(file);
    for (std::size_t place = 0; place < size; ++place) {
      const auto lines = log_->CheckFlipped(file, place);
      EXPECT_EQ(Overall(lines), CheckVerdict::kFalse) << file << place << "\n"
                                                      << Text(lines);
    }
  }
}

TEST_F(FsckOfRealLog, MissingFileIsNamedAndLeavesTheRestChecked) {
  for (const char* file :
       {"tile/0/000", "tile/0/001", "tile/0/002.p/4", "tile/1/000.p/2",
        "tile/entries/000", "tile/entries/001", "tile/entries/002.p/4"}) {
    const auto lines = log_->CheckWithout(file);
    EXPECT_EQ(Overall(lines), CheckVerdict::kUnchecked) << file << "\n"
                                                        << Text(lines);
    const auto open = Of(lines, CheckVerdict::kUnchecked);
    EXPECT_EQ(open[0].what, file);
    EXPECT_EQ(open[0].detail, "missing");
    // Without entries the root cannot be recomputed; without a tile it can.
    EXPECT_EQ(open.size(), absl::StrContains(file, "entries") ? 2u : 1u);
  }
}

TEST_F(FsckOfRealLog, MissingTileDoesNotHideAnotherFault) {
  fs::rename(log_->folder() / "tile/1/000.p/2", log_->folder() / "kept");
  const auto lines = log_->CheckFlipped("tile/0/001", 0);
  fs::rename(log_->folder() / "kept", log_->folder() / "tile/1/000.p/2");
  EXPECT_EQ(Overall(lines), CheckVerdict::kFalse);
  ASSERT_EQ(Culprits(lines).size(), 1u) << Text(lines);
  EXPECT_THAT(Culprits(lines)[0].detail, HasSubstr("hash 0 (leaf 256)"));
}

TEST_F(FsckOfRealLog, CopyWithoutIdentityFilesHolds) {
  EXPECT_EQ(Overall(log_->CheckWithout("log.json")), CheckVerdict::kHolds);
  EXPECT_EQ(Overall(log_->CheckWithout("log.note")), CheckVerdict::kHolds);
}

TEST_F(FsckOfRealLog, WrongLengthIsFalseAndNamed) {
  for (const char* file : {"tile/0/000", "tile/0/002.p/4", "tile/1/000.p/2",
                           "tile/entries/001", "tile/entries/002.p/4"}) {
    const std::string content = ReadFile(log_->folder() / file);
    for (const std::string& altered :
         {content.substr(0, content.size() - 1), content + "x",
          content + content, content.substr(0, content.size() / 2),
          std::string()}) {
      const auto culprits = Culprits(log_->CheckWith(file, altered));
      ASSERT_EQ(culprits.size(), 1u) << file << altered.size();
      EXPECT_EQ(culprits[0].what, file);
    }
  }
}

TEST_F(FsckOfRealLog, EntryAndItsHashChangedTogetherAreFoundAbove) {
  const std::string bundle = ReadFile(log_->folder() / "tile/entries/001");
  const std::string altered = Flipped(bundle, 35 * 7 + 20);
  std::string tile = ReadFile(log_->folder() / "tile/0/001");
  tile.replace(32 * 7, 32,
               std::string(AsBytes(LeafHash(altered.substr(35 * 7 + 2, 33)))));
  WriteFile(log_->folder() / "tile/entries/001", altered);
  const auto lines = log_->CheckWith("tile/0/001", tile);
  WriteFile(log_->folder() / "tile/entries/001", bundle);
  const auto culprits = Culprits(lines);
  ASSERT_EQ(culprits.size(), 1u) << Text(lines);
  EXPECT_EQ(culprits[0].what, "tile/0/001");
  EXPECT_THAT(culprits[0].detail,
              HasSubstr("does not lead to hash 1 of tile/1/000.p/2"));
}

TEST_F(FsckOfRealLog, StalePartialTileIsFineIfItIsTheBeginning) {
  const auto lines = log_->CheckWith("tile/0/001.p/44", stale_);
  EXPECT_EQ(Overall(lines), CheckVerdict::kHolds) << Text(lines);
}

TEST_F(FsckOfRealLog, StalePartialTileOfAnotherTreeIsFalse) {
  for (std::size_t place = 0; place < stale_.size(); place += 13) {
    const auto lines =
        log_->CheckWith("tile/0/001.p/44", Flipped(stale_, place));
    const auto culprits = Culprits(lines);
    ASSERT_EQ(culprits.size(), 1u) << Text(lines);
    EXPECT_EQ(culprits[0].what, "tile/0/001.p/44");
    EXPECT_EQ(culprits[0].detail,
              absl::StrCat("differs from tile/0/001 at byte ", place));
  }
}

TEST_F(FsckOfRealLog, WhatACrashLeftIsNoTile) {
  const auto lines = log_->CheckWith("tile/0/002.p/5.tmp", "half a tile");
  EXPECT_EQ(Overall(lines), CheckVerdict::kHolds) << Text(lines);
}

TEST_F(FsckOfRealLog, AnotherTrustedIdentityIsFalse) {
  Published other(log_->folder());
  LogIdentity identity = *ParseLogIdentity(log_->log_json());
  identity.iat += 1;
  other.set_log_json(FormatLogIdentity(identity));
  const auto culprits = Culprits(other.Check());
  ASSERT_EQ(culprits.size(), 3u);
  EXPECT_EQ(culprits[0].what, "log.json");
  EXPECT_EQ(culprits[1].what, "log.note");
  EXPECT_EQ(culprits[2].detail, "entry 0 (leaf 0) is not the log identity");
}

// Any entries, signed with the sample key.
class FsckOfMadeLog : public ::testing::Test {
 protected:
  void Publish(const std::vector<std::string>& entries) {
    const SampleLog log(entries);
    for (const Tile& tile : NewTiles(0, entries.size())) {
      WriteFile(folder() / TilePath(tile), log.TileBytes(tile));
    }
    WriteFile(folder() / "checkpoint", log.NoteAt(entries.size()));
    log_ = std::make_unique<Published>(folder());
    log_->set_log_json(FormatLogIdentity(SampleIdentity(false)));
  }
  static std::vector<std::string> Entries(std::uint64_t size) {
    std::vector<std::string> entries = SampleEntries(size);
    entries[0] = MakeEntry(LeafType::kLogIdentity,
                           FormatLogIdentity(SampleIdentity(false)));
    return entries;
  }
  fs::path folder() const { return home_.path(); }

  TemporaryFolder home_;
  std::unique_ptr<Published> log_;
};

TEST_F(FsckOfMadeLog, HoldsAroundEveryTileBoundary) {
  for (const std::uint64_t size : {1, 2, 3, 255, 256, 257, 511, 512, 513}) {
    Publish(Entries(size));
    const auto lines = log_->Check();
    EXPECT_EQ(Overall(lines), CheckVerdict::kHolds) << size << Text(lines);
    fs::remove_all(folder() / "tile");
  }
}

TEST_F(FsckOfMadeLog, ThreeLevelsOfTilesAreChecked) {
  Publish(Entries(65536 + 256 + 1));
  const auto lines = log_->Check();
  EXPECT_EQ(Overall(lines), CheckVerdict::kHolds) << Text(lines);
  for (const char* file : {"tile/2/000.p/1", "tile/1/000", "tile/1/001.p/1",
                           "tile/0/255", "tile/0/257.p/1"}) {
    const auto culprits = Culprits(log_->CheckFlipped(file, 3));
    ASSERT_EQ(culprits.size(), 1u) << file;
    EXPECT_EQ(culprits[0].what, file);
  }
  fs::remove_all(folder() / "tile/entries");
  const auto open = Of(log_->Check(), CheckVerdict::kUnchecked);
  EXPECT_THAT(Text(open), HasSubstr("stopped after 100 problems"));
  EXPECT_LT(open.size(), 110u);
}

TEST_F(FsckOfMadeLog, LeafOfAnUnknownTypeIsUnchecked) {
  auto entries = Entries(5);
  entries[3][0] = 7;
  Publish(entries);
  const auto lines = log_->Check();
  EXPECT_EQ(Overall(lines), CheckVerdict::kUnchecked) << Text(lines);
  EXPECT_THAT(Text(lines), HasSubstr("entry 3 (leaf 3) is of type 7"));
}

TEST_F(FsckOfMadeLog, LeafThatIsNoEntryIsFalse) {
  for (const std::string& entry : {std::string(32, 1), std::string(34, 1),
                                   std::string(), std::string(33, '\0')}) {
    auto entries = Entries(5);
    entries[3] = entry;
    Publish(entries);
    const auto culprits = Culprits(log_->Check());
    ASSERT_EQ(culprits.size(), 1u);
    EXPECT_THAT(culprits[0].detail, HasSubstr("entry 3 (leaf 3) is"));
  }
}

TEST_F(FsckOfMadeLog, FirstLeafMustBeTheLogIdentity) {
  Publish(SampleEntries(5));
  EXPECT_EQ(Culprits(log_->Check())[0].detail,
            "entry 0 (leaf 0) is not the log identity");
}

TEST_F(FsckOfMadeLog, CheckpointByAnotherKeyIsFalseAndTheTreeStillChecked) {
  Publish(Entries(5));
  const Checkpoint checkpoint = SampleLog(Entries(5)).CheckpointAt(5);
  const auto lines =
      log_->CheckAgainst(*SignCheckpoint(checkpoint, SampleKey("other")));
  EXPECT_EQ(Culprits(lines)[0].what, "checkpoint");
  EXPECT_THAT(Text(lines), HasSubstr("5 leaves"));
}

TEST_F(FsckOfMadeLog, CheckpointOfAnotherTreeIsFalse) {
  Publish(Entries(300));
  Checkpoint checkpoint = SampleLog(Entries(300)).CheckpointAt(300);
  checkpoint.root[0] ^= 1;
  const auto lines =
      log_->CheckAgainst(*SignCheckpoint(checkpoint, SampleKey()));
  const auto wrong = Of(lines, CheckVerdict::kFalse);
  ASSERT_EQ(wrong.size(), 2u) << Text(lines);
  EXPECT_EQ(wrong[0].what, "root");
  EXPECT_EQ(wrong[1].what, "tiles");
}

TEST_F(FsckOfMadeLog, HugeStatedSizeEndsSoon) {
  Publish(Entries(5));
  Checkpoint checkpoint = SampleLog(Entries(5)).CheckpointAt(5);
  checkpoint.size = (std::uint64_t{1} << 63) - 1;
  const auto lines =
      log_->CheckAgainst(*SignCheckpoint(checkpoint, SampleKey()));
  EXPECT_NE(Overall(lines), CheckVerdict::kHolds);
  EXPECT_LT(lines.size(), 120u);
}

TEST_F(FsckOfMadeLog, EmptyTreeNeedsItsRoot) {
  Publish(Entries(1));
  Checkpoint checkpoint{std::string(kSampleOrigin), 0, EmptyRoot()};
  EXPECT_EQ(
      Overall(log_->CheckAgainst(*SignCheckpoint(checkpoint, SampleKey()))),
      CheckVerdict::kHolds);
  checkpoint.root[5] ^= 1;
  EXPECT_EQ(
      Overall(log_->CheckAgainst(*SignCheckpoint(checkpoint, SampleKey()))),
      CheckVerdict::kFalse);
}

TEST_F(FsckOfMadeLog, UnreadableTileIsUnchecked) {
  Publish(Entries(5));
  const fs::path tile = folder() / "tile/0/000.p/5";
  fs::remove(tile);
  fs::create_directory(tile);  // there, but no file
  const auto lines = log_->Check();
  EXPECT_EQ(Overall(lines), CheckVerdict::kUnchecked) << Text(lines);
}

}  // namespace
}  // namespace prescreen::anchor
