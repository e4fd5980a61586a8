// SPDX-License-Identifier: Apache-2.0
#include "server/service/tenants.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/crypto/hash.h"
#include "base/status_macros.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "server/service/errors.h"

namespace prescreen {
namespace {

constexpr char kDemo[] = "demo";
// More tenants than one embedded store serves; bounds the start-up scan.
constexpr std::size_t kMaxTenants = 100000;

absl::Status TenantNotFound() {
  return ServiceError(absl::StatusCode::kNotFound, v1::TENANT_NOT_FOUND,
                      "tenant: no such tenant");
}

absl::Status MakeDemoTenant(Store& store, const TenantKey& key, Random& random,
                            const Clock& clock) {
  stored::v1::TenantRow row;
  row.set_id(random.Bytes(16));
  row.set_name(kDemo);
  row.set_sandbox(true);
  row.set_create_time(absl::ToUnixMicros(clock.Now()));
  row.set_tenant_key_id(key.id);
  WriteBatch batch;
  batch.Require(Family::kTenants, kDemo, std::nullopt);
  batch.Put(Family::kTenants, kDemo, row.SerializeAsString());
  return store.Write(batch, Durability::kSynced);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Tenants>> Tenants::Open(
    Store& store, KeyFile& keys, const TenantKey& key, Random& random,
    const Clock& clock, bool demo_tenant) {
  keys.AddTenantKey(key);
  ASSIGN_OR_RETURN(auto rows,
                   store.Scan(Family::kTenants, "", "", kMaxTenants));
  if (rows.empty() && demo_tenant) {
    RETURN_IF_ERROR(MakeDemoTenant(store, key, random, clock));
    ASSIGN_OR_RETURN(rows, store.Scan(Family::kTenants, "", "", kMaxTenants));
  }
  auto tenants = std::make_unique<Tenants>();
  for (const Row& row : rows) {
    stored::v1::TenantRow stored;
    if (!stored.ParseFromString(row.value) || stored.id().size() != 16) {
      return absl::DataLossError(
          absl::StrCat("tenant ", row.key, ": its row is damaged"));
    }
    if (stored.tenant_key_id() != key.id) {
      return absl::FailedPreconditionError(absl::StrCat(
          "tenant ", row.key,
          ": the tenant key file holds another key than the one that wraps its "
          "data; restore that file"));
    }
    Tenant tenant;
    tenant.name = stored.name();
    tenant.id = stored.id();
    tenant.sandbox = stored.sandbox();
    tenant.tenant_key_id = stored.tenant_key_id();
    tenant.approvals_required = stored.approvals_required();
    tenant.index_key = std::string(AsBytes(
        HmacSha256(key.key, absl::StrCat("prescreen index key", tenant.id))));
    tenants->tenants_.emplace(row.key, std::move(tenant));
  }
  return tenants;
}

absl::StatusOr<const Tenant*> Tenants::Find(absl::string_view name) const {
  const auto found = tenants_.find(name);
  if (found == tenants_.end()) return TenantNotFound();
  return &found->second;
}

absl::StatusOr<const Tenant*> Tenants::FindById(absl::string_view id) const {
  for (const auto& [name, tenant] : tenants_) {
    if (tenant.id == id) return &tenant;
  }
  return TenantNotFound();
}

}  // namespace prescreen
