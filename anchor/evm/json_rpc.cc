// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/json_rpc.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace prescreen::anchor::evm {
namespace {

constexpr std::size_t kMaxMessageBytes = 200;

// The node's words, fit for a message of ours.
std::string Sanitize(absl::string_view text) {
  std::string result(text.substr(0, kMaxMessageBytes));
  for (char& c : result) {
    if (!absl::ascii_isprint(static_cast<unsigned char>(c))) c = '?';
  }
  return result;
}

absl::Status Garbled(absl::string_view method, absl::string_view what) {
  return absl::UnavailableError(absl::StrCat("node: ", method, ": ", what));
}

absl::Status CheckHttpStatus(absl::string_view method, int code) {
  if (code == 200) return absl::OkStatus();
  const std::string message =
      absl::StrCat("node: ", method, ": HTTP status ", code);
  if (code >= 400 && code < 500 && code != 408 && code != 429) {
    return absl::FailedPreconditionError(message);
  }
  return absl::UnavailableError(message);
}

absl::Status ToStatus(absl::string_view method, const json::Value& error) {
  const json::Value* code_value = error.Find("code");
  const absl::StatusOr<std::int64_t> code =
      code_value ? code_value->AsInt64() : absl::StatusOr<std::int64_t>(0);
  if (!code.ok()) return Garbled(method, "error without a code");
  const std::string message =
      absl::StrCat("node: ", method, ": error ", *code, ": ",
                   Sanitize(error.FindString("message")));
  switch (*code) {
    case -39001:
      return absl::NotFoundError(message);
    case -32601:
    case -32004:
      return absl::UnimplementedError(message);
    case -32005:
      return absl::UnavailableError(message);
    default:
      return absl::AbortedError(message);
  }
}

}  // namespace

JsonRpc::JsonRpc(std::string url, HttpClient& http, absl::Duration timeout)
    : url_(std::move(url)), http_(http), timeout_(timeout) {}

absl::StatusOr<json::Value> JsonRpc::Call(absl::string_view method,
                                          std::vector<json::Value> params) {
  const std::int64_t id = next_id_++;
  json::Value request;
  request.Set("jsonrpc", json::Value::String("2.0"));
  request.Set("id", json::Value::Int(id));
  request.Set("method", json::Value::String(method));
  request.Set("params", json::Value::Array(std::move(params)));
  const absl::StatusOr<HttpResponse> response =
      http_.Post(url_, "application/json", json::Serialize(request), timeout_,
                 kMaxRpcReplyBytes);
  if (!response.ok()) {
    return Garbled(method, absl::StatusCodeToString(response.status().code()));
  }
  RETURN_IF_ERROR(CheckHttpStatus(method, response->status_code));
  const absl::StatusOr<json::Value> reply =
      json::Parse(response->body, {.max_bytes = kMaxRpcReplyBytes});
  if (!reply.ok() || reply->FindString("jsonrpc") != "2.0") {
    return Garbled(method, "the reply is not JSON-RPC 2.0");
  }
  const json::Value* reply_id = reply->Find("id");
  if (reply_id == nullptr || !(*reply_id == json::Value::Int(id))) {
    return Garbled(method, "the reply is to another request");
  }
  const json::Value* error = reply->Find("error");
  if (error != nullptr && !error->is_null()) return ToStatus(method, *error);
  const json::Value* result = reply->Find("result");
  if (result == nullptr) return Garbled(method, "the reply has no result");
  return *result;
}

}  // namespace prescreen::anchor::evm
