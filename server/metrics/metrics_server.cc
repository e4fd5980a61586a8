// SPDX-License-Identifier: Apache-2.0
#include "server/metrics/metrics_server.h"

#include <prometheus/exposer.h>

#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/metrics/families.h"

namespace prescreen {

namespace {

// A scrape is one short request; a connection that says nothing holds a thread.
constexpr char kRequestMilliseconds[] = "1000";
constexpr char kThreads[] = "4";

}  // namespace

struct MetricsServer::Listener {
  explicit Listener(const std::string& address)
      : exposer(std::vector<std::string>{
            "listening_ports", address, "num_threads", kThreads,
            "request_timeout_ms", kRequestMilliseconds}) {}
  prometheus::Exposer exposer;
};

absl::StatusOr<std::unique_ptr<MetricsServer>> MetricsServer::Start(
    const std::string& address, const Metrics& metrics) {
  std::unique_ptr<Listener> listener;
  try {
    listener = std::make_unique<Listener>(address);
  } catch (const std::exception&) {  // the library's way to say so
    return absl::UnavailableError(
        absl::StrCat("metrics_listen ", address,
                     ": the address cannot be used; is another server on it?"));
  }
  listener->exposer.RegisterCollectable(metrics.families_);
  return std::unique_ptr<MetricsServer>(new MetricsServer(std::move(listener)));
}

MetricsServer::MetricsServer(std::unique_ptr<Listener> listener)
    : listener_(std::move(listener)) {}

MetricsServer::~MetricsServer() = default;

int MetricsServer::port() const {
  return listener_->exposer.GetListeningPorts().front();
}

}  // namespace prescreen
