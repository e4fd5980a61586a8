// SPDX-License-Identifier: Apache-2.0
#include "server/metrics/metrics.h"

#include <prometheus/text_serializer.h>

#include <utility>

#include "server/metrics/families.h"

namespace prescreen {
namespace {

using prometheus::Counter;
using prometheus::Gauge;
using prometheus::Histogram;
using Buckets = Histogram::BucketBoundaries;

// From a cached answer to the longest wait for a chain.
const Buckets& CallSeconds() {
  static const Buckets buckets = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                  0.25,  0.5,    1,     2.5,  5,     10,   60};
  return buckets;
}
// From one fast signature to a document of many proofs.
const Buckets& VerifySeconds() {
  static const Buckets buckets = {0.00005, 0.0001, 0.0002, 0.0005, 0.001,
                                  0.002,   0.005,  0.01,   0.05,   0.25};
  return buckets;
}
// Up to max_stale.
const Buckets& AgeSeconds() {
  static const Buckets buckets = {1, 10, 60, 300, 900, 3600, 21600, 86400};
  return buckets;
}
const Buckets& BatchLeaves() {
  static const Buckets buckets = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};
  return buckets;
}
const Buckets& SyncSeconds() {
  static const Buckets buckets = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                  0.05,   0.1,   0.25,   0.5,   1,    5};
  return buckets;
}

prometheus::Family<Counter>& Counters(prometheus::Registry& registry,
                                      const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}
prometheus::Family<Gauge>& Gauges(prometheus::Registry& registry,
                                  const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}
prometheus::Family<Histogram>& Histograms(prometheus::Registry& registry,
                                          const char* name, const char* help) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}

template <typename Metric>
std::function<Metric&(const prometheus::Labels&)> Plain(
    prometheus::Family<Metric>& family) {
  return [&family](const prometheus::Labels& labels) -> Metric& {
    return family.Add(labels);
  };
}
std::function<Histogram&(const prometheus::Labels&)> WithBuckets(
    prometheus::Family<Histogram>& family, const Buckets& buckets) {
  return [&family, &buckets](const prometheus::Labels& labels) -> Histogram& {
    return family.Add(labels, buckets);
  };
}

// A counter that somebody else counts.
void RaiseTo(Counter& counter, double total) {
  if (total > counter.Value()) counter.Increment(total - counter.Value());
}

absl::string_view Word(bool value) { return value ? "true" : "false"; }

}  // namespace

Metrics::Families::Families()
    : build_info({"version"}, Plain(Gauges(registry, "prescreen_build_info",
                                           "1; the version is its label"))),
      start_time({}, Plain(Gauges(registry, "prescreen_start_time_seconds",
                                  "Unix time of the start"))),
      calls(
          {"method", "code", "reason"},
          Plain(Counters(registry, "prescreen_calls_total", "Finished calls"))),
      call_seconds({"method"},
                   WithBuckets(Histograms(registry, "prescreen_call_seconds",
                                          "Time of finished calls"),
                               CallSeconds())),
      decisions({"outcome", "sandbox"},
                Plain(Counters(registry, "prescreen_decisions_total",
                               "Logged revisions"))),
      requirements({"policy", "requirement", "value", "sandbox"},
                   Plain(Counters(registry, "prescreen_requirements_total",
                                  "Judged requirements of logged revisions")),
                   kMaxRequirements),
      could_not_check(
          {"host", "reason"},
          Plain(Counters(registry, "prescreen_could_not_check_total",
                         "Checks that could not be made")),
          kMaxHosts),
      verify_seconds(
          {"suite"},
          WithBuckets(Histograms(registry, "prescreen_verify_seconds",
                                 "Time to verify one document"),
                      VerifySeconds())),
      cache_hits({"cache"},
                 Plain(Counters(registry, "prescreen_cache_hits_total",
                                "Found in a cache"))),
      cache_misses({"cache"},
                   Plain(Counters(registry, "prescreen_cache_misses_total",
                                  "Not found in a cache, or not fresh"))),
      anchor_leaves({"chain"},
                    Plain(Gauges(registry, "prescreen_anchored_leaves",
                                 "Leaves under the newest final anchor"))),
      anchor_age({"chain"},
                 Plain(Gauges(registry, "prescreen_anchor_age_seconds",
                              "Age of the newest final anchor"))),
      anchor_balance({"chain"},
                     Plain(Gauges(registry, "prescreen_anchor_balance",
                                  "Balance of the publisher's account"))),
      anchor_spent({"chain"},
                   Plain(Counters(registry, "prescreen_anchor_spent_total",
                                  "Falls of the publisher's balance"))),
      disk_free_bytes({"path"},
                      Plain(Gauges(registry, "prescreen_disk_free_bytes",
                                   "Free space for this server"))),
      disk_free_ratio({"path"},
                      Plain(Gauges(registry, "prescreen_disk_free_ratio",
                                   "Free part of the file system"))),
      document_age(Histograms(registry, "prescreen_document_age_seconds",
                              "Age of fetched documents when used")
                       .Add({}, AgeSeconds())),
      batch_leaves(Histograms(registry, "prescreen_log_batch_leaves",
                              "Leaves of each batch of the log")
                       .Add({}, BatchLeaves())),
      sync_seconds(Histograms(registry, "prescreen_log_sync_seconds",
                              "Time until a batch was durable and signed")
                       .Add({}, SyncSeconds())),
      log_leaves(Gauges(registry, "prescreen_log_leaves", "Leaves of the log")
                     .Add({})),
      under_way(Gauges(registry, "prescreen_screenings_under_way",
                       "Screenings and verifications being worked on")
                    .Add({})),
      watchers(
          Gauges(registry, "prescreen_watchers", "Open WatchScreenings calls")
              .Add({})),
      rechecks_planned(Counters(registry, "prescreen_rechecks_planned_total",
                                "Automatic re-checks planned")
                           .Add({})),
      rechecks_done(Counters(registry, "prescreen_rechecks_done_total",
                             "Automatic re-checks made")
                        .Add({})) {}

std::vector<prometheus::MetricFamily> Metrics::Families::Collect() const {
  {
    absl::MutexLock lock(&refresh_mutex);
    if (refresh) refresh();
  }
  return registry.Collect();
}

Metrics::Metrics(absl::string_view version, absl::Time started)
    : families_(std::make_shared<Families>()) {
  families_->build_info.At({version}).Set(1);
  families_->start_time.At({}).Set(
      static_cast<double>(absl::ToUnixSeconds(started)));
}

Metrics::~Metrics() = default;

void Metrics::CallEnded(absl::string_view method, absl::string_view code,
                        absl::string_view reason, absl::Duration time) {
  families_->calls.At({method, code, reason}).Increment();
  families_->call_seconds.At({method}).Observe(absl::ToDoubleSeconds(time));
}

void Metrics::Decided(absl::string_view outcome, bool sandbox) {
  families_->decisions.At({outcome, Word(sandbox)}).Increment();
}

void Metrics::Judged(absl::string_view policy, absl::string_view requirement,
                     absl::string_view value, bool sandbox) {
  families_->requirements.At({policy, requirement, value, Word(sandbox)})
      .Increment();
}

void Metrics::CouldNotCheck(absl::string_view host, absl::string_view reason) {
  families_->could_not_check.At({host, reason}).Increment();
}

void Metrics::Verified(absl::string_view suite, absl::Duration time) {
  families_->verify_seconds.At({suite}).Observe(absl::ToDoubleSeconds(time));
}

void Metrics::DocumentUsed(absl::Duration age) {
  families_->document_age.Observe(absl::ToDoubleSeconds(age));
}

void Metrics::BatchWritten(std::size_t leaves, absl::Duration time) {
  families_->batch_leaves.Observe(static_cast<double>(leaves));
  families_->sync_seconds.Observe(absl::ToDoubleSeconds(time));
}

void Metrics::RecheckPlanned() { families_->rechecks_planned.Increment(); }
void Metrics::RecheckDone() { families_->rechecks_done.Increment(); }
void Metrics::WatchersChanged(int by) { families_->watchers.Increment(by); }

void Metrics::SetBalance(const std::string& chain, double balance) {
  absl::MutexLock lock(&families_->balance_mutex);
  const auto [last, first] = families_->balances.try_emplace(chain, balance);
  Counter& spent = families_->anchor_spent.At({chain});
  if (!first && last->second > balance) {
    spent.Increment(last->second - balance);
  }
  last->second = balance;
  families_->anchor_balance.At({chain}).Set(balance);
}

void Metrics::SetCache(absl::string_view cache, std::uint64_t hits,
                       std::uint64_t misses) {
  RaiseTo(families_->cache_hits.At({cache}), static_cast<double>(hits));
  RaiseTo(families_->cache_misses.At({cache}), static_cast<double>(misses));
}

void Metrics::SetLogLeaves(std::uint64_t leaves) {
  families_->log_leaves.Set(static_cast<double>(leaves));
}

void Metrics::SetScreeningsUnderWay(std::size_t number) {
  families_->under_way.Set(static_cast<double>(number));
}

void Metrics::SetAnchor(absl::string_view chain, std::uint64_t leaves,
                        absl::Duration age) {
  families_->anchor_leaves.At({chain}).Set(static_cast<double>(leaves));
  families_->anchor_age.At({chain}).Set(absl::ToDoubleSeconds(age));
}

void Metrics::SetDisk(absl::string_view path, std::uint64_t free_bytes,
                      double free_part) {
  families_->disk_free_bytes.At({path}).Set(static_cast<double>(free_bytes));
  families_->disk_free_ratio.At({path}).Set(free_part);
}

void Metrics::OnScrape(std::function<void()> refresh) {
  absl::MutexLock lock(&families_->refresh_mutex);
  families_->refresh = std::move(refresh);
}

std::string Metrics::Scrape() {
  return prometheus::TextSerializer().Serialize(families_->Collect());
}

}  // namespace prescreen
