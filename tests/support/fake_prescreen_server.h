// SPDX-License-Identifier: Apache-2.0
// A gRPC server of prescreen.v1 with canned answers, in the test's process.
#ifndef PRESCREEN_TESTS_SUPPORT_FAKE_PRESCREEN_SERVER_H_
#define PRESCREEN_TESTS_SUPPORT_FAKE_PRESCREEN_SERVER_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "prescreen/v1/catalogue.pb.h"
#include "prescreen/v1/policy.pb.h"
#include "prescreen/v1/receipt.pb.h"
#include "prescreen/v1/screening.pb.h"

namespace prescreen {

// An error as the real server sends it: ErrorInfo with `reason` (none if empty)
// and BadRequest with `violations` (field, description).
absl::Status FakeServerError(
    absl::StatusCode code, absl::string_view reason, absl::string_view message,
    const std::vector<std::pair<std::string, std::string>>& violations = {});

// What a method answers; unset ones are UNIMPLEMENTED.
template <typename Request, typename Reply>
using FakeAnswer = std::function<absl::StatusOr<Reply>(const Request&)>;

struct FakeAnswers {
  FakeAnswer<v1::CreateScreeningRequest, v1::CreateScreeningResponse>
      create_screening;
  FakeAnswer<v1::GetScreeningRequest, v1::ScreeningRecord> get_screening;
  FakeAnswer<v1::VerifyBundleRequest, v1::VerifyBundleResponse> verify_bundle;
  FakeAnswer<v1::ListScreeningsRequest, v1::ListScreeningsResponse>
      list_screenings;
  // Then the call ends as a broken connection does, or with the error.
  FakeAnswer<v1::WatchScreeningsRequest, std::vector<v1::ScreeningEvent>>
      watch_screenings;
  FakeAnswer<v1::CreatePolicyRequest, v1::Policy> create_policy;
  FakeAnswer<v1::SubmitPolicyRequest, v1::Policy> submit_policy;
  FakeAnswer<v1::ApprovePolicyRequest, v1::Policy> approve_policy;
  FakeAnswer<v1::ListPoliciesRequest, v1::ListPoliciesResponse> list_policies;
  FakeAnswer<v1::ListCataloguesRequest, v1::ListCataloguesResponse>
      list_catalogues;
  FakeAnswer<v1::ActivatePolicyRequest, v1::Policy> activate_policy;
  FakeAnswer<v1::GetPolicyRequest, v1::Policy> get_policy;
  FakeAnswer<v1::RenderPolicyRequest, v1::RenderPolicyResponse> render_policy;
  FakeAnswer<v1::ImportCatalogueRequest, v1::Catalogue> import_catalogue;
  FakeAnswer<v1::GetReceiptRequest, v1::GetReceiptResponse> get_receipt;
  FakeAnswer<v1::WaitReceiptRequest, v1::GetReceiptResponse> wait_receipt;
  FakeAnswer<v1::GetInclusionProofRequest, v1::GetInclusionProofResponse>
      get_inclusion_proof;
  FakeAnswer<v1::GetConsistencyProofRequest, v1::GetConsistencyProofResponse>
      get_consistency_proof;
};

// Serves from construction to destruction. Answers run on gRPC's threads and
// must be set before the call that they answer.
class FakePrescreenServer {
 public:
  FakePrescreenServer();
  FakePrescreenServer(const FakePrescreenServer&) = delete;
  FakePrescreenServer& operator=(const FakePrescreenServer&) = delete;
  ~FakePrescreenServer();

  FakeAnswers& answers();
  const std::string& address() const;  // 127.0.0.1:port

 private:
  struct Server;
  std::unique_ptr<Server> server_;
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_FAKE_PRESCREEN_SERVER_H_
