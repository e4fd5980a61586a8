// SPDX-License-Identifier: Apache-2.0
// Processed contexts, shared by all documents.
#ifndef PRESCREEN_SERVER_JSONLD_CONTEXT_CACHE_H_
#define PRESCREEN_SERVER_JSONLD_CONTEXT_CACHE_H_

#include <cstddef>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "server/jsonld/context.h"

namespace prescreen::jsonld {

namespace internal {

// The step from one context to the next, by address.
struct ContextStep {
  const ActiveContext* from = nullptr;
  const json::Value* local = nullptr;
  bool override_protected = false;
  bool propagate = true;

  friend bool operator==(const ContextStep&, const ContextStep&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const ContextStep& step) {
    return H::combine(std::move(state), step.from, step.local,
                      step.override_protected, step.propagate);
  }
};

// What keeps the addresses of a step its own, and where it leads.
struct ContextStepEnds {
  ContextPtr from = nullptr;
  std::shared_ptr<const json::Value> local = nullptr;
  ContextPtr to = nullptr;
};

}  // namespace internal

// For one loader, which must outlive it. Holds at most kMaxSteps results;
// forgets all of them when it would hold more. Thread-safe.
class ContextCache {
 public:
  // The bundled contexts make some 200 in ordinary use.
  static constexpr std::size_t kMaxSteps = 2'000;

  ContextCache();
  ContextCache(const ContextCache&) = delete;
  ContextCache& operator=(const ContextCache&) = delete;

  // The context that every document begins with.
  const internal::ContextPtr& initial() const { return initial_; }

  // nullptr if it is not known.
  internal::ContextPtr Find(const internal::ContextStep& step) const;
  // `ends` owns what `step` points to.
  void Insert(const internal::ContextStep& step,
              internal::ContextStepEnds ends);
  std::size_t size() const;

 private:
  const internal::ContextPtr initial_;
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<internal::ContextStep, internal::ContextStepEnds> steps_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace prescreen::jsonld

#endif  // PRESCREEN_SERVER_JSONLD_CONTEXT_CACHE_H_
