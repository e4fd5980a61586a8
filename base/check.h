// SPDX-License-Identifier: Apache-2.0
// Assertion of our own invariants; never of input.
#ifndef PRESCREEN_BASE_CHECK_H_
#define PRESCREEN_BASE_CHECK_H_

#include <cstdio>
#include <cstdlib>

// Ends the process, naming file and line, if `condition` is false.
#define PRESCREEN_CHECK(condition)                                          \
  do {                                                                      \
    if (!(condition)) {                                                     \
      std::fprintf(stderr, "%s:%d: check failed: %s\n", __FILE__, __LINE__, \
                   #condition);                                             \
      std::abort();                                                         \
    }                                                                       \
  } while (false)

#endif  // PRESCREEN_BASE_CHECK_H_
