// SPDX-License-Identifier: Apache-2.0
// The C++ client of a Prescreen server. Typical use:
//
//   ASSIGN_OR_RETURN(auto client, ScreeningClient::Connect({}));
//   v1::CreateScreeningRequest request;
//   request.set_parent("tenants/demo");
//   request.set_policy("tenants/demo/policies/data-engineer");
//   request.set_application_ref("A-1029");
//   request.add_documents()->set_content(jwt);
//   auto reply = client->CreateScreening(request);
//   if (!reply.ok()) Log(ErrorDetailsOf(reply.status()).reason);
//
// The messages and their limits are documented in proto/prescreen/v1. A bad
// credential is a result, never an error.
#ifndef PRESCREEN_CLIENT_SCREENING_CLIENT_H_
#define PRESCREEN_CLIENT_SCREENING_CLIENT_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "prescreen/v1/admin.pb.h"
#include "prescreen/v1/catalogue.pb.h"
#include "prescreen/v1/policy.pb.h"
#include "prescreen/v1/receipt.pb.h"
#include "prescreen/v1/screening.pb.h"

namespace prescreen {

struct ClientOptions {
  // `host:port` or `unix:path`. Without TLS only loopback addresses are taken:
  // 127.0.0.0/8, `localhost`, `[::1]`.
  std::string server = "127.0.0.1:8643";
  // Of each call, from its start. A decision that the server makes after the
  // deadline is stored: a retry with the same request_id gets it.
  absl::Duration timeout = absl::Seconds(30);
  // PEM of the authorities that may certify the server; empty: no TLS.
  std::string tls_authorities = {};
  // PEM of the client's own certificate chain and its key; both or none.
  std::string tls_certificate = {};
  std::string tls_key = {};
  // The API key, `psk_…`; empty: none.
  std::string key = {};
};

// One connection to one server, opened by the first call and re-opened as
// needed. Every method blocks until the reply or the deadline. Thread-safe.
//
// Errors are the server's status with its details (client/error_details.h);
// Unavailable: no connection, or the server is draining: retry later, with the
// same request_id; DeadlineExceeded: no reply in time; Internal: a fault of the
// server. What else a method can answer stands in its proto comment.
class ScreeningClient {
 public:
  // Does not wait for the connection. InvalidArgument: `options.server` is no
  // address, or not a loopback one and there is no TLS.
  static absl::StatusOr<std::unique_ptr<ScreeningClient>> Connect(
      const ClientOptions& options);
  ScreeningClient(const ScreeningClient&) = delete;
  ScreeningClient& operator=(const ScreeningClient&) = delete;
  ~ScreeningClient();

  absl::StatusOr<v1::CreateScreeningResponse> CreateScreening(
      const v1::CreateScreeningRequest& request);
  absl::StatusOr<v1::ScreeningRecord> GetScreening(
      const v1::GetScreeningRequest& request);
  absl::StatusOr<v1::VerifyBundleResponse> VerifyBundle(
      const v1::VerifyBundleRequest& request);
  absl::StatusOr<v1::ListScreeningsResponse> ListScreenings(
      const v1::ListScreeningsRequest& request);

  // Calls `on_event` for each event, heartbeats too, until the call ends (its
  // error) or `on_event` returns false (OK). No deadline: a caller that is told
  // Unavailable watches again from the last event's resume token.
  absl::Status WatchScreenings(
      const v1::WatchScreeningsRequest& request,
      const std::function<bool(const v1::ScreeningEvent&)>& on_event);

  absl::StatusOr<v1::Policy> CreatePolicy(
      const v1::CreatePolicyRequest& request);
  absl::StatusOr<v1::Policy> SubmitPolicy(
      const v1::SubmitPolicyRequest& request);
  absl::StatusOr<v1::Policy> ApprovePolicy(
      const v1::ApprovePolicyRequest& request);
  absl::StatusOr<v1::ListPoliciesResponse> ListPolicies(
      const v1::ListPoliciesRequest& request);
  absl::StatusOr<v1::Policy> ActivatePolicy(
      const v1::ActivatePolicyRequest& request);
  absl::StatusOr<v1::Policy> GetPolicy(const v1::GetPolicyRequest& request);
  absl::StatusOr<v1::RenderPolicyResponse> RenderPolicy(
      const v1::RenderPolicyRequest& request);

  absl::StatusOr<v1::Catalogue> ImportCatalogue(
      const v1::ImportCatalogueRequest& request);
  absl::StatusOr<v1::Catalogue> GetCatalogue(
      const v1::GetCatalogueRequest& request);
  absl::StatusOr<v1::ListCataloguesResponse> ListCatalogues(
      const v1::ListCataloguesRequest& request);

  absl::StatusOr<v1::GetReceiptResponse> GetReceipt(
      const v1::GetReceiptRequest& request);
  // The server answers with the state so far shortly before the deadline:
  // compare `receipt.state` with what was waited for.
  absl::StatusOr<v1::GetReceiptResponse> WaitReceipt(
      const v1::WaitReceiptRequest& request);
  absl::StatusOr<v1::Checkpoint> GetCheckpoint(
      const v1::GetCheckpointRequest& request);
  absl::StatusOr<v1::GetInclusionProofResponse> GetInclusionProof(
      const v1::GetInclusionProofRequest& request);
  absl::StatusOr<v1::GetConsistencyProofResponse> GetConsistencyProof(
      const v1::GetConsistencyProofRequest& request);
  absl::StatusOr<v1::ListAnchorsResponse> ListAnchors(
      const v1::ListAnchorsRequest& request);

  absl::StatusOr<v1::Tenant> CreateTenant(
      const v1::CreateTenantRequest& request);
  absl::StatusOr<v1::ListTenantsResponse> ListTenants(
      const v1::ListTenantsRequest& request);
  absl::StatusOr<v1::CreateKeyResponse> CreateKey(
      const v1::CreateKeyRequest& request);
  absl::StatusOr<v1::ListKeysResponse> ListKeys(
      const v1::ListKeysRequest& request);
  absl::StatusOr<v1::ApiKey> RevokeKey(const v1::RevokeKeyRequest& request);
  absl::StatusOr<v1::BackupResponse> Backup(const v1::BackupRequest& request);
  absl::StatusOr<v1::ServerInfo> GetServerInfo(
      const v1::GetServerInfoRequest& request);
  absl::StatusOr<v1::ListAccessResponse> ListAccess(
      const v1::ListAccessRequest& request);

 private:
  struct Stubs;
  explicit ScreeningClient(std::unique_ptr<Stubs> stubs);
  std::unique_ptr<Stubs> stubs_;
};

}  // namespace prescreen

#endif  // PRESCREEN_CLIENT_SCREENING_CLIENT_H_
