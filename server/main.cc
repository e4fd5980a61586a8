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
#include "server/commands.h"
#include "server/config.h"
#include "server/rpc_limits.h"
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
  RaiseFileLimit();

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

// The commands besides serving, which is what no command means.
struct Commands {
  explicit Commands(CLI::App* app) {
    check = Add(app, "check-config",
                "Reads the settings, says what is wrong, and ends");
    fsck = Add(app, "fsck",
               "Walks the data folder of a stopped server; exit code 0: "
               "everything agrees, 1: faults, 2: could not look");
    migrate = Add(app, "migrate",
                  "Brings an older store up to this release, after a backup");
    restore = Add(app, "restore",
                  "Puts a backup into an empty data folder and refills the log "
                  "up to the lock record");
    restore->add_option("--backup", restoring.backup, "The backup's folder")
        ->required();
    restore->add_option("--tiles", restoring.tiles,
                        "Folder of the published tiles, or of a mirror's");
    restore->add_option("--keys", restoring.keys,
                        "The backup's keys, where they are kept apart");
    restore->add_flag("--without-keys", restoring.without_keys,
                      "The keys are gone: nothing personal will be readable");
  }

  CLI::App* check;
  CLI::App* fsck;
  CLI::App* migrate;
  CLI::App* restore;
  Arguments arguments;  // of the command that was parsed
  RestoreArguments restoring;

 private:
  CLI::App* Add(CLI::App* app, const std::string& name,
                const std::string& description) {
    CLI::App* const command = app->add_subcommand(name, description);
    AddArguments(command, &arguments);
    return command;
  }
};

int Run(const Commands& commands, const Config& config, FileSystem& files) {
  if (commands.check->parsed()) {
    std::printf("the configuration is good\n");
    return 0;
  }
  if (commands.fsck->parsed()) return RunFsck(config, files);
  if (commands.migrate->parsed()) return RunMigrate(config, files);
  if (commands.restore->parsed()) {
    return RunRestore(config, commands.restoring, files);
  }
  return Serve(config, files);
}

int Main(int argc, char** argv) {
  CLI::App app(
      "Prescreen server: verifies credentials, judges them against "
      "role policies, logs every decision.");
  app.set_version_flag("--version", kEngineVersion);
  Arguments arguments;
  AddArguments(&app, &arguments);
  app.get_option("--config")->required(false);
  app.require_subcommand(0, 1);
  Commands commands(&app);
  CLI11_PARSE(app, argc, argv);

  const bool serves = app.get_subcommands().empty();
  if (serves && arguments.config.empty()) {
    std::fprintf(stderr, "prescreend: --config FILE is needed\n");
    return kExitConfig;
  }
  PosixFileSystem files;
  const auto config =
      LoadConfig(files, serves ? arguments : commands.arguments);
  if (!config.ok()) {
    std::fprintf(stderr, "prescreend: %s\n",
                 std::string(config.status().message()).c_str());
    return kExitConfig;
  }
  return Run(commands, *config, files);
}

}  // namespace
}  // namespace prescreen

int main(int argc, char** argv) { return prescreen::Main(argc, argv); }
