// SPDX-License-Identifier: Apache-2.0
#include "server/fetch/guarded_fetcher.h"

#include <curl/curl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/crypto/hash.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

constexpr std::size_t kMaxHeaderBytes = 64u << 10;
constexpr long kConnectTries = 250;  // ms before another address is tried too

struct CurlFree {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlHandle = std::unique_ptr<CURL, CurlFree>;
using CurlList = std::unique_ptr<curl_slist, CurlFree>;

// One request and what came of it. Its address is given to curl.
struct Exchange {
  const FetchOptions& options;
  const std::atomic<bool>& stopping;
  std::string body = {};
  std::size_t header_bytes = 0;
  bool too_long = false;
  bool address_refused = false;
};

std::size_t Receive(const char* data, std::size_t size, std::size_t count,
                    void* context) {
  Exchange& exchange = *static_cast<Exchange*>(context);
  const std::size_t bytes = size * count;
  if (bytes > exchange.options.max_bytes - exchange.body.size()) {
    exchange.too_long = true;
    return 0;
  }
  exchange.body.append(data, bytes);
  return bytes;
}

std::size_t ReceiveHeader(const char*, std::size_t size, std::size_t count,
                          void* context) {
  Exchange& exchange = *static_cast<Exchange*>(context);
  exchange.header_bytes += size * count;
  if (exchange.header_bytes <= kMaxHeaderBytes) return size * count;
  exchange.too_long = true;
  return 0;
}

// CURLOPT_OPENSOCKETFUNCTION: curl connects to exactly `address`.
curl_socket_t OpenSocket(void* context, curlsocktype purpose,
                         curl_sockaddr* address) {
  Exchange& exchange = *static_cast<Exchange*>(context);
  if (purpose != CURLSOCKTYPE_IPCXN ||
      !exchange.options.addresses.Allows(&address->addr, address->addrlen)) {
    exchange.address_refused = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC,
                  address->protocol);
}

int Progress(void* context, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Exchange*>(context)->stopping ? 1 : 0;
}

template <typename Option>
void Set(CURL* handle, CURLoption name, Option value) {
  PRESCREEN_CHECK(curl_easy_setopt(handle, name, value) == CURLE_OK);
}

void Configure(CURL* handle, Exchange* exchange) {
  const FetchOptions& options = exchange->options;
  Set(handle, CURLOPT_NOSIGNAL, 1L);
  // A name server that is silent must not hold this thread beyond the timeout.
  Set(handle, CURLOPT_QUICK_EXIT, 1L);
  Set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  Set(handle, CURLOPT_FOLLOWLOCATION, 0L);
  Set(handle, CURLOPT_PROXY, "");
  Set(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  Set(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  Set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  Set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  Set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options.ca_file.empty()) {
    Set(handle, CURLOPT_CAINFO, options.ca_file.c_str());
  }
  Set(handle, CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS, kConnectTries);
  Set(handle, CURLOPT_OPENSOCKETFUNCTION, &OpenSocket);
  Set(handle, CURLOPT_OPENSOCKETDATA, static_cast<void*>(exchange));
  Set(handle, CURLOPT_WRITEFUNCTION, &Receive);
  Set(handle, CURLOPT_WRITEDATA, static_cast<void*>(exchange));
  Set(handle, CURLOPT_HEADERFUNCTION, &ReceiveHeader);
  Set(handle, CURLOPT_HEADERDATA, static_cast<void*>(exchange));
  Set(handle, CURLOPT_XFERINFOFUNCTION, &Progress);
  Set(handle, CURLOPT_XFERINFODATA, static_cast<void*>(exchange));
  Set(handle, CURLOPT_NOPROGRESS, 0L);
}

CurlList Headers(const FetchOptions& options) {
  CurlList headers(curl_slist_append(
      nullptr, absl::StrCat("Accept: ", options.accept).c_str()));
  PRESCREEN_CHECK(headers != nullptr);
  PRESCREEN_CHECK(curl_slist_append(headers.get(), "User-Agent: prescreen") !=
                  nullptr);
  return headers;
}

absl::Status TransferFault(CURLcode code, const Exchange& exchange) {
  if (exchange.too_long) {
    return absl::ResourceExhaustedError("fetch: the answer is too long");
  }
  if (exchange.address_refused) {
    return absl::PermissionDeniedError(
        "fetch: the host's address is not a public one");
  }
  const std::string message = absl::StrCat("fetch: ", curl_easy_strerror(code));
  return code == CURLE_OPERATION_TIMEDOUT ? absl::DeadlineExceededError(message)
                                          : absl::UnavailableError(message);
}

std::string Header(CURL* handle, const char* name) {
  curl_header* header = nullptr;
  return curl_easy_header(handle, name, 0, CURLH_HEADER, -1, &header) ==
                 CURLHE_OK
             ? header->value
             : "";
}

// Where a redirect leads, absolute; "" if this was none.
std::string Redirect(CURL* handle) {
  char* url = nullptr;
  curl_easy_getinfo(handle, CURLINFO_REDIRECT_URL, &url);
  return url == nullptr ? "" : url;
}

absl::Status CheckScheme(const FetchUrl& url, const FetchOptions& options) {
  if (url.is_https || options.http_hosts.count(url.host) > 0) {
    return absl::OkStatus();
  }
  return absl::PermissionDeniedError("fetch: not an https URL");
}

// One answer: the document, or the next URL.
struct Answer {
  FetchedDocument document;
  std::optional<FetchUrl> next;
};

absl::StatusOr<Answer> ReadAnswer(CURL* handle, const FetchUrl& url,
                                  Exchange* exchange) {
  Answer answer;
  if (const std::string target = Redirect(handle); !target.empty()) {
    ASSIGN_OR_RETURN(answer.next, ParseFetchUrl(absl::string_view(
                                      target.data(), target.size())));
    if (url.is_https && !answer.next->is_https) {
      return absl::PermissionDeniedError(
          "fetch: redirected from https to http");
    }
    return answer;
  }
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  if (status != 200) {
    return absl::UnavailableError(
        absl::StrCat("fetch: answered with status ", status));
  }
  const std::string encoding = Header(handle, "Content-Encoding");
  if (!encoding.empty() && !absl::EqualsIgnoreCase(encoding, "identity")) {
    return absl::UnavailableError(
        "fetch: answered with a content encoding that was not asked for");
  }
  answer.document.content_type = Header(handle, "Content-Type");
  answer.document.body = std::move(exchange->body);
  return answer;
}

absl::StatusOr<Answer> Ask(const FetchUrl& url, const FetchOptions& options,
                           absl::Duration timeout,
                           const std::atomic<bool>& stopping) {
  RETURN_IF_ERROR(CheckScheme(url, options));
  const std::int64_t millis = timeout / absl::Milliseconds(1);
  if (millis <= 0) {
    return absl::DeadlineExceededError("fetch: redirects took too long");
  }
  Exchange exchange{.options = options, .stopping = stopping};
  // A fresh handle for each hop: no connection is used again, so each one is
  // judged.
  const CurlHandle handle(curl_easy_init());
  PRESCREEN_CHECK(handle != nullptr);
  const CurlList headers = Headers(options);
  Configure(handle.get(), &exchange);
  Set(handle.get(), CURLOPT_URL, url.text.c_str());
  Set(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  Set(handle.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(millis));
  const CURLcode code = curl_easy_perform(handle.get());
  if (code != CURLE_OK) return TransferFault(code, exchange);
  return ReadAnswer(handle.get(), url, &exchange);
}

}  // namespace

GuardedFetcher::GuardedFetcher(FetchOptions options, const Clock& clock)
    : options_(std::move(options)), clock_(clock) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  PRESCREEN_CHECK(initialised == CURLE_OK);
}

absl::StatusOr<FetchedDocument> GuardedFetcher::Get(const FetchUrl& url) {
  const auto start = std::chrono::steady_clock::now();
  FetchUrl next = url;
  for (int hop = 0; hop <= kMaxRedirects; ++hop) {
    const absl::Duration spent =
        absl::FromChrono(std::chrono::steady_clock::now() - start);
    ASSIGN_OR_RETURN(Answer answer,
                     Ask(next, options_, options_.timeout - spent, stopping_));
    if (!answer.next.has_value()) {
      answer.document.digest =
          std::string(AsBytes(Sha256(answer.document.body)));
      answer.document.fetched_at = clock_.Now();
      return std::move(answer.document);
    }
    next = *std::move(answer.next);
  }
  return absl::UnavailableError(
      absl::StrCat("fetch: more than ", kMaxRedirects, " redirects"));
}

}  // namespace prescreen
