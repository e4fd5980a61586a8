// SPDX-License-Identifier: Apache-2.0
// Screenings end to end: a real server process, unary gRPC on loopback without
// TLS, first-seen credentials, receipts durable and LOGGED. Processor time of
// server and client apart.
#include <grpcpp/grpcpp.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/crypto/ed25519.h"
#include "tests/support/server_process.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

constexpr int kCredentials = 3;

absl::Duration OwnProcessorTime() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return absl::DurationFromTimeval(usage.ru_utime) +
         absl::DurationFromTimeval(usage.ru_stime);
}

void Figure(const std::string& name, double value, const char* unit,
            double target, bool more_is_better) {
  if (target <= 0) {
    std::printf("figure %s %.2f %s target - -\n", name.c_str(), value, unit);
    return;
  }
  const bool met = more_is_better ? value >= target : value <= target;
  std::printf("figure %s %.2f %s target %.2f %s\n", name.c_str(), value, unit,
              target, met ? "met" : "short");
}

// The bare primitive in the same run, by this thread's processor time.
double VerifyMicroseconds() {
  const auto key = Ed25519PrivateKey::FromSeed(std::string(32, 's'));
  const std::string message(2048, 'm');
  const std::string signature = key->Sign(message);
  constexpr int kRounds = 2000;
  const absl::Duration before = OwnProcessorTime();
  for (int i = 0; i < kRounds; ++i) {
    PRESCREEN_CHECK(Ed25519Verify(key->public_key(), message, signature));
  }
  return absl::ToDoubleMicroseconds(OwnProcessorTime() - before) / kRounds;
}

std::vector<v1::CreateScreeningRequest> Requests(int count, int first) {
  std::vector<v1::CreateScreeningRequest> requests;
  for (int i = 0; i < count; ++i) {
    std::vector<std::string> documents;
    for (int d = 0; d < kCredentials; ++d) {
      documents.push_back(TestCredential((first + i) * kCredentials + d));
    }
    requests.push_back(
        TestTenant::Request(absl::StrCat("A-", first + i), documents));
  }
  return requests;
}

struct Result {
  double per_second = 0;
  double server_us = 0;
  double client_us = 0;
  double p50_ms = 0;
  double p99_ms = 0;
};

// Sends all requests, `in_flight` at a time, one thread each.
Result Run(const ServerProcess& server, TestTenant& tenant,
           const std::vector<v1::CreateScreeningRequest>& requests,
           int in_flight) {
  std::vector<double> latencies(requests.size());
  const absl::Duration server_before = server.ProcessorTime();
  const absl::Duration client_before = OwnProcessorTime();
  const absl::Time start = absl::Now();
  std::vector<std::thread> threads;
  for (int t = 0; t < in_flight; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = static_cast<std::size_t>(t); i < requests.size();
           i += static_cast<std::size_t>(in_flight)) {
        v1::CreateScreeningResponse response;
        const absl::Time sent = absl::Now();
        PRESCREEN_CHECK(tenant.Screen(requests[i], &response).ok());
        latencies[i] = absl::ToDoubleMilliseconds(absl::Now() - sent);
        PRESCREEN_CHECK(response.screening().decision().outcome() ==
                        v1::Decision::PASS);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const absl::Duration wall = absl::Now() - start;
  const double count = static_cast<double>(requests.size());
  std::sort(latencies.begin(), latencies.end());
  Result result;
  result.per_second = count / absl::ToDoubleSeconds(wall);
  result.server_us =
      absl::ToDoubleMicroseconds(server.ProcessorTime() - server_before) /
      count;
  result.client_us =
      absl::ToDoubleMicroseconds(OwnProcessorTime() - client_before) / count;
  result.p50_ms = latencies[latencies.size() / 2];
  result.p99_ms = latencies[latencies.size() * 99 / 100];
  return result;
}

// Requests due at a steady rate, whatever the answers do: latency counts from
// when each was due.
Result RunAtRate(TestTenant& tenant,
                 const std::vector<v1::CreateScreeningRequest>& requests,
                 int per_second) {
  constexpr int kSenders = 64;
  std::vector<double> latencies(requests.size());
  std::atomic<std::size_t> next = 0;
  const absl::Time start = absl::Now();
  std::vector<std::thread> threads;
  for (int t = 0; t < kSenders; ++t) {
    threads.emplace_back([&] {
      for (std::size_t i = next++; i < requests.size(); i = next++) {
        const absl::Time due =
            start + absl::Seconds(static_cast<double>(i) / per_second);
        absl::SleepFor(due - absl::Now());
        v1::CreateScreeningResponse response;
        PRESCREEN_CHECK(tenant.Screen(requests[i], &response).ok());
        latencies[i] = absl::ToDoubleMilliseconds(absl::Now() - due);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::sort(latencies.begin(), latencies.end());
  Result result;
  result.per_second = static_cast<double>(requests.size()) /
                      absl::ToDoubleSeconds(absl::Now() - start);
  result.p50_ms = latencies[latencies.size() / 2];
  result.p99_ms = latencies[latencies.size() * 99 / 100];
  return result;
}

int Main() {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  TemporaryFolder folder;
  ServerProcessOptions options;
  options.binary_dir = PRESCREEN_BINARY_DIR;
  options.folder = folder.path();
  const auto server = ServerProcess::Start(options);
  PRESCREEN_CHECK(server.ok());
  TestTenant tenant((*server)->address());
  PRESCREEN_CHECK(tenant.SetUp().ok());
  const double verify_us = VerifyMicroseconds();
  Figure("ed25519_verify", verify_us, "us", 0, false);
  int first = 0;
  for (const int in_flight : {1, 64}) {
    const int count = in_flight == 1 ? 500 : 4000;
    const auto requests = Requests(count, first);
    first += count;
    const Result result = Run(**server, tenant, requests, in_flight);
    const std::string name =
        absl::StrCat("screening_3_vcjwt_", in_flight, "_in_flight");
    Figure(name, result.per_second, "per_s", 0, true);
    Figure(name + "_per_server_core", 1e6 / result.server_us, "per_s",
           in_flight == 64 ? 2500 : 0, true);
    Figure(name + "_server_cpu", result.server_us, "us", 0, false);
    Figure(name + "_client_cpu", result.client_us, "us", 0, false);
    Figure(name + "_server_cpu_to_signatures",
           result.server_us / (kCredentials * verify_us), "ratio",
           in_flight == 64 ? 2 : 0, false);
    Figure(name + "_p50", result.p50_ms, "ms", 0, false);
    Figure(name + "_p99", result.p99_ms, "ms", 0, false);
  }
  constexpr int kRate = 500;
  const Result paced = RunAtRate(tenant, Requests(10 * kRate, first), kRate);
  Figure("screening_3_vcjwt_at_500_per_s", paced.per_second, "per_s", 0, true);
  Figure("screening_3_vcjwt_at_500_per_s_p50", paced.p50_ms, "ms", 5, false);
  Figure("screening_3_vcjwt_at_500_per_s_p99", paced.p99_ms, "ms", 0, false);
  return 0;
}

}  // namespace
}  // namespace prescreen

int main() { return prescreen::Main(); }
