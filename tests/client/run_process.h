// SPDX-License-Identifier: Apache-2.0
// Runs a program to its end and keeps what it printed.
#ifndef PRESCREEN_TESTS_CLIENT_RUN_PROCESS_H_
#define PRESCREEN_TESTS_CLIENT_RUN_PROCESS_H_

#include <string>
#include <vector>

namespace prescreen {

struct ProcessResult {
  int exit_code = -1;  // 128 + signal if it was killed
  std::string out;
  std::string err;
};

// `arguments[0]` is the program's path. `environment` (NAME=VALUE) is added to
// this process's. Nothing is a terminal.
ProcessResult RunProcess(const std::vector<std::string>& arguments,
                         const std::string& standard_input = "",
                         const std::vector<std::string>& environment = {});

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_CLIENT_RUN_PROCESS_H_
