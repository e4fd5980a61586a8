// SPDX-License-Identifier: Apache-2.0
// `prescreen policy show --plain` against canned answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/client/run_process.h"
#include "tests/support/fake_prescreen_server.h"

namespace prescreen {
namespace {

using ::testing::HasSubstr;

constexpr char kPolicyFile[] =
    PRESCREEN_SOURCE_DIR "/deploy/policies/senior-data-engineer-core.yaml";

class PrescreenPolicy : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.answers().render_policy =
        [this](const v1::RenderPolicyRequest& request) {
          seen_ = request;
          v1::RenderPolicyResponse response;
          response.set_plain_text("To pass\n  \033[31mall\n");
          return response;
        };
  }

  ProcessResult Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), PRESCREEN_BINARY_DIR "/prescreen");
    return RunProcess(arguments, "", {"PRESCREEN_SERVER=" + server_.address()});
  }

  FakePrescreenServer server_;
  v1::RenderPolicyRequest seen_;
};

TEST_F(PrescreenPolicy, ShowPlainNamesAStoredPolicy) {
  const auto result = Run({"policy", "show", "--plain", "p@2"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(seen_.name(), "tenants/demo/policies/p@2");
  EXPECT_EQ(result.out, "To pass\n  \\x1B[31mall\n");
  Run({"policy", "show", "tenants/other/policies/p", "--plain"});
  EXPECT_EQ(seen_.name(), "tenants/other/policies/p");
}

TEST_F(PrescreenPolicy, ShowPlainSendsTheTextOfAFile) {
  const auto result = Run({"policy", "show", "--plain", kPolicyFile});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(seen_.text(), HasSubstr("id: senior-data-engineer-core"));
  EXPECT_EQ(Run({"policy", "show", "--plain", "absent.yaml"}).exit_code, 66);
}

TEST_F(PrescreenPolicy, ShowPlainPrintsEachFaultOfAFile) {
  server_.answers().render_policy = [](const v1::RenderPolicyRequest&)
      -> absl::StatusOr<v1::RenderPolicyResponse> {
    return FakeServerError(absl::StatusCode::kInvalidArgument, "INVALID_POLICY",
                           "policy: 1 fault",
                           {{"3:5 requirements[0].pathway", "unknown"}});
  };
  const auto result = Run({"policy", "show", "--plain", kPolicyFile});
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_EQ(result.out, absl::StrCat(kPolicyFile,
                                     ":3:5: requirements[0].pathway: "
                                     "unknown\n"));
}

TEST_F(PrescreenPolicy, ShowPlainAsJson) {
  const auto result = Run({"--json", "policy", "show", "--plain", "p"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("{\"plainText\":\"To pass\\n"));
}

}  // namespace
}  // namespace prescreen
