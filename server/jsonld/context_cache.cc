// SPDX-License-Identifier: Apache-2.0
#include "server/jsonld/context_cache.h"

#include <utility>

namespace prescreen::jsonld {

using internal::ActiveContext;
using internal::ContextPtr;
using internal::ContextStep;
using internal::ContextStepEnds;

namespace {

ContextPtr MakeInitial() {
  auto initial = std::make_shared<ActiveContext>();
  initial->is_shared = true;
  return initial;
}

}  // namespace

ContextCache::ContextCache() : initial_(MakeInitial()) {}

ContextPtr ContextCache::Find(const ContextStep& step) const {
  absl::ReaderMutexLock lock(&mutex_);
  const auto found = steps_.find(step);
  return found == steps_.end() ? nullptr : found->second.to;
}

void ContextCache::Insert(const ContextStep& step, ContextStepEnds ends) {
  absl::MutexLock lock(&mutex_);
  if (steps_.size() >= kMaxSteps) steps_.clear();
  steps_.try_emplace(step, std::move(ends));
}

std::size_t ContextCache::size() const {
  absl::ReaderMutexLock lock(&mutex_);
  return steps_.size();
}

}  // namespace prescreen::jsonld
