// SPDX-License-Identifier: Apache-2.0
// Policies and catalogues as stored, and compiled for screening.
#ifndef PRESCREEN_SERVER_SERVICE_POLICY_LIBRARY_H_
#define PRESCREEN_SERVER_SERVICE_POLICY_LIBRARY_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "prescreen/v1/catalogue.pb.h"
#include "prescreen/v1/policy.pb.h"
#include "server/catalogue/catalogue.h"
#include "server/policy/role_policy.h"
#include "server/service/names.h"
#include "server/service/tenants.h"
#include "server/store/store.h"

namespace prescreen {

// An activated policy version with the catalogues it locked. Immutable.
struct CompiledPolicy {
  std::string name;  // with version
  Version version;
  RolePolicy policy;
  CatalogueSet catalogues;
  std::uint64_t leaf_index = 0;
};

// Rows, read through any reader (also a log batch's).
// NOT_FOUND (POLICY_NOT_FOUND): no such version; without a version the active
// one, else the newest.
absl::StatusOr<stored::v1::PolicyRow> ReadPolicy(const StoreReader& store,
                                                 const Tenant& tenant,
                                                 const PolicyName& name);
// The newest version. NOT_FOUND as above.
absl::StatusOr<stored::v1::PolicyRow> ReadNewestPolicy(const StoreReader& store,
                                                       const Tenant& tenant,
                                                       absl::string_view id);
// NOT_FOUND (CATALOGUE_NOT_FOUND); without a version the newest.
absl::StatusOr<stored::v1::CatalogueRow> ReadCatalogue(
    const StoreReader& store, const Tenant& tenant, const CatalogueName& name);

// Sets the catalogue versions of `row` that `uses` names, or the newest.
// FAILED_PRECONDITION (CATALOGUE_NOT_FOUND).
absl::Status LockCatalogues(const StoreReader& store, const Tenant& tenant,
                            const PolicyUses& uses, stored::v1::PolicyRow* row);

// What the API shows.
v1::Policy ToProto(const Tenant& tenant, const std::string& id,
                   const stored::v1::PolicyRow& row);
v1::Catalogue ToProto(const Tenant& tenant, CatalogueKind kind,
                      const stored::v1::CatalogueRow& row);

// Compiles each activated version and each issuer catalogue once. Thread-safe.
// `store` must outlive it.
class PolicyLibrary {
 public:
  explicit PolicyLibrary(const StoreReader& store) : store_(store) {}

  // FAILED_PRECONDITION (POLICY_NOT_ACTIVE): the version is not the active one.
  absl::StatusOr<std::shared_ptr<const CompiledPolicy>> Active(
      const Tenant& tenant, const PolicyName& name);
  // For judging without storing: a DRAFT or APPROVED version with the
  // catalogues that it would lock now; in a sandbox any version.
  // FAILED_PRECONDITION (DRY_RUN_NOT_ALLOWED, CATALOGUE_NOT_FOUND). Without a
  // version the newest.
  absl::StatusOr<std::shared_ptr<const CompiledPolicy>> ForDryRun(
      const Tenant& tenant, const PolicyName& name) const;
  // The newest issuer catalogue alone, the other two empty; all three empty if
  // none was imported.
  absl::StatusOr<std::shared_ptr<const CatalogueSet>> Issuers(
      const Tenant& tenant);

 private:
  absl::StatusOr<std::shared_ptr<const CompiledPolicy>> Compile(
      const Tenant& tenant, const std::string& id,
      const stored::v1::PolicyRow& row) const;

  const StoreReader& store_;
  absl::Mutex mutex_;
  // Shared with screenings under way. Key: row key and digest.
  absl::flat_hash_map<std::string, std::shared_ptr<const CompiledPolicy>>
      compiled_ ABSL_GUARDED_BY(mutex_);
  // Key: tenant and digest.
  absl::flat_hash_map<std::string, std::shared_ptr<const CatalogueSet>> issuers_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_POLICY_LIBRARY_H_
