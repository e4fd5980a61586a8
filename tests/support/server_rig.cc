// SPDX-License-Identifier: Apache-2.0
#include "tests/support/server_rig.h"

#include <utility>

namespace prescreen {

ErrorDetails DetailsOf(const grpc::Status& status) {
  return ErrorDetailsOf(
      StatusWithDetails(static_cast<absl::StatusCode>(status.error_code()),
                        status.error_message(), status.error_details()));
}

std::string ReasonOf(const grpc::Status& status) {
  return DetailsOf(status).reason;
}

void ServerRig::Start(const std::vector<std::string>& overrides,
                      const std::string& chains) {
  ServerProcessOptions options;
  options.binary_dir = PRESCREEN_BINARY_DIR;
  options.folder = folder_.path();
  options.chains = chains;
  options.overrides = overrides;
  auto server = ServerProcess::Start(options);
  ASSERT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
  tenant_ = std::make_unique<TestTenant>(server_->address());
}

void ServerRig::StartWithTenant(const std::vector<std::string>& overrides,
                                const std::string& chains) {
  ASSERT_NO_FATAL_FAILURE(Start(overrides, chains));
  const grpc::Status status = tenant_->SetUp();
  ASSERT_TRUE(status.ok()) << status.error_message();
}

}  // namespace prescreen
