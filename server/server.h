// SPDX-License-Identifier: Apache-2.0
// Everything that runs, wired from a Config: the only place that names concrete
// plug-ins.
#ifndef PRESCREEN_SERVER_SERVER_H_
#define PRESCREEN_SERVER_SERVER_H_

#include <grpcpp/channel.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "base/random.h"
#include "server/config.h"
#include "server/service/event_log.h"

namespace prescreen {

// A running server.
class Server {
 public:
  // Opens the data folder, listens and serves. The four references must outlive
  // it. Errors say in one sentence why the server refuses to start:
  // FailedPrecondition (locked, another log's files, changed chains, wide key
  // rights), Unavailable (port taken, chain not reachable at first start).
  static absl::StatusOr<std::unique_ptr<Server>> Start(const Config& config,
                                                       FileSystem& files,
                                                       Random& random,
                                                       const Clock& clock,
                                                       EventLog& events);
  virtual ~Server() = default;

  // `prescreend 0.1.0 listening on …; log … ; chains …`, without line feed.
  virtual std::string StartUpLine() const = 0;
  virtual int port() const = 0;
  // To the same services, without the network: for tests. Before Drain.
  virtual std::shared_ptr<grpc::Channel> InProcessChannel() = 0;

  // Takes no new calls, lets those under way end within the grace time, then
  // closes the log.
  virtual void Drain() = 0;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVER_H_
