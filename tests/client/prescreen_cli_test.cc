// SPDX-License-Identifier: Apache-2.0
// The `prescreen` program against a server with canned answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "anchor/receipt.h"
#include "base/codec/json.h"
#include "tests/client/run_process.h"
#include "tests/support/fake_prescreen_server.h"
#include "tests/support/fake_screenings.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class PrescreenCli : public ::testing::Test {
 protected:
  PrescreenCli() {
    answers().get_receipt = [](const v1::GetReceiptRequest&) {
      v1::GetReceiptResponse reply;
      *reply.mutable_receipt() = FakeAnchoredReceipt();
      reply.mutable_subject()->set_salt(std::string(32, 's'));
      reply.mutable_subject()->set_content("{\"subject\":1}");
      return reply;
    };
    AnswerScreening(FakePass());
  }

  FakeAnswers& answers() { return server_.answers(); }

  void AnswerScreening(const v1::ScreeningRecord& record) {
    answers().create_screening =
        [this, record](const v1::CreateScreeningRequest& request) {
          seen_ = request;
          v1::CreateScreeningResponse reply;
          *reply.mutable_screening() = record;
          reply.set_revision(1);
          return reply;
        };
  }

  ProcessResult Run(std::vector<std::string> arguments,
                    const std::string& standard_input = "") {
    arguments.insert(arguments.begin(), PRESCREEN_BINARY_DIR "/prescreen");
    return RunProcess(arguments, standard_input,
                      {"PRESCREEN_SERVER=" + server_.address()});
  }

  // A file in a folder of this test's own.
  std::string WriteFile(const std::string& name, const std::string& content) {
    const std::string path = Path(name);
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }
  std::string Path(const std::string& name) {
    const std::string folder =
        ::testing::TempDir() + "prescreen_cli_" +
        ::testing::UnitTest::GetInstance()->current_test_info()->name();
    mkdir(folder.c_str(), 0700);
    return folder + "/" + name;
  }
  static std::string ReadFile(const std::string& path) {
    std::ostringstream content;
    content << std::ifstream(path, std::ios::binary).rdbuf();
    return content.str();
  }

  v1::CreateScreeningRequest seen_;

 private:
  FakePrescreenServer server_;
};

TEST_F(PrescreenCli, ScreenPrintsTheReportAndEndsByOutcome) {
  const std::string file = WriteFile("a.jwt", "x");
  const std::vector<std::string> command = {
      "screen", "--policy", "data-engineer", "--application", "A-1029", file};
  ProcessResult result = Run(command);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("OUTCOME   PASS"));
  EXPECT_EQ(result.err, "");
  AnswerScreening(FakeReview());
  EXPECT_EQ(Run(command).exit_code, 10);
  AnswerScreening(FakeNotMet());
  EXPECT_EQ(Run(command).exit_code, 11);
}

TEST_F(PrescreenCli, ScreenEndsWith12And13ForTheOtherOutcomes) {
  v1::ScreeningRecord record = FakePass();
  record.mutable_decision()->set_outcome(v1::Decision::INCOMPLETE);
  AnswerScreening(record);
  EXPECT_EQ(Run({"screen", "--policy", "p", "--application", "a"}).exit_code,
            12);
  record.mutable_decision()->set_outcome(v1::Decision::GAP_PLAN);
  AnswerScreening(record);
  EXPECT_EQ(Run({"screen", "--policy", "p", "--application", "a"}).exit_code,
            13);
}

TEST_F(PrescreenCli, ScreenSendsWhatWasGiven) {
  const std::string first = WriteFile("first.jwt", "one");
  const std::string second = WriteFile("second.jwt", std::string("\0\xFF", 2));
  const auto result = Run(
      {"--tenant", "t", "screen", "--policy", "p@2", "--application", "A",
       "--identifier", "email=ada@candidates.example", "--candidate-ref", "c",
       "--requisition-ref", "r", "--as-of", "2026-11-23", "--request-id",
       "01936f2e-7a00-7000-8000-0123456789ab", first, second});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(seen_.parent(), "tenants/t");
  EXPECT_EQ(seen_.policy(), "tenants/t/policies/p@2");
  EXPECT_EQ(seen_.application_ref(), "A");
  EXPECT_EQ(seen_.candidate_ref(), "c");
  EXPECT_EQ(seen_.requisition_ref(), "r");
  EXPECT_EQ(seen_.request_id(), "01936f2e-7a00-7000-8000-0123456789ab");
  EXPECT_EQ(seen_.as_of().seconds(), 1795392000);
  ASSERT_EQ(seen_.known_identifiers_size(), 1);
  EXPECT_EQ(seen_.known_identifiers(0).type(), "emailAddress");
  EXPECT_EQ(seen_.known_identifiers(0).value(), "ada@candidates.example");
  ASSERT_EQ(seen_.documents_size(), 2);
  EXPECT_EQ(seen_.documents(0).content(), "one");
  EXPECT_EQ(seen_.documents(0).label(), "first.jwt");
  EXPECT_EQ(seen_.documents(1).content(), std::string("\0\xFF", 2));
}

TEST_F(PrescreenCli, ScreenWithoutRequestIdSendsNone) {
  Run({"screen", "--policy", "p", "--application", "a"});
  EXPECT_EQ(seen_.request_id(), "");
  EXPECT_FALSE(seen_.has_as_of());
}

TEST_F(PrescreenCli, IdentifierFromStandardInputIsNeverPrinted) {
  const auto result = Run({"screen", "--policy", "p", "--application", "a",
                           "--identifier", "email=-"},
                          "ada@candidates.example\n");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(seen_.known_identifiers(0).value(), "ada@candidates.example");
  EXPECT_THAT(result.out + result.err, Not(HasSubstr("ada@")));
}

TEST_F(PrescreenCli, MistypedOptionDoesNotPrintItsValue) {
  const auto result = Run({"screen", "--policy", "p", "--application", "a",
                           "--identifer=email=ada@candidates.example"});
  EXPECT_EQ(result.exit_code, 64);
  EXPECT_THAT(result.err, HasSubstr("--identifer"));
  EXPECT_THAT(result.out + result.err, Not(HasSubstr("ada@")));
}

TEST_F(PrescreenCli, ReportStandsWithoutReceipt) {
  answers().get_receipt = [](const v1::GetReceiptRequest&)
      -> absl::StatusOr<v1::GetReceiptResponse> {
    return FakeServerError(absl::StatusCode::kUnavailable, "LOG_UNAVAILABLE",
                           "log: not now");
  };
  const auto result = Run({"screen", "--policy", "p", "--application", "a"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, HasSubstr("RECEIPT   not read"));
}

TEST_F(PrescreenCli, JsonIsTheReplyOnOneLine) {
  AnswerScreening(FakeReview());
  const auto result =
      Run({"screen", "--json", "--policy", "p", "--application", "a"});
  EXPECT_EQ(result.exit_code, 10);
  const auto value = json::Parse(result.out);
  ASSERT_TRUE(value.ok()) << value.status() << result.out;
  EXPECT_EQ(result.out.find('\n'), result.out.size() - 1);
  const json::Value* screening = value->Find("screening");
  ASSERT_NE(screening, nullptr);
  EXPECT_EQ(screening->Find("decision")->FindString("outcome"), "REVIEW");
}

TEST_F(PrescreenCli, MissingDocumentIsNoInput) {
  const auto result = Run(
      {"screen", "--policy", "p", "--application", "a", Path("not-there.jwt")});
  EXPECT_EQ(result.exit_code, 66);
  EXPECT_THAT(result.err, HasSubstr("not-there.jwt does not exist"));
}

TEST_F(PrescreenCli, TooLargeBundleIsRefusedBeforeItIsSent) {
  const std::string file = WriteFile("big", std::string(5 << 20, 'x'));
  const auto result =
      Run({"screen", "--policy", "p", "--application", "a", file, file});
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_FALSE(seen_.has_as_of() || seen_.documents_size() > 0);
}

TEST_F(PrescreenCli, WrongUseIs64) {
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{
           {},
           {"nonsense"},
           {"policy"},
           {"policy", "check"},
           {"screen", "--application", "a"},
           {"screen", "--policy", "p", "--application", "a", "--as-of", "now"},
           {"screen", "--policy", "p", "--application", "a", "--request-id",
            "7"},
           {"screen", "--policy", "p", "--application", "a", "--identifier",
            "x"},
           {"--timeout", "-3s", "policy", "show", "p"},
           {"--server", "10.0.0.1:80", "policy", "show", "p"},
           {"receipt", "wait", "x", "--for", "ever"}}) {
    const auto result = Run(command);
    EXPECT_EQ(result.exit_code, 64) << result.err;
    EXPECT_THAT(result.err, StartsWith("prescreen: "));
    EXPECT_THAT(result.err, EndsWith(".\n"));
  }
}

TEST_F(PrescreenCli, NoServerIs69AndSaysWhatToDo) {
  const auto result = Run({"--server", "127.0.0.1:1", "policy", "show", "p@1"});
  EXPECT_EQ(result.exit_code, 69);
  EXPECT_THAT(result.err, HasSubstr("cannot reach a server at 127.0.0.1:1"));
  EXPECT_THAT(result.err, HasSubstr("--server"));
}

TEST_F(PrescreenCli, RefusalIs77AndSaysWhatToDo) {
  answers().create_screening = [](const v1::CreateScreeningRequest&)
      -> absl::StatusOr<v1::CreateScreeningResponse> {
    return FakeServerError(absl::StatusCode::kFailedPrecondition,
                           "POLICY_NOT_ACTIVE", "policy p: is not active");
  };
  const auto result = Run({"screen", "--policy", "p", "--application", "a"});
  EXPECT_EQ(result.exit_code, 77);
  EXPECT_THAT(result.err, HasSubstr("prescreen policy activate"));
  EXPECT_EQ(result.out, "");
}

TEST_F(PrescreenCli, ServerFaultIs70) {
  answers().get_policy =
      [](const v1::GetPolicyRequest&) -> absl::StatusOr<v1::Policy> {
    return FakeServerError(absl::StatusCode::kInternal, "INTERNAL_FAULT",
                           "internal fault");
  };
  EXPECT_EQ(Run({"policy", "show", "p"}).exit_code, 70);
}

TEST_F(PrescreenCli, DeadlineIs69) {
  answers().get_policy =
      [](const v1::GetPolicyRequest&) -> absl::StatusOr<v1::Policy> {
    return FakeServerError(absl::StatusCode::kDeadlineExceeded,
                           "DEADLINE_PASSED", "deadline");
  };
  EXPECT_EQ(Run({"policy", "show", "p"}).exit_code, 69);
}

TEST_F(PrescreenCli, ErrorAsJson) {
  answers().create_policy =
      [](const v1::CreatePolicyRequest&) -> absl::StatusOr<v1::Policy> {
    return FakeServerError(absl::StatusCode::kInvalidArgument, "INVALID_POLICY",
                           "policy: 1 fault",
                           {{"3:5 requirements[0].pathway", "unknown"}});
  };
  const auto result =
      Run({"--json", "policy", "check", WriteFile("p.yaml", "x")});
  EXPECT_EQ(result.exit_code, 65);
  const auto value = json::Parse(result.out);
  ASSERT_TRUE(value.ok()) << result.out;
  const json::Value* error = value->Find("error");
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(error->FindString("reason"), "INVALID_POLICY");
  EXPECT_EQ(error->Find("violations")->items()[0].FindString("field"),
            "requirements[0].pathway");
}

TEST_F(PrescreenCli, PolicyCheckPrintsEveryFaultByPlace) {
  bool validate_only = false;
  answers().create_policy = [&](const v1::CreatePolicyRequest& request)
      -> absl::StatusOr<v1::Policy> {
    validate_only = request.validate_only();
    return FakeServerError(absl::StatusCode::kInvalidArgument, "INVALID_POLICY",
                           "policy: 2 faults",
                           {{"3:5 requirements[0].pathway", "is not supported"},
                            {"9:1 \033[2J", "bad\nname"}});
  };
  const std::string file = WriteFile("p.yaml", "x");
  const auto result = Run({"policy", "check", file});
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_TRUE(validate_only);
  EXPECT_EQ(result.out,
            file + ":3:5: requirements[0].pathway: is not supported\n" + file +
                ":9:1: \\x1B[2J: bad name\n");
  EXPECT_THAT(result.err, HasSubstr("correct the 2 lines"));
}

TEST_F(PrescreenCli, PolicyCheckOfAGoodTextIsZero) {
  answers().create_policy = [](const v1::CreatePolicyRequest& request) {
    v1::Policy policy;
    policy.set_title("Data Engineer");
    policy.set_digest(request.text());
    return policy;
  };
  const auto result = Run({"policy", "check", WriteFile("p.yaml", "abc")});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("sha256:abc"));
}

TEST_F(PrescreenCli, PolicyApplyNamesTheNextStep) {
  answers().create_policy = [](const v1::CreatePolicyRequest& request) {
    v1::Policy policy;
    policy.set_name(request.parent() + "/policies/p@3");
    policy.set_state(v1::Policy::DRAFT);
    return policy;
  };
  const auto result = Run({"policy", "apply", WriteFile("p.yaml", "abc")});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("tenants/demo/policies/p@3 DRAFT"));
  EXPECT_THAT(result.out, HasSubstr("prescreen policy activate p@3\n"));
}

TEST_F(PrescreenCli, PolicyActivateNeedsAVersion) {
  EXPECT_EQ(Run({"policy", "activate", "p"}).exit_code, 64);
  answers().activate_policy = [](const v1::ActivatePolicyRequest& request) {
    v1::Policy policy;
    policy.set_name(request.name());
    policy.set_state(v1::Policy::ACTIVE);
    policy.add_catalogues("tenants/demo/catalogues/issuers@1");
    return policy;
  };
  const auto result = Run({"policy", "activate", "p@3"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("policies/p@3 ACTIVE"));
  EXPECT_THAT(result.out, HasSubstr("uses tenants/demo/catalogues/issuers@1"));
}

TEST_F(PrescreenCli, PolicyShowPrintsTheTextWithoutControlCharacters) {
  answers().get_policy = [](const v1::GetPolicyRequest&) {
    v1::Policy policy;
    policy.set_text("kind: RolePolicy\n  # \033[31mred");
    return policy;
  };
  const auto result = Run({"policy", "show", "p"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, EndsWith("kind: RolePolicy\n  # \\x1B[31mred\n"));
}

TEST_F(PrescreenCli, CatalogueImportSendsEachFile) {
  std::vector<std::string> texts;
  answers().import_catalogue = [&](const v1::ImportCatalogueRequest& request) {
    texts.push_back(request.text());
    v1::Catalogue catalogue;
    catalogue.set_name("tenants/demo/catalogues/issuers@1");
    catalogue.set_entries(3);
    return catalogue;
  };
  const auto result = Run(
      {"catalogue", "import", WriteFile("a", "one"), WriteFile("b", "two")});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(texts, ElementsAre("one", "two"));
  EXPECT_THAT(result.out, HasSubstr("issuers@1, 3 entries"));
}

TEST_F(PrescreenCli, CatalogueImportReadsAllFilesFirst) {
  int imported = 0;
  answers().import_catalogue = [&](const v1::ImportCatalogueRequest&) {
    ++imported;
    return v1::Catalogue();
  };
  const auto result =
      Run({"catalogue", "import", WriteFile("a", "one"), Path("not-there")});
  EXPECT_EQ(result.exit_code, 66);
  EXPECT_EQ(imported, 0);
}

TEST_F(PrescreenCli, BadCatalogueIs65ByPlace) {
  answers().import_catalogue =
      [](const v1::ImportCatalogueRequest&) -> absl::StatusOr<v1::Catalogue> {
    return FakeServerError(absl::StatusCode::kInvalidArgument,
                           "INVALID_CATALOGUE", "catalogue: 1 fault",
                           {{"2:1 issuers", "must be a list"}});
  };
  const std::string file = WriteFile("a", "one");
  const auto result = Run({"catalogue", "import", file});
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_EQ(result.out, file + ":2:1: issuers: must be a list\n");
}

TEST_F(PrescreenCli, ReceiptGetWritesFilesThatTheAuditorReads) {
  answers().get_screening = [](const v1::GetScreeningRequest&) {
    return FakePass();
  };
  const auto result =
      Run({"receipt", "get", "01936f2e-7a00-7000-8000-0123456789ab", "--out",
           Path("receipt.json"), "--subject-out", Path("subject.json")});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, StartsWith("RECEIPT   sha256:"));
  const auto receipt = anchor::ParseReceipt(ReadFile(Path("receipt.json")));
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  EXPECT_EQ(receipt->record(), "a record");
  const auto subject = anchor::ParseOpening(ReadFile(Path("subject.json")));
  ASSERT_TRUE(subject.ok()) << subject.status();
  EXPECT_EQ(subject->content(), "{\"subject\":1}");
  EXPECT_THAT(result.out, Not(HasSubstr("subject")));
  struct stat info;
  ASSERT_EQ(stat(Path("subject.json").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(PrescreenCli, ReceiptOfARevisionNeedsNoScreening) {
  std::string name;
  answers().get_receipt = [&](const v1::GetReceiptRequest& request) {
    name = request.name();
    return v1::GetReceiptResponse();
  };
  EXPECT_EQ(Run({"receipt", "get", "tenants/demo/screenings/u/revisions/2"})
                .exit_code,
            0);
  EXPECT_EQ(name, "tenants/demo/screenings/u/revisions/2/receipt");
}

TEST_F(PrescreenCli, ReceiptThatCannotBeWrittenIs73) {
  const auto result =
      Run({"receipt", "get", "tenants/demo/screenings/u/revisions/2", "--out",
           Path("no/such/folder/r.json")});
  EXPECT_EQ(result.exit_code, 73);
}

TEST_F(PrescreenCli, ReceiptWaitEndsByTheStateReached) {
  v1::GetReceiptResponse reply;
  *reply.mutable_receipt() = FakeAnchoredReceipt();
  v1::Receipt::State wanted = v1::Receipt::STATE_UNSPECIFIED;
  answers().wait_receipt = [&](const v1::WaitReceiptRequest& request) {
    wanted = request.wait_for();
    return reply;
  };
  const std::string name = "tenants/demo/screenings/u/revisions/1";
  EXPECT_EQ(Run({"receipt", "wait", name}).exit_code, 0);
  EXPECT_EQ(wanted, v1::Receipt::ANCHORED);
  reply.mutable_receipt()->set_state(v1::Receipt::ANCHOR_PENDING);
  const auto pending = Run({"receipt", "wait", name});
  EXPECT_EQ(pending.exit_code, 75);
  EXPECT_THAT(pending.err, HasSubstr("not anchored yet"));
  EXPECT_EQ(Run({"receipt", "wait", name, "--for", "logged"}).exit_code, 0);
  EXPECT_EQ(wanted, v1::Receipt::LOGGED);
}

TEST_F(PrescreenCli, ReceiptWaitSaysThatNoChainWillAnchorIt) {
  answers().wait_receipt = [](const v1::WaitReceiptRequest&) {
    v1::GetReceiptResponse reply;
    *reply.mutable_receipt() = FakeLoggedReceipt();
    return reply;
  };
  const auto result =
      Run({"receipt", "wait", "tenants/demo/screenings/u/revisions/1"});
  EXPECT_EQ(result.exit_code, 77);
  EXPECT_THAT(result.err, HasSubstr("--for logged"));
}

TEST_F(PrescreenCli, ChainStatusOfNoNodeIs69) {
  const auto result =
      Run({"chain", "status", "--rpc", "http://127.0.0.1:1/token"});
  EXPECT_EQ(result.exit_code, 69);
  EXPECT_THAT(result.err, Not(HasSubstr("token")));
}

TEST_F(PrescreenCli, ChainDeployRefusesAKeyThatOthersCanRead) {
  const std::string key = WriteFile("key", std::string(64, '1'));
  chmod(key.c_str(), 0644);
  const auto result = Run({"chain", "deploy", "--rpc", "http://127.0.0.1:1/",
                           "--development-key", "--key-file", key});
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_THAT(result.err, HasSubstr("chmod 600"));
}

TEST_F(PrescreenCli, HelpListsTheExitCodes) {
  const auto result = Run({"--help"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, HasSubstr("10  REVIEW"));
  EXPECT_THAT(result.out, HasSubstr("77  refused"));
}

TEST_F(PrescreenCli, VersionIsPrinted) {
  const auto result = Run({"--version"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, StartsWith("prescreen 0."));
}

}  // namespace
}  // namespace prescreen
