// SPDX-License-Identifier: Apache-2.0
// The real server within this process, on a temporary folder and a clock that
// stands still: every service, RocksDB, the log; no chains.
#ifndef PRESCREEN_TESTS_SUPPORT_SERVICE_RIG_H_
#define PRESCREEN_TESTS_SUPPORT_SERVICE_RIG_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "base/file_system.h"
#include "base/random.h"
#include "prescreen/v1/admin.pb.h"
#include "server/server.h"
#include "tests/support/fake_clock.h"
#include "tests/support/server_process.h"

namespace prescreen {

// Keeps each line as `event field=value …`. Thread-safe.
class RecordedEvents final : public EventLog {
 public:
  void Info(absl::string_view event, const Fields& fields) override;
  void Error(absl::string_view event, const Fields& fields) override;
  std::vector<std::string> lines() const;

 private:
  mutable absl::Mutex mutex_;
  std::vector<std::string> lines_ ABSL_GUARDED_BY(mutex_);
};

// Not thread-safe, except for its channel.
class ServiceRig {
 public:
  explicit ServiceRig(std::vector<std::string> overrides = {});
  ~ServiceRig();
  ServiceRig(const ServiceRig&) = delete;
  ServiceRig& operator=(const ServiceRig&) = delete;

  // Once, and again after Stop. Errors of Server::Start.
  absl::Status Start();
  void Stop();

  Server& server() { return *server_; }
  // Without the network; callers are not taken for loopback ones.
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  // Of the port, where they are.
  std::string address() const;
  std::string data() const { return folder_.path() + "/data"; }
  std::string backups() const { return folder_.path() + "/backups"; }
  FakeClock& clock() { return clock_; }
  RecordedEvents& events() { return events_; }
  FileSystem& files() { return files_; }
  // While no admin key exists.
  std::string BootstrapKey();

 private:
  TemporaryFolder folder_;
  const std::vector<std::string> overrides_;
  PosixFileSystem files_;
  SystemRandom random_;
  FakeClock clock_;
  RecordedEvents events_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_SERVICE_RIG_H_
