// SPDX-License-Identifier: Apache-2.0
// Go's sumdb/note and sumdb/tlog judge a log that we publish (go/README.md).
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "base/encoding.h"
#include "base/file_system.h"
#include "server/log/log_tree.h"
#include "server/service/receipts_proofs.h"
#include "tests/anchor/sample_log.h"
#include "tests/server/log/log_rig.h"

namespace prescreen::anchor {
namespace {

namespace fs = std::filesystem;

// Level 2 tiles begin at 65,536.
constexpr std::uint64_t kOldSize = 300;
constexpr std::uint64_t kNewSize = 66000;
constexpr std::uint64_t kIndex = 4321;

bool Succeeds(const std::string& command) {
  const int status = std::system(command.c_str());
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

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

std::string Lines(absl::Span<const Hash> hashes) {
  std::string lines;
  for (const Hash& hash : hashes) {
    absl::StrAppend(&lines, Base64Encode(AsBytes(hash)), "\n");
  }
  return lines;
}

// Publishes the sample log as go/README.md says.
void Publish(const fs::path& folder) {
  const SampleLog log(kNewSize);
  const auto read = [&log](const NodeId& id) { return log.Read(id); };
  WriteFile(folder / "vkey", kSampleVkey);
  WriteFile(folder / "sizes", absl::StrCat(kOldSize, "\n", kNewSize, "\n"));
  for (const std::uint64_t size : {kOldSize, kNewSize}) {
    WriteFile(folder / absl::StrCat("checkpoint.", size), log.NoteAt(size));
  }
  WriteFile(folder / "proof",
            absl::StrCat(kIndex, "\n", Base64Encode(log.entries()[kIndex]),
                         "\n", Lines(*InclusionProof(kIndex, kNewSize, read))));
  WriteFile(folder / "consistency",
            Lines(*ConsistencyProof(kOldSize, kNewSize, read)));
  std::vector<Tile> tiles = NewTiles(0, kOldSize);
  for (const Tile& tile : NewTiles(kOldSize, kNewSize)) tiles.push_back(tile);
  for (const Tile& tile : tiles) {
    WriteFile(folder / TilePath(tile), log.TileBytes(tile));
  }
}

class GoTlog : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ =
        fs::path(::testing::TempDir()) / absl::StrCat("go_tlog_", ::getpid());
    has_go_ = Succeeds("go version");
    if (!has_go_) return;
    const fs::path source = fs::path(PRESCREEN_SOURCE_DIR) / "tests/interop/go";
    // Its own cache: go needs one, and HOME may be read-only.
    ASSERT_TRUE(Succeeds(
        absl::StrCat("cd '", source.string(), "' && GOPATH=/usr/share/gocode ",
                     "GO111MODULE=off GOFLAGS= GOCACHE='", Cache().string(),
                     "' go build -o '", Program().string(), "' .")));
    Publish(Log());
  }
  static void TearDownTestSuite() { fs::remove_all(folder_); }

  void SetUp() override {
    if (!has_go_) GTEST_SKIP() << "`go` is not installed (golang-go)";
  }

  static fs::path Cache() { return folder_ / "cache"; }
  static fs::path Program() { return folder_ / "tlogcheck"; }
  static fs::path Log() { return folder_ / "log"; }

  static bool IsAccepted() {
    return Succeeds(absl::StrCat(Program().string(), " ", Log().string()));
  }

  // Judges the log with one bit of `file` flipped, and mends it.
  static bool IsAcceptedWithFlippedBit(const std::string& file,
                                       std::size_t byte) {
    const fs::path path = Log() / file;
    const std::string bytes = ReadFile(path);
    EXPECT_LT(byte, bytes.size()) << file;
    std::string altered = bytes;
    altered[byte] = static_cast<char>(altered[byte] ^ 1);
    WriteFile(path, altered);
    const bool is_accepted = IsAccepted();
    WriteFile(path, bytes);
    return is_accepted;
  }

  static fs::path folder_;
  static bool has_go_;
};

fs::path GoTlog::folder_;
bool GoTlog::has_go_ = false;

// What the service answers, as go/README.md has it.
void WriteProofs(const Log& log, std::uint64_t first, std::uint64_t second,
                 std::uint64_t index, const std::string& entry,
                 const fs::path& folder) {
  v1::GetInclusionProofRequest leaf;
  leaf.set_name(absl::StrCat("log/leaves/", index));
  leaf.set_tree_size(second);
  const auto inclusion = FindInclusionProof(log, leaf);
  ASSERT_TRUE(inclusion.ok()) << inclusion.status();
  v1::GetConsistencyProofRequest trees;
  trees.set_first_size(first);
  trees.set_second_size(second);
  const auto consistency = FindConsistencyProof(log, trees);
  ASSERT_TRUE(consistency.ok()) << consistency.status();
  std::string proof = absl::StrCat(index, "\n", Base64Encode(entry), "\n");
  for (const std::string& hash : inclusion->path()) {
    absl::StrAppend(&proof, Base64Encode(hash), "\n");
  }
  WriteFile(folder / "proof", proof);
  std::string path;
  for (const std::string& hash : consistency->path()) {
    absl::StrAppend(&path, Base64Encode(hash), "\n");
  }
  WriteFile(folder / "consistency", path);
  WriteFile(folder / "sizes", absl::StrCat(first, "\n", second, "\n"));
  WriteFile(folder / absl::StrCat("checkpoint.", second),
            inclusion->checkpoint());
}

// A log by the server's own code, which grows and publishes.
class GrowingLog {
 public:
  GrowingLog() : rig_(files_, nullptr, home_.path()) {}

  // Publishes all of it before it returns.
  void GrowTo(std::uint64_t size) {
    rig_.Close();
    ASSERT_TRUE(rig_.Open().ok());
    const std::uint64_t begin = rig_.log().checkpoint().size;
    if (size > begin) {
      absl::BlockingCounter left(static_cast<int>(size - begin));
      for (std::uint64_t i = begin; i < size; ++i) {
        rig_.log().Submit(std::make_unique<CheapLeaf>(left));
      }
      left.Wait();
    }
    rig_.log().Close();
    ASSERT_EQ(rig_.log().checkpoint().size, size);
  }

  const Log& log() { return rig_.log(); }
  fs::path folder() const { return home_.path() + "/public"; }
  std::string vkey() const { return rig_.Genesis().vkeys[0]; }

  // Of a full bundle or of the last one.
  std::string Entry(std::uint64_t index) {
    return *ReadLogEntry(rig_.store(), index);
  }

 private:
  class CheapLeaf final : public PendingLeaf {
   public:
    explicit CheapLeaf(absl::BlockingCounter& left) : left_(left) {}
    absl::StatusOr<std::optional<Object>> Seal(LeafContext& context) override {
      return Object{LeafType::kDecisionRecord,
                    absl::StrCat("leaf ", context.leaf_index())};
    }
    void Done(absl::StatusOr<LoggedLeaf> logged) override {
      EXPECT_TRUE(logged.ok()) << logged.status();
      left_.DecrementCount();
    }

   private:
    absl::BlockingCounter& left_;
  };

  PosixFileSystem files_;
  TemporaryFolder home_;
  LogRig rig_;
};

TEST_F(GoTlog, AcceptsWhatTheServersLogPublishesAndAnswers) {
  GrowingLog log;
  std::uint64_t first = 0;
  for (const std::uint64_t size :
       {1, 2, 255, 256, 257, 511, 512, 513, 65535, 65536, 65537, 65793}) {
    log.GrowTo(size);
    const fs::path folder = log.folder();
    WriteFile(folder / "vkey", log.vkey());
    if (first == 0) first = size;
    for (const std::uint64_t index : {first - 1, size / 2, size - 1}) {
      WriteProofs(log.log(), first, size, index, log.Entry(index), folder);
      EXPECT_TRUE(
          Succeeds(absl::StrCat(Program().string(), " ", folder.string())))
          << first << " " << size << " " << index;
    }
    first = size;
  }
}

TEST_F(GoTlog, AcceptsCheckpointsProofsAndTiles) { EXPECT_TRUE(IsAccepted()); }

TEST_F(GoTlog, RefusesAFlippedBitInEachPart) {
  const std::size_t origin = kSampleOrigin.size() + 1;
  EXPECT_FALSE(IsAcceptedWithFlippedBit("vkey", 30));
  EXPECT_FALSE(IsAcceptedWithFlippedBit("checkpoint.66000", origin));
  EXPECT_FALSE(IsAcceptedWithFlippedBit("checkpoint.300", origin + 10));
  EXPECT_FALSE(IsAcceptedWithFlippedBit("proof", 3));    // the index
  EXPECT_FALSE(IsAcceptedWithFlippedBit("proof", 20));   // the entry
  EXPECT_FALSE(IsAcceptedWithFlippedBit("proof", 100));  // a hash
  EXPECT_FALSE(IsAcceptedWithFlippedBit("consistency", 0));
  EXPECT_FALSE(IsAcceptedWithFlippedBit("tile/0/017", 4000));
  EXPECT_FALSE(IsAcceptedWithFlippedBit("tile/0/257.p/208", 0));
  EXPECT_FALSE(IsAcceptedWithFlippedBit("tile/1/000", 8191));
  EXPECT_FALSE(IsAcceptedWithFlippedBit("tile/1/001.p/1", 5));
  EXPECT_FALSE(IsAcceptedWithFlippedBit("tile/2/000.p/1", 31));
  EXPECT_FALSE(IsAcceptedWithFlippedBit("tile/0/001.p/44", 1));
  EXPECT_FALSE(IsAcceptedWithFlippedBit("tile/entries/016", 1000));
  EXPECT_TRUE(IsAccepted());  // all of it was mended again
}

}  // namespace
}  // namespace prescreen::anchor
