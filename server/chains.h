// SPDX-License-Identifier: Apache-2.0
// The configured chains as objects, checked against the log's identity.
#ifndef PRESCREEN_SERVER_CHAINS_H_
#define PRESCREEN_SERVER_CHAINS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "anchor/chain.h"
#include "anchor/log_identity.h"
#include "base/clock.h"
#include "base/crypto/ed25519.h"
#include "base/file_system.h"
#include "base/http_client.h"
#include "server/config.h"
#include "server/log/publisher.h"
#include "server/service/engine.h"
#include "server/service/event_log.h"

namespace prescreen {

// Not thread-safe: the publisher's threads own the chains once it has started.
class Chains {
 public:
  // What is given must outlive it.
  static absl::StatusOr<std::unique_ptr<Chains>> Create(
      const Config& config, const Ed25519PrivateKey& log_key, FileSystem& files,
      HttpClient& http, const Clock& clock);

  // What the identity of a new log says of its public chains; asks each node.
  absl::StatusOr<std::vector<anchor::AnchorIdentity>> Describe();
  // FailedPrecondition: the public chains are not those of the identity. A node
  // that does not answer now is an event, no error.
  absl::Status CheckAgainst(const anchor::LogIdentity& identity,
                            EventLog& events);

  std::vector<PublishedChain> Published() const;
  std::vector<ChainSetting> Settings() const;
  std::int64_t cadence_seconds() const;  // of the first public chain, or 0

 private:
  struct Entry {
    std::unique_ptr<anchor::Chain> chain;
    ChainConfig config;
  };
  std::vector<Entry> entries_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_CHAINS_H_
