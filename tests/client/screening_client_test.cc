// SPDX-License-Identifier: Apache-2.0
#include "client/screening_client.h"

#include <gtest/gtest.h>

#include <string>

#include "client/error_details.h"
#include "tests/support/fake_prescreen_server.h"

namespace prescreen {
namespace {

TEST(ScreeningClient, OnlyLoopbackAddressesAreTaken) {
  for (const char* server : {"127.0.0.1:8643", "127.1.2.3:1", "localhost:8643",
                             "[::1]:8643", "unix:/run/prescreen"}) {
    EXPECT_TRUE(ScreeningClient::Connect({.server = server}).ok()) << server;
  }
  for (const char* server :
       {"", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "10.0.0.1:8643",
        "127.0.0.1.example.com:1", "127.0.0:1", "127.0.0.256:1", "0.0.0.0:8643",
        "example.com:8643", "[2001:db8::1]:1", "dns:///example.com:1"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(
        ScreeningClient::Connect({.server = server}).status()))
        << server;
  }
}

TEST(ScreeningClient, ReplyComesBack) {
  FakePrescreenServer server;
  server.answers().get_policy = [](const v1::GetPolicyRequest& request) {
    v1::Policy policy;
    policy.set_name(request.name());
    return policy;
  };
  auto client = ScreeningClient::Connect({.server = server.address()});
  ASSERT_TRUE(client.ok()) << client.status();
  v1::GetPolicyRequest request;
  request.set_name("tenants/demo/policies/p");
  const auto policy = (*client)->GetPolicy(request);
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_EQ(policy->name(), request.name());
}

TEST(ScreeningClient, ErrorKeepsReasonAndViolations) {
  FakePrescreenServer server;
  server.answers().create_policy =
      [](const v1::CreatePolicyRequest&) -> absl::StatusOr<v1::Policy> {
    return FakeServerError(absl::StatusCode::kInvalidArgument, "INVALID_POLICY",
                           "policy: bad", {{"7:3 metadata.id", "is missing"}});
  };
  auto client = ScreeningClient::Connect({.server = server.address()});
  ASSERT_TRUE(client.ok()) << client.status();
  const auto policy = (*client)->CreatePolicy({});
  EXPECT_TRUE(absl::IsInvalidArgument(policy.status()));
  const ErrorDetails details = ErrorDetailsOf(policy.status());
  EXPECT_EQ(details.reason, "INVALID_POLICY");
  ASSERT_EQ(details.violations.size(), 1u);
  EXPECT_EQ(details.violations[0].line, 7);
  EXPECT_EQ(details.violations[0].field, "metadata.id");
}

TEST(ScreeningClient, ManyViolationsFitTheTrailer) {
  FakePrescreenServer server;
  server.answers().create_policy =
      [](const v1::CreatePolicyRequest&) -> absl::StatusOr<v1::Policy> {
    const std::vector<std::pair<std::string, std::string>> violations(
        40, {std::string(130, 'f'), std::string(120, 'd')});
    return FakeServerError(absl::StatusCode::kInvalidArgument, "INVALID_POLICY",
                           "policy: bad", violations);
  };
  auto client = ScreeningClient::Connect({.server = server.address()});
  ASSERT_TRUE(client.ok()) << client.status();
  const auto policy = (*client)->CreatePolicy({});
  EXPECT_EQ(ErrorDetailsOf(policy.status()).violations.size(), 40u)
      << policy.status();
}

TEST(ScreeningClient, NoServerIsUnavailable) {
  auto client = ScreeningClient::Connect({.server = "127.0.0.1:1"});
  ASSERT_TRUE(client.ok()) << client.status();
  const auto policy = (*client)->GetPolicy({});
  EXPECT_TRUE(absl::IsUnavailable(policy.status())) << policy.status();
  EXPECT_EQ(ErrorDetailsOf(policy.status()).reason, "");
}

TEST(ScreeningClient, ElapsedTimeoutIsDeadlineExceeded) {
  FakePrescreenServer server;
  auto client = ScreeningClient::Connect(
      {.server = server.address(), .timeout = absl::Milliseconds(-1)});
  ASSERT_TRUE(client.ok()) << client.status();
  EXPECT_TRUE(absl::IsDeadlineExceeded((*client)->GetPolicy({}).status()));
}

}  // namespace
}  // namespace prescreen
