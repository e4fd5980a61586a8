// SPDX-License-Identifier: Apache-2.0
// What a screening takes on disk, by the number of its documents: store with
// its write-ahead log, key file, tiles. A backup holds store and key file
// again.
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "tests/bench/figure.h"
#include "tests/support/server_process.h"
#include "tests/support/test_tenant.h"

namespace prescreen {
namespace {

constexpr int kSenders = 32;

// Of a file, or of all files below a folder.
double BytesBelow(const std::string& path) {
  if (std::filesystem::is_regular_file(path)) {
    return static_cast<double>(std::filesystem::file_size(path));
  }
  double bytes = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) {
      bytes += static_cast<double>(entry.file_size());
    }
  }
  return bytes;
}

void Fill(TestTenant& tenant, int screenings, int documents) {
  std::atomic<int> next = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kSenders; ++t) {
    threads.emplace_back([&] {
      for (int i = next++; i < screenings; i = next++) {
        std::vector<std::string> contents;
        for (int d = 0; d < documents; ++d) {
          contents.push_back(TestCredential(i * documents + d));
        }
        v1::CreateScreeningResponse response;
        PRESCREEN_CHECK(
            tenant
                .Screen(TestTenant::Request(absl::StrCat("A-", i), contents),
                        &response)
                .ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

void Measure(int screenings, int documents) {
  TemporaryFolder folder;
  ServerProcessOptions options;
  options.binary_dir = PRESCREEN_BINARY_DIR;
  options.folder = folder.path();
  auto server = ServerProcess::Start(options);
  PRESCREEN_CHECK(server.ok());
  TestTenant tenant((*server)->address());
  PRESCREEN_CHECK(tenant.SetUp().ok());
  Fill(tenant, screenings, documents);
  const std::string name = absl::StrCat("sizing_", documents, "_documents");
  Figure(name + "_memory", ResidentMebibytes((*server)->pid()), "MiB");
  PRESCREEN_CHECK((*server)->Terminate() == 0);
  const auto print = [&](const char* what, const std::string& path) {
    const double each = BytesBelow(folder.path() + path) / screenings;
    Figure(absl::StrCat(name, "_", what), each, "bytes_per_screening");
    return each;
  };
  const double store = print("store", "/data/db");
  const double keys = print("keys", "/data/keys");
  const double tiles = print("tiles", "/tiles");
  Figure(name + "_gibibytes_per_million",
         (store + keys + tiles) * 1e6 / (1 << 30), "GiB");
}

}  // namespace
}  // namespace prescreen

// sizing_bench [SCREENINGS]
int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const int screenings = argc > 1 ? std::atoi(argv[1]) : 20'000;
  for (const int documents : {1, 3, 8}) {
    prescreen::Measure(screenings, documents);
  }
  return 0;
}
