// SPDX-License-Identifier: Apache-2.0
#include "base/http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace prescreen {
namespace {

struct CurlFree {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlHandle = std::unique_ptr<CURL, CurlFree>;
using CurlList = std::unique_ptr<curl_slist, CurlFree>;

// The body so far, bounded.
struct Body {
  std::string bytes;
  std::size_t max_bytes = 0;
  bool too_long = false;
};

// CURLOPT_WRITEFUNCTION: any other result than the count ends the transfer.
std::size_t Receive(const char* data, std::size_t size, std::size_t count,
                    void* context) {
  Body& body = *static_cast<Body*>(context);
  const std::size_t bytes = size * count;
  if (bytes > body.max_bytes - body.bytes.size()) {
    body.too_long = true;
    return 0;
  }
  body.bytes.append(data, bytes);
  return bytes;
}

template <typename Option>
void Set(CURL* handle, CURLoption name, Option value) {
  PRESCREEN_CHECK(curl_easy_setopt(handle, name, value) == CURLE_OK);
}

void Configure(CURL* handle, absl::Duration timeout) {
  Set(handle, CURLOPT_NOSIGNAL, 1L);
  Set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  Set(handle, CURLOPT_FOLLOWLOCATION, 0L);
  Set(handle, CURLOPT_PROXY, "");
  // Zero would mean no limit.
  const auto millis =
      std::max<std::int64_t>(1, timeout / absl::Milliseconds(1));
  Set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(millis));
}

CurlList Headers(absl::string_view content_type) {
  CurlList headers(curl_slist_append(
      nullptr, absl::StrCat("Content-Type: ", content_type).c_str()));
  PRESCREEN_CHECK(headers != nullptr);
  // Without this, curl waits for "100 Continue" before a long body.
  PRESCREEN_CHECK(curl_slist_append(headers.get(), "Expect:") != nullptr);
  return headers;
}

absl::Status TransferFault(CURLcode code, const Body& body) {
  if (body.too_long) {
    return absl::ResourceExhaustedError(
        absl::StrCat("HTTP: answer longer than ", body.max_bytes, " bytes"));
  }
  const std::string message = absl::StrCat("HTTP: ", curl_easy_strerror(code));
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return absl::DeadlineExceededError(message);
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return absl::InvalidArgumentError(message);
    default:
      return absl::UnavailableError(message);
  }
}

}  // namespace

CurlHttpClient::CurlHttpClient() {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  PRESCREEN_CHECK(initialised == CURLE_OK);
}

absl::StatusOr<HttpResponse> CurlHttpClient::Post(
    const std::string& url, absl::string_view content_type,
    absl::string_view body, absl::Duration timeout, std::size_t max_bytes) {
  const CurlHandle handle(curl_easy_init());
  PRESCREEN_CHECK(handle != nullptr);
  const CurlList headers = Headers(content_type);
  Body answer{.bytes = {}, .max_bytes = max_bytes};
  Configure(handle.get(), timeout);
  Set(handle.get(), CURLOPT_URL, url.c_str());
  Set(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  Set(handle.get(), CURLOPT_POST, 1L);
  // A null pointer would make curl read standard input.
  Set(handle.get(), CURLOPT_POSTFIELDS, body.empty() ? "" : body.data());
  Set(handle.get(), CURLOPT_POSTFIELDSIZE_LARGE,
      static_cast<curl_off_t>(body.size()));
  Set(handle.get(), CURLOPT_WRITEFUNCTION, &Receive);
  Set(handle.get(), CURLOPT_WRITEDATA, static_cast<void*>(&answer));
  const CURLcode code = curl_easy_perform(handle.get());
  if (code != CURLE_OK) return TransferFault(code, answer);
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  return HttpResponse{.status_code = static_cast<int>(status),
                      .body = std::move(answer.bytes)};
}

}  // namespace prescreen
