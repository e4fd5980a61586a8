// SPDX-License-Identifier: Apache-2.0
// Counts the cases of an official suite. What is left out stands in a file
// with the reason for each.
#ifndef PRESCREEN_TESTS_CONFORMANCE_SUITE_H_
#define PRESCREEN_TESTS_CONFORMANCE_SUITE_H_

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <string>

namespace prescreen {

// Prints `suite NAME cases N passed N skipped N failed N` at its end.
class Suite {
 public:
  // Reads `ID REASON` lines from tests/conformance/skips/NAME.txt, if any.
  explicit Suite(const std::string& name) : name_(name) {
    std::ifstream file(PRESCREEN_SOURCE_DIR "/tests/conformance/skips/" + name +
                       ".txt");
    for (std::string line; std::getline(file, line);) {
      const std::size_t space = line.find(' ');
      if (line.empty() || line.front() == ';') continue;
      if (space == std::string::npos) ADD_FAILURE() << line << ": no reason";
      skips_[line.substr(0, space)] = line.substr(space + 1);
    }
  }
  Suite(const Suite&) = delete;
  Suite& operator=(const Suite&) = delete;
  ~Suite() {
    std::printf("suite %s cases %d passed %d skipped %d failed %d\n",
                name_.c_str(), passed_ + skipped_ + failed_, passed_, skipped_,
                failed_);
    EXPECT_EQ(skipped_, static_cast<int>(skips_.size()))
        << "a skip names no case";
  }

  // True, and counted, if the case is to be left out.
  bool Skips(const std::string& id) {
    const bool skips = skips_.contains(id);
    skipped_ += skips;
    return skips;
  }

  // `why` is empty for a case that passed.
  void Record(const std::string& id, const std::string& why) {
    ++(why.empty() ? passed_ : failed_);
    EXPECT_EQ(why, "") << name_ << " " << id;
  }

  int cases() const { return passed_ + skipped_ + failed_; }

 private:
  const std::string name_;
  std::map<std::string, std::string> skips_;
  int passed_ = 0;
  int skipped_ = 0;
  int failed_ = 0;
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_CONFORMANCE_SUITE_H_
