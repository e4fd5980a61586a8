// SPDX-License-Identifier: Apache-2.0
#include "server/fetch/fetch_url.h"

#include <curl/curl.h>

#include <memory>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

constexpr int kFirstFreePort = 1024;

struct CurlFree {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
  void operator()(char* text) const { curl_free(text); }
};

absl::Status Bad(absl::string_view what) {
  return absl::InvalidArgumentError(what);
}

// curl's parser mends much; what needs mending is refused before.
absl::Status CheckText(absl::string_view url) {
  if (url.size() > kMaxUrlBytes) return Bad("URL: too long");
  for (const char c : url) {
    if (!absl::ascii_isgraph(static_cast<unsigned char>(c)) || c == '\\') {
      return Bad("URL: not of printable ASCII characters");
    }
  }
  if (!absl::StartsWithIgnoreCase(url, "https://") &&
      !absl::StartsWithIgnoreCase(url, "http://")) {
    return Bad("URL: neither https nor http");
  }
  if (url.substr(url.find(':'), 4) == ":///") return Bad("URL: no host");
  return absl::OkStatus();
}

// "" if there is no such part.
std::string Part(CURLU* url, CURLUPart part, unsigned int flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return "";
  const std::unique_ptr<char, CurlFree> owner(text);
  return text;
}

std::string HostOf(CURLU* url) {
  std::string host = Part(url, CURLUPART_HOST);
  if (host.size() > 2 && host.front() == '[') {
    host = host.substr(1, host.size() - 2);
  }
  return absl::AsciiStrToLower(host);
}

}  // namespace

absl::StatusOr<FetchUrl> ParseFetchUrl(absl::string_view url) {
  RETURN_IF_ERROR(CheckText(url));
  const std::string text(url.substr(0, url.find('#')));
  const std::unique_ptr<CURLU, CurlFree> parsed(curl_url());
  if (curl_url_set(parsed.get(), CURLUPART_URL, text.c_str(),
                   CURLU_DISALLOW_USER) != CURLUE_OK) {
    return Bad("URL: malformed, or with a user name");
  }
  FetchUrl result;
  result.text = text;
  result.is_https = Part(parsed.get(), CURLUPART_SCHEME) == "https";
  result.host = HostOf(parsed.get());
  if (result.host.empty()) return Bad("URL: no host");
  if (!absl::SimpleAtoi(Part(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT),
                        &result.port) ||
      (result.port != 80 && result.port != 443 &&
       result.port < kFirstFreePort)) {
    return Bad("URL: this port is not fetched from");
  }
  return result;
}

}  // namespace prescreen
