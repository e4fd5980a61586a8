// SPDX-License-Identifier: Apache-2.0
// A bounded HTTP client for services that the operator configured (chain
// nodes). Not for URLs found in credentials.
#ifndef PRESCREEN_BASE_HTTP_CLIENT_H_
#define PRESCREEN_BASE_HTTP_CLIENT_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace prescreen {

struct HttpResponse {
  int status_code = 0;
  std::string body;
};

// Thread-safe.
// Unavailable: no answer (refused, reset, name not found); DeadlineExceeded:
// not within `timeout`; ResourceExhausted: body longer than `max_bytes`.
// Any status code is an answer, not an error. Redirects are not followed.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  virtual absl::StatusOr<HttpResponse> Post(const std::string& url,
                                            absl::string_view content_type,
                                            absl::string_view body,
                                            absl::Duration timeout,
                                            std::size_t max_bytes) = 0;
};

// libcurl, initialised once per process by the first constructor. http and
// https only.
class CurlHttpClient final : public HttpClient {
 public:
  CurlHttpClient();
  absl::StatusOr<HttpResponse> Post(const std::string& url,
                                    absl::string_view content_type,
                                    absl::string_view body,
                                    absl::Duration timeout,
                                    std::size_t max_bytes) override;
};

}  // namespace prescreen

#endif  // PRESCREEN_BASE_HTTP_CLIENT_H_
