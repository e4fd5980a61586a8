// SPDX-License-Identifier: Apache-2.0
// A server as it runs in production: TLS, and an API key in every call.
#ifndef PRESCREEN_TESTS_SUPPORT_PRODUCTION_SERVER_H_
#define PRESCREEN_TESTS_SUPPORT_PRODUCTION_SERVER_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/support/server_process.h"

namespace prescreen {

// Thread-safe.
class ProductionServer {
 public:
  // In `folder`, with a certificate made now. Unavailable: it did not start.
  static absl::StatusOr<std::unique_ptr<ProductionServer>> Start(
      const std::string& binary_dir, const std::string& folder,
      const std::vector<std::string>& overrides);

  // A connection of its own; its calls carry a key of the tenant `demo` with
  // every role that a tenant needs. What `arguments` say goes before gRPC's
  // defaults.
  std::shared_ptr<grpc::Channel> Connect(
      const grpc::ChannelArguments& arguments = {}) const;
  const std::string& key() const { return key_; }
  const ServerProcess& process() const { return *process_; }
  ServerProcess& process() { return *process_; }

 private:
  ProductionServer(std::unique_ptr<ServerProcess> process,
                   const std::string& certificate)
      : process_(std::move(process)), certificate_(certificate) {}
  std::shared_ptr<grpc::Channel> ConnectWith(
      const std::string& key, grpc::ChannelArguments arguments) const;
  // Makes `key_`.
  absl::Status MakeKey(const std::string& bootstrap);

  const std::unique_ptr<ServerProcess> process_;
  const std::string certificate_;  // PEM
  std::string key_;
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_PRODUCTION_SERVER_H_
