// SPDX-License-Identifier: Apache-2.0
// Serves the metrics over HTTP, at /metrics.
#ifndef PRESCREEN_SERVER_METRICS_METRICS_SERVER_H_
#define PRESCREEN_SERVER_METRICS_METRICS_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "server/metrics/metrics.h"

namespace prescreen {

class MetricsServer {
 public:
  // `address` is host:port; port 0: any. Unavailable: it cannot be used.
  static absl::StatusOr<std::unique_ptr<MetricsServer>> Start(
      const std::string& address, const Metrics& metrics);
  ~MetricsServer();
  MetricsServer(const MetricsServer&) = delete;
  MetricsServer& operator=(const MetricsServer&) = delete;

  int port() const;

 private:
  struct Listener;
  explicit MetricsServer(std::unique_ptr<Listener> listener);
  const std::unique_ptr<Listener> listener_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_METRICS_METRICS_SERVER_H_
