// SPDX-License-Identifier: Apache-2.0
// A node that answers each JSON-RPC method with what a test says, for answers
// that a real node does not give.
#ifndef PRESCREEN_TESTS_ANCHOR_EVM_FAKE_NODE_H_
#define PRESCREEN_TESTS_ANCHOR_EVM_FAKE_NODE_H_

#include <map>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/codec/json.h"
#include "base/http_client.h"

namespace prescreen::anchor::evm {

class FakeNode final : public HttpClient {
 public:
  // `member` is the reply's: `"result":"0x1"`, `"error":{…}`. `method` may be
  // followed by a space and the first parameter to answer that call only.
  void Answer(const std::string& method, std::string member) {
    members_[method] = std::move(member);
  }

  absl::StatusOr<HttpResponse> Post(const std::string&, absl::string_view,
                                    absl::string_view body, absl::Duration,
                                    std::size_t) override {
    const json::Value request = *json::Parse(body);
    const std::string method(request.FindString("method"));
    const auto params = request.Find("params")->items();
    auto found = members_.end();
    if (!params.empty()) {
      found =
          members_.find(absl::StrCat(method, " ", params[0].string_value()));
    }
    if (found == members_.end()) found = members_.find(method);
    if (found == members_.end()) return absl::UnavailableError("no answer");
    return HttpResponse{200, absl::StrCat(R"({"jsonrpc":"2.0","id":)",
                                          request.Find("id")->number_text(),
                                          ",", found->second, "}")};
  }

 private:
  std::map<std::string, std::string> members_;
};

}  // namespace prescreen::anchor::evm

#endif  // PRESCREEN_TESTS_ANCHOR_EVM_FAKE_NODE_H_
