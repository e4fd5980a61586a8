// SPDX-License-Identifier: Apache-2.0
// Verified and decoded status lists, so that a list costs its signature check
// and inflation once. Holds artefacts, never verdicts about credentials.
#ifndef PRESCREEN_SERVER_STATUS_STATUS_LIST_CACHE_H_
#define PRESCREEN_SERVER_STATUS_STATUS_LIST_CACHE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "server/fetch/fetcher.h"
#include "server/status/status_list.h"

namespace prescreen {

// Thread-safe. No lock is held while a list is verified.
class StatusListCache {
 public:
  // `max_bytes` of bits; the newest list is kept whatever its size.
  explicit StatusListCache(std::size_t max_bytes = 256u << 20)
      : max_bytes_(max_bytes) {}

  // The list that `document` holds. `issuers_digest` is that of the issuer
  // catalogue that `verifier` heeds: with the body it fixes the result.
  std::shared_ptr<const StatusList> Read(const FetchedDocument& document,
                                         const CredentialVerifier& verifier,
                                         absl::string_view issuers_digest);
  // How often Read had it already and had not.
  std::uint64_t hits() const { return hits_; }
  std::uint64_t misses() const { return misses_; }

 private:
  using Entry = std::pair<std::string, std::shared_ptr<const StatusList>>;

  void Shrink() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::size_t max_bytes_;
  std::atomic<std::uint64_t> hits_ = 0;
  std::atomic<std::uint64_t> misses_ = 0;
  absl::Mutex mutex_;
  std::list<Entry> uses_ ABSL_GUARDED_BY(mutex_);  // newest first
  absl::flat_hash_map<std::string, std::list<Entry>::iterator> entries_
      ABSL_GUARDED_BY(mutex_);
  std::size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_STATUS_STATUS_LIST_CACHE_H_
