// SPDX-License-Identifier: Apache-2.0
#include "tests/support/production_server.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "prescreen/v1/admin.grpc.pb.h"
#include "tests/client/run_process.h"

namespace prescreen {
namespace {

// As many calls as one key may have under way: what bounds them here is the
// server as a whole.
constexpr int kMaxInFlight = 4096;

std::string ReadText(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

absl::Status MakeCertificate(const std::string& folder) {
  std::filesystem::create_directories(folder);
  const ProcessResult result = RunProcess(
      {"/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
       "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=test",
       "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder + "/key.pem",
       "-out", folder + "/cert.pem"});
  return result.exit_code == 0 ? absl::OkStatus()
                               : absl::UnavailableError(result.err);
}

}  // namespace

absl::StatusOr<std::unique_ptr<ProductionServer>> ProductionServer::Start(
    const std::string& binary_dir, const std::string& folder,
    const std::vector<std::string>& overrides) {
  RETURN_IF_ERROR(MakeCertificate(folder + "/tls"));
  ServerProcessOptions options;
  options.binary_dir = binary_dir;
  options.folder = folder;
  options.chains =
      absl::StrCat("chains: []\ntls:\n  folder: ", folder, "/tls\n");
  options.overrides = overrides;
  ASSIGN_OR_RETURN(auto process, ServerProcess::Start(options));
  std::unique_ptr<ProductionServer> server(new ProductionServer(
      std::move(process), ReadText(folder + "/tls/cert.pem")));
  std::string bootstrap = ReadText(folder + "/data/bootstrap.key");
  bootstrap.resize(bootstrap.find('\n'));
  RETURN_IF_ERROR(server->MakeKey(bootstrap));
  return server;
}

std::shared_ptr<grpc::Channel> ProductionServer::Connect(
    const grpc::ChannelArguments& arguments) const {
  return ConnectWith(key_, arguments);
}

std::shared_ptr<grpc::Channel> ProductionServer::ConnectWith(
    const std::string& key, grpc::ChannelArguments arguments) const {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = certificate_;
  // Otherwise gRPC lets channels to one address share a connection.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(
      process_->address(),
      grpc::CompositeChannelCredentials(grpc::SslCredentials(options),
                                        grpc::AccessTokenCredentials(key)),
      arguments);
}

absl::Status ProductionServer::MakeKey(const std::string& bootstrap) {
  v1::CreateKeyRequest request;
  for (const v1::Role role :
       {v1::ATS, v1::RECRUITER, v1::POLICY_AUTHOR, v1::APPROVER, v1::AUDITOR}) {
    request.add_roles(role);
  }
  request.add_tenants("tenants/demo");
  request.set_max_in_flight(kMaxInFlight);
  v1::CreateKeyResponse response;
  grpc::ClientContext context;
  const grpc::Status status = v1::Admin::NewStub(ConnectWith(bootstrap, {}))
                                  ->CreateKey(&context, request, &response);
  if (!status.ok()) return absl::UnavailableError(status.error_message());
  key_ = response.secret();
  return absl::OkStatus();
}

}  // namespace prescreen
