// SPDX-License-Identifier: Apache-2.0
// The tenants of this server. Thread-safe once open.
#ifndef PRESCREEN_SERVER_SERVICE_TENANTS_H_
#define PRESCREEN_SERVER_SERVICE_TENANTS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/clock.h"
#include "base/random.h"
#include "server/store/key_file.h"
#include "server/store/store.h"

namespace prescreen {

struct Tenant {
  std::string name;
  std::string id;  // 16 bytes
  bool sandbox = false;
  std::string tenant_key_id;  // wraps new data keys
  std::string index_key;      // 32 bytes, for HMACs in row keys
  // Of a policy, by others than its author, before it can be activated.
  std::uint32_t approvals_required = 2;
};

// The tenants that somebody may act for. Thread-safe.
class TenantAccess {
 public:
  virtual ~TenantAccess() = default;
  // NOT_FOUND (TENANT_NOT_FOUND): also for a tenant of others. Valid as long as
  // the server runs.
  virtual absl::StatusOr<const Tenant*> Find(absl::string_view name) const = 0;
};

// All of them.
class Tenants final : public TenantAccess {
 public:
  // Reads every tenant; makes the sandbox `demo` in an empty store if
  // `demo_tenant`. `key` is added to `keys`.
  static absl::StatusOr<std::unique_ptr<Tenants>> Open(
      Store& store, KeyFile& keys, const TenantKey& key, Random& random,
      const Clock& clock, bool demo_tenant);

  absl::StatusOr<const Tenant*> Find(absl::string_view name) const override;
  // By its 16 bytes.
  absl::StatusOr<const Tenant*> FindById(absl::string_view id) const;

 private:
  absl::flat_hash_map<std::string, Tenant> tenants_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_TENANTS_H_
