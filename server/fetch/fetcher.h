// SPDX-License-Identifier: Apache-2.0
// Gets documents from the network.
#ifndef PRESCREEN_SERVER_FETCH_FETCHER_H_
#define PRESCREEN_SERVER_FETCH_FETCHER_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/fetch/fetch_url.h"

namespace prescreen {

struct FetchedDocument {
  std::string body;
  std::string digest;        // SHA-256 of `body`, 32 bytes
  std::string content_type;  // as the server said; "" if it did not
  absl::Time fetched_at;
};

// Thread-safe.
class Fetcher {
 public:
  virtual ~Fetcher() = default;
  // Blocks, for a bounded time. One fetch serves many who wait, so that no
  // caller's deadline is given. Any error means that nothing is known:
  // InvalidArgument, PermissionDenied: this URL is not fetched at all;
  // ResourceExhausted: too long; DeadlineExceeded: not in time; Unavailable:
  // anything else. Messages hold no URL.
  virtual absl::StatusOr<FetchedDocument> Get(const FetchUrl& url) = 0;
  // Lets what is under way end soon, with an error. No Get may follow.
  virtual void Stop() = 0;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_FETCH_FETCHER_H_
