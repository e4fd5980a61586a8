// SPDX-License-Identifier: Apache-2.0
// Leaves into the log on a real disk, one and 64 in flight, beside that disk's
// fdatasync.
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "tests/server/log/log_rig.h"

namespace prescreen {
namespace {

constexpr int kSyncs = 500;
constexpr int kSingle = 500;
constexpr int kBatched = 30000;
constexpr int kInFlight = 64;

using Instant = std::chrono::steady_clock::time_point;

Instant Now() { return std::chrono::steady_clock::now(); }

double MillisecondsSince(Instant start) {
  return std::chrono::duration<double, std::milli>(Now() - start).count();
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void Print(const char* name, double value, const char* unit) {
  std::printf("figure %s %.3f %s target - -\n", name, value, unit);
}

double SyncMilliseconds(const std::string& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  const std::string block(4096, 'x');
  std::vector<double> times;
  for (int i = 0; i < kSyncs; ++i) {
    const Instant start = Now();
    if (::write(file, block.data(), block.size()) < 0 ||
        ::fdatasync(file) != 0) {
      std::perror("fdatasync");
    }
    times.push_back(MillisecondsSince(start));
  }
  ::close(file);
  return Median(times);
}

double SingleMilliseconds(LogRig& rig) {
  std::vector<double> times;
  for (int i = 0; i < kSingle; ++i) {
    const Instant start = Now();
    if (!rig.Append({absl::StrCat("single ", i)}).ok()) return -1;
    times.push_back(MillisecondsSince(start));
  }
  return Median(times);
}

double ProcessorMicroseconds() {
  rusage usage;
  ::getrusage(RUSAGE_SELF, &usage);
  const auto microseconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 +
           static_cast<double>(time.tv_usec);
  };
  return microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
}

// Microseconds a leaf with `kInFlight` of them under way at any time.
double BatchedMicroseconds(LogRig& rig) {
  absl::Mutex mutex;
  int in_flight = 0;
  const auto has_room = [&] { return in_flight < kInFlight; };
  const auto is_idle = [&] { return in_flight == 0; };
  const Instant start = Now();
  for (int i = 0; i < kBatched; ++i) {
    {
      const absl::MutexLock lock(&mutex);
      mutex.Await(absl::Condition(&has_room));
      ++in_flight;
    }
    rig.Submit({absl::StrCat("batched ", i)}, [&](auto) {
      const absl::MutexLock lock(&mutex);
      --in_flight;
    });
  }
  const absl::MutexLock lock(&mutex);
  mutex.Await(absl::Condition(&is_idle));
  return MillisecondsSince(start) * 1000 / kBatched;
}

int Run() {
  PosixFileSystem files;
  const TemporaryFolder folder;
  LogRig rig(files, nullptr, folder.path());
  const absl::Status opened = rig.Open();
  if (!opened.ok()) {
    std::fprintf(stderr, "%s\n", opened.ToString().c_str());
    return 1;
  }
  Print("fdatasync_p50_ms", SyncMilliseconds(folder.path() + "/sync"), "ms");
  Print("log_append_single_p50_ms", SingleMilliseconds(rig), "ms");
  const double before = ProcessorMicroseconds();
  Print("log_append_batched_us", BatchedMicroseconds(rig), "us");
  // All threads together, the making of the leaf and its encrypted row too.
  Print("log_append_batched_cpu_us",
        (ProcessorMicroseconds() - before) / kBatched, "us");
  return 0;
}

}  // namespace
}  // namespace prescreen

int main() { return prescreen::Run(); }
