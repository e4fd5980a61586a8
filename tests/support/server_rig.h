// SPDX-License-Identifier: Apache-2.0
// A test's real server, in a folder that outlives restarts, and its client.
#ifndef PRESCREEN_TESTS_SUPPORT_SERVER_RIG_H_
#define PRESCREEN_TESTS_SUPPORT_SERVER_RIG_H_

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "client/error_details.h"
#include "tests/support/server_process.h"
#include "tests/support/test_tenant.h"

namespace prescreen {

ErrorDetails DetailsOf(const grpc::Status& status);
// A value name of v1.ErrorReason; empty if `status` carries none.
std::string ReasonOf(const grpc::Status& status);

class ServerRig : public ::testing::Test {
 protected:
  // Starts the server, again after it ended, and connects `tenant_` to it.
  void Start(const std::vector<std::string>& overrides = {},
             const std::string& chains = "");
  // And gives the tenant catalogues and policy.
  void StartWithTenant(const std::vector<std::string>& overrides = {},
                       const std::string& chains = "");

  TemporaryFolder folder_;
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<TestTenant> tenant_;
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_SERVER_RIG_H_
