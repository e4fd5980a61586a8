// SPDX-License-Identifier: Apache-2.0
// What the clients of the load program were promised, and what went wrong.
#ifndef PRESCREEN_TESTS_BENCH_LOAD_LEDGER_H_
#define PRESCREEN_TESTS_BENCH_LOAD_LEDGER_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "prescreen/v1/screening.pb.h"

namespace prescreen {

// The newest revision of each screening, by its name.
using Revisions = std::map<std::string, std::int32_t>;

// Thread-safe.
class LoadLedger {
 public:
  // An answer that a client got. It may come again.
  void Accept(const v1::CreateScreeningResponse& response) {
    absl::MutexLock lock(&mutex_);
    const std::string& name = response.screening().name();
    accepted_.emplace(name, response.revision());
    std::int32_t& newest = newest_[name];
    if (response.revision() > newest) newest = response.revision();
  }
  // Nobody asked for it.
  void Fault(std::string what) {
    absl::MutexLock lock(&mutex_);
    ++faults_;
    if (first_faults_.size() < kFaultsKept) {
      first_faults_.push_back(std::move(what));
    }
  }

  Revisions newest() const {
    absl::MutexLock lock(&mutex_);
    return newest_;
  }
  // Revisions, each once.
  std::size_t accepted() const {
    absl::MutexLock lock(&mutex_);
    return accepted_.size();
  }
  std::size_t faults() const {
    absl::MutexLock lock(&mutex_);
    return faults_;
  }
  std::vector<std::string> first_faults() const {
    absl::MutexLock lock(&mutex_);
    return first_faults_;
  }

 private:
  static constexpr std::size_t kFaultsKept = 20;

  mutable absl::Mutex mutex_;
  std::set<std::pair<std::string, std::int32_t>> accepted_
      ABSL_GUARDED_BY(mutex_);
  Revisions newest_ ABSL_GUARDED_BY(mutex_);
  std::size_t faults_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::string> first_faults_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_BENCH_LOAD_LEDGER_H_
