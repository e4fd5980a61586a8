// SPDX-License-Identifier: Apache-2.0
#include "tests/support/service_rig.h"

#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "server/config.h"

namespace prescreen {

void RecordedEvents::Info(absl::string_view event, const Fields& fields) {
  std::string line(event);
  for (const auto& [name, value] : fields) {
    absl::StrAppend(&line, " ", name, "=", value);
  }
  absl::MutexLock lock(&mutex_);
  lines_.push_back(std::move(line));
}

void RecordedEvents::Error(absl::string_view event, const Fields& fields) {
  Info(absl::StrCat("error ", event), fields);
}

std::vector<std::string> RecordedEvents::lines() const {
  absl::MutexLock lock(&mutex_);
  return lines_;
}

ServiceRig::ServiceRig(std::vector<std::string> overrides)
    : overrides_(std::move(overrides)) {}

ServiceRig::~ServiceRig() { Stop(); }

absl::Status ServiceRig::Start() {
  const std::string& root = folder_.path();
  ASSIGN_OR_RETURN(
      const Config config,
      ParseConfig(absl::StrCat("listen: 127.0.0.1:0\norigin: test.example/log"
                               "\ndata: ",
                               data(), "\nlock_path: ", root,
                               "/lock/log.lock\nbackup_path: ", backups(),
                               "\ngrace_seconds: 30\n"),
                  overrides_));
  ASSIGN_OR_RETURN(server_,
                   Server::Start(config, files_, random_, clock_, events_));
  channel_ = server_->InProcessChannel();
  return absl::OkStatus();
}

void ServiceRig::Stop() {
  channel_.reset();
  server_.reset();
}

std::string ServiceRig::address() const {
  return absl::StrCat("127.0.0.1:", server_->port());
}

std::string ServiceRig::BootstrapKey() {
  std::ifstream file(data() + "/bootstrap.key");
  std::string text;
  std::getline(file, text);
  return text;
}

}  // namespace prescreen
