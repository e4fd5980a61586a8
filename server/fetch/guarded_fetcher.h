// SPDX-License-Identifier: Apache-2.0
// Fetches URLs that strangers wrote, without becoming their tool.
#ifndef PRESCREEN_SERVER_FETCH_GUARDED_FETCHER_H_
#define PRESCREEN_SERVER_FETCH_GUARDED_FETCHER_H_

#include <atomic>
#include <cstddef>
#include <set>
#include <string>

#include "base/clock.h"
#include "server/fetch/address_policy.h"
#include "server/fetch/fetcher.h"

namespace prescreen {

// The largest real lists, of a million entries, take 0.5 MiB.
inline constexpr std::size_t kMaxFetchedBytes = 2u << 20;
inline constexpr int kMaxRedirects = 3;
// In all, redirects included.
inline constexpr absl::Duration kFetchTimeout = absl::Seconds(5);

struct FetchOptions {
  AddressPolicy addresses;
  std::set<std::string> http_hosts;  // reached without TLS; lower-case
  std::size_t max_bytes = kMaxFetchedBytes;
  absl::Duration timeout = kFetchTimeout;
  std::string accept = "*/*";  // value of the Accept header
  std::string ca_file;         // PEM; "": the system's
};

// https, unless the host is configured for http; every address is judged where
// the socket to it is made, so that what was judged is what is connected to;
// status 200 only. Sends no cookies, credentials or referrers, heeds no proxy
// from the environment, asks for no content encoding and takes none. Never
// goes from https to http.
class GuardedFetcher final : public Fetcher {
 public:
  // `clock` must outlive it.
  GuardedFetcher(FetchOptions options, const Clock& clock);

  absl::StatusOr<FetchedDocument> Get(const FetchUrl& url) override;
  void Stop() override { stopping_ = true; }

 private:
  const FetchOptions options_;
  const Clock& clock_;
  std::atomic<bool> stopping_ = false;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_FETCH_GUARDED_FETCHER_H_
