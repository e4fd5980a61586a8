// SPDX-License-Identifier: Apache-2.0
// Processor time of one thread: other load does not count.
#ifndef PRESCREEN_TESTS_BENCH_THREAD_TIME_H_
#define PRESCREEN_TESTS_BENCH_THREAD_TIME_H_

#include <algorithm>
#include <ctime>
#include <vector>

namespace prescreen {

inline double ThreadMicroseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 +
         static_cast<double>(now.tv_nsec) / 1e3;
}

// Of one call, over `repeats` of them.
template <typename F>
double MeanMicroseconds(int repeats, F call) {
  const double start = ThreadMicroseconds();
  for (int i = 0; i < repeats; ++i) call();
  return (ThreadMicroseconds() - start) / repeats;
}

// The median of `rounds` such means.
template <typename F>
double MedianMicroseconds(int rounds, int repeats, F call) {
  std::vector<double> means;
  for (int round = 0; round < rounds; ++round) {
    means.push_back(MeanMicroseconds(repeats, call));
  }
  std::sort(means.begin(), means.end());
  return means[means.size() / 2];
}

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_BENCH_THREAD_TIME_H_
