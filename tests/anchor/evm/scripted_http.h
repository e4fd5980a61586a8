// SPDX-License-Identifier: Apache-2.0
// A node that answers what a test wrote down.
#ifndef PRESCREEN_TESTS_ANCHOR_EVM_SCRIPTED_HTTP_H_
#define PRESCREEN_TESTS_ANCHOR_EVM_SCRIPTED_HTTP_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/http_client.h"

namespace prescreen::anchor::evm {

inline absl::StatusOr<HttpResponse> Ok(std::string body) {
  return HttpResponse{200, std::move(body)};
}

// Replies in order; Unavailable after the last one.
class ScriptedHttp final : public HttpClient {
 public:
  explicit ScriptedHttp(std::vector<absl::StatusOr<HttpResponse>> replies)
      : replies_(std::move(replies)) {}

  absl::StatusOr<HttpResponse> Post(const std::string&, absl::string_view,
                                    absl::string_view body, absl::Duration,
                                    std::size_t) override {
    requests_.emplace_back(body);
    if (requests_.size() > replies_.size()) {
      return absl::UnavailableError("script: ended");
    }
    return replies_[requests_.size() - 1];
  }

  const std::vector<std::string>& requests() const { return requests_; }

 private:
  std::vector<absl::StatusOr<HttpResponse>> replies_;
  std::vector<std::string> requests_;
};

}  // namespace prescreen::anchor::evm

#endif  // PRESCREEN_TESTS_ANCHOR_EVM_SCRIPTED_HTTP_H_
