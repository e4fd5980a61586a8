// SPDX-License-Identifier: Apache-2.0
#include "tests/client/run_process.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "base/check.h"

extern char** environ;

namespace prescreen {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
// An unnamed file: no pipe can fill up and block the child.
using TemporaryFile = std::unique_ptr<std::FILE, CloseFile>;

TemporaryFile NewFile(const std::string& content) {
  TemporaryFile file(std::tmpfile());
  PRESCREEN_CHECK(file != nullptr);
  PRESCREEN_CHECK(std::fwrite(content.data(), 1, content.size(), file.get()) ==
                  content.size());
  std::rewind(file.get());
  return file;
}

std::string ReadAll(std::FILE* file) {
  std::string content;
  char buffer[4096];
  std::rewind(file);
  while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, file)) {
    content.append(buffer, count);
  }
  return content;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

ProcessResult RunProcess(const std::vector<std::string>& arguments,
                         const std::string& standard_input,
                         const std::vector<std::string>& environment) {
  const TemporaryFile in = NewFile(standard_input);
  const TemporaryFile out = NewFile("");
  const TemporaryFile err = NewFile("");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, fileno(in.get()), 0);
  posix_spawn_file_actions_adddup2(&actions, fileno(out.get()), 1);
  posix_spawn_file_actions_adddup2(&actions, fileno(err.get()), 2);
  std::vector<std::string> argument_texts = arguments;
  // The first of two equal names counts.
  std::vector<std::string> variables = environment;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    variables.emplace_back(*variable);
  }
  pid_t pid = 0;
  const int error =
      posix_spawn(&pid, arguments[0].c_str(), &actions, nullptr,
                  Pointers(argument_texts).data(), Pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  PRESCREEN_CHECK(error == 0);
  int status = 0;
  PRESCREEN_CHECK(waitpid(pid, &status, 0) == pid);
  ProcessResult result;
  result.exit_code =
      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.out = ReadAll(out.get());
  result.err = ReadAll(err.get());
  return result;
}

}  // namespace prescreen
