// SPDX-License-Identifier: Apache-2.0
// The tenants of this server.
#ifndef PRESCREEN_SERVER_SERVICE_TENANTS_H_
#define PRESCREEN_SERVER_SERVICE_TENANTS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "base/clock.h"
#include "base/random.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "server/store/key_file.h"
#include "server/store/store.h"

namespace prescreen {

// Two pairs of eyes besides the author's.
inline constexpr int kDefaultApprovals = 2;
inline constexpr int kMaxApprovals = 10;

struct Tenant {
  std::string name;
  std::string id;  // 16 bytes
  bool sandbox = false;
  std::string tenant_key_id;  // wraps new data keys
  std::string index_key;      // 32 bytes, for HMACs in row keys
  std::uint32_t approvals_required = kDefaultApprovals;  // of a policy
  absl::Time create_time = {};
};

// The tenants that somebody may act for. Thread-safe.
class TenantAccess {
 public:
  virtual ~TenantAccess() = default;
  // NOT_FOUND (TENANT_NOT_FOUND): also for a tenant of others. Valid as long as
  // the server runs.
  virtual absl::StatusOr<const Tenant*> Find(absl::string_view name) const = 0;
};

struct NewTenant {
  std::string name;
  bool sandbox = false;
  int approvals_required = kDefaultApprovals;
};

// All of them. Thread-safe.
class Tenants final : public TenantAccess {
 public:
  // Reads every tenant; makes the sandbox `demo` in an empty store if
  // `demo_tenant`. `key` is added to `keys`. `store`,
  // `random` and `clock` must outlive it.
  static absl::StatusOr<std::unique_ptr<Tenants>> Open(
      Store& store, KeyFile& keys, const TenantKey& key, Random& random,
      const Clock& clock, bool demo_tenant);

  absl::StatusOr<const Tenant*> Find(absl::string_view name) const override;
  // By its 16 bytes.
  absl::StatusOr<const Tenant*> FindById(absl::string_view id) const;
  // By name.
  std::vector<const Tenant*> List() const;

  // Durable and found when it returns. ALREADY_EXISTS (TENANT_EXISTS);
  // INVALID_ARGUMENT: its name. Of a sandbox the approvals are none.
  absl::StatusOr<const Tenant*> Create(const NewTenant& tenant);

 private:
  Tenants(Store& store, const TenantKey& key, Random& random,
          const Clock& clock);
  absl::StatusOr<const Tenant*> Add(const stored::v1::TenantRow& row);

  Store& store_;
  const TenantKey key_;
  Random& random_;
  const Clock& clock_;
  mutable absl::Mutex mutex_;
  // None is ever removed: their addresses are given out.
  absl::flat_hash_map<std::string, std::unique_ptr<const Tenant>> tenants_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_TENANTS_H_
