// SPDX-License-Identifier: Apache-2.0
// The API keys of this server.
#ifndef PRESCREEN_SERVER_ACCESS_API_KEYS_H_
#define PRESCREEN_SERVER_ACCESS_API_KEYS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/random.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "server/access/principal.h"
#include "server/access/roles.h"
#include "server/store/store.h"

namespace prescreen {

// An integration's steady load is tens of calls at once; one key cannot take
// the whole server (max_in_flight, 1,024).
inline constexpr int kDefaultMaxInFlightPerKey = 256;

struct NewApiKey {
  std::string label = {};
  Roles roles = {};
  std::vector<std::string> tenants = {};  // names; empty: every tenant
  int max_in_flight = 0;                  // 0: the server's default
  absl::Time expire_time = absl::InfiniteFuture();
  std::string creator = {};  // principal
};

struct MadeApiKey {
  stored::v1::ApiKeyRow row;
  std::string text;  // the one time that the secret is seen
};

// Thread-safe. Every key is held in memory; `store`, `random` and `clock` must
// outlive it.
class ApiKeys {
 public:
  // DataLoss: a damaged row.
  static absl::StatusOr<std::unique_ptr<ApiKeys>> Open(
      Store& store, Random& random, const Clock& clock,
      int default_max_in_flight);

  // Durable and usable when it returns.
  absl::StatusOr<MadeApiKey> Create(const NewApiKey& key);
  // No call is admitted with the key from now on; durable when it returns.
  // NotFound. Again: changes nothing.
  absl::StatusOr<stored::v1::ApiKeyRow> Revoke(absl::string_view id);

  struct Match {
    // nullptr: no such key, or another secret.
    std::shared_ptr<Principal> principal;
    bool valid = false;  // neither revoked nor expired
  };
  Match Find(absl::string_view text) const;

  // NotFound.
  absl::StatusOr<stored::v1::ApiKeyRow> Get(absl::string_view id) const;
  // Oldest first.
  std::vector<stored::v1::ApiKeyRow> List() const;
  // Counting revoked and expired ones.
  bool empty() const;
  // True if a key of every tenant's admin is valid.
  bool HasAdmin() const;

  // Writes when keys were last used, not durable at once. For a timer.
  absl::Status FlushLastUse();

 private:
  struct Entry {
    stored::v1::ApiKeyRow row;
    std::shared_ptr<Principal> principal;
  };
  ApiKeys(Store& store, Random& random, const Clock& clock,
          int default_max_in_flight)
      : store_(store),
        random_(random),
        clock_(clock),
        default_max_in_flight_(default_max_in_flight) {}

  Entry MakeEntry(stored::v1::ApiKeyRow row) const;

  Store& store_;
  Random& random_;
  const Clock& clock_;
  const int default_max_in_flight_;
  // Held while a row is written, so that none overwrites a newer one.
  mutable absl::Mutex write_mutex_;
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Entry> entries_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_ACCESS_API_KEYS_H_
