// SPDX-License-Identifier: Apache-2.0
#include "server/rpc_limits.h"

#include <grpcpp/resource_quota.h>
#include <sys/resource.h>

#include <algorithm>

#include "base/limits.h"

namespace prescreen {
namespace {

// Receipts carry a record and attestations.
constexpr int kMaxReplyBytes = 16 << 20;
// What gRPC may buffer for all calls together.
constexpr std::size_t kRpcMemoryBytes = 512u << 20;
// A key, a traceparent and what proxies add come to less than 2 KiB.
constexpr int kMaxMetadataBytes = 8 << 10;
// An honest TLS handshake takes two round trips; a slow one holds a descriptor.
constexpr int kHandshakeMilliseconds = 10'000;
// Four keys with all the calls that they may have under way.
constexpr int kMaxCallsPerConnection = 1024;
// A peer that went without a word is noticed within both together.
constexpr int kKeepaliveMilliseconds = 60'000;
constexpr int kKeepaliveTimeoutMilliseconds = 20'000;
// Clients may ask for signs of life as often as this, between calls too.
constexpr int kMinPingMilliseconds = 10'000;
// Clients come back by themselves; a descriptor held for nothing does not.
constexpr int kMaxIdleMilliseconds = 600'000;
constexpr rlim_t kMaxOpenFiles = 65'536;

}  // namespace

void SetRpcLimits(grpc::ServerBuilder* builder) {
  builder->SetMaxReceiveMessageSize(static_cast<int>(kMaxRequestBytes));
  builder->SetMaxSendMessageSize(kMaxReplyBytes);
  grpc::ResourceQuota quota("prescreend");
  builder->SetResourceQuota(quota.Resize(kRpcMemoryBytes));
  const struct {
    const char* name;
    int value;
  } arguments[] = {
      // Two servers on one port would share its calls silently.
      {GRPC_ARG_ALLOW_REUSEPORT, 0},
      {GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes},
      {GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeMilliseconds},
      {GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxCallsPerConnection},
      {GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMilliseconds},
      {GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMilliseconds},
      {GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1},
      {GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
       kMinPingMilliseconds},
      {GRPC_ARG_MAX_CONNECTION_IDLE_MS, kMaxIdleMilliseconds},
  };
  for (const auto& argument : arguments) {
    builder->AddChannelArgument(argument.name, argument.value);
  }
}

void RaiseFileLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = std::min(limit.rlim_max, kMaxOpenFiles);
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = wanted;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace prescreen
