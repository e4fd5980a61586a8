// SPDX-License-Identifier: Apache-2.0
// A JSON-RPC 2.0 client for one node, over HTTP POST.
#ifndef PRESCREEN_ANCHOR_EVM_JSON_RPC_H_
#define PRESCREEN_ANCHOR_EVM_JSON_RPC_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/codec/json.h"
#include "base/http_client.h"

namespace prescreen::anchor::evm {

// A block of 10,000 transaction hashes is 700 KB.
inline constexpr std::size_t kMaxRpcReplyBytes = 4u << 20;

// Not thread-safe. `http` must outlive it.
class JsonRpc {
 public:
  // `url` may hold an access token: it appears in no message. `timeout` is for
  // each call.
  JsonRpc(std::string url, HttpClient& http, absl::Duration timeout);

  // The reply's result. What the node answered:
  // NotFound: no such block (code -39001); Unimplemented: no such method
  // (-32601, -32004); Aborted: any other error object, with its code and text;
  // FailedPrecondition: the node refuses us (HTTP 4xx).
  // Unavailable: no usable answer now: not reached, not in time, HTTP 408, 429
  // or 5xx, request limit (-32005), reply too long, not JSON-RPC or to another
  // request.
  absl::StatusOr<json::Value> Call(absl::string_view method,
                                   std::vector<json::Value> params);

 private:
  std::string url_;
  HttpClient& http_;
  absl::Duration timeout_;
  std::int64_t next_id_ = 1;
};

}  // namespace prescreen::anchor::evm

#endif  // PRESCREEN_ANCHOR_EVM_JSON_RPC_H_
