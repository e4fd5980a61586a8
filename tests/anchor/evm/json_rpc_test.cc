// SPDX-License-Identifier: Apache-2.0
#include "anchor/evm/json_rpc.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/match.h"
#include "tests/anchor/evm/scripted_http.h"

namespace prescreen::anchor::evm {
namespace {

constexpr char kSecretUrl[] = "http://127.0.0.1:1/access-token";

absl::StatusOr<json::Value> CallWith(absl::StatusOr<HttpResponse> reply) {
  ScriptedHttp http({std::move(reply)});
  JsonRpc rpc(kSecretUrl, http, absl::Seconds(1));
  return rpc.Call("eth_chainId", {});
}

absl::StatusCode CodeOf(absl::StatusOr<HttpResponse> reply) {
  return CallWith(std::move(reply)).status().code();
}

TEST(JsonRpc, SendsAVersionedRequest) {
  ScriptedHttp http({Ok(R"({"jsonrpc":"2.0","id":1,"result":"0x1"})")});
  JsonRpc rpc(kSecretUrl, http, absl::Seconds(1));
  EXPECT_EQ(
      rpc.Call("eth_call", {json::Value::String("latest")})->string_value(),
      "0x1");
  EXPECT_EQ(
      http.requests()[0],
      R"({"jsonrpc":"2.0","id":1,"method":"eth_call","params":["latest"]})");
}

TEST(JsonRpc, NumbersItsRequests) {
  ScriptedHttp http({Ok(R"({"jsonrpc":"2.0","id":1,"result":null})"),
                     Ok(R"({"jsonrpc":"2.0","id":2,"result":null})")});
  JsonRpc rpc(kSecretUrl, http, absl::Seconds(1));
  EXPECT_TRUE(rpc.Call("a", {}).ok());
  EXPECT_TRUE(rpc.Call("b", {}).ok());
}

TEST(JsonRpc, IsUnavailableForGarbledReplies) {
  for (const char* body :
       {"", "{", "[]", "null", R"({"jsonrpc":"2.0","id":1})",
        R"({"jsonrpc":"2.0","id":1,"result":"0x1"}x)",
        R"({"jsonrpc":"2.0","id":1,"result":"0x)",
        R"({"jsonrpc":"1.0","id":1,"result":"0x1"})",
        R"({"jsonrpc":"2.0","id":2,"result":"0x1"})",
        R"({"jsonrpc":"2.0","id":"1","result":"0x1"})",
        R"({"jsonrpc":"2.0","id":null,"result":"0x1"})",
        R"({"jsonrpc":"2.0","result":"0x1"})",
        R"({"jsonrpc":"2.0","id":1,"error":{"code":"x"}})"}) {
    EXPECT_EQ(CodeOf(Ok(body)), absl::StatusCode::kUnavailable) << body;
  }
}

TEST(JsonRpc, IsUnavailableWhereTheNodeIsNotReached) {
  EXPECT_EQ(CodeOf(absl::DeadlineExceededError("late")),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(CodeOf(absl::ResourceExhaustedError("long")),
            absl::StatusCode::kUnavailable);
}

TEST(JsonRpc, TellsHttpStatusesApart) {
  EXPECT_EQ(CodeOf(HttpResponse{429, ""}), absl::StatusCode::kUnavailable);
  EXPECT_EQ(CodeOf(HttpResponse{503, ""}), absl::StatusCode::kUnavailable);
  EXPECT_EQ(CodeOf(HttpResponse{401, ""}),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(CodeOf(HttpResponse{301, ""}), absl::StatusCode::kUnavailable);
}

TEST(JsonRpc, TellsErrorObjectsApart) {
  const auto error = [](const std::string& code) {
    return Ok(R"({"jsonrpc":"2.0","id":1,"error":{"code":)" + code +
              R"(,"message":"m"}})");
  };
  EXPECT_EQ(CodeOf(error("-32000")), absl::StatusCode::kAborted);
  EXPECT_EQ(CodeOf(error("-32601")), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(CodeOf(error("-32005")), absl::StatusCode::kUnavailable);
  EXPECT_EQ(CodeOf(error("-39001")), absl::StatusCode::kNotFound);
}

TEST(JsonRpc, CleansTheNodesWords) {
  const auto status =
      CallWith(Ok("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-1,"
                  "\"message\":\"a\\u001b[31m" +
                  std::string(1000, 'x') + "\"}}"))
          .status();
  EXPECT_TRUE(absl::StrContains(status.message(), "a?[31mxxx"));
  EXPECT_LT(status.message().size(), 300u);
}

TEST(JsonRpc, KeepsTheUrlOutOfMessages) {
  const auto status = CallWith(absl::UnavailableError(kSecretUrl)).status();
  EXPECT_FALSE(absl::StrContains(status.message(), "access-token"));
}

}  // namespace
}  // namespace prescreen::anchor::evm
