// SPDX-License-Identifier: Apache-2.0
// `prescreen list` and the log's proofs, against canned answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/codec/json.h"
#include "base/file_system.h"
#include "tests/client/run_process.h"
#include "tests/support/fake_prescreen_server.h"
#include "tests/support/fake_screenings.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class PrescreenLists : public ::testing::Test {
 protected:
  FakeAnswers& answers() { return server_.answers(); }

  ProcessResult Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), PRESCREEN_BINARY_DIR "/prescreen");
    return RunProcess(arguments, "", {"PRESCREEN_SERVER=" + server_.address()});
  }

 private:
  FakePrescreenServer server_;
};

v1::ListScreeningsResponse PageOf(
    const std::vector<v1::ScreeningRecord>& records, const std::string& next) {
  v1::ListScreeningsResponse page;
  for (const auto& record : records) *page.add_screenings() = record;
  page.set_next_page_token(next);
  return page;
}

TEST_F(PrescreenLists, ListIsATableAndNamesTheNextPage) {
  v1::ListScreeningsRequest seen;
  answers().list_screenings = [&](const v1::ListScreeningsRequest& request) {
    seen = request;
    return PageOf({FakePass(), FakeNotMet()}, "token-2");
  };
  const auto result = Run({"list", "--page-size", "2"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(seen.parent(), "tenants/demo");
  EXPECT_EQ(seen.page_size(), 2);
  EXPECT_THAT(
      result.out,
      HasSubstr("APPLICATION  POLICY           OUTCOME  DECIDED     SCREENING\n"
                "A-1029       data-engineer@1  PASS     1970-01-01  "
                "01936f2e-7a00-7000-8000-0123456789ab\n"));
  EXPECT_THAT(result.out,
              HasSubstr("More: prescreen list --page-token token-2\n"));
}

TEST_F(PrescreenLists, ListOfAllReadsEveryPage) {
  answers().list_screenings = [](const v1::ListScreeningsRequest& request) {
    return request.page_token().empty() ? PageOf({FakePass()}, "more")
                                        : PageOf({FakeReview()}, "");
  };
  const auto result = Run({"list", "--all"});
  EXPECT_THAT(result.out, HasSubstr("A-1029"));
  EXPECT_THAT(result.out, HasSubstr("A-1030"));
  EXPECT_THAT(result.out, Not(HasSubstr("More:")));
  const auto json = Run({"--json", "list", "--all"});
  EXPECT_EQ(std::count(json.out.begin(), json.out.end(), '\n'), 2);
}

TEST_F(PrescreenLists, ListOfNothingSaysSo) {
  answers().list_screenings = [](const v1::ListScreeningsRequest&) {
    return PageOf({}, "");
  };
  EXPECT_EQ(Run({"list"}).out, "No screenings.\n");
  EXPECT_EQ(Run({"list", "--page-size", "0"}).exit_code, 64);
  EXPECT_EQ(Run({"list", "--page-size", "1001"}).exit_code, 64);
}

TEST_F(PrescreenLists, ListShowsNoControlCharacters) {
  answers().list_screenings = [](const v1::ListScreeningsRequest&) {
    v1::ScreeningRecord record = FakePass();
    record.set_application_ref("\033[2J\n");
    record.set_policy("\033[2J\n");
    return PageOf({record}, "\033[2J");
  };
  EXPECT_THAT(Run({"list"}).out, Not(HasSubstr("\033")));
}

TEST_F(PrescreenLists, ReceiptInclusionPrintsAndWritesTheProof) {
  v1::GetInclusionProofRequest seen;
  answers().get_inclusion_proof =
      [&](const v1::GetInclusionProofRequest& request) {
        seen = request;
        v1::GetInclusionProofResponse reply;
        reply.set_leaf_index(5);
        reply.set_tree_size(9);
        reply.set_leaf_hash(std::string(32, 'a'));
        reply.add_path(std::string(32, 'b'));
        return reply;
      };
  const std::string file = absl::StrCat(
      ::testing::TempDir(), "prescreen_lists_", ::getpid(), ".json");
  const auto result =
      Run({"receipt", "inclusion", "5", "--size", "9", "--out", file});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(seen.name(), "log/leaves/5");
  EXPECT_EQ(seen.tree_size(), 9u);
  EXPECT_THAT(result.out, HasSubstr("LEAF        5 of 9\n"));
  EXPECT_THAT(result.out, HasSubstr("PATH        6262"));
  EXPECT_THAT(result.out, HasSubstr("none of that size was kept"));
  PosixFileSystem files;
  const auto json = json::Parse(*files.Read(file, 1 << 20));
  ASSERT_TRUE(json.ok());
  EXPECT_EQ(json->FindString("treeSize"), "9");
}

TEST_F(PrescreenLists, ReceiptConsistencyPrintsTheProof) {
  v1::GetConsistencyProofRequest seen;
  answers().get_consistency_proof =
      [&](const v1::GetConsistencyProofRequest& request) {
        seen = request;
        v1::GetConsistencyProofResponse reply;
        reply.set_first_size(5);
        reply.set_second_size(9);
        reply.set_checkpoint("origin\n9\nroot\n\n\033signature\n");
        return reply;
      };
  const auto result = Run({"receipt", "consistency", "5"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(seen.first_size(), 5u);
  EXPECT_EQ(seen.second_size(), 0u);
  EXPECT_THAT(result.out, HasSubstr("SECOND      9 leaves"));
  EXPECT_THAT(result.out, HasSubstr("origin\n9\nroot\n"));
  EXPECT_THAT(result.out, Not(HasSubstr("\033")));
  EXPECT_EQ(Run({"receipt", "consistency"}).exit_code, 64);
  EXPECT_EQ(Run({"receipt", "inclusion", "-1"}).exit_code, 64);
}

}  // namespace
}  // namespace prescreen
