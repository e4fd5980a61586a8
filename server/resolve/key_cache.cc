// SPDX-License-Identifier: Apache-2.0
#include "server/resolve/key_cache.h"

#include <algorithm>
#include <utility>

#include "absl/hash/hash.h"

namespace prescreen {

KeyCache::KeyCache(std::size_t capacity)
    : generation_(std::max<std::size_t>(1, capacity / 2 / shards_.size())) {}

std::shared_ptr<const VerificationMethod> KeyCache::Find(
    absl::string_view url) {
  Shard& shard = ShardOf(url);
  const absl::MutexLock lock(&shard.mutex);
  const auto young = shard.young.find(url);
  if (young != shard.young.end()) {
    ++shard.hits;
    return young->second;
  }
  const auto old = shard.old.find(url);
  if (old == shard.old.end()) {
    ++shard.misses;
    return nullptr;
  }
  ++shard.hits;
  std::shared_ptr<const VerificationMethod> method = old->second;
  shard.old.erase(old);
  AddTo(&shard, url, method);
  return method;
}

void KeyCache::Add(absl::string_view url,
                   std::shared_ptr<const VerificationMethod> method) {
  if (url.size() > kMaxCachedUrlBytes) return;
  Shard& shard = ShardOf(url);
  const absl::MutexLock lock(&shard.mutex);
  AddTo(&shard, url, std::move(method));
}

std::size_t KeyCache::size() const {
  std::size_t size = 0;
  for (const Shard& shard : shards_) {
    const absl::MutexLock lock(&shard.mutex);
    size += shard.young.size() + shard.old.size();
  }
  return size;
}

std::uint64_t KeyCache::hits() const {
  std::uint64_t hits = 0;
  for (const Shard& shard : shards_) {
    const absl::MutexLock lock(&shard.mutex);
    hits += shard.hits;
  }
  return hits;
}

std::uint64_t KeyCache::misses() const {
  std::uint64_t misses = 0;
  for (const Shard& shard : shards_) {
    const absl::MutexLock lock(&shard.mutex);
    misses += shard.misses;
  }
  return misses;
}

KeyCache::Shard& KeyCache::ShardOf(absl::string_view url) {
  return shards_[absl::HashOf(url) % shards_.size()];
}

void KeyCache::AddTo(Shard* shard, absl::string_view url,
                     std::shared_ptr<const VerificationMethod> method) {
  if (shard->young.size() >= generation_) {
    shard->old = std::move(shard->young);
    shard->young.clear();
  }
  shard->young.insert_or_assign(std::string(url), std::move(method));
}

}  // namespace prescreen
