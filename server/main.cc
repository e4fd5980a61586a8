// SPDX-License-Identifier: Apache-2.0
// prescreend: flags → objects → serve.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/random.h"
#include "server/config.h"
#include "server/server.h"
#include "server/service/event_log.h"
#include "server/version.h"

namespace prescreen {
namespace {

constexpr int kExitConfig = 78;
constexpr int kExitRefused = 69;
constexpr std::size_t kMaxConfigBytes = 256u << 10;

struct Arguments {
  std::string config;
  std::vector<std::string> overrides;
  bool behind_proxy = false;
};

absl::StatusOr<Config> LoadConfig(FileSystem& files,
                                  const Arguments& arguments) {
  const auto text = files.Read(arguments.config, kMaxConfigBytes);
  if (!text.ok()) return text.status();
  std::vector<std::string> overrides = arguments.overrides;
  if (arguments.behind_proxy) {
    overrides.push_back("plaintext_behind_proxy=true");
  }
  return ParseConfig(*text, overrides);
}

void AddArguments(CLI::App* app, Arguments* arguments) {
  app->add_option("--config", arguments->config, "YAML file of settings")
      ->required();
  app->add_option("--set", arguments->overrides,
                  "KEY=VALUE on top of the file; chains by number, as in "
                  "chains.0.rpc=…")
      ->allow_extra_args(false);
  app->add_flag("--plaintext-behind-proxy", arguments->behind_proxy,
                "Listen without TLS, because a proxy in front speaks it; "
                "every call needs a key");
}

int Serve(const Config& config, FileSystem& files) {
  // Blocked here and in every thread that starts from now on; awaited below.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);

  SystemClock clock;
  SystemRandom random;
  JsonEventLog events;
  auto server = Server::Start(config, files, random, clock, events);
  if (!server.ok()) {
    std::fprintf(stderr, "prescreend: %s\n",
                 std::string(server.status().message()).c_str());
    return kExitRefused;
  }
  std::printf("%s\n", (*server)->StartUpLine().c_str());
  std::fflush(stdout);
  events.Info("started", {{"version", kEngineVersion}});
  int signal_number = 0;
  sigwait(&signals, &signal_number);
  events.Info("draining", {});
  (*server)->Drain();
  events.Info("stopped", {});
  return 0;
}

int Main(int argc, char** argv) {
  CLI::App app(
      "Prescreen server: verifies credentials, judges them against "
      "role policies, logs every decision.");
  app.set_version_flag("--version", kEngineVersion);
  Arguments arguments;
  AddArguments(&app, &arguments);
  CLI::App* check = app.add_subcommand(
      "check-config", "Reads the settings, says what is wrong, and ends");
  Arguments check_arguments;
  AddArguments(check, &check_arguments);
  app.get_option("--config")->required(false);
  CLI11_PARSE(app, argc, argv);

  const bool only_check = check->parsed();
  if (!only_check && arguments.config.empty()) {
    std::fprintf(stderr, "prescreend: --config FILE is needed\n");
    return kExitConfig;
  }
  PosixFileSystem files;
  const auto config =
      LoadConfig(files, only_check ? check_arguments : arguments);
  if (!config.ok()) {
    std::fprintf(stderr, "prescreend: %s\n",
                 std::string(config.status().message()).c_str());
    return kExitConfig;
  }
  if (only_check) {
    std::printf("the configuration is good\n");
    return 0;
  }
  return Serve(*config, files);
}

}  // namespace
}  // namespace prescreen

int main(int argc, char** argv) { return prescreen::Main(argc, argv); }
