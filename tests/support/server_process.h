// SPDX-License-Identifier: Apache-2.0
// A real prescreend as a child process, in a folder of its own.
#ifndef PRESCREEN_TESTS_SUPPORT_SERVER_PROCESS_H_
#define PRESCREEN_TESTS_SUPPORT_SERVER_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace prescreen {

struct ServerProcessOptions {
  std::string binary_dir;
  std::string folder;  // data, lock, tiles and configuration; kept
  std::string chains;  // YAML of the `chains` setting; empty: none
  std::vector<std::string> overrides;
};

// Not thread-safe.
class ServerProcess {
 public:
  // Waits for the start-up line. Unavailable: it ended before, with its output.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(
      const ServerProcessOptions& options);
  ~ServerProcess();  // kill -9 if it still runs

  const std::string& address() const { return address_; }
  const std::string& start_up_line() const { return start_up_line_; }
  pid_t pid() const { return pid_; }

  void Kill();      // kill -9, and waits for its end
  int Terminate();  // SIGTERM; the exit code
  // User and system time so far.
  absl::Duration ProcessorTime() const;

 private:
  ServerProcess(pid_t pid, std::string line, std::string address);
  pid_t pid_;
  std::string start_up_line_;
  std::string address_;
};

// A new folder below the system's temporary one, removed on destruction.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_SERVER_PROCESS_H_
