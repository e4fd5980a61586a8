// SPDX-License-Identifier: Apache-2.0
// Parsed keys, shared between requests: checking a point costs up to half of
// what checking a signature does.
#ifndef PRESCREEN_SERVER_RESOLVE_KEY_CACHE_H_
#define PRESCREEN_SERVER_RESOLVE_KEY_CACHE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "server/resolve/key_resolver.h"

namespace prescreen {

// The issuers of a busy day; at most 16 MiB.
inline constexpr std::size_t kDefaultCachedKeys = 4096;
// A key in an identifier takes 60 bytes to 1 KiB; longer ones are not kept.
inline constexpr std::size_t kMaxCachedUrlBytes = 2048;

// Verification methods by URL, for methods whose URL is the key and can never
// mean another one. Keeps the last `capacity` asked for, or a little less.
// Thread-safe.
class KeyCache {
 public:
  explicit KeyCache(std::size_t capacity = kDefaultCachedKeys);
  KeyCache(const KeyCache&) = delete;
  KeyCache& operator=(const KeyCache&) = delete;

  // nullptr: not cached.
  std::shared_ptr<const VerificationMethod> Find(absl::string_view url);
  void Add(absl::string_view url,
           std::shared_ptr<const VerificationMethod> method);
  std::size_t size() const;
  // How often Find did and did not.
  std::uint64_t hits() const;
  std::uint64_t misses() const;

 private:
  using Methods =
      absl::flat_hash_map<std::string,
                          std::shared_ptr<const VerificationMethod>>;
  // Two generations: what is asked for moves to the young one, and what was not
  // asked for while that filled up is dropped with the old one.
  struct Shard {
    mutable absl::Mutex mutex;
    Methods young ABSL_GUARDED_BY(mutex);
    Methods old ABSL_GUARDED_BY(mutex);
    std::uint64_t hits ABSL_GUARDED_BY(mutex) = 0;
    std::uint64_t misses ABSL_GUARDED_BY(mutex) = 0;
  };

  Shard& ShardOf(absl::string_view url);
  void AddTo(Shard* shard, absl::string_view url,
             std::shared_ptr<const VerificationMethod> method)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(shard->mutex);

  const std::size_t generation_;  // entries per shard
  std::array<Shard, 16> shards_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_RESOLVE_KEY_CACHE_H_
