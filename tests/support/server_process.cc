// SPDX-License-Identifier: Apache-2.0
#include "tests/support/server_process.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/check.h"

namespace prescreen {
namespace {

void WriteConfig(const ServerProcessOptions& options, const std::string& path) {
  std::ofstream file(path);
  file << "listen: 127.0.0.1:0\n"
       << "origin: test.example/log\n"
       << "data: " << options.folder << "/data\n"
       << "lock_path: " << options.folder << "/lock/log.lock\n"
       << "tiles_path: " << options.folder << "/tiles\n"
       << (options.chains.empty() ? "chains: []\n" : options.chains);
}

// Replaces this (child) process.
[[noreturn]] void Exec(const ServerProcessOptions& options,
                       const std::string& config, int output) {
  dup2(output, STDOUT_FILENO);
  const std::string log = options.folder + "/server.log";
  if (freopen(log.c_str(), "a", stderr) == nullptr) _exit(127);
  const std::string binary = options.binary_dir + "/prescreend";
  std::vector<std::string> arguments = {binary, "--config", config};
  for (const std::string& override : options.overrides) {
    arguments.push_back("--set");
    arguments.push_back(override);
  }
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  execv(binary.c_str(), pointers.data());
  _exit(127);
}

// Up to the first line feed, or all if the writer ends before.
std::string ReadLine(int descriptor) {
  std::string line;
  char c = 0;
  while (read(descriptor, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::Start(
    const ServerProcessOptions& options) {
  const std::string config = options.folder + "/prescreend.yaml";
  WriteConfig(options, config);
  int pipe_ends[2];
  PRESCREEN_CHECK(pipe2(pipe_ends, O_CLOEXEC) == 0);
  const pid_t pid = fork();
  PRESCREEN_CHECK(pid >= 0);
  if (pid == 0) Exec(options, config, pipe_ends[1]);
  close(pipe_ends[1]);
  std::string line = ReadLine(pipe_ends[0]);
  close(pipe_ends[0]);
  constexpr char kBefore[] = "listening on ";
  const std::size_t start = line.find(kBefore);
  if (start == std::string::npos) {
    int status = 0;
    waitpid(pid, &status, 0);
    return absl::UnavailableError(
        absl::StrCat("exit code ", WEXITSTATUS(status), ": ",
                     ReadFile(options.folder + "/server.log")));
  }
  const std::size_t from = start + sizeof(kBefore) - 1;
  std::string address = line.substr(from, line.find(';', from) - from);
  return std::unique_ptr<ServerProcess>(
      new ServerProcess(pid, std::move(line), std::move(address)));
}

ServerProcess::ServerProcess(pid_t pid, std::string line, std::string address)
    : pid_(pid),
      start_up_line_(std::move(line)),
      address_(std::move(address)) {}

ServerProcess::~ServerProcess() { Kill(); }

void ServerProcess::Kill() {
  if (pid_ == 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

int ServerProcess::Terminate() {
  if (pid_ == 0) return -1;
  kill(pid_, SIGTERM);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

absl::Duration ServerProcess::ProcessorTime() const {
  const std::string text = ReadFile(absl::StrCat("/proc/", pid_, "/stat"));
  // The command's name is in parentheses; utime and stime are fields 14 and 15.
  const std::vector<std::string> fields =
      absl::StrSplit(text.substr(text.rfind(')') + 2), ' ');
  const long ticks = std::stol(fields.at(11)) + std::stol(fields.at(12));
  return absl::Seconds(ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern =
      (std::filesystem::temp_directory_path() / "prescreen-XXXXXX").string();
  PRESCREEN_CHECK(mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace prescreen
