// SPDX-License-Identifier: Apache-2.0
// What the server counts for its operator. Label values are words of this
// program, of policies and of catalogues: nothing of a candidate.
// server/README.md, "What it tells", explains each one.
#ifndef PRESCREEN_SERVER_METRICS_METRICS_H_
#define PRESCREEN_SERVER_METRICS_METRICS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace prescreen {

// Label sets of one metric, at most; what comes later counts as `other`.
inline constexpr std::size_t kMaxHosts = 100;
inline constexpr std::size_t kMaxRequirements = 2000;

// Thread-safe; a known label set costs one look-up.
class Metrics {
 public:
  Metrics(absl::string_view version, absl::Time started);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // `method` as in `Screening/CreateScreening`, `code` as in `NOT_FOUND`,
  // `reason` of the ErrorInfo or "".
  void CallEnded(absl::string_view method, absl::string_view code,
                 absl::string_view reason, absl::Duration time);

  // Of revisions that were logged.
  void Decided(absl::string_view outcome, bool sandbox);
  void Judged(absl::string_view policy, absl::string_view requirement,
              absl::string_view value, bool sandbox);
  // `host` is "" where none was asked.
  void CouldNotCheck(absl::string_view host, absl::string_view reason);

  // One document, decoding included. `suite` must be one of few words.
  void Verified(absl::string_view suite, absl::Duration time);
  // A fetched document was used that long after it was fetched.
  void DocumentUsed(absl::Duration age);
  // One batch of the log: its leaves, and how long until it was durable.
  void BatchWritten(std::size_t leaves, absl::Duration time);

  void RecheckPlanned();
  void RecheckDone();
  void WatchersChanged(int by);

  // Of the publisher's account, in the chain's coin. A fall is counted as
  // spent.
  void SetBalance(const std::string& chain, double balance);

  // Totals and states, to be set by what OnScrape is given.
  void SetCache(absl::string_view cache, std::uint64_t hits,
                std::uint64_t misses);
  void SetLogLeaves(std::uint64_t leaves);
  void SetScreeningsUnderWay(std::size_t number);
  // Of the newest final anchor.
  void SetAnchor(absl::string_view chain, std::uint64_t leaves,
                 absl::Duration age);
  void SetDisk(absl::string_view path, std::uint64_t free_bytes,
               double free_part);

  // `refresh` is called before each scrape, one at a time. It must not block
  // on anything slow. Once; nullptr, once no more, waits for one under way.
  void OnScrape(std::function<void()> refresh);

  // The text format, version 0.0.4.
  std::string Scrape();

 private:
  friend class MetricsServer;
  struct Families;
  const std::shared_ptr<Families> families_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_METRICS_METRICS_H_
