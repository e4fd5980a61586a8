// SPDX-License-Identifier: Apache-2.0
// log_crash_child ROOT ROUND: opens the log below ROOT, appends leaves from
// four threads until it is killed, and writes a line to standard output for
// each acknowledged one: `NAME INDEX HEX-OF-NOTE`.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "tests/server/log/log_rig.h"

namespace {

constexpr int kThreads = 4;

// One write(2): a line is there whole or not at all.
void PrintLine(const std::string& line) {
  if (::write(STDOUT_FILENO, line.data(), line.size()) !=
      static_cast<ssize_t>(line.size())) {
    std::_Exit(3);
  }
}

int Run(const std::string& root, const std::string& round) {
  prescreen::PosixFileSystem files;
  prescreen::LogRig rig(files, nullptr, root);
  const absl::Status opened = rig.Open();
  if (!opened.ok()) {
    std::fprintf(stderr, "%s\n", opened.ToString().c_str());
    return 2;
  }
  PrintLine("ready\n");
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&rig, &round, thread] {
      for (int i = 0;; ++i) {
        const prescreen::SampleLeaf leaf{
            absl::StrCat(round, "-", thread, "-", i)};
        const auto logged = rig.Append(leaf);
        if (!logged.ok()) return;
        PrintLine(absl::StrCat(leaf.name, " ", logged->index, " ",
                               prescreen::HexEncode(logged->checkpoint), "\n"));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return 4;  // only an error ends the threads
}

}  // namespace

int main(int argc, char** argv) {
  return argc == 3 ? Run(argv[1], argv[2]) : 64;
}
