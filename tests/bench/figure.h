// SPDX-License-Identifier: Apache-2.0
// What benches print, and what they measure the server by.
#ifndef PRESCREEN_TESTS_BENCH_FIGURE_H_
#define PRESCREEN_TESTS_BENCH_FIGURE_H_

#include <sys/types.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace prescreen {

// `target` 0: none.
inline void Figure(const std::string& name, double value, const char* unit,
                   double target = 0, bool more_is_better = true) {
  if (target <= 0) {
    std::printf("figure %s %.2f %s target - -\n", name.c_str(), value, unit);
    return;
  }
  const bool met = more_is_better ? value >= target : value <= target;
  std::printf("figure %s %.2f %s target %.2f %s\n", name.c_str(), value, unit,
              target, met ? "met" : "short");
}

// 0 of nothing. `part`: 0.99.
inline double Percentile(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  const auto at = std::min(
      values.size() - 1,
      static_cast<std::size_t>(part * static_cast<double>(values.size())));
  std::nth_element(values.begin(),
                   values.begin() + static_cast<std::ptrdiff_t>(at),
                   values.end());
  return values[at];
}

// Resident memory of a process, in MiB.
inline double ResidentMebibytes(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/statm"));
  std::int64_t total = 0;
  std::int64_t resident = 0;
  file >> total >> resident;
  return static_cast<double>(resident) * 4096 / (1 << 20);
}

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_BENCH_FIGURE_H_
