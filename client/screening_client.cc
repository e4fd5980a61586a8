// SPDX-License-Identifier: Apache-2.0
#include "client/screening_client.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "client/error_details.h"
#include "prescreen/v1/admin.grpc.pb.h"
#include "prescreen/v1/catalogue.grpc.pb.h"
#include "prescreen/v1/policy.grpc.pb.h"
#include "prescreen/v1/receipt.grpc.pb.h"
#include "prescreen/v1/screening.grpc.pb.h"

namespace prescreen {
namespace {

// A page of anchors (3 MiB) or a catalogue (4 MiB) with its envelope.
constexpr int kMaxReplyBytes = static_cast<int>(kMaxRequestBytes);
// 40 field violations; gRPC's own limit of 8 KiB would drop the call.
constexpr int kMaxMetadataBytes = 64 << 10;

bool IsLoopbackV4(absl::string_view host) {
  int octets = 0;
  for (absl::string_view rest = host; octets < 4; ++octets) {
    const std::size_t end = rest.find('.');
    std::uint32_t octet = 0;
    if (!absl::SimpleAtoi(rest.substr(0, end), &octet) || octet > 255) {
      return false;
    }
    if (octets == 3) return end == absl::string_view::npos;
    if (end == absl::string_view::npos) return false;
    rest.remove_prefix(end + 1);
  }
  return false;
}

absl::Status ValidateServer(absl::string_view server, bool encrypted) {
  if (absl::StartsWith(server, "unix:")) return absl::OkStatus();
  const std::size_t colon = server.rfind(':');
  std::uint32_t port = 0;
  if (colon == absl::string_view::npos ||
      !absl::SimpleAtoi(server.substr(colon + 1), &port) || port == 0 ||
      port > 65535) {
    return absl::InvalidArgumentError(
        "server address: must be host:port, such as 127.0.0.1:8643");
  }
  const absl::string_view host = server.substr(0, colon);
  const bool loopback = host == "localhost" || host == "[::1]" ||
                        (absl::StartsWith(host, "127.") && IsLoopbackV4(host));
  if (!loopback && !encrypted) {
    return absl::InvalidArgumentError(
        "server address: must be a loopback address, because the connection "
        "is not encrypted; give --tls-ca (tls_authorities) to reach another "
        "machine");
  }
  return absl::OkStatus();
}

std::shared_ptr<grpc::ChannelCredentials> MakeCredentials(
    const ClientOptions& options) {
  if (options.tls_authorities.empty()) {
    return grpc::InsecureChannelCredentials();
  }
  grpc::SslCredentialsOptions ssl;
  ssl.pem_root_certs = options.tls_authorities;
  ssl.pem_cert_chain = options.tls_certificate;
  ssl.pem_private_key = options.tls_key;
  return grpc::SslCredentials(ssl);
}

// How each call is made.
struct CallSettings {
  absl::Duration timeout;
  std::string authorization;  // header value; may be empty
};

void Authorize(const CallSettings& settings, grpc::ClientContext& context) {
  if (settings.authorization.empty()) return;
  context.AddMetadata("authorization", settings.authorization);
}

template <typename Stub, typename Request, typename Reply>
absl::StatusOr<Reply> Call(Stub& stub,
                           grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                        const Request&, Reply*),
                           const CallSettings& settings,
                           const Request& request) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       absl::ToChronoMilliseconds(settings.timeout));
  Authorize(settings, context);
  Reply reply;
  const grpc::Status status = (stub.*method)(&context, request, &reply);
  if (!status.ok()) {
    return StatusWithDetails(static_cast<absl::StatusCode>(status.error_code()),
                             status.error_message(), status.error_details());
  }
  return reply;
}

}  // namespace

struct ScreeningClient::Stubs {
  CallSettings settings;
  std::unique_ptr<v1::Screening::Stub> screening;
  std::unique_ptr<v1::Policies::Stub> policies;
  std::unique_ptr<v1::Catalogues::Stub> catalogues;
  std::unique_ptr<v1::Receipts::Stub> receipts;
  std::unique_ptr<v1::Admin::Stub> admin;
};

absl::StatusOr<std::unique_ptr<ScreeningClient>> ScreeningClient::Connect(
    const ClientOptions& options) {
  RETURN_IF_ERROR(
      ValidateServer(options.server, !options.tls_authorities.empty()));
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxReplyBytes);
  arguments.SetInt(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  // A proxy would see candidates' documents.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  const auto channel = grpc::CreateCustomChannel(
      options.server, MakeCredentials(options), arguments);
  auto stubs = std::make_unique<Stubs>();
  stubs->settings.timeout = options.timeout;
  if (!options.key.empty()) {
    stubs->settings.authorization = absl::StrCat("Bearer ", options.key);
  }
  stubs->screening = v1::Screening::NewStub(channel);
  stubs->policies = v1::Policies::NewStub(channel);
  stubs->catalogues = v1::Catalogues::NewStub(channel);
  stubs->receipts = v1::Receipts::NewStub(channel);
  stubs->admin = v1::Admin::NewStub(channel);
  return std::unique_ptr<ScreeningClient>(
      new ScreeningClient(std::move(stubs)));
}

ScreeningClient::ScreeningClient(std::unique_ptr<Stubs> stubs)
    : stubs_(std::move(stubs)) {}

ScreeningClient::~ScreeningClient() = default;

absl::StatusOr<v1::CreateScreeningResponse> ScreeningClient::CreateScreening(
    const v1::CreateScreeningRequest& request) {
  return Call(*stubs_->screening, &v1::Screening::Stub::CreateScreening,
              stubs_->settings, request);
}

absl::StatusOr<v1::ScreeningRecord> ScreeningClient::GetScreening(
    const v1::GetScreeningRequest& request) {
  return Call(*stubs_->screening, &v1::Screening::Stub::GetScreening,
              stubs_->settings, request);
}

absl::StatusOr<v1::VerifyBundleResponse> ScreeningClient::VerifyBundle(
    const v1::VerifyBundleRequest& request) {
  return Call(*stubs_->screening, &v1::Screening::Stub::VerifyBundle,
              stubs_->settings, request);
}

absl::StatusOr<v1::ListScreeningsResponse> ScreeningClient::ListScreenings(
    const v1::ListScreeningsRequest& request) {
  return Call(*stubs_->screening, &v1::Screening::Stub::ListScreenings,
              stubs_->settings, request);
}

absl::Status ScreeningClient::WatchScreenings(
    const v1::WatchScreeningsRequest& request,
    const std::function<bool(const v1::ScreeningEvent&)>& on_event) {
  grpc::ClientContext context;
  Authorize(stubs_->settings, context);
  const auto reader = stubs_->screening->WatchScreenings(&context, request);
  v1::ScreeningEvent event;
  while (reader->Read(&event)) {
    if (on_event(event)) continue;
    context.TryCancel();
    reader->Finish();
    return absl::OkStatus();
  }
  const grpc::Status status = reader->Finish();
  if (status.ok()) return absl::UnavailableError("the server ended the call");
  return StatusWithDetails(static_cast<absl::StatusCode>(status.error_code()),
                           status.error_message(), status.error_details());
}

absl::StatusOr<v1::Policy> ScreeningClient::CreatePolicy(
    const v1::CreatePolicyRequest& request) {
  return Call(*stubs_->policies, &v1::Policies::Stub::CreatePolicy,
              stubs_->settings, request);
}

absl::StatusOr<v1::Policy> ScreeningClient::SubmitPolicy(
    const v1::SubmitPolicyRequest& request) {
  return Call(*stubs_->policies, &v1::Policies::Stub::SubmitPolicy,
              stubs_->settings, request);
}

absl::StatusOr<v1::Policy> ScreeningClient::ApprovePolicy(
    const v1::ApprovePolicyRequest& request) {
  return Call(*stubs_->policies, &v1::Policies::Stub::ApprovePolicy,
              stubs_->settings, request);
}

absl::StatusOr<v1::ListPoliciesResponse> ScreeningClient::ListPolicies(
    const v1::ListPoliciesRequest& request) {
  return Call(*stubs_->policies, &v1::Policies::Stub::ListPolicies,
              stubs_->settings, request);
}

absl::StatusOr<v1::Policy> ScreeningClient::ActivatePolicy(
    const v1::ActivatePolicyRequest& request) {
  return Call(*stubs_->policies, &v1::Policies::Stub::ActivatePolicy,
              stubs_->settings, request);
}

absl::StatusOr<v1::Policy> ScreeningClient::GetPolicy(
    const v1::GetPolicyRequest& request) {
  return Call(*stubs_->policies, &v1::Policies::Stub::GetPolicy,
              stubs_->settings, request);
}

absl::StatusOr<v1::RenderPolicyResponse> ScreeningClient::RenderPolicy(
    const v1::RenderPolicyRequest& request) {
  return Call(*stubs_->policies, &v1::Policies::Stub::RenderPolicy,
              stubs_->settings, request);
}

absl::StatusOr<v1::Catalogue> ScreeningClient::ImportCatalogue(
    const v1::ImportCatalogueRequest& request) {
  return Call(*stubs_->catalogues, &v1::Catalogues::Stub::ImportCatalogue,
              stubs_->settings, request);
}

absl::StatusOr<v1::Catalogue> ScreeningClient::GetCatalogue(
    const v1::GetCatalogueRequest& request) {
  return Call(*stubs_->catalogues, &v1::Catalogues::Stub::GetCatalogue,
              stubs_->settings, request);
}

absl::StatusOr<v1::ListCataloguesResponse> ScreeningClient::ListCatalogues(
    const v1::ListCataloguesRequest& request) {
  return Call(*stubs_->catalogues, &v1::Catalogues::Stub::ListCatalogues,
              stubs_->settings, request);
}

absl::StatusOr<v1::GetReceiptResponse> ScreeningClient::GetReceipt(
    const v1::GetReceiptRequest& request) {
  return Call(*stubs_->receipts, &v1::Receipts::Stub::GetReceipt,
              stubs_->settings, request);
}

absl::StatusOr<v1::GetReceiptResponse> ScreeningClient::WaitReceipt(
    const v1::WaitReceiptRequest& request) {
  return Call(*stubs_->receipts, &v1::Receipts::Stub::WaitReceipt,
              stubs_->settings, request);
}

absl::StatusOr<v1::Checkpoint> ScreeningClient::GetCheckpoint(
    const v1::GetCheckpointRequest& request) {
  return Call(*stubs_->receipts, &v1::Receipts::Stub::GetCheckpoint,
              stubs_->settings, request);
}

absl::StatusOr<v1::GetInclusionProofResponse>
ScreeningClient::GetInclusionProof(
    const v1::GetInclusionProofRequest& request) {
  return Call(*stubs_->receipts, &v1::Receipts::Stub::GetInclusionProof,
              stubs_->settings, request);
}

absl::StatusOr<v1::GetConsistencyProofResponse>
ScreeningClient::GetConsistencyProof(
    const v1::GetConsistencyProofRequest& request) {
  return Call(*stubs_->receipts, &v1::Receipts::Stub::GetConsistencyProof,
              stubs_->settings, request);
}

absl::StatusOr<v1::ListAnchorsResponse> ScreeningClient::ListAnchors(
    const v1::ListAnchorsRequest& request) {
  return Call(*stubs_->receipts, &v1::Receipts::Stub::ListAnchors,
              stubs_->settings, request);
}

absl::StatusOr<v1::Tenant> ScreeningClient::CreateTenant(
    const v1::CreateTenantRequest& request) {
  return Call(*stubs_->admin, &v1::Admin::Stub::CreateTenant, stubs_->settings,
              request);
}

absl::StatusOr<v1::ListTenantsResponse> ScreeningClient::ListTenants(
    const v1::ListTenantsRequest& request) {
  return Call(*stubs_->admin, &v1::Admin::Stub::ListTenants, stubs_->settings,
              request);
}

absl::StatusOr<v1::CreateKeyResponse> ScreeningClient::CreateKey(
    const v1::CreateKeyRequest& request) {
  return Call(*stubs_->admin, &v1::Admin::Stub::CreateKey, stubs_->settings,
              request);
}

absl::StatusOr<v1::ListKeysResponse> ScreeningClient::ListKeys(
    const v1::ListKeysRequest& request) {
  return Call(*stubs_->admin, &v1::Admin::Stub::ListKeys, stubs_->settings,
              request);
}

absl::StatusOr<v1::ApiKey> ScreeningClient::RevokeKey(
    const v1::RevokeKeyRequest& request) {
  return Call(*stubs_->admin, &v1::Admin::Stub::RevokeKey, stubs_->settings,
              request);
}

absl::StatusOr<v1::BackupResponse> ScreeningClient::Backup(
    const v1::BackupRequest& request) {
  return Call(*stubs_->admin, &v1::Admin::Stub::Backup, stubs_->settings,
              request);
}

absl::StatusOr<v1::ServerInfo> ScreeningClient::GetServerInfo(
    const v1::GetServerInfoRequest& request) {
  return Call(*stubs_->admin, &v1::Admin::Stub::GetServerInfo, stubs_->settings,
              request);
}

absl::StatusOr<v1::ListAccessResponse> ScreeningClient::ListAccess(
    const v1::ListAccessRequest& request) {
  return Call(*stubs_->admin, &v1::Admin::Stub::ListAccess, stubs_->settings,
              request);
}

}  // namespace prescreen
