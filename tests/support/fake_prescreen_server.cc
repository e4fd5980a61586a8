// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_prescreen_server.h"

#include <google/protobuf/any.pb.h>
#include <grpcpp/grpcpp.h>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "prescreen/v1/catalogue.grpc.pb.h"
#include "prescreen/v1/policy.grpc.pb.h"
#include "prescreen/v1/receipt.grpc.pb.h"
#include "prescreen/v1/screening.grpc.pb.h"

namespace prescreen {
namespace {

constexpr char kPayload[] = "fake/google.rpc.Status";

template <typename Request, typename Reply>
grpc::Status Answer(const FakeAnswer<Request, Reply>& answer,
                    const Request* request, Reply* reply) {
  if (!answer) {
    return grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "no answer set");
  }
  auto result = answer(*request);
  if (result.ok()) {
    *reply = *std::move(result);
    return grpc::Status::OK;
  }
  const auto details = result.status().GetPayload(kPayload);
  return grpc::Status(static_cast<grpc::StatusCode>(result.status().code()),
                      std::string(result.status().message()),
                      details ? std::string(*details) : "");
}

using Context = grpc::ServerContext;

class Screenings final : public v1::Screening::Service {
 public:
  explicit Screenings(FakeAnswers& answers) : answers_(answers) {}
  grpc::Status CreateScreening(Context*, const v1::CreateScreeningRequest* in,
                               v1::CreateScreeningResponse* out) override {
    return Answer(answers_.create_screening, in, out);
  }
  grpc::Status GetScreening(Context*, const v1::GetScreeningRequest* in,
                            v1::ScreeningRecord* out) override {
    return Answer(answers_.get_screening, in, out);
  }
  grpc::Status VerifyBundle(Context*, const v1::VerifyBundleRequest* in,
                            v1::VerifyBundleResponse* out) override {
    return Answer(answers_.verify_bundle, in, out);
  }
  grpc::Status ListScreenings(Context*, const v1::ListScreeningsRequest* in,
                              v1::ListScreeningsResponse* out) override {
    return Answer(answers_.list_screenings, in, out);
  }
  grpc::Status WatchScreenings(
      Context*, const v1::WatchScreeningsRequest* in,
      grpc::ServerWriter<v1::ScreeningEvent>* writer) override {
    std::vector<v1::ScreeningEvent> events;
    const grpc::Status status = Answer(answers_.watch_screenings, in, &events);
    if (!status.ok()) return status;
    for (const v1::ScreeningEvent& event : events) writer->Write(event);
    return grpc::Status(grpc::StatusCode::UNAVAILABLE, "broken");
  }

 private:
  FakeAnswers& answers_;
};

class PolicyService final : public v1::Policies::Service {
 public:
  explicit PolicyService(FakeAnswers& answers) : answers_(answers) {}
  grpc::Status CreatePolicy(Context*, const v1::CreatePolicyRequest* in,
                            v1::Policy* out) override {
    return Answer(answers_.create_policy, in, out);
  }
  grpc::Status SubmitPolicy(Context*, const v1::SubmitPolicyRequest* in,
                            v1::Policy* out) override {
    return Answer(answers_.submit_policy, in, out);
  }
  grpc::Status ApprovePolicy(Context*, const v1::ApprovePolicyRequest* in,
                             v1::Policy* out) override {
    return Answer(answers_.approve_policy, in, out);
  }
  grpc::Status ListPolicies(Context*, const v1::ListPoliciesRequest* in,
                            v1::ListPoliciesResponse* out) override {
    return Answer(answers_.list_policies, in, out);
  }
  grpc::Status ActivatePolicy(Context*, const v1::ActivatePolicyRequest* in,
                              v1::Policy* out) override {
    return Answer(answers_.activate_policy, in, out);
  }
  grpc::Status GetPolicy(Context*, const v1::GetPolicyRequest* in,
                         v1::Policy* out) override {
    return Answer(answers_.get_policy, in, out);
  }
  grpc::Status RenderPolicy(Context*, const v1::RenderPolicyRequest* in,
                            v1::RenderPolicyResponse* out) override {
    return Answer(answers_.render_policy, in, out);
  }

 private:
  FakeAnswers& answers_;
};

class CatalogueService final : public v1::Catalogues::Service {
 public:
  explicit CatalogueService(FakeAnswers& answers) : answers_(answers) {}
  grpc::Status ImportCatalogue(Context*, const v1::ImportCatalogueRequest* in,
                               v1::Catalogue* out) override {
    return Answer(answers_.import_catalogue, in, out);
  }
  grpc::Status ListCatalogues(Context*, const v1::ListCataloguesRequest* in,
                              v1::ListCataloguesResponse* out) override {
    return Answer(answers_.list_catalogues, in, out);
  }

 private:
  FakeAnswers& answers_;
};

class ReceiptService final : public v1::Receipts::Service {
 public:
  explicit ReceiptService(FakeAnswers& answers) : answers_(answers) {}
  grpc::Status GetReceipt(Context*, const v1::GetReceiptRequest* in,
                          v1::GetReceiptResponse* out) override {
    return Answer(answers_.get_receipt, in, out);
  }
  grpc::Status WaitReceipt(Context*, const v1::WaitReceiptRequest* in,
                           v1::GetReceiptResponse* out) override {
    return Answer(answers_.wait_receipt, in, out);
  }
  grpc::Status GetInclusionProof(Context*,
                                 const v1::GetInclusionProofRequest* in,
                                 v1::GetInclusionProofResponse* out) override {
    return Answer(answers_.get_inclusion_proof, in, out);
  }
  grpc::Status GetConsistencyProof(
      Context*, const v1::GetConsistencyProofRequest* in,
      v1::GetConsistencyProofResponse* out) override {
    return Answer(answers_.get_consistency_proof, in, out);
  }

 private:
  FakeAnswers& answers_;
};

}  // namespace

absl::Status FakeServerError(
    absl::StatusCode code, absl::string_view reason, absl::string_view message,
    const std::vector<std::pair<std::string, std::string>>& violations) {
  google::rpc::Status details;
  details.set_code(static_cast<int>(code));
  details.set_message(std::string(message));
  if (!reason.empty()) {
    google::rpc::ErrorInfo info;
    info.set_reason(std::string(reason));
    info.set_domain("prescreen");
    details.add_details()->PackFrom(info);
  }
  if (!violations.empty()) {
    google::rpc::BadRequest bad;
    for (const auto& [field, description] : violations) {
      auto* violation = bad.add_field_violations();
      violation->set_field(field);
      violation->set_description(description);
    }
    details.add_details()->PackFrom(bad);
  }
  absl::Status status(code, message);
  status.SetPayload(kPayload, absl::Cord(details.SerializeAsString()));
  return status;
}

struct FakePrescreenServer::Server {
  FakeAnswers answers;
  Screenings screenings{answers};
  PolicyService policies{answers};
  CatalogueService catalogues{answers};
  ReceiptService receipts{answers};
  std::string address;
  std::unique_ptr<grpc::Server> grpc;
};

FakePrescreenServer::FakePrescreenServer()
    : server_(std::make_unique<Server>()) {
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                           &port);
  builder.RegisterService(&server_->screenings);
  builder.RegisterService(&server_->policies);
  builder.RegisterService(&server_->catalogues);
  builder.RegisterService(&server_->receipts);
  server_->grpc = builder.BuildAndStart();
  PRESCREEN_CHECK(server_->grpc != nullptr);
  server_->address = absl::StrCat("127.0.0.1:", port);
}

FakePrescreenServer::~FakePrescreenServer() { server_->grpc->Shutdown(); }

FakeAnswers& FakePrescreenServer::answers() { return server_->answers; }
const std::string& FakePrescreenServer::address() const {
  return server_->address;
}

}  // namespace prescreen
