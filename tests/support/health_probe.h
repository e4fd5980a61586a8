// SPDX-License-Identifier: Apache-2.0
// Asks a server's grpc.health.v1 service.
#ifndef PRESCREEN_TESTS_SUPPORT_HEALTH_PROBE_H_
#define PRESCREEN_TESTS_SUPPORT_HEALTH_PROBE_H_

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

namespace prescreen {

// Watch of one service; "" is the server as a whole. Not thread-safe.
class HealthProbe {
 public:
  HealthProbe(const std::string& address, const std::string& service);
  ~HealthProbe();  // cancels
  HealthProbe(const HealthProbe&) = delete;
  HealthProbe& operator=(const HealthProbe&) = delete;

  // Waits for the next state that the server tells: `SERVING`, `NOT_SERVING`,
  // `SERVICE_UNKNOWN`, or `over` once the call has ended.
  std::string Next();

 private:
  bool AwaitStep();

  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_HEALTH_PROBE_H_
