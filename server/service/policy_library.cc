// SPDX-License-Identifier: Apache-2.0
#include "server/service/policy_library.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "server/service/errors.h"
#include "server/service/times.h"
#include "server/store/keys.h"

namespace prescreen {
namespace {

// Compiled versions kept; an employer has tens of open roles.
constexpr std::size_t kMaxCompiled = 512;

absl::Status PolicyNotFound() {
  return ServiceError(absl::StatusCode::kNotFound, v1::POLICY_NOT_FOUND,
                      "policy: no such policy or version");
}

template <typename RowMessage>
absl::StatusOr<RowMessage> ParseRow(absl::string_view what,
                                    const std::string& value) {
  RowMessage row;
  if (!row.ParseFromString(value)) {
    return absl::DataLossError(absl::StrCat(what, ": its row is damaged"));
  }
  return row;
}

absl::StatusOr<std::shared_ptr<const Catalogue>> LoadCatalogue(
    const StoreReader& store, const Tenant& tenant, CatalogueKind kind,
    std::uint32_t version) {
  ASSIGN_OR_RETURN(
      const stored::v1::CatalogueRow row,
      ReadCatalogue(store, tenant, CatalogueName{tenant.name, kind, version}));
  std::vector<yaml::Fault> faults;
  auto parsed = ParseCatalogue(row.text(), &faults);
  if (!parsed || parsed->digest != row.digest()) {
    return absl::InternalError(
        absl::StrCat(ToWord(kind), "@", version,
                     ": a stored catalogue no longer reads as it was stored"));
  }
  return std::make_shared<const Catalogue>(*std::move(parsed));
}

absl::StatusOr<std::uint32_t> FindVersion(const StoreReader& store,
                                          const Tenant& tenant,
                                          CatalogueKind kind,
                                          std::optional<int> used) {
  CatalogueName name{tenant.name, kind, std::nullopt};
  if (used) name.version = static_cast<std::uint32_t>(*used);
  const auto row = ReadCatalogue(store, tenant, name);
  if (absl::IsNotFound(row.status())) {
    return ServiceError(
        absl::StatusCode::kFailedPrecondition, v1::CATALOGUE_NOT_FOUND,
        absl::StrCat("policy: the ", ToWord(kind),
                     " catalogue that it uses was never imported"));
  }
  RETURN_IF_ERROR(row.status());
  return row->version();
}

}  // namespace

absl::StatusOr<stored::v1::PolicyRow> ReadNewestPolicy(const StoreReader& store,
                                                       const Tenant& tenant,
                                                       absl::string_view id) {
  const auto row =
      store.Last(Family::kPolicies, keys::PolicyVersionsBegin(tenant.id, id),
                 keys::PolicyVersionsEnd(tenant.id, id));
  if (absl::IsNotFound(row.status())) return PolicyNotFound();
  RETURN_IF_ERROR(row.status());
  return ParseRow<stored::v1::PolicyRow>("policy", row->value);
}

absl::StatusOr<stored::v1::PolicyRow> ReadPolicy(const StoreReader& store,
                                                 const Tenant& tenant,
                                                 const PolicyName& name) {
  std::string key;
  if (name.version) {
    key = keys::PolicyVersion(tenant.id, name.id, name.version->major,
                              name.version->minor);
  } else {
    const auto active =
        store.Get(Family::kPolicies, keys::PolicyActive(tenant.id, name.id));
    if (absl::IsNotFound(active.status())) {
      return ReadNewestPolicy(store, tenant, name.id);
    }
    RETURN_IF_ERROR(active.status());
    key = absl::StrCat(keys::PolicyVersionsBegin(tenant.id, name.id), *active);
  }
  const auto row = store.Get(Family::kPolicies, key);
  if (absl::IsNotFound(row.status())) return PolicyNotFound();
  RETURN_IF_ERROR(row.status());
  return ParseRow<stored::v1::PolicyRow>("policy", *row);
}

absl::StatusOr<stored::v1::CatalogueRow> ReadCatalogue(
    const StoreReader& store, const Tenant& tenant, const CatalogueName& name) {
  const absl::string_view kind = ToWord(name.kind);
  absl::StatusOr<std::string> value;
  if (name.version) {
    value = store.Get(Family::kCatalogues,
                      keys::CatalogueVersion(tenant.id, kind, *name.version));
  } else {
    const auto row = store.Last(Family::kCatalogues,
                                keys::CatalogueVersion(tenant.id, kind, 0),
                                keys::CatalogueVersionsEnd(tenant.id, kind));
    value = row.ok() ? absl::StatusOr<std::string>(row->value) : row.status();
  }
  if (absl::IsNotFound(value.status())) {
    return ServiceError(absl::StatusCode::kNotFound, v1::CATALOGUE_NOT_FOUND,
                        absl::StrCat(kind, ": no such catalogue"));
  }
  RETURN_IF_ERROR(value.status());
  return ParseRow<stored::v1::CatalogueRow>("catalogue", *value);
}

absl::Status LockCatalogues(const StoreReader& store, const Tenant& tenant,
                            const PolicyUses& uses,
                            stored::v1::PolicyRow* row) {
  ASSIGN_OR_RETURN(
      const std::uint32_t issuers,
      FindVersion(store, tenant, CatalogueKind::kIssuers, uses.issuers));
  ASSIGN_OR_RETURN(const std::uint32_t achievements,
                   FindVersion(store, tenant, CatalogueKind::kAchievements,
                               uses.achievements));
  ASSIGN_OR_RETURN(
      const std::uint32_t skills,
      FindVersion(store, tenant, CatalogueKind::kSkills, uses.skills));
  row->set_issuers_version(issuers);
  row->set_achievements_version(achievements);
  row->set_skills_version(skills);
  return absl::OkStatus();
}

v1::Policy ToProto(const Tenant& tenant, const std::string& id,
                   const stored::v1::PolicyRow& row) {
  v1::Policy policy;
  policy.set_name(
      FormatPolicyName(tenant.name, id, Version{row.major(), row.minor()}));
  policy.set_state(static_cast<v1::Policy::State>(row.state()));
  policy.set_text(row.text());
  policy.set_canonical_text(row.canonical_text());
  policy.set_digest(HexEncode(row.digest()));
  policy.set_leaf_index(row.leaf_index());
  *policy.mutable_create_time() = MicrosToTimestamp(row.create_time());
  if (row.activate_time() != 0) {
    *policy.mutable_activate_time() = MicrosToTimestamp(row.activate_time());
  }
  if (row.submit_time() != 0) {
    *policy.mutable_submit_time() = MicrosToTimestamp(row.submit_time());
  }
  policy.set_author(row.author());
  policy.set_approvals_required(
      static_cast<std::int32_t>(tenant.approvals_required));
  for (const stored::v1::ApprovalRow& approval : row.approvals()) {
    v1::Approval* shown = policy.add_approvals();
    shown->set_approver(approval.approver());
    *shown->mutable_time() = MicrosToTimestamp(approval.time());
  }
  if (row.issuers_version() != 0) {
    policy.add_catalogues(FormatCatalogueName(
        tenant.name, CatalogueKind::kIssuers, row.issuers_version()));
    policy.add_catalogues(FormatCatalogueName(
        tenant.name, CatalogueKind::kAchievements, row.achievements_version()));
    policy.add_catalogues(FormatCatalogueName(
        tenant.name, CatalogueKind::kSkills, row.skills_version()));
  }
  const ParsedPolicy parsed = ParseRolePolicy(row.text());
  if (parsed.policy) {
    const PolicyMetadata& metadata = parsed.policy->metadata;
    policy.set_title(metadata.title);
    if (metadata.effective_from) {
      policy.set_effective_from(
          absl::FormatCivilTime(*metadata.effective_from));
    }
    policy.set_effective_until(absl::FormatCivilTime(metadata.effective_until));
  }
  return policy;
}

v1::Catalogue ToProto(const Tenant& tenant, CatalogueKind kind,
                      const stored::v1::CatalogueRow& row) {
  v1::Catalogue catalogue;
  catalogue.set_name(FormatCatalogueName(tenant.name, kind, row.version()));
  catalogue.set_kind(std::string(ToWord(kind)));
  catalogue.set_digest(HexEncode(row.digest()));
  catalogue.set_text(row.text());
  catalogue.set_entries(row.entries());
  catalogue.set_leaf_index(row.leaf_index());
  *catalogue.mutable_create_time() = MicrosToTimestamp(row.create_time());
  return catalogue;
}

absl::StatusOr<std::shared_ptr<const CompiledPolicy>> PolicyLibrary::Active(
    const Tenant& tenant, const PolicyName& name) {
  ASSIGN_OR_RETURN(const stored::v1::PolicyRow row,
                   ReadPolicy(store_, tenant, name));
  if (row.state() != v1::Policy::ACTIVE) {
    return ServiceError(
        absl::StatusCode::kFailedPrecondition, v1::POLICY_NOT_ACTIVE,
        "policy: this version is not active; activate it, or leave the version "
        "out to use the active one");
  }
  const std::string key =
      keys::PolicyVersion(tenant.id, name.id, row.major(), row.minor());
  {
    absl::MutexLock lock(&mutex_);
    const auto found = compiled_.find(key);
    if (found != compiled_.end()) return found->second;
  }
  ASSIGN_OR_RETURN(auto compiled, Compile(tenant, name.id, row));
  absl::MutexLock lock(&mutex_);
  if (compiled_.size() >= kMaxCompiled) compiled_.clear();
  compiled_[key] = compiled;
  return compiled;
}

absl::StatusOr<std::shared_ptr<const CompiledPolicy>> PolicyLibrary::ForDryRun(
    const Tenant& tenant, const PolicyName& name) const {
  ASSIGN_OR_RETURN(stored::v1::PolicyRow row,
                   name.version ? ReadPolicy(store_, tenant, name)
                                : ReadNewestPolicy(store_, tenant, name.id));
  const bool is_rule =
      row.state() != v1::Policy::DRAFT && row.state() != v1::Policy::APPROVED;
  if (is_rule && !tenant.sandbox) {
    return ServiceError(
        absl::StatusCode::kFailedPrecondition, v1::DRY_RUN_NOT_ALLOWED,
        "validate_only: needs a DRAFT version of the policy, or a sandbox");
  }
  if (row.issuers_version() == 0) {
    const ParsedPolicy parsed = ParseRolePolicy(row.text());
    if (!parsed.policy) return absl::InternalError("policy: cannot be read");
    RETURN_IF_ERROR(LockCatalogues(store_, tenant, parsed.policy->uses, &row));
  }
  return Compile(tenant, name.id, row);
}

absl::StatusOr<std::shared_ptr<const CatalogueSet>> PolicyLibrary::Issuers(
    const Tenant& tenant) {
  const auto row = ReadCatalogue(
      store_, tenant,
      CatalogueName{tenant.name, CatalogueKind::kIssuers, std::nullopt});
  if (absl::IsNotFound(row.status())) {
    return std::make_shared<const CatalogueSet>(nullptr, nullptr, nullptr);
  }
  RETURN_IF_ERROR(row.status());
  const std::string key = absl::StrCat(tenant.id, row->digest());
  {
    absl::MutexLock lock(&mutex_);
    const auto found = issuers_.find(key);
    if (found != issuers_.end()) return found->second;
  }
  ASSIGN_OR_RETURN(
      auto issuers,
      LoadCatalogue(store_, tenant, CatalogueKind::kIssuers, row->version()));
  auto set = std::make_shared<const CatalogueSet>(std::move(issuers), nullptr,
                                                  nullptr);
  absl::MutexLock lock(&mutex_);
  if (issuers_.size() >= kMaxCompiled) issuers_.clear();
  issuers_[key] = set;
  return set;
}

absl::StatusOr<std::shared_ptr<const CompiledPolicy>> PolicyLibrary::Compile(
    const Tenant& tenant, const std::string& id,
    const stored::v1::PolicyRow& row) const {
  ParsedPolicy parsed = ParseRolePolicy(row.text());
  if (!parsed.policy || parsed.policy->digest != row.digest()) {
    return absl::InternalError(
        "policy: a stored policy no longer reads as it was stored");
  }
  ASSIGN_OR_RETURN(auto issuers,
                   LoadCatalogue(store_, tenant, CatalogueKind::kIssuers,
                                 row.issuers_version()));
  ASSIGN_OR_RETURN(auto achievements,
                   LoadCatalogue(store_, tenant, CatalogueKind::kAchievements,
                                 row.achievements_version()));
  ASSIGN_OR_RETURN(auto skills,
                   LoadCatalogue(store_, tenant, CatalogueKind::kSkills,
                                 row.skills_version()));
  const Version version{row.major(), row.minor()};
  return std::make_shared<const CompiledPolicy>(
      CompiledPolicy{FormatPolicyName(tenant.name, id, version), version,
                     *std::move(parsed.policy),
                     CatalogueSet(std::move(issuers), std::move(achievements),
                                  std::move(skills)),
                     row.leaf_index()});
}

}  // namespace prescreen
