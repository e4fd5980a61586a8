// SPDX-License-Identifier: Apache-2.0
// `prescreen verify` against a server with canned answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "base/codec/json.h"
#include "tests/client/run_process.h"
#include "tests/support/fake_prescreen_server.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class VerifyCli : public ::testing::Test {
 protected:
  VerifyCli() {
    server_.answers().verify_bundle =
        [this](const v1::VerifyBundleRequest& request) {
          requests_.push_back(request);
          v1::VerifyBundleResponse reply;
          for (int i = 0; i < request.documents_size(); ++i) {
            v1::VerifiedObject& object = *reply.add_objects();
            object.set_document(i);
            // The content of a test's document is its verdict.
            v1::Verdict verdict = v1::VERDICT_UNSPECIFIED;
            v1::Verdict_Parse(request.documents(i).content(), &verdict);
            object.set_verdict(verdict);
          }
          return reply;
        };
  }

  ProcessResult Run(std::vector<std::string> arguments,
                    const std::string& standard_input = "") {
    arguments.insert(arguments.begin(),
                     {PRESCREEN_BINARY_DIR "/prescreen", "verify"});
    return RunProcess(arguments, standard_input,
                      {"PRESCREEN_SERVER=" + server_.address()});
  }

  std::string Folder() {
    const std::string folder =
        ::testing::TempDir() + "verify_cli_" +
        ::testing::UnitTest::GetInstance()->current_test_info()->name();
    mkdir(folder.c_str(), 0700);
    return folder;
  }
  std::string Write(const std::string& name, const std::string& content) {
    const std::string path = Folder() + "/" + name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  FakePrescreenServer server_;
  std::vector<v1::VerifyBundleRequest> requests_;
};

TEST_F(VerifyCli, EndsByTheWorstVerdict) {
  const std::string good = Write("good", "VALID");
  const std::string unclear = Write("unclear", "UNCHECKED");
  const std::string bad = Write("bad", "INVALID");
  EXPECT_EQ(Run({good, good}).exit_code, 0);
  EXPECT_EQ(Run({good, unclear}).exit_code, 21);
  EXPECT_EQ(Run({unclear, bad, good}).exit_code, 20);
  EXPECT_EQ(Run({"--json", unclear, bad, good}).exit_code, 20);
}

TEST_F(VerifyCli, PathsOfOneCallAreOneBundle) {
  Write("a", "VALID");
  const auto result = Run({Folder(), "-", Folder() + "/a"}, "VALID");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  ASSERT_THAT(requests_, SizeIs(1));
  ASSERT_EQ(requests_[0].documents_size(), 3);
  EXPECT_EQ(requests_[0].documents(0).label(), "a");
  EXPECT_EQ(requests_[0].documents(1).label(), "-");
}

TEST_F(VerifyCli, JsonHasOneLineForEachObjectWithThePathAsGiven) {
  const std::string good = Write("good", "VALID");
  const auto result = Run({"--json", good, "-"}, "UNCHECKED");
  EXPECT_EQ(result.exit_code, 21);
  const std::vector<std::string> lines = absl::StrSplit(result.out, '\n');
  ASSERT_THAT(lines, SizeIs(3));
  EXPECT_EQ(lines[2], "");
  const auto first = json::Parse(lines[0]);
  const auto second = json::Parse(lines[1]);
  ASSERT_TRUE(first.ok() && second.ok()) << result.out;
  EXPECT_EQ(first->FindString("path"), good);
  EXPECT_EQ(first->FindString("verdict"), "VALID");
  EXPECT_EQ(second->FindString("path"), "-");
  EXPECT_EQ(second->FindString("verdict"), "UNCHECKED");
}

TEST_F(VerifyCli, WordsEndWithACount) {
  const auto result = Run({Write("bad", "INVALID")});
  EXPECT_EQ(result.exit_code, 20);
  EXPECT_THAT(result.out, StartsWith("--  "));
  EXPECT_THAT(result.out, HasSubstr("\n1 object: 0 valid, 1 not valid\n"));
}

TEST_F(VerifyCli, MoreThanABundleIsSeveralRequests) {
  const std::string file = Write("good", "VALID");
  const auto result = Run(std::vector<std::string>(65, file));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  ASSERT_THAT(requests_, SizeIs(2));
  EXPECT_EQ(requests_[1].documents_size(), 1);
  EXPECT_THAT(result.out, HasSubstr("65 objects: 65 valid\n"));
}

TEST_F(VerifyCli, OptionsAreSent) {
  const auto result =
      Run({"--tenant", "t", "--challenge", "c", "--domain", "d", "--nonce", "n",
           "--audience", "a", "--as-of", "2026-11-23", "--identifier",
           "email=ada@candidates.example", "--require-binding",
           Write("good", "VALID")});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  ASSERT_THAT(requests_, SizeIs(1));
  const v1::VerifyBundleRequest& request = requests_[0];
  EXPECT_EQ(request.parent(), "tenants/t");
  EXPECT_EQ(request.challenge(), "c");
  EXPECT_EQ(request.domain(), "d");
  EXPECT_EQ(request.nonce(), "n");
  EXPECT_EQ(request.audience(), "a");
  EXPECT_EQ(request.as_of().seconds(), 1795392000);
  EXPECT_TRUE(request.require_binding());
  ASSERT_EQ(request.known_identifiers_size(), 1);
  EXPECT_EQ(request.known_identifiers(0).type(), "emailAddress");
  EXPECT_THAT(result.out + result.err, Not(HasSubstr("ada@")));
}

TEST_F(VerifyCli, NothingIsDemandedUnlessAsked) {
  Run({Write("good", "VALID")});
  ASSERT_THAT(requests_, SizeIs(1));
  EXPECT_FALSE(requests_[0].require_binding());
  EXPECT_FALSE(requests_[0].has_as_of());
  EXPECT_EQ(requests_[0].nonce(), "");
}

TEST_F(VerifyCli, WrongUseIs64) {
  const std::string good = Write("good", "VALID");
  EXPECT_EQ(Run({}).exit_code, 64);
  EXPECT_EQ(Run({"-", "-"}).exit_code, 64);
  EXPECT_EQ(Run({"--as-of", "now", good}).exit_code, 64);
  EXPECT_EQ(Run({"--identifier", "x", good}).exit_code, 64);
  EXPECT_EQ(Run({"--identifier", "email=-", "-"}, "VALID").exit_code, 64);
  EXPECT_THAT(requests_, SizeIs(0));
}

TEST_F(VerifyCli, MissingPathIs66AndNothingIsSent) {
  EXPECT_EQ(Run({Write("good", "VALID"), Folder() + "/not-there"}).exit_code,
            66);
  EXPECT_THAT(requests_, SizeIs(0));
}

TEST_F(VerifyCli, NoServerIs69) {
  EXPECT_EQ(Run({"--server", "127.0.0.1:1", Write("good", "VALID")}).exit_code,
            69);
}

TEST_F(VerifyCli, ReplyThatCannotBeUnderstoodIsNoVerdict) {
  EXPECT_EQ(Run({Write("strange", "VERDICT_UNSPECIFIED")}).exit_code, 70);
  server_.answers().verify_bundle = [](const v1::VerifyBundleRequest&) {
    v1::VerifyBundleResponse reply;
    reply.add_objects()->set_document(1);
    reply.mutable_objects(0)->set_verdict(v1::VALID);
    return reply;
  };
  EXPECT_EQ(Run({Write("good", "VALID")}).exit_code, 70);
}

TEST_F(VerifyCli, ReplyWithoutAnyObjectIsNoVerdict) {
  server_.answers().verify_bundle = [](const v1::VerifyBundleRequest&) {
    return v1::VerifyBundleResponse();
  };
  EXPECT_EQ(Run({Write("good", "VALID")}).exit_code, 65);
}

TEST_F(VerifyCli, DocumentsWithoutAnyCredentialAreShownAndEndWith65) {
  server_.answers().verify_bundle = [](const v1::VerifyBundleRequest& request) {
    v1::VerifyBundleResponse reply;
    for (int i = 0; i < request.documents_size(); ++i) {
      v1::VerifiedObject& object = *reply.add_objects();
      object.set_document(i);
      object.set_verdict(v1::UNCHECKED);
      if (request.documents(i).content() == "pdf") {
        object.add_findings()->set_code(v1::NOT_A_CREDENTIAL);
      }
    }
    return reply;
  };
  const auto result = Run({Write("a.pdf", "pdf")});
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_THAT(result.out, HasSubstr("holds no credential"));
  EXPECT_THAT(result.err, HasSubstr("no credential was found"));
  EXPECT_EQ(Run({Folder(), Write("b", "other")}).exit_code, 21);
}

TEST_F(VerifyCli, ErrorAsJson) {
  server_.answers().verify_bundle = [](const v1::VerifyBundleRequest&)
      -> absl::StatusOr<v1::VerifyBundleResponse> {
    return FakeServerError(absl::StatusCode::kOutOfRange, "AS_OF_OUT_OF_RANGE",
                           "as_of: lies in the future");
  };
  const auto result = Run({"--json", Write("good", "VALID")});
  EXPECT_EQ(result.exit_code, 77);
  const auto value = json::Parse(result.out);
  ASSERT_TRUE(value.ok()) << result.out;
  ASSERT_NE(value->Find("error"), nullptr);
  EXPECT_EQ(value->Find("error")->FindString("reason"), "AS_OF_OUT_OF_RANGE");
}

}  // namespace
}  // namespace prescreen
