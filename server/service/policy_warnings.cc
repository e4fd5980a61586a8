// SPDX-License-Identifier: Apache-2.0
#include "server/service/policy_warnings.h"

#include <memory>
#include <utility>

#include "base/status_macros.h"
#include "server/policy/calendar.h"
#include "server/policy/lint.h"
#include "server/policy/lint_place.h"
#include "server/service/policy_library.h"

namespace prescreen {
namespace {

// nullptr: the tenant has none, or not that version.
absl::StatusOr<std::shared_ptr<const Catalogue>> FindCatalogue(
    const StoreReader& store, const Tenant& tenant, CatalogueKind kind,
    std::optional<int> version) {
  CatalogueName name{tenant.name, kind, std::nullopt};
  if (version) name.version = static_cast<std::uint32_t>(*version);
  const auto row = ReadCatalogue(store, tenant, name);
  if (absl::IsNotFound(row.status())) {
    return std::shared_ptr<const Catalogue>();
  }
  RETURN_IF_ERROR(row.status());
  std::vector<yaml::Fault> faults;
  auto catalogue = ParseCatalogue(row->text(), &faults);
  if (!catalogue) {
    return absl::InternalError(
        "catalogue: a stored catalogue no longer reads as it was stored");
  }
  return std::make_shared<const Catalogue>(*std::move(catalogue));
}

}  // namespace

absl::StatusOr<std::vector<yaml::Fault>> WarningsFor(const StoreReader& store,
                                                     const Tenant& tenant,
                                                     const ParsedPolicy& parsed,
                                                     absl::Time now) {
  std::vector<yaml::Fault> warnings = parsed.warnings;
  if (!parsed.policy) return warnings;
  const RolePolicy& policy = *parsed.policy;
  ASSIGN_OR_RETURN(auto achievements,
                   FindCatalogue(store, tenant, CatalogueKind::kAchievements,
                                 policy.uses.achievements));
  ASSIGN_OR_RETURN(
      auto skills,
      FindCatalogue(store, tenant, CatalogueKind::kSkills, policy.uses.skills));
  if (achievements != nullptr && skills != nullptr) {
    const CatalogueSet catalogues(nullptr, std::move(achievements),
                                  std::move(skills));
    for (yaml::Fault& warning : LintAgainst(policy, catalogues)) {
      warnings.push_back(std::move(warning));
    }
  }
  for (yaml::Fault& warning : LintOn(policy, UtcDay(now))) {
    warnings.push_back(std::move(warning));
  }
  SortByPlace(&warnings);
  return warnings;
}

}  // namespace prescreen
