// SPDX-License-Identifier: Apache-2.0
#include "server/service/tenants.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/crypto/hash.h"
#include "base/status_macros.h"
#include "server/service/errors.h"

namespace prescreen {
namespace {

constexpr char kDemo[] = "demo";
// More tenants than one embedded store serves; bounds the start-up scan.
constexpr std::size_t kMaxTenants = 100000;
constexpr std::size_t kMaxNameBytes = 63;

absl::Status TenantNotFound() {
  return ServiceError(absl::StatusCode::kNotFound, v1::TENANT_NOT_FOUND,
                      "tenant: no such tenant");
}

bool IsTenantId(absl::string_view name) {
  if (name.empty() || name.size() > kMaxNameBytes ||
      !absl::ascii_islower(static_cast<unsigned char>(name[0]))) {
    return false;
  }
  return std::all_of(name.begin(), name.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return absl::ascii_islower(byte) || absl::ascii_isdigit(byte) || c == '-';
  });
}

}  // namespace

Tenants::Tenants(Store& store, const TenantKey& key, Random& random,
                 const Clock& clock)
    : store_(store), key_(key), random_(random), clock_(clock) {}

absl::StatusOr<std::unique_ptr<Tenants>> Tenants::Open(
    Store& store, KeyFile& keys, const TenantKey& key, Random& random,
    const Clock& clock, bool demo_tenant) {
  keys.AddTenantKey(key);
  ASSIGN_OR_RETURN(const auto rows,
                   store.Scan(Family::kTenants, "", "", kMaxTenants));
  auto tenants =
      std::unique_ptr<Tenants>(new Tenants(store, key, random, clock));
  for (const Row& row : rows) {
    stored::v1::TenantRow stored;
    if (!stored.ParseFromString(row.value) || stored.id().size() != 16) {
      return absl::DataLossError(
          absl::StrCat("tenant ", row.key, ": its row is damaged"));
    }
    RETURN_IF_ERROR(tenants->Add(stored).status());
  }
  if (rows.empty() && demo_tenant) {
    RETURN_IF_ERROR(tenants->Create({kDemo, /*sandbox=*/true, 0}).status());
  }
  return tenants;
}

absl::StatusOr<const Tenant*> Tenants::Add(const stored::v1::TenantRow& row) {
  if (row.tenant_key_id() != key_.id) {
    return absl::FailedPreconditionError(absl::StrCat(
        "tenant ", row.name(),
        ": the tenant key file holds another key than the one that wraps its "
        "data; restore that file"));
  }
  auto tenant = std::make_unique<Tenant>();
  tenant->name = row.name();
  tenant->id = row.id();
  tenant->sandbox = row.sandbox();
  tenant->tenant_key_id = row.tenant_key_id();
  tenant->index_key = IndexKey(key_, tenant->id);
  tenant->approvals_required = row.approvals_required();
  tenant->create_time = absl::FromUnixMicros(row.create_time());
  absl::MutexLock lock(&mutex_);
  return tenants_.emplace(row.name(), std::move(tenant)).first->second.get();
}

absl::StatusOr<const Tenant*> Tenants::Find(absl::string_view name) const {
  absl::ReaderMutexLock lock(&mutex_);
  const auto found = tenants_.find(name);
  if (found == tenants_.end()) return TenantNotFound();
  return found->second.get();
}

std::vector<const Tenant*> Tenants::List() const {
  std::vector<const Tenant*> tenants;
  {
    absl::ReaderMutexLock lock(&mutex_);
    tenants.reserve(tenants_.size());
    for (const auto& [name, tenant] : tenants_) tenants.push_back(tenant.get());
  }
  std::sort(tenants.begin(), tenants.end(),
            [](const Tenant* a, const Tenant* b) { return a->name < b->name; });
  return tenants;
}

absl::StatusOr<const Tenant*> Tenants::Create(const NewTenant& tenant) {
  if (!IsTenantId(tenant.name)) {
    return FieldError("tenant_id",
                      "must be 1 to 63 of a-z0-9-, a letter first");
  }
  stored::v1::TenantRow row;
  row.set_id(random_.Bytes(16));
  row.set_name(tenant.name);
  row.set_sandbox(tenant.sandbox);
  row.set_create_time(absl::ToUnixMicros(clock_.Now()));
  row.set_tenant_key_id(key_.id);
  if (!tenant.sandbox) {
    row.set_approvals_required(
        static_cast<std::uint32_t>(tenant.approvals_required));
  }
  WriteBatch batch;
  batch.Require(Family::kTenants, tenant.name, std::nullopt);
  batch.Put(Family::kTenants, tenant.name, row.SerializeAsString());
  const absl::Status written = store_.Write(batch, Durability::kSynced);
  if (absl::IsAborted(written)) {
    return ServiceError(absl::StatusCode::kAlreadyExists, v1::TENANT_EXISTS,
                        "tenant: one of that name exists");
  }
  RETURN_IF_ERROR(written);
  return Add(row);
}

absl::StatusOr<const Tenant*> Tenants::FindById(absl::string_view id) const {
  absl::ReaderMutexLock lock(&mutex_);
  for (const auto& [name, tenant] : tenants_) {
    if (tenant->id == id) return tenant.get();
  }
  return TenantNotFound();
}

}  // namespace prescreen
