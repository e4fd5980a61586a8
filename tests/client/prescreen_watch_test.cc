// SPDX-License-Identifier: Apache-2.0
// `prescreen watch`, and the verbs of a policy's life, against canned answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/client/run_process.h"
#include "tests/support/fake_prescreen_server.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class PrescreenWatch : public ::testing::Test {
 protected:
  FakeAnswers& answers() { return server_.answers(); }

  ProcessResult Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), PRESCREEN_BINARY_DIR "/prescreen");
    return RunProcess(arguments, "", {"PRESCREEN_SERVER=" + server_.address()});
  }

  // One event a call, then a broken connection; refused after the third.
  void BreakOffThreeTimes(std::vector<std::string>* tokens) {
    answers().watch_screenings =
        [tokens](const v1::WatchScreeningsRequest& request)
        -> absl::StatusOr<std::vector<v1::ScreeningEvent>> {
      tokens->push_back(request.resume_token());
      if (tokens->size() == 4) {
        return FakeServerError(absl::StatusCode::kOutOfRange,
                               "RESUME_TOKEN_EXPIRED", "expired");
      }
      v1::ScreeningEvent event;
      event.set_kind(v1::ScreeningEvent::REVISED);
      event.set_resume_token(absl::StrCat("token-", tokens->size()));
      event.set_screening("tenants/demo/screenings/\033[2J7");
      event.set_revision(static_cast<std::int32_t>(tokens->size()));
      event.set_state(v1::ScreeningRecord::DECIDED);
      event.set_outcome(v1::Decision::PASS);
      v1::ScreeningEvent heartbeat;
      heartbeat.set_kind(v1::ScreeningEvent::HEARTBEAT);
      heartbeat.set_resume_token(event.resume_token());
      return std::vector<v1::ScreeningEvent>{event, heartbeat};
    };
  }

 private:
  FakePrescreenServer server_;
};

TEST_F(PrescreenWatch, GoesOnAfterABrokenConnection) {
  std::vector<std::string> tokens;
  BreakOffThreeTimes(&tokens);
  const auto result = Run({"watch", "--from", "token-0"});
  EXPECT_NE(result.exit_code, 0);
  EXPECT_THAT(tokens, ElementsAre("token-0", "token-1", "token-2", "token-3"));
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 3);
  EXPECT_THAT(result.out, HasSubstr(" REVISED "));
  EXPECT_THAT(result.out, HasSubstr(" 2 DECIDED PASS -\n"));
  EXPECT_THAT(result.out, Not(HasSubstr("\033")));
}

TEST_F(PrescreenWatch, JsonHasEveryEventOnALine) {
  std::vector<std::string> tokens;
  BreakOffThreeTimes(&tokens);
  const auto result = Run({"--json", "watch"});
  // Two events a call, then the error.
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 7);
  EXPECT_THAT(result.out, HasSubstr("\"resumeToken\":\"token-3\""));
}

TEST_F(PrescreenWatch, FirstConnectionThatFailsIsAnError) {
  const auto result = RunProcess(
      {PRESCREEN_BINARY_DIR "/prescreen", "--server", "127.0.0.1:1", "watch"},
      "", {});
  EXPECT_NE(result.exit_code, 0);
  EXPECT_EQ(Run({"watch", "--heartbeat", "0"}).exit_code, 64);
}

TEST_F(PrescreenWatch, PolicyIsSubmittedAndApproved) {
  v1::Policy policy;
  policy.set_name("tenants/demo/policies/role@1");
  policy.set_state(v1::Policy::DRAFT);
  policy.mutable_submit_time()->set_seconds(1);
  policy.set_approvals_required(2);
  std::string submitted;
  answers().submit_policy = [&](const v1::SubmitPolicyRequest& request) {
    submitted = request.name();
    return policy;
  };
  EXPECT_THAT(Run({"policy", "submit", "role@1"}).out,
              HasSubstr("0 of 2 approvals\n"));
  EXPECT_EQ(submitted, "tenants/demo/policies/role@1");
  std::string digest;
  answers().approve_policy = [&](const v1::ApprovePolicyRequest& request) {
    digest = request.digest();
    policy.add_approvals()->set_approver("keys/\033a");
    return policy;
  };
  const auto approved =
      Run({"policy", "approve", "role@1", "--digest", "sha256:abcd"});
  EXPECT_THAT(approved.out, HasSubstr("1 of 2 approvals\napproved by keys/"));
  EXPECT_THAT(approved.out, Not(HasSubstr("\033")));
  EXPECT_EQ(digest, "abcd");
  EXPECT_EQ(Run({"policy", "submit", "role"}).exit_code, 64);
  EXPECT_EQ(Run({"policy", "approve", "role"}).exit_code, 64);
}

TEST_F(PrescreenWatch, RulesAreListedWithEveryPage) {
  answers().list_policies = [](const v1::ListPoliciesRequest& request) {
    v1::ListPoliciesResponse page;
    const bool is_first = request.page_token().empty();
    auto* policy = page.add_policies();
    policy->set_name(is_first ? "tenants/demo/policies/a@1"
                              : "tenants/demo/policies/b@1");
    policy->set_state(v1::Policy::ACTIVE);
    if (is_first) page.set_next_page_token("more");
    return page;
  };
  const auto policies = Run({"policy", "list"});
  EXPECT_THAT(policies.out, HasSubstr("policies/a@1 ACTIVE"));
  EXPECT_THAT(policies.out, HasSubstr("policies/b@1 ACTIVE"));
  answers().list_catalogues = [](const v1::ListCataloguesRequest&) {
    v1::ListCataloguesResponse page;
    auto* catalogue = page.add_catalogues();
    catalogue->set_name("tenants/demo/catalogues/skills@2");
    catalogue->set_entries(3);
    catalogue->set_digest("ab");
    return page;
  };
  EXPECT_EQ(Run({"catalogue", "list"}).out,
            "tenants/demo/catalogues/skills@2, 3 entries, sha256:ab\n");
}

}  // namespace
}  // namespace prescreen
