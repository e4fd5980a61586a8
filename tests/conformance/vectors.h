// SPDX-License-Identifier: Apache-2.0
// Access to the official test vectors, which are no part of this tree.
#ifndef PRESCREEN_TESTS_CONFORMANCE_VECTORS_H_
#define PRESCREEN_TESTS_CONFORMANCE_VECTORS_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

// Skips the test where the folder `name` of the vectors is absent.
#define SKIP_WITHOUT_VECTORS(name)                                      \
  if (!std::filesystem::is_directory(PRESCREEN_VECTORS_DIR "/" name)) { \
    GTEST_SKIP() << "no test vectors: " PRESCREEN_VECTORS_DIR "/" name; \
  }                                                                     \
  static_assert(true, "")

namespace prescreen {

// The bytes of a file below the vectors' folder; empty if unreadable, so that
// the caller's count of cases fails.
inline std::string ReadVector(const std::string& path) {
  std::ifstream file(std::string(PRESCREEN_VECTORS_DIR "/") + path,
                     std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_CONFORMANCE_VECTORS_H_
