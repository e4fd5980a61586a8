// SPDX-License-Identifier: Apache-2.0
// Mixed traffic with clients that stall, give up and reconnect, on a server as
// in production: the highest rate whose 99th percentile stays under 100 ms,
// then that rate for long. Exit code 1: an error that nobody asked for, or a
// watch that is incomplete.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "prescreen/v1/receipt.grpc.pb.h"
#include "tests/bench/figure.h"
#include "tests/bench/load_client.h"
#include "tests/bench/load_ledger.h"
#include "tests/bench/load_watcher.h"
#include "tests/client/run_process.h"
#include "tests/support/production_server.h"
#include "tests/support/server_process.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

constexpr int kClients = 64;
constexpr double kMostMilliseconds = 100;
// Held even where it does not pass.
constexpr double kLowestRate = 50;
// Of the calls' rate, sent as items of a stream besides.
constexpr double kStreamShare = 0.1;
constexpr absl::Duration kStep = absl::Seconds(6);
// What is held is this part of the last rate that passed: a step is short.
constexpr double kHeldShare = 0.8;

using Clients = std::vector<std::unique_ptr<LoadClient>>;

// Calls due at a steady rate, whatever the answers do; latencies, in
// milliseconds, count from when each was due.
std::vector<double> RunAtRate(Clients& clients, double per_second,
                              absl::Duration duration) {
  const auto calls =
      static_cast<int>(per_second * absl::ToDoubleSeconds(duration));
  std::vector<double> latencies(static_cast<std::size_t>(calls));
  std::atomic<int> next = 0;
  const absl::Time start = absl::Now();
  std::vector<std::thread> threads;
  for (const auto& client : clients) {
    threads.emplace_back([&, client = client.get()] {
      for (int turn = next++; turn < calls; turn = next++) {
        const absl::Time due = start + absl::Seconds(turn / per_second);
        absl::SleepFor(due - absl::Now());
        client->Act(turn);
        latencies[static_cast<std::size_t>(turn)] =
            absl::ToDoubleMilliseconds(absl::Now() - due);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return latencies;
}

double HighestRate(Clients& clients) {
  double good = kLowestRate;
  for (double rate = kLowestRate; rate < 20'000; rate *= 1.25) {
    const double p99 = Percentile(RunAtRate(clients, rate, kStep), 0.99);
    std::printf("ramp %.0f per_s p99 %.1f ms\n", rate, p99);
    if (p99 >= kMostMilliseconds) break;
    good = rate;
  }
  return good;
}

struct Held {
  std::vector<double> latencies;
  double first_mebibytes = 0;
  double last_mebibytes = 0;
  int streamed = 0;
};

// A minute at a time, with the memory at the end of each.
Held Hold(const ProductionServer& server, Clients& clients, double rate,
          int seconds, LoadLedger& ledger) {
  Held held;
  std::atomic<bool> stop = false;
  std::thread stream([&] {
    held.streamed = StreamUntil(server, stop, rate * kStreamShare, ledger);
  });
  held.first_mebibytes = ResidentMebibytes(server.process().pid());
  Figure("load_memory_start", held.first_mebibytes, "MiB");
  for (int done = 0; done < seconds; done += 60) {
    const auto latencies =
        RunAtRate(clients, rate, absl::Seconds(std::min(60, seconds - done)));
    held.last_mebibytes = ResidentMebibytes(server.process().pid());
    Figure(absl::StrCat("load_memory_minute_", done / 60 + 1),
           held.last_mebibytes, "MiB");
    Figure(absl::StrCat("load_p99_minute_", done / 60 + 1),
           Percentile(latencies, 0.99), "ms");
    held.latencies.insert(held.latencies.end(), latencies.begin(),
                          latencies.end());
  }
  stop = true;
  stream.join();
  return held;
}

std::uint64_t LogSize(const ProductionServer& server) {
  v1::GetCheckpointRequest request;
  request.set_name("log/checkpoints/latest");
  v1::Checkpoint checkpoint;
  grpc::ClientContext context;
  const grpc::Status status =
      v1::Receipts::NewStub(server.Connect())
          ->GetCheckpoint(&context, request, &checkpoint);
  PRESCREEN_CHECK(status.ok());
  return checkpoint.size();
}

// `prescreend fsck` on the folders of the stopped server: store, log and tiles
// agree leaf by leaf.
bool IsWhole(const std::string& folder) {
  const ProcessResult result =
      RunProcess({absl::StrCat(PRESCREEN_BINARY_DIR, "/prescreend"), "fsck",
                  "--config", folder + "/prescreend.yaml"});
  std::printf("%s", result.exit_code == 0 ? "" : result.out.c_str());
  return result.exit_code == 0;
}

using Watchers = std::vector<std::unique_ptr<LoadWatcher>>;

Watchers StartWatchers(const ProductionServer& server, LoadLedger& ledger) {
  Watchers watchers;
  for (const WatcherHabits& habits :
       {WatcherHabits{500, false}, WatcherHabits{2000, false},
        WatcherHabits{5000, true}, WatcherHabits{1 << 30, false}}) {
    watchers.push_back(std::make_unique<LoadWatcher>(server, habits, ledger));
  }
  return watchers;
}

// What was promised against what is there. Gives the number of faults.
std::size_t Judge(ProductionServer& server, const std::string& folder,
                  Watchers& watchers, std::uint64_t leaves_before,
                  LoadLedger& ledger) {
  const Revisions expected = ledger.newest();
  int connections = 0;
  for (const auto& watcher : watchers) {
    if (!watcher->Await(expected)) ledger.Fault("watch: incomplete");
    connections += watcher->connections();
  }
  watchers.clear();
  const std::uint64_t leaves = LogSize(server) - leaves_before;
  if (leaves != ledger.accepted()) {
    ledger.Fault(absl::StrCat("log: ", leaves, " leaves for ",
                              ledger.accepted(), " revisions"));
  }
  if (server.process().Terminate() != 0) ledger.Fault("server: did not drain");
  if (!IsWhole(folder)) ledger.Fault("fsck: found faults");
  Figure("load_revisions", static_cast<double>(ledger.accepted()), "");
  Figure("load_watch_connections", connections, "");
  Figure("load_faults", static_cast<double>(ledger.faults()), "");
  for (const std::string& fault : ledger.first_faults()) {
    std::printf("fault %s\n", fault.c_str());
  }
  return ledger.faults();
}

void Print(const Held& held, double rate, const Clients& clients) {
  int given_up = 0;
  for (const auto& client : clients) given_up += client->given_up();
  Figure("load_rate", rate, "per_s");
  Figure("load_calls", static_cast<double>(held.latencies.size()), "");
  Figure("load_streamed", held.streamed, "");
  Figure("load_given_up_on_purpose", given_up, "");
  Figure("load_p50", Percentile(held.latencies, 0.5), "ms");
  Figure("load_p99", Percentile(held.latencies, 0.99), "ms", kMostMilliseconds,
         false);
  Figure("load_p999", Percentile(held.latencies, 0.999), "ms");
  Figure("load_memory_growth", held.last_mebibytes - held.first_mebibytes,
         "MiB");
}

// `rate` 0: the highest.
int Main(int seconds, double rate) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  TemporaryFolder folder;
  auto server = ProductionServer::Start(PRESCREEN_BINARY_DIR, folder.path(),
                                        {"min_free=0%"});
  PRESCREEN_CHECK(server.ok());
  PRESCREEN_CHECK(TestTenant((*server)->Connect()).SetUp().ok());
  LoadLedger ledger;
  const std::uint64_t leaves = LogSize(**server);
  Watchers watchers = StartWatchers(**server, ledger);
  Clients clients;
  for (int i = 0; i < kClients; ++i) {
    clients.push_back(std::make_unique<LoadClient>(**server, i, ledger));
  }
  if (rate == 0) rate = HighestRate(clients) * kHeldShare;
  const Held held = Hold(**server, clients, rate, seconds, ledger);
  Print(held, rate, clients);
  return Judge(**server, folder.path(), watchers, leaves, ledger) == 0 ? 0 : 1;
}

}  // namespace
}  // namespace prescreen

// load_bench [SECONDS [RATE]]
int main(int argc, char** argv) {
  return prescreen::Main(argc > 1 ? std::atoi(argv[1]) : 60,
                         argc > 2 ? std::atof(argv[2]) : 0);
}
