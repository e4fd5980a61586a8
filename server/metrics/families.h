// SPDX-License-Identifier: Apache-2.0
// The metrics as prometheus-cpp has them. Of this folder alone.
#ifndef PRESCREEN_SERVER_METRICS_FAMILIES_H_
#define PRESCREEN_SERVER_METRICS_FAMILIES_H_

#include <prometheus/collectable.h>
#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "server/metrics/metrics.h"

namespace prescreen {

// The metrics of one family by their label values. Thread-safe.
template <typename Metric>
class LabelledMetrics {
 public:
  using Add = std::function<Metric&(const prometheus::Labels&)>;

  LabelledMetrics(std::vector<std::string> names, Add add,
                  std::size_t most = SIZE_MAX)
      : names_(std::move(names)), add_(std::move(add)), most_(most) {}

  // `values` in the order of the names. Beyond the limit each is `other`.
  Metric& At(const std::vector<absl::string_view>& values) {
    const std::string key = absl::StrJoin(values, absl::string_view("\0", 1));
    absl::MutexLock lock(&mutex_);
    const auto found = metrics_.find(key);
    if (found != metrics_.end()) return *found->second;
    if (metrics_.size() >= most_) return Other();
    Metric& metric = Make(values);
    metrics_.emplace(key, &metric);
    return metric;
  }

 private:
  Metric& Make(const std::vector<absl::string_view>& values) {
    prometheus::Labels labels;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      labels.emplace(names_[i], std::string(values[i]));
    }
    return add_(labels);
  }
  Metric& Other() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (other_ == nullptr) {
      other_ = &Make(std::vector<absl::string_view>(names_.size(), "other"));
    }
    return *other_;
  }

  const std::vector<std::string> names_;
  const Add add_;
  const std::size_t most_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Metric*> metrics_ ABSL_GUARDED_BY(mutex_);
  Metric* other_ ABSL_GUARDED_BY(mutex_) = nullptr;
};

struct Metrics::Families final : public prometheus::Collectable {
  Families();
  // Refreshes first.
  std::vector<prometheus::MetricFamily> Collect() const override;

  prometheus::Registry registry;
  LabelledMetrics<prometheus::Gauge> build_info;
  LabelledMetrics<prometheus::Gauge> start_time;
  LabelledMetrics<prometheus::Counter> calls;
  LabelledMetrics<prometheus::Histogram> call_seconds;
  LabelledMetrics<prometheus::Counter> decisions;
  LabelledMetrics<prometheus::Counter> requirements;
  LabelledMetrics<prometheus::Counter> could_not_check;
  LabelledMetrics<prometheus::Histogram> verify_seconds;
  LabelledMetrics<prometheus::Counter> cache_hits;
  LabelledMetrics<prometheus::Counter> cache_misses;
  LabelledMetrics<prometheus::Gauge> anchor_leaves;
  LabelledMetrics<prometheus::Gauge> anchor_age;
  LabelledMetrics<prometheus::Gauge> anchor_balance;
  LabelledMetrics<prometheus::Counter> anchor_spent;
  LabelledMetrics<prometheus::Gauge> disk_free_bytes;
  LabelledMetrics<prometheus::Gauge> disk_free_ratio;
  // Without labels: there from the start.
  prometheus::Histogram& document_age;
  prometheus::Histogram& batch_leaves;
  prometheus::Histogram& sync_seconds;
  prometheus::Gauge& log_leaves;
  prometheus::Gauge& under_way;
  prometheus::Gauge& watchers;
  prometheus::Counter& rechecks_planned;
  prometheus::Counter& rechecks_done;

  absl::Mutex balance_mutex;
  absl::flat_hash_map<std::string, double> balances
      ABSL_GUARDED_BY(balance_mutex);
  mutable absl::Mutex refresh_mutex;
  std::function<void()> refresh ABSL_GUARDED_BY(refresh_mutex);
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_METRICS_FAMILIES_H_
