// SPDX-License-Identifier: Apache-2.0
#include "tests/support/health_probe.h"

#include <vector>

#include "base/check.h"

namespace prescreen {
namespace {

// HealthCheckRequest{service}
grpc::ByteBuffer RequestFor(const std::string& service) {
  std::string bytes;
  if (!service.empty()) {
    bytes = std::string("\x0a") + static_cast<char>(service.size()) + service;
  }
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

// Of HealthCheckResponse{status}
std::string StateOf(const grpc::ByteBuffer& response) {
  std::vector<grpc::Slice> slices;
  PRESCREEN_CHECK(response.Dump(&slices).ok());
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  if (bytes == "\x08\x01") return "SERVING";
  if (bytes == "\x08\x02") return "NOT_SERVING";
  if (bytes == "\x08\x03") return "SERVICE_UNKNOWN";
  return "unknown answer";
}

}  // namespace

HealthProbe::HealthProbe(const std::string& address, const std::string& service)
    : stub_(grpc::CreateChannel(address, grpc::InsecureChannelCredentials())) {
  call_ = stub_.PrepareCall(&context_, "/grpc.health.v1.Health/Watch", &queue_);
  call_->StartCall(nullptr);
  PRESCREEN_CHECK(AwaitStep());
  call_->WriteLast(RequestFor(service), grpc::WriteOptions(), nullptr);
  PRESCREEN_CHECK(AwaitStep());
}

HealthProbe::~HealthProbe() {
  context_.TryCancel();
  grpc::Status status;
  call_->Finish(&status, nullptr);
  AwaitStep();
  queue_.Shutdown();
}

std::string HealthProbe::Next() {
  grpc::ByteBuffer response;
  call_->Read(&response, nullptr);
  return AwaitStep() ? StateOf(response) : "over";
}

bool HealthProbe::AwaitStep() {
  void* tag = nullptr;
  bool ok = false;
  return queue_.Next(&tag, &ok) && ok;
}

}  // namespace prescreen
