// SPDX-License-Identifier: Apache-2.0
// Screenings of three Ed25519 VC-JWTs end to end: a real server process on
// loopback, receipts durable and LOGGED; unary with and without TLS, and as a
// stream; credentials seen first, and again. Processor time of server and
// client apart, and as a ratio to the bare signature checks.
#include <grpcpp/grpcpp.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/crypto/ed25519.h"
#include "tests/bench/figure.h"
#include "tests/support/production_server.h"
#include "tests/support/server_process.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

constexpr int kCredentials = 3;
constexpr int kInFlight = 64;
constexpr int kScreenings = 4000;
constexpr absl::Duration kPacedTime = absl::Seconds(10);

using Requests = std::vector<v1::CreateScreeningRequest>;

absl::Duration OwnProcessorTime() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return absl::DurationFromTimeval(usage.ru_utime) +
         absl::DurationFromTimeval(usage.ru_stime);
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

// Makes requests that no earlier one is equal to.
class Supply {
 public:
  // Of credentials that no server has seen.
  Requests FirstSeen(int count) {
    Requests requests;
    for (int i = 0; i < count; ++i) {
      std::vector<std::string> documents;
      for (int d = 0; d < kCredentials; ++d) {
        documents.push_back(TestCredential(credentials_++));
      }
      requests.push_back(Make(documents));
    }
    return requests;
  }
  // Of the same credentials, for other applications.
  Requests Again(const Requests& before) {
    Requests requests;
    for (const auto& request : before) {
      std::vector<std::string> documents;
      for (const auto& document : request.documents()) {
        documents.push_back(document.content());
      }
      requests.push_back(Make(documents));
    }
    return requests;
  }

 private:
  v1::CreateScreeningRequest Make(const std::vector<std::string>& documents) {
    auto request =
        TestTenant::Request(absl::StrCat("A-", ++applications_), documents);
    request.set_request_id(
        absl::StrFormat("33333333-2222-4333-8444-%012d", applications_));
    return request;
  }

  int credentials_ = 0;
  int applications_ = 0;
};

void CheckPass(const v1::CreateScreeningResponse& response) {
  PRESCREEN_CHECK(response.screening().decision().outcome() ==
                  v1::Decision::PASS);
}

using Latencies = std::vector<double>;  // milliseconds

// `in_flight` at a time, one thread each.
Latencies SendUnary(TestTenant& tenant, const Requests& requests,
                    int in_flight) {
  Latencies latencies(requests.size());
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < in_flight; ++t) {
    threads.emplace_back([&] {
      for (std::size_t i = next++; i < requests.size(); i = next++) {
        v1::CreateScreeningResponse response;
        const absl::Time sent = absl::Now();
        PRESCREEN_CHECK(tenant.Screen(requests[i], &response).ok());
        latencies[i] = absl::ToDoubleMilliseconds(absl::Now() - sent);
        CheckPass(response);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return latencies;
}

// Over one call, as fast as the server takes them.
Latencies SendStream(TestTenant& tenant, const Requests& requests) {
  grpc::ClientContext context;
  const auto stream = tenant.screening().StreamScreenings(&context);
  std::thread writer([&] {
    for (const auto& request : requests) {
      PRESCREEN_CHECK(stream->Write(request));
    }
    stream->WritesDone();
  });
  std::size_t answers = 0;
  v1::StreamScreeningsResponse answer;
  while (stream->Read(&answer)) {
    CheckPass(answer.screening());
    ++answers;
  }
  writer.join();
  PRESCREEN_CHECK(stream->Finish().ok() && answers == requests.size());
  return {};
}

// Requests due at a steady rate, whatever the answers do: latency counts from
// when each was due.
Latencies SendAtRate(TestTenant& tenant, const Requests& requests,
                     double per_second) {
  Latencies latencies(requests.size());
  std::atomic<std::size_t> next = 0;
  const absl::Time start = absl::Now();
  std::vector<std::thread> threads;
  for (int t = 0; t < kInFlight; ++t) {
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
  return latencies;
}

// 0: none. Per server core and second.
struct Target {
  double rate = 0;
  double ratio = 0;
};

class Bench {
 public:
  explicit Bench(double verify_us) : verify_us_(verify_us) {}

  // Runs `send` and prints what it took. Gives screenings per second.
  double Measure(const std::string& name, const ServerProcess& server,
                 std::size_t count, Target target,
                 const std::function<Latencies()>& send) {
    const absl::Duration server_before = server.ProcessorTime();
    const absl::Duration client_before = OwnProcessorTime();
    const absl::Time start = absl::Now();
    const Latencies latencies = send();
    const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
    const auto each = [count](absl::Duration time) {
      return absl::ToDoubleMicroseconds(time) / static_cast<double>(count);
    };
    const double server_us = each(server.ProcessorTime() - server_before);
    Figure(name, static_cast<double>(count) / seconds, "per_s");
    Figure(name + "_per_server_core", 1e6 / server_us, "per_s", target.rate);
    Figure(name + "_server_cpu", server_us, "us");
    Figure(name + "_client_cpu", each(OwnProcessorTime() - client_before),
           "us");
    Figure(name + "_server_cpu_to_signatures",
           server_us / (kCredentials * verify_us_), "ratio", target.ratio,
           false);
    PrintTail(name, latencies);
    return static_cast<double>(count) / seconds;
  }

  static void PrintTail(const std::string& name, const Latencies& latencies,
                        double target_p50 = 0) {
    if (latencies.empty()) return;
    Figure(name + "_p50", Percentile(latencies, 0.5), "ms", target_p50, false);
    Figure(name + "_p99", Percentile(latencies, 0.99), "ms");
    Figure(name + "_p999", Percentile(latencies, 0.999), "ms");
  }

 private:
  const double verify_us_;
};

struct Names {
  std::string transport;  // `plaintext`
  double unary_rate = 0;  // target
};

// Everything over one transport.
void MeasureTransport(Bench& bench, const ServerProcess& server,
                      TestTenant& tenant, const Names& names, Supply& supply) {
  PRESCREEN_CHECK(tenant.SetUp().ok());
  const std::string prefix = "screening_3_vcjwt_" + names.transport;
  const Requests single = supply.FirstSeen(500);
  bench.Measure(prefix + "_unary_1_in_flight", server, single.size(), {},
                [&] { return SendUnary(tenant, single, 1); });
  const Requests unary = supply.FirstSeen(kScreenings);
  const double saturation = bench.Measure(
      prefix + "_unary", server, unary.size(), {names.unary_rate, 2},
      [&] { return SendUnary(tenant, unary, kInFlight); });
  const Requests streamed = supply.FirstSeen(kScreenings);
  bench.Measure(prefix + "_stream", server, streamed.size(), {3300, 0},
                [&] { return SendStream(tenant, streamed); });
  const Requests again = supply.Again(unary);
  bench.Measure(prefix + "_unary_seen", server, again.size(), {6000, 0},
                [&] { return SendUnary(tenant, again, kInFlight); });
  const Requests streamed_again = supply.Again(streamed);
  bench.Measure(prefix + "_stream_seen", server, streamed_again.size(),
                {6000, 0}, [&] { return SendStream(tenant, streamed_again); });
  const double half = saturation / 2;
  const Requests paced = supply.FirstSeen(
      static_cast<int>(half * absl::ToDoubleSeconds(kPacedTime)));
  Figure(prefix + "_unary_half_load", half, "per_s");
  Bench::PrintTail(prefix + "_unary_half_load", SendAtRate(tenant, paced, half),
                   5);
}

int Main() {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const double verify_us = VerifyMicroseconds();
  Figure("ed25519_verify", verify_us, "us");
  Bench bench(verify_us);
  Supply supply;
  {
    TemporaryFolder folder;
    auto server =
        ProductionServer::Start(PRESCREEN_BINARY_DIR, folder.path(), {});
    PRESCREEN_CHECK(server.ok());
    TestTenant tenant((*server)->Connect());
    MeasureTransport(bench, (*server)->process(), tenant, {"tls", 2500},
                     supply);
  }
  TemporaryFolder folder;
  ServerProcessOptions options;
  options.binary_dir = PRESCREEN_BINARY_DIR;
  options.folder = folder.path();
  const auto server = ServerProcess::Start(options);
  PRESCREEN_CHECK(server.ok());
  TestTenant tenant((*server)->address());
  MeasureTransport(bench, **server, tenant, {"plaintext", 0}, supply);
  return 0;
}

}  // namespace
}  // namespace prescreen

int main() { return prescreen::Main(); }
