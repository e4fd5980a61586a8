// SPDX-License-Identifier: Apache-2.0
// Which evidence is known to be durable, so that a status list is not written
// anew with each record that names it.
#ifndef PRESCREEN_SERVER_SERVICE_EVIDENCE_INDEX_H_
#define PRESCREEN_SERVER_SERVICE_EVIDENCE_INDEX_H_

#include <cstddef>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"

namespace prescreen {

// Thread-safe. Forgets all when it is full: evidence is then written again,
// which changes nothing.
class EvidenceIndex {
 public:
  explicit EvidenceIndex(std::size_t max_digests = 16384)
      : max_digests_(max_digests) {}

  bool Holds(const std::string& digest) const {
    absl::MutexLock lock(&mutex_);
    return digests_.contains(digest);
  }
  void Add(const std::string& digest) {
    absl::MutexLock lock(&mutex_);
    if (digests_.size() >= max_digests_) digests_.clear();
    digests_.insert(digest);
  }

 private:
  const std::size_t max_digests_;
  mutable absl::Mutex mutex_;
  absl::flat_hash_set<std::string> digests_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_EVIDENCE_INDEX_H_
