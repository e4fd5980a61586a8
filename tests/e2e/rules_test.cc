// SPDX-License-Identifier: Apache-2.0
// Policies over gRPC: plain words, and warnings that need date and catalogues.
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/server_rig.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class RulesTest : public ServerRig {
 protected:
  void SetUp() override { StartWithTenant(); }

  grpc::Status Render(const v1::RenderPolicyRequest& request,
                      std::string* text) {
    v1::RenderPolicyResponse response;
    grpc::ClientContext context;
    const grpc::Status status =
        tenant_->policies().RenderPolicy(&context, request, &response);
    *text = response.plain_text();
    return status;
  }

  // `field: description` of each warning about a text.
  std::vector<std::string> WarningsOf(const std::string& text) {
    v1::CreatePolicyRequest request;
    request.set_parent("tenants/demo");
    request.set_text(text);
    request.set_validate_only(true);
    v1::Policy policy;
    grpc::ClientContext context;
    const grpc::Status status =
        tenant_->policies().CreatePolicy(&context, request, &policy);
    EXPECT_TRUE(status.ok()) << status.error_message();
    std::vector<std::string> warnings;
    for (const v1::PolicyWarning& warning : policy.warnings()) {
      warnings.push_back(
          absl::StrCat(warning.field(), ": ", warning.description()));
    }
    return warnings;
  }
};

TEST_F(RulesTest, RendersAStoredPolicyAndAText) {
  v1::RenderPolicyRequest request;
  request.set_name(kTestPolicy);
  std::string stored;
  ASSERT_TRUE(Render(request, &stored).ok());
  EXPECT_THAT(stored, StartsWith("Test role\n"));
  EXPECT_THAT(stored, HasSubstr("To pass, a candidate must show \"Cloud data "
                                "platform certification\"."));
  request.set_text(TestPolicyText());
  std::string given;
  ASSERT_TRUE(Render(request, &given).ok());
  EXPECT_EQ(given, stored);
}

TEST_F(RulesTest, RefusesToRenderWhatIsNoPolicy) {
  std::string text;
  v1::RenderPolicyRequest request;
  EXPECT_EQ(Render(request, &text).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  request.set_name("tenants/demo/policies/nothing");
  EXPECT_EQ(Render(request, &text).error_code(), grpc::StatusCode::NOT_FOUND);
  request.set_text(TestPolicyText() + "pathway: {}\n");
  const grpc::Status status = Render(request, &text);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("pathway"));
}

TEST_F(RulesTest, WarnsWithDateAndCatalogues) {
  EXPECT_THAT(WarningsOf(TestPolicyText()), IsEmpty());
  EXPECT_THAT(
      WarningsOf(absl::StrReplaceAll(
          TestPolicyText(),
          {{"until: 2999-01-01", "until: 2021-01-01"},
           {"[cloud-data-platform]", "[cloud-data-platform, cobol]"}})),
      ElementsAre("requirements[0].about.skills[1]: the skill map has no skill "
                  "cobol",
                  StartsWith("metadata.effective.until: lies in the past")));
}

}  // namespace
}  // namespace prescreen
