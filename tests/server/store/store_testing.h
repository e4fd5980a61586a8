// SPDX-License-Identifier: Apache-2.0
// What the tests of the store share.
#ifndef PRESCREEN_TESTS_SERVER_STORE_STORE_TESTING_H_
#define PRESCREEN_TESTS_SERVER_STORE_STORE_TESTING_H_

#include <fstream>
#include <string>

#include "base/encoding.h"
#include "base/random.h"

namespace prescreen {

// 00 01 02 … : as the golden files were made.
class CountingRandom final : public Random {
 public:
  std::string Bytes(std::size_t count) override {
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i) {
      bytes.push_back(static_cast<char>(next_++));
    }
    return bytes;
  }

 private:
  unsigned char next_ = 0;
};

// tests/testdata/golden/store/NAME.hex, decoded.
inline std::string GoldenBytes(const std::string& name) {
  std::ifstream file(
      std::string(PRESCREEN_SOURCE_DIR "/tests/testdata/golden/store/") + name +
      ".hex");
  std::string hex;
  file >> hex;
  return HexDecode(hex).value_or("unreadable");
}

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SERVER_STORE_STORE_TESTING_H_
