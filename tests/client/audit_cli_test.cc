// SPDX-License-Identifier: Apache-2.0
// prescreen-audit as users run it: a process, files, an exit code.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "anchor/evm/abi.h"
#include "anchor/evm/address.h"
#include "anchor/evm/transaction.h"
#include "anchor/file/journal_line.h"
#include "anchor/receipt.h"
#include "anchor/tiles.h"
#include "base/codec/json.h"
#include "tests/anchor/sample_log.h"

namespace prescreen::anchor {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Outcome {
  int exit_code = -1;
  std::string output;  // both streams
};

class AuditCli : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::path(::testing::TempDir()) /
        absl::StrCat(
            "audit_cli_", ::getpid(), "_",
            ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
    log_ = Write("log.json", FormatLogIdentity(SampleIdentity(true)));
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& bytes) {
    const std::string path = folder_ / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  std::string WriteReceipt(const v1::Receipt& receipt) {
    return Write("receipt", receipt.SerializeAsString());
  }

  static Outcome Run(const std::string& arguments) {
    const std::string command = absl::StrCat(
        PRESCREEN_BINARY_DIR, "/prescreen-audit ", arguments, " 2>&1");
    Outcome outcome;
    FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) return outcome;
    char buffer[4096];
    for (std::size_t count = 0;
         (count = std::fread(buffer, 1, sizeof(buffer), pipe)) > 0;) {
      outcome.output.append(buffer, count);
    }
    const int status = ::pclose(pipe);
    if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
    return outcome;
  }

  Outcome Verify(const v1::Receipt& receipt, const std::string& more = "") {
    return Run(absl::StrCat("verify ", WriteReceipt(receipt), " --log ", log_,
                            " ", more));
  }

  // A transaction that really says it, by a publisher that log.json names.
  void SignAttestation(v1::Attestation* attestation) {
    v1::EvmAttestation* evm = attestation->mutable_evm();
    const Digest32 key = Sha256("publisher key");
    const evm::Address publisher = *evm::AddressOfPrivateKey(AsBytes(key));
    LogIdentity identity = SampleIdentity(true);
    identity.anchors[0].publisher = evm::FormatAddress(publisher);
    log_ = Write("log.json", FormatLogIdentity(identity));
    evm->set_publisher(std::string(evm::AsBytes(publisher)));
    const Checkpoint anchored = SampleLog(11).CheckpointAt(11);
    evm::Transaction transaction;
    transaction.chain_id = 31337;
    transaction.gas_limit = 30000;
    transaction.to = *evm::ParseAddress(kSampleContract);
    transaction.data = evm::EncodeAnchorCall(
        {Sha256(kSampleOrigin), anchored.root, anchored.size});
    const std::string raw = *evm::SignTransaction(transaction, AsBytes(key));
    evm->set_raw_tx(raw);
    evm->set_tx_hash(std::string(AsBytes(evm::TransactionHash(raw))));
  }

  static v1::Receipt GoodReceipt() {
    return SampleLog(11).AnchoredReceiptAt(3, 7, 11);
  }

  std::filesystem::path folder_;
  std::string log_;
};

TEST_F(AuditCli, GoodReceiptWithoutANodeIsNotFullyChecked) {
  const Outcome outcome = Verify(GoodReceipt());
  EXPECT_EQ(outcome.exit_code, 2) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("ok     record"));
  EXPECT_THAT(outcome.output, HasSubstr("ok     logged proof"));
  EXPECT_THAT(outcome.output, HasSubstr("??     chain eip155:31337"));
  EXPECT_THAT(outcome.output, Not(HasSubstr("FALSE")));
  EXPECT_THAT(outcome.output, HasSubstr("Not fully checked: nothing is false"));
}

TEST_F(AuditCli, ReadsAReceiptInJson) {
  const std::string path = Write("receipt.json", ReceiptToJson(GoodReceipt()));
  EXPECT_EQ(Run(absl::StrCat("verify ", path, " --log ", log_)).exit_code, 2);
}

TEST_F(AuditCli, UnreachableNodeIsNotFullyChecked) {
  v1::Receipt receipt = GoodReceipt();
  SignAttestation(receipt.mutable_attestations(0));
  // Port 1 of this machine: nothing listens there.
  const Outcome outcome = Verify(receipt, "--rpc http://127.0.0.1:1/");
  EXPECT_EQ(outcome.exit_code, 2) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("ok     chain eip155:31337 sender"));
}

TEST_F(AuditCli, AlteredTransactionIsFalseWithoutAnyNode) {
  v1::Receipt receipt = GoodReceipt();
  SignAttestation(receipt.mutable_attestations(0));
  v1::EvmAttestation* evm = receipt.mutable_attestations(0)->mutable_evm();
  (*evm->mutable_raw_tx())[60] ^= 1;
  const Outcome outcome = Verify(receipt, "--rpc http://127.0.0.1:1/");
  EXPECT_EQ(outcome.exit_code, 1) << outcome.output;
}

TEST_F(AuditCli, LoggedReceiptSaysThatItIsNotYetAnchored) {
  const Outcome outcome = Verify(SampleLog(7).ReceiptAt(3, 7));
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.output, HasSubstr("not yet anchored"));
}

TEST_F(AuditCli, LogWithoutPublicChainSaysSo) {
  log_ = Write("log.json", FormatLogIdentity(SampleIdentity(false)));
  const Outcome outcome = Verify(SampleLog(7).ReceiptAt(3, 7));
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.output, HasSubstr("not publicly anchored"));
}

TEST_F(AuditCli, AlteredByteInEachPartIsFalse) {
  std::vector<v1::Receipt> altered(9, GoodReceipt());
  std::string& record = *altered[0].mutable_record();
  record[record.find("\"seq\":3") + 6] = '5';
  altered[1].set_leaf_type(2);
  altered[2].set_leaf_index(2);
  (*altered[3].mutable_logged()->mutable_path(0))[5] ^= 1;
  (*altered[4].mutable_anchored()->mutable_path(0))[5] ^= 1;
  std::string& logged = *altered[5].mutable_logged()->mutable_checkpoint();
  logged[kSampleOrigin.size() + 1] = '6';
  std::string& anchored = *altered[6].mutable_anchored()->mutable_checkpoint();
  anchored[anchored.size() - 20] =
      anchored[anchored.size() - 20] == 'A' ? 'B' : 'A';
  v1::EvmAttestation* evm = altered[7].mutable_attestations(0)->mutable_evm();
  (*evm->mutable_root())[0] ^= 1;
  evm = altered[8].mutable_attestations(0)->mutable_evm();
  (*evm->mutable_publisher())[0] ^= 1;
  for (std::size_t i = 0; i < altered.size(); ++i) {
    const Outcome outcome = Verify(altered[i]);
    EXPECT_EQ(outcome.exit_code, 1) << i << "\n" << outcome.output;
    EXPECT_THAT(outcome.output, HasSubstr("FALSE  "));
    EXPECT_THAT(outcome.output, HasSubstr("The receipt is FALSE"));
  }
}

TEST_F(AuditCli, ReceiptOfAnotherLogIsFalse) {
  LogIdentity other = SampleIdentity(true);
  other.origin = "other.example/log";
  other.vkeys = {FormatVkey(other.origin, SampleKey("other").public_key())};
  log_ = Write("log.json", FormatLogIdentity(other));
  EXPECT_EQ(Verify(GoodReceipt()).exit_code, 1);
}

TEST_F(AuditCli, SubjectNamesTheApplication) {
  const std::string subject =
      Write("subject.json", OpeningToJson(SampleSubject()));
  const Outcome outcome =
      Verify(GoodReceipt(), absl::StrCat("--subject ", subject));
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.output, HasSubstr("\"application_ref\":\"A-17\""));
}

TEST_F(AuditCli, SubjectOfAnotherApplicationIsFalse) {
  v1::Opening subject = SampleSubject();
  subject.set_content(R"({"application_ref":"A-18","tenant":"demo"})");
  const std::string path = Write("subject.json", OpeningToJson(subject));
  EXPECT_EQ(Verify(GoodReceipt(), absl::StrCat("--subject ", path)).exit_code,
            1);
}

TEST_F(AuditCli, JsonHoldsTheSameLines) {
  const Outcome outcome = Verify(GoodReceipt(), "--json");
  EXPECT_EQ(outcome.exit_code, 2);
  const auto report = json::Parse(outcome.output);
  ASSERT_TRUE(report.ok()) << outcome.output;
  EXPECT_EQ(report->FindString("verdict"), "unchecked");
  const json::Value* checks = report->Find("checks");
  ASSERT_NE(checks, nullptr);
  ASSERT_FALSE(checks->items().empty());
  EXPECT_EQ(checks->items()[0].FindString("what"), "record");
  EXPECT_EQ(checks->items()[0].FindString("verdict"), "holds");
}

TEST_F(AuditCli, UnreadableInputIsAUsageError) {
  const std::string receipt = WriteReceipt(GoodReceipt());
  const std::string garbage = Write("garbage", "this is no receipt");
  const std::string missing = folder_ / "missing";
  for (const std::string& arguments :
       {absl::StrCat("verify ", garbage, " --log ", log_),
        absl::StrCat("verify ", missing, " --log ", log_),
        absl::StrCat("verify ", receipt, " --log ", garbage),
        absl::StrCat("verify ", receipt, " --log ", missing),
        absl::StrCat("verify ", receipt, " --log ", log_, " --subject ",
                     missing),
        absl::StrCat("verify ", receipt, " --log ", log_, " --subject ",
                     garbage)}) {
    const Outcome outcome = Run(arguments);
    EXPECT_EQ(outcome.exit_code, 64) << arguments << "\n" << outcome.output;
    EXPECT_THAT(outcome.output, HasSubstr("prescreen-audit: "));
  }
}

TEST_F(AuditCli, WrongUsageIsAUsageError) {
  const std::string receipt = WriteReceipt(GoodReceipt());
  for (const std::string& arguments :
       {std::string(), std::string("verify"), absl::StrCat("verify ", receipt),
        absl::StrCat("verify --log ", log_), std::string("nonsense"),
        absl::StrCat("verify ", receipt, " --log ", log_, " --nonsense")}) {
    EXPECT_EQ(Run(arguments).exit_code, 64) << arguments;
  }
}

TEST_F(AuditCli, HelpAndVersionSucceed) {
  EXPECT_EQ(Run("--help").exit_code, 0);
  EXPECT_EQ(Run("verify --help").exit_code, 0);
  const Outcome version = Run("--version");
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_THAT(version.output, testing::StartsWith("prescreen-audit 0."));
}

TEST_F(AuditCli, DoesNotPassControlCharactersOn) {
  v1::Opening subject = SampleSubject();
  subject.set_content(
      "{\"application_ref\":\"A\xc2\x9b"
      "2J\x7f\",\"tenant\":\"demo\"}");
  v1::Receipt receipt = GoodReceipt();
  receipt.set_record(absl::StrCat(
      R"({"log":"prescreen.example/log1","subject":")",
      Base64UrlEncode(AsBytes(Commit(subject.salt(), subject.content()))),
      R"(","typ":"prescreen-record"})"));
  const std::string path = Write("subject", subject.SerializeAsString());
  const Outcome outcome = Verify(receipt, absl::StrCat("--subject ", path));
  EXPECT_THAT(outcome.output, HasSubstr("A?2J?"));
}

TEST_F(AuditCli, LocalJournalLineIsCheckedByTheLogsKey) {
  v1::Receipt receipt = GoodReceipt();
  file::JournalLine line;
  line.checkpoint = SampleLog(11).CheckpointAt(11);
  line.time = 1760000000;
  v1::Attestation* attestation = receipt.add_attestations();
  attestation->set_chain("file:local");
  attestation->mutable_file()->set_line(
      *file::SignJournalLine(line, SampleKey()));
  const Outcome good = Verify(receipt);
  EXPECT_EQ(good.exit_code, 2);  // without a node
  EXPECT_THAT(good.output, HasSubstr("ok     chain file:local"));
  EXPECT_THAT(good.output, HasSubstr("signed by the log: size 11"));

  attestation->mutable_file()->set_line(
      *file::SignJournalLine(line, SampleKey("other")));
  EXPECT_EQ(Verify(receipt).exit_code, 1);
  line.checkpoint.root[0] ^= 1;
  attestation->mutable_file()->set_line(
      *file::SignJournalLine(line, SampleKey()));
  EXPECT_EQ(Verify(receipt).exit_code, 1);
  attestation->mutable_file()->set_line("whatever\n");
  EXPECT_EQ(Verify(receipt).exit_code, 1);
}

// A log of 300 leaves as it is published, of 256 before.
class AuditTiles : public AuditCli {
 protected:
  void SetUp() override {
    AuditCli::SetUp();
    log_ = Write("log.json", FormatLogIdentity(SampleIdentity(false)));
    std::vector<std::string> entries = SampleEntries(300);
    entries[0] = MakeEntry(LeafType::kLogIdentity,
                           FormatLogIdentity(SampleIdentity(false)));
    const SampleLog log(entries);
    for (const Tile& tile : NewTiles(0, 300)) {
      const std::string name = TilePath(tile);
      std::filesystem::create_directories(
          (folder_ / "tiles" / name).parent_path());
      Write("tiles/" + name, log.TileBytes(tile));
    }
    Write("tiles/checkpoint", log.NoteAt(300));
    old_ = Write("old", log.NoteAt(256));
    v1::GetConsistencyProofResponse proof;
    proof.set_first_size(256);
    proof.set_second_size(300);
    proof.set_first_root(std::string(AsBytes(log.CheckpointAt(256).root)));
    proof.set_second_root(std::string(AsBytes(log.CheckpointAt(300).root)));
    const auto path = ConsistencyProof(
        256, 300, [&log](const NodeId& id) { return log.Read(id); });
    for (const Hash& hash : *path) {
      proof.add_path(std::string(AsBytes(hash)));
    }
    std::string json;
    ASSERT_TRUE(google::protobuf::util::MessageToJsonString(proof, &json).ok());
    proof_ = Write("proof.json", json);
  }

  std::string tiles() const { return folder_ / "tiles"; }
  Outcome Fsck(const std::string& more = "") {
    return Run(absl::StrCat("fsck ", tiles(), " --log ", log_, " ", more));
  }
  Outcome Consistency(const std::string& more) {
    return Run(absl::StrCat("consistency ", old_, " ", tiles(),
                            "/checkpoint --log ", log_, " ", more));
  }

  std::string old_;
  std::string proof_;
};

TEST_F(AuditTiles, FsckOfAGoodLogIsZero) {
  const Outcome outcome = Fsck();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("The log holds"));
  EXPECT_EQ(Fsck("--checkpoint " + old_).exit_code, 0);
}

TEST_F(AuditTiles, FsckOfAnAlteredFileIsOneAndNamesIt) {
  Write("tiles/tile/0/001.p/44", std::string(44 * 32, 'x'));
  const Outcome outcome = Fsck();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("FALSE  tile/0/001.p/44  hash 0"));
  const auto report = json::Parse(Fsck("--json").output);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->FindString("verdict"), "false");
}

TEST_F(AuditTiles, FsckOfAnIncompleteCopyIsTwo) {
  std::filesystem::remove(tiles() + "/tile/entries/000");
  const Outcome outcome = Fsck();
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.output, HasSubstr("??     tile/entries/000  missing"));
}

TEST_F(AuditTiles, FsckWithoutCheckpointIsAUsageError) {
  std::filesystem::remove(tiles() + "/checkpoint");
  EXPECT_EQ(Fsck().exit_code, 64);
  EXPECT_EQ(Fsck("--checkpoint " + tiles() + "/missing").exit_code, 64);
  EXPECT_EQ(Run("fsck --log " + log_).exit_code, 64);
  EXPECT_EQ(Run("fsck " + tiles()).exit_code, 64);
}

TEST_F(AuditTiles, ConsistencyFromTilesAndFromAProofIsZero) {
  const Outcome tiles_outcome = Consistency("--tiles " + tiles());
  EXPECT_EQ(tiles_outcome.exit_code, 0) << tiles_outcome.output;
  const Outcome proof_outcome = Consistency("--proof " + proof_);
  EXPECT_EQ(proof_outcome.exit_code, 0) << proof_outcome.output;
  EXPECT_THAT(proof_outcome.output, HasSubstr("the first 256 of 300 leaves"));
}

TEST_F(AuditTiles, ConsistencyOfAForkIsOne) {
  old_ = Write("old", SampleLog(256).NoteAt(256));
  EXPECT_EQ(Consistency("--tiles " + tiles()).exit_code, 1);
  EXPECT_EQ(Consistency("--proof " + proof_).exit_code, 1);
}

TEST_F(AuditTiles, ConsistencyWithoutATileIsTwo) {
  std::filesystem::remove(tiles() + "/tile/0/001.p/44");
  EXPECT_EQ(Consistency("--tiles " + tiles()).exit_code, 2);
  Write("tiles/tile/0/001.p/44", std::string(44 * 32, 'x'));
  const Outcome altered = Consistency("--tiles " + tiles());
  EXPECT_EQ(altered.exit_code, 1);
  EXPECT_THAT(altered.output, HasSubstr("the tiles lead to"));
}

TEST_F(AuditTiles, ConsistencyNeedsOneSource) {
  EXPECT_EQ(Consistency("").exit_code, 64);
  EXPECT_EQ(Consistency(absl::StrCat("--tiles ", tiles(), " --proof ", proof_))
                .exit_code,
            64);
  EXPECT_EQ(Consistency("--proof " + old_).exit_code, 64);
  EXPECT_EQ(Run(absl::StrCat("consistency ", tiles(), "/checkpoint ", old_,
                             " --log ", log_, " --proof ", proof_))
                .exit_code,
            64);
}

}  // namespace
}  // namespace prescreen::anchor
