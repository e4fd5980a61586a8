// SPDX-License-Identifier: Apache-2.0
// A client of a running server with catalogues and a small policy in place, and
// signed credentials to screen.
#ifndef PRESCREEN_TESTS_SUPPORT_TEST_TENANT_H_
#define PRESCREEN_TESTS_SUPPORT_TEST_TENANT_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "prescreen/v1/catalogue.grpc.pb.h"
#include "prescreen/v1/policy.grpc.pb.h"
#include "prescreen/v1/receipt.grpc.pb.h"
#include "prescreen/v1/screening.grpc.pb.h"

namespace prescreen {

inline constexpr char kTestPolicy[] = "tenants/demo/policies/test-role";
inline constexpr char kTestEmail[] = "ada@candidates.example";

// The policy's text: one critical requirement, a certification about
// `cloud-data-platform` by an industry leader.
std::string TestPolicyText();

// An `application/vc+jwt` that meets it, awarded to kTestEmail; distinct for
// each `number`.
std::string TestCredential(int number);

// The same with one character of its payload altered after signing.
std::string AlteredCredential(int number);

// Thread-safe but for SetUp.
class TestTenant {
 public:
  explicit TestTenant(const std::string& address);
  explicit TestTenant(std::shared_ptr<grpc::Channel> channel);

  // Imports the catalogues, creates and activates the policy. May be repeated.
  grpc::Status SetUp();

  static v1::CreateScreeningRequest Request(
      const std::string& application,
      const std::vector<std::string>& documents);
  grpc::Status Screen(const v1::CreateScreeningRequest& request,
                      v1::CreateScreeningResponse* response);

  v1::Screening::Stub& screening() { return *screening_; }
  v1::Policies::Stub& policies() { return *policies_; }
  v1::Catalogues::Stub& catalogues() { return *catalogues_; }
  v1::Receipts::Stub& receipts() { return *receipts_; }
  std::shared_ptr<grpc::Channel> channel() { return channel_; }

 private:
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::Screening::Stub> screening_;
  std::unique_ptr<v1::Policies::Stub> policies_;
  std::unique_ptr<v1::Catalogues::Stub> catalogues_;
  std::unique_ptr<v1::Receipts::Stub> receipts_;
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_TEST_TENANT_H_
