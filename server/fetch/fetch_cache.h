// SPDX-License-Identifier: Apache-2.0
// What was fetched and when, bounded, and the one rule of freshness.
#ifndef PRESCREEN_SERVER_FETCH_FETCH_CACHE_H_
#define PRESCREEN_SERVER_FETCH_FETCH_CACHE_H_

#include <cstddef>
#include <list>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/fetch/fetcher.h"

namespace prescreen {

// Fresh: used. Stale but not older than `max_stale`: used, and said so. Older:
// could not check.
struct FreshnessRule {
  absl::Duration fresh = absl::Minutes(5);
  absl::Duration max_stale = absl::Hours(24);
  // After a failure nothing is tried for this long.
  absl::Duration pause = absl::Seconds(30);
};

struct FetchView {
  // nullptr: there is none that may be used.
  std::shared_ptr<const FetchedDocument> document;
  bool stale = false;
  absl::Status failure;  // why there is no fresh one; OK if there is
};

// Drops what was not used for longest. Not thread-safe.
class FetchCache {
 public:
  // `max_bytes` of bodies. The newest document is kept whatever its size.
  FetchCache(FreshnessRule rule, std::size_t max_entries, std::size_t max_bytes)
      : rule_(rule), max_entries_(max_entries), max_bytes_(max_bytes) {}

  // A failure leaves the last document in place.
  void Put(const std::string& url, absl::StatusOr<FetchedDocument> result,
           absl::Time now);
  FetchView Find(const std::string& url, absl::Time now);
  // True if asking the network now may tell more than Find.
  bool NeedsFetch(const std::string& url, absl::Time now) const;

 private:
  struct Entry {
    std::shared_ptr<const FetchedDocument> document;
    absl::Status failure;
    absl::Time failed_at = absl::InfinitePast();
    std::list<std::string>::iterator use;
  };

  bool IsFresh(const Entry& entry, absl::Time now) const;
  void Touch(Entry* entry);
  void Shrink();

  const FreshnessRule rule_;
  const std::size_t max_entries_;
  const std::size_t max_bytes_;
  absl::flat_hash_map<std::string, Entry> entries_;
  std::list<std::string> uses_;  // newest first
  std::size_t bytes_ = 0;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_FETCH_FETCH_CACHE_H_
