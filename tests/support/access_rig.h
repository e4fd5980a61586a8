// SPDX-License-Identifier: Apache-2.0
// A server whose tenant `demo` has a screening, and the means to make keys.
#ifndef PRESCREEN_TESTS_SUPPORT_ACCESS_RIG_H_
#define PRESCREEN_TESTS_SUPPORT_ACCESS_RIG_H_

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "client/error_details.h"
#include "prescreen/v1/admin.grpc.pb.h"
#include "tests/support/raw_call.h"
#include "tests/support/server_process.h"
#include "tests/support/test_tenant.h"

namespace prescreen {

class AccessRig : public ::testing::Test {
 protected:
  void SetUp() override {
    ServerProcessOptions options;
    options.binary_dir = PRESCREEN_BINARY_DIR;
    options.folder = folder_.path();
    auto server = ServerProcess::Start(options);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    tenant_ = std::make_unique<TestTenant>(server_->address());
    ASSERT_TRUE(tenant_->SetUp().ok());
    v1::CreateScreeningResponse response;
    ASSERT_TRUE(
        tenant_->Screen(TestTenant::Request("A-1", {}), &response).ok());
    screening_ = response.screening().name();
  }

  std::string BootstrapKey() const {
    std::ifstream file(folder_.path() + "/data/bootstrap.key");
    std::string text;
    std::getline(file, text);
    return text;
  }

  RawResult Call(const std::string& method,
                 const google::protobuf::Message& request,
                 const std::string& key) {
    return RawCall(tenant_->channel(), method, request.SerializeAsString(),
                   key);
  }
  // As Call; the one reply.
  template <typename Reply>
  Reply Get(const std::string& method, const google::protobuf::Message& request,
            const std::string& key) {
    const RawResult result = Call(method, request, key);
    EXPECT_TRUE(result.status.ok()) << method << ": " << result.status;
    Reply reply;
    if (!result.replies.empty()) {
      EXPECT_TRUE(reply.ParseFromString(result.replies[0]));
    }
    return reply;
  }
  std::string ReasonOf(const RawResult& result) {
    return ErrorDetailsOf(result.status).reason;
  }

  v1::CreateKeyResponse MakeKey(const std::vector<v1::Role>& roles,
                                const std::vector<std::string>& tenants,
                                const std::string& by, int max_in_flight = 0) {
    v1::CreateKeyRequest request;
    for (const v1::Role role : roles) request.add_roles(role);
    for (const std::string& tenant : tenants) request.add_tenants(tenant);
    request.set_max_in_flight(max_in_flight);
    return Get<v1::CreateKeyResponse>("Admin/CreateKey", request, by);
  }
  void MakeTenant(const std::string& id, const std::string& by) {
    v1::CreateTenantRequest request;
    request.set_tenant_id(id);
    Get<v1::Tenant>("Admin/CreateTenant", request, by);
  }

  TemporaryFolder folder_;
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<TestTenant> tenant_;
  std::string screening_;  // `tenants/demo/screenings/…`
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_ACCESS_RIG_H_
