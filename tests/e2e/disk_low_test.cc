// SPDX-License-Identifier: Apache-2.0
// A server whose disk is nearly full: what it still does, and what it refuses.
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/health_probe.h"
#include "tests/support/server_rig.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

constexpr char kRequestId[] = "3f0e1a52-6a1b-4c8e-9d55-0123456789ab";

class DiskLowTest : public ServerRig {
 protected:
  // A screening from before the disk filled up.
  void StartLow() {
    StartWithTenant({"min_free=0%"});
    ASSERT_TRUE(Screen("before", kRequestId).ok());
    name_ = response_.screening().name();
    ASSERT_EQ(server_->Terminate(), 0);
    StartWithTenant({"min_free=100%"});
  }
  static void ExpectDiskLow(const grpc::Status& status) {
    EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_EQ(ReasonOf(status), "DISK_LOW");
    EXPECT_TRUE(DetailsOf(status).retry_after.has_value());
  }
  grpc::Status Screen(const std::string& application,
                      const std::string& request_id = "") {
    auto request = TestTenant::Request(application, {TestCredential(1)});
    request.set_request_id(request_id);
    return tenant_->Screen(request, &response_);
  }

  v1::CreateScreeningResponse response_;
  std::string name_;
};

TEST_F(DiskLowTest, NothingNewIsTaken) {
  StartLow();
  ExpectDiskLow(Screen("after"));
  v1::AddCredentialsRequest add;
  add.set_name(name_);
  add.add_documents()->set_content(TestCredential(2));
  grpc::ClientContext add_context;
  ExpectDiskLow(
      tenant_->screening().AddCredentials(&add_context, add, &response_));
  v1::ReevaluateScreeningRequest again;
  again.set_name(name_);
  grpc::ClientContext again_context;
  ExpectDiskLow(tenant_->screening().ReevaluateScreening(&again_context, again,
                                                         &response_));
}

TEST_F(DiskLowTest, ReadsRetriesAndCancellationsGoOn) {
  StartLow();
  // A retry of what was answered.
  const grpc::Status retried = Screen("before", kRequestId);
  EXPECT_TRUE(retried.ok()) << retried.error_message();
  EXPECT_EQ(response_.screening().name(), name_);
  v1::GetScreeningRequest get;
  get.set_name(name_);
  v1::ScreeningRecord screening;
  grpc::ClientContext get_context;
  EXPECT_TRUE(
      tenant_->screening().GetScreening(&get_context, get, &screening).ok());
  v1::GetReceiptRequest receipt;
  receipt.set_name(name_ + "/revisions/1/receipt");
  v1::GetReceiptResponse receipt_response;
  grpc::ClientContext receipt_context;
  EXPECT_TRUE(tenant_->receipts()
                  .GetReceipt(&receipt_context, receipt, &receipt_response)
                  .ok());
  v1::CancelScreeningRequest cancel;
  cancel.set_name(name_);
  grpc::ClientContext cancel_context;
  EXPECT_TRUE(tenant_->screening()
                  .CancelScreening(&cancel_context, cancel, &screening)
                  .ok());
  EXPECT_EQ(HealthProbe(server_->address(), "").Next(), "SERVING");
}

TEST_F(DiskLowTest, WhatStoresNothingGoesOn) {
  StartLow();
  auto dry = TestTenant::Request("dry", {TestCredential(3)});
  dry.set_validate_only(true);
  const grpc::Status status = tenant_->Screen(dry, &response_);
  EXPECT_TRUE(status.ok()) << status.error_message();
}

}  // namespace
}  // namespace prescreen
