// SPDX-License-Identifier: Apache-2.0
#include "anchor/file/file_chain.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "anchor/file/journal_line.h"
#include "base/encoding.h"

namespace prescreen::anchor::file {
namespace {

class FixedClock final : public Clock {
 public:
  absl::Time Now() const override {
    return absl::FromUnixSeconds(1'700'000'000);
  }
};

class FileChainTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string name =
        ::testing::UnitTest::GetInstance()->current_test_info()->name();
    path_ = absl::StrCat(::testing::TempDir(), "file_chain_test_", name);
    files_.Remove(path_).IgnoreError();
  }

  FileChain MakeChain() {
    return FileChain({path_, "log.example/1"}, key_, files_, clock_);
  }
  static Checkpoint MakeCheckpoint(std::uint64_t size = 7) {
    return {"log.example/1", size, Sha256(std::to_string(size))};
  }
  std::string Content() { return *files_.Read(path_, 1 << 20); }
  void Append(absl::string_view bytes) {
    ASSERT_TRUE((*files_.Open(path_, 0600))->Append(bytes).ok());
  }
  // Prepared and submitted.
  std::string Add(FileChain& chain, std::uint64_t size) {
    const auto line = chain.Prepare(MakeCheckpoint(size));
    EXPECT_TRUE(line.ok()) << line.status();
    const absl::Status status = chain.Submit(*line);
    EXPECT_TRUE(status.ok()) << status;
    return *line;
  }
  NoteVerifier Verifier() const {
    return {"log.example/1", NoteKeyId("log.example/1", key_.public_key()),
            key_.public_key()};
  }

  std::string path_;
  PosixFileSystem files_;
  FixedClock clock_;
  Ed25519PrivateKey key_ = *Ed25519PrivateKey::FromSeed(std::string(32, 's'));
};

TEST_F(FileChainTest, IsLocal) {
  FileChain chain = MakeChain();
  EXPECT_EQ(chain.id(), "file:local");
  EXPECT_FALSE(chain.is_public());
  const auto identity = chain.Describe();
  EXPECT_EQ(identity->caip2, "file:local");
  EXPECT_EQ(identity->contract, "");
  EXPECT_EQ(identity->publisher, "");
  EXPECT_EQ(identity->from, 1'700'000'000);
}

TEST_F(FileChainTest, AnchorsAtOnce) {
  FileChain chain = MakeChain();
  const std::string line = *chain.Prepare(MakeCheckpoint());
  EXPECT_EQ(chain.Poll(line)->progress, Progress::kLost);
  ASSERT_TRUE(chain.Submit(line).ok());
  const auto result = chain.Poll(line);
  EXPECT_EQ(result->progress, Progress::kFinal);
  EXPECT_EQ(result->attestation.chain(), "file:local");
  EXPECT_EQ(result->attestation.state(), v1::Attestation::FINAL);
  EXPECT_EQ(result->attestation.file().line(), line);
  EXPECT_TRUE(chain.Verify(result->attestation, MakeCheckpoint()).ok());
  EXPECT_EQ(Content(), line);
}

TEST_F(FileChainTest, CreatesAPrivateFile) {
  FileChain chain = MakeChain();
  Add(chain, 1);
  EXPECT_EQ(files_.Stat(path_)->permissions, 0600u);
}

TEST_F(FileChainTest, BindsEachLineToTheOneBefore) {
  FileChain chain = MakeChain();
  const std::string first = Add(chain, 1);
  const std::string second = Add(chain, 2);
  EXPECT_EQ(Content(), first + second);
  const absl::string_view text = absl::string_view(first);
  EXPECT_EQ(
      OpenJournalLine(absl::string_view(second).substr(0, second.size() - 1),
                      Verifier())
          ->previous,
      Sha256(text.substr(0, text.size() - 1)));
}

TEST_F(FileChainTest, DoesNothingWithALineThatItHas) {
  FileChain chain = MakeChain();
  const std::string first = Add(chain, 1);
  const std::string second = Add(chain, 2);
  EXPECT_TRUE(chain.Submit(first).ok());
  EXPECT_TRUE(chain.Submit(second).ok());
  EXPECT_EQ(Content(), first + second);
}

TEST_F(FileChainTest, RefusesALineThatCameTooLate) {
  FileChain chain = MakeChain();
  const std::string late = *chain.Prepare(MakeCheckpoint(1));
  Add(chain, 2);
  EXPECT_EQ(chain.Submit(late).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(chain.Poll(late).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(FileChainTest, OverwritesATornEnd) {
  FileChain chain = MakeChain();
  const std::string first = Add(chain, 1);
  const std::string second = *chain.Prepare(MakeCheckpoint(2));
  for (const std::string& torn :
       {second.substr(0, 1), second.substr(0, second.size() - 1),
        std::string(1000, '\0')}) {
    ASSERT_TRUE(WriteFileAtomically(files_, path_, first + torn, 0600).ok());
    EXPECT_EQ(chain.Poll(second)->progress, Progress::kLost);
    ASSERT_TRUE(chain.Submit(second).ok());
    EXPECT_EQ(Content(), first + second);
  }
}

TEST_F(FileChainTest, PreparesOverATornEnd) {
  FileChain chain = MakeChain();
  const std::string first = Add(chain, 1);
  Append("torn");
  const std::string second = Add(chain, 2);
  EXPECT_EQ(Content(), first + second);
}

TEST_F(FileChainTest, OverwritesATornFirstLine) {
  FileChain chain = MakeChain();
  Append("torn");
  const std::string first = Add(chain, 1);
  EXPECT_EQ(Content(), first);
}

TEST_F(FileChainTest, RefusesToGoOnAfterAForeignLine) {
  FileChain chain = MakeChain();
  Append("foreign\n");
  EXPECT_EQ(chain.Prepare(MakeCheckpoint()).status().code(),
            absl::StatusCode::kDataLoss);
}

TEST_F(FileChainTest, RefusesWhatItDidNotPrepare) {
  FileChain chain = MakeChain();
  std::string line = *chain.Prepare(MakeCheckpoint());
  EXPECT_EQ(chain.Submit("garbage\n").code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(chain.Submit("").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(chain.Submit(line + line).code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(chain.Poll("garbage").status().code(),
            absl::StatusCode::kInvalidArgument);
  line.pop_back();
  EXPECT_EQ(chain.Submit(line).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE(files_.Stat(path_).ok());
}

TEST_F(FileChainTest, RefusesACheckpointOfAnotherLog) {
  FileChain chain = MakeChain();
  Checkpoint checkpoint = MakeCheckpoint();
  checkpoint.origin = "other.example/1";
  EXPECT_EQ(chain.Prepare(checkpoint).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(FileChainTest, VerifyContradictsAnotherCheckpoint) {
  FileChain chain = MakeChain();
  const auto attestation = chain.Poll(Add(chain, 1))->attestation;
  EXPECT_EQ(chain.Verify(attestation, MakeCheckpoint(2)).code(),
            absl::StatusCode::kDataLoss);
  v1::Attestation altered = attestation;
  altered.mutable_file()->mutable_line()->at(30) ^= 1;
  EXPECT_EQ(chain.Verify(altered, MakeCheckpoint(1)).code(),
            absl::StatusCode::kDataLoss);
}

TEST_F(FileChainTest, VerifyDoesNotFindALineThatIsGone) {
  FileChain chain = MakeChain();
  const auto attestation = chain.Poll(Add(chain, 1))->attestation;
  ASSERT_TRUE(files_.Remove(path_).ok());
  EXPECT_EQ(chain.Verify(attestation, MakeCheckpoint(1)).code(),
            absl::StatusCode::kNotFound);
}

// Stored. Never change.
TEST_F(FileChainTest, LineIsFrozen) {
  const std::string line = *MakeChain().Prepare(MakeCheckpoint());
  EXPECT_EQ(line,
            "prescreen-journal/1 log.example/1 7 "
            "eQJpm+Qsio5G+7tFAXJlF+hrIsVqGJ92JabaSQgbJFE= 1700000000 "
            "0000000000000000000000000000000000000000000000000000000000000000 "
            "9ad9d9db "
            "sqW43jONNbCuOBvokGWFw2HOpph39MFcx/sBEsmRvg1DAUmF3+IU0579KBzNRm59"
            "pyydXiyzo4wpOVJAlMoMDQ==\n");
}

TEST_F(FileChainTest, LineRefusesEveryAlteredBit) {
  std::string line = *MakeChain().Prepare(MakeCheckpoint());
  line.pop_back();
  ASSERT_TRUE(OpenJournalLine(line, Verifier()).ok());
  for (std::size_t bit = 0; bit < 8 * line.size(); ++bit) {
    std::string altered = line;
    altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(OpenJournalLine(altered, Verifier()).ok()) << bit;
  }
}

TEST_F(FileChainTest, LineRefusesAnotherKey) {
  std::string line = *MakeChain().Prepare(MakeCheckpoint());
  line.pop_back();
  const auto other = *Ed25519PrivateKey::FromSeed(std::string(32, 'o'));
  NoteVerifier verifier = Verifier();
  verifier.public_key = other.public_key();
  EXPECT_EQ(OpenJournalLine(line, verifier).status().code(),
            absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace prescreen::anchor::file
