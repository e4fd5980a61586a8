// SPDX-License-Identifier: Apache-2.0
// A URL that may be fetched, taken apart.
#ifndef PRESCREEN_SERVER_FETCH_FETCH_URL_H_
#define PRESCREEN_SERVER_FETCH_FETCH_URL_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace prescreen {

// Longer ones are no real addresses of documents.
inline constexpr std::size_t kMaxUrlBytes = 2048;

struct FetchUrl {
  std::string text;  // without fragment: what is asked for, and cached under
  bool is_https = false;
  std::string host;  // lower-case, without brackets
  int port = 0;
};

// http and https only; a port other than 80 and 443 is at least 1024, so that
// mail, shell and other old services cannot be addressed.
// InvalidArgument: anything else, user or password, white space or control or
// non-ASCII characters, too long. Messages hold nothing of the URL.
// Thread-safe.
absl::StatusOr<FetchUrl> ParseFetchUrl(absl::string_view url);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_FETCH_FETCH_URL_H_
