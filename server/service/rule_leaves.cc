// SPDX-License-Identifier: Apache-2.0
#include "server/service/rule_leaves.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "anchor/leaf.h"
#include "base/status_macros.h"
#include "prescreen/v1/policy.pb.h"
#include "server/decision/decision_record.h"
#include "server/policy/role_policy.h"
#include "server/service/errors.h"
#include "server/service/policy_library.h"
#include "server/store/keys.h"

namespace prescreen {
namespace {

constexpr std::size_t kSaltBytes = 32;

// A commitment to the tenant's id, and the salt that opens it.
struct TenantCommitment {
  std::string salt;
  std::string commitment;
};
TenantCommitment CommitTenant(const Tenant& tenant, Random& random) {
  std::string salt = random.Bytes(kSaltBytes);
  std::string commitment(AsBytes(anchor::Commit(salt, tenant.id)));
  return {std::move(salt), std::move(commitment)};
}

void PutOwner(LeafContext& context, anchor::LeafType type,
              const Tenant& tenant) {
  stored::v1::OwnerRow owner;
  owner.set_leaf_type(static_cast<std::uint32_t>(type));
  owner.set_tenant(tenant.id);
  context.rows().Put(Family::kOwner, keys::Owner(context.leaf_index()),
                     owner.SerializeAsString());
}

// The log's answer for a leaf whose row was decided in Seal.
template <typename RowMessage>
class RuleLeaf : public PendingLeaf {
 public:
  using DoneFunction = std::function<void(absl::StatusOr<RowMessage>)>;
  RuleLeaf(const Tenant& tenant, DoneFunction done)
      : tenant_(tenant), done_(std::move(done)) {}

  void Done(absl::StatusOr<LoggedLeaf> logged) override {
    if (logged.ok()) {
      done_(std::move(row_));
    } else {
      done_(logged.status());
    }
  }

 protected:
  const Tenant& tenant_;
  RowMessage row_;

 private:
  DoneFunction done_;
};

// A step in the life of a policy version.
class PolicyLifeLeaf : public RuleLeaf<stored::v1::PolicyRow> {
 protected:
  PolicyLifeLeaf(const Tenant& tenant, const PolicyName& name,
                 DoneFunction done)
      : RuleLeaf(tenant, std::move(done)), name_(name) {}

  absl::Status ReadRow(LeafContext& context) {
    ASSIGN_OR_RETURN(row_, ReadPolicy(context.store(), tenant_, name_));
    return absl::OkStatus();
  }

  // What the version's text says, with the catalogues that it uses locked.
  absl::StatusOr<PolicyMetadata> Lock(LeafContext& context) {
    const ParsedPolicy parsed = ParseRolePolicy(row_.text());
    if (!parsed.policy) return absl::InternalError("policy: cannot be read");
    RETURN_IF_ERROR(CheckDates(parsed.policy->metadata, context.now()));
    if (row_.issuers_version() == 0) {
      RETURN_IF_ERROR(
          LockCatalogues(context.store(), tenant_, parsed.policy->uses, &row_));
    }
    return parsed.policy->metadata;
  }

  void PutRow(LeafContext& context, const stored::v1::PolicyRow& row) const {
    context.rows().Put(
        Family::kPolicies,
        keys::PolicyVersion(tenant_.id, name_.id, row.major(), row.minor()),
        row.SerializeAsString());
  }

  const PolicyName name_;

 private:
  static absl::Status CheckDates(const PolicyMetadata& metadata,
                                 absl::Time now) {
    if (absl::ToCivilDay(now, absl::UTCTimeZone()) > metadata.effective_until) {
      return ServiceError(absl::StatusCode::kFailedPrecondition,
                          v1::POLICY_EXPIRED,
                          "policy: metadata.effective.until has passed");
    }
    return absl::OkStatus();
  }
};

class SubmissionLeaf final : public PolicyLifeLeaf {
 public:
  SubmissionLeaf(const Tenant& tenant, const PolicyName& name,
                 DoneFunction done)
      : PolicyLifeLeaf(tenant, name, std::move(done)) {}

  absl::StatusOr<std::optional<Object>> Seal(LeafContext& context) override {
    RETURN_IF_ERROR(ReadRow(context));
    if (row_.submit_time() != 0) return std::nullopt;
    if (row_.state() != v1::Policy::DRAFT) {
      return ServiceError(absl::StatusCode::kFailedPrecondition,
                          v1::POLICY_NOT_DRAFT,
                          "policy: only a DRAFT can be submitted");
    }
    RETURN_IF_ERROR(Lock(context).status());
    row_.set_submit_time(absl::ToUnixMicros(context.now()));
    if (tenant_.approvals_required == 0) row_.set_state(v1::Policy::APPROVED);
    PutRow(context, row_);
    return std::nullopt;
  }
};

class ApprovalLeaf final : public PolicyLifeLeaf {
 public:
  ApprovalLeaf(const Tenant& tenant, const PolicyName& name,
               const std::string& approver, const std::string& digest,
               DoneFunction done)
      : PolicyLifeLeaf(tenant, name, std::move(done)),
        approver_(approver),
        digest_(digest) {}

  absl::StatusOr<std::optional<Object>> Seal(LeafContext& context) override {
    RETURN_IF_ERROR(ReadRow(context));
    RETURN_IF_ERROR(Check());
    const bool has_approved =
        std::any_of(row_.approvals().begin(), row_.approvals().end(),
                    [this](const stored::v1::ApprovalRow& approval) {
                      return approval.approver() == approver_;
                    });
    if (has_approved || row_.state() != v1::Policy::DRAFT) return std::nullopt;
    stored::v1::ApprovalRow* approval = row_.add_approvals();
    approval->set_approver(approver_);
    approval->set_time(absl::ToUnixMicros(context.now()));
    const auto approvals = static_cast<std::uint32_t>(row_.approvals_size());
    if (approvals >= tenant_.approvals_required) {
      row_.set_state(v1::Policy::APPROVED);
    }
    PutRow(context, row_);
    return std::nullopt;
  }

 private:
  absl::Status Check() const {
    if (!digest_.empty() && digest_ != row_.digest()) {
      return FieldError("digest", "is not that of this version's text");
    }
    if (row_.submit_time() == 0) {
      return ServiceError(absl::StatusCode::kFailedPrecondition,
                          v1::POLICY_NOT_SUBMITTED,
                          "policy: was not submitted for approval");
    }
    if (row_.author() == approver_) {
      return ServiceError(absl::StatusCode::kPermissionDenied,
                          v1::APPROVER_IS_AUTHOR,
                          "policy: its author cannot approve it");
    }
    return absl::OkStatus();
  }

  const std::string approver_;
  const std::string digest_;
};

class ActivationLeaf final : public PolicyLifeLeaf {
 public:
  ActivationLeaf(const Tenant& tenant, const PolicyName& name,
                 const std::string& origin, Random& random, DoneFunction done)
      : PolicyLifeLeaf(tenant, name, std::move(done)),
        origin_(origin),
        random_(random) {}

  absl::StatusOr<std::optional<Object>> Seal(LeafContext& context) override {
    RETURN_IF_ERROR(ReadRow(context));
    if (row_.state() == v1::Policy::ACTIVE) return std::nullopt;
    RETURN_IF_ERROR(CheckState());
    ASSIGN_OR_RETURN(const PolicyMetadata metadata, Lock(context));
    RETURN_IF_ERROR(RetireActive(context));
    Object object{anchor::LeafType::kPolicyVersion,
                  LeafObject(metadata, context.now())};
    row_.set_state(v1::Policy::ACTIVE);
    row_.set_leaf_index(context.leaf_index());
    row_.set_leaf_object(object.bytes);
    row_.set_activate_time(absl::ToUnixMicros(context.now()));
    PutRow(context, row_);
    context.rows().Put(
        Family::kPolicies, keys::PolicyActive(tenant_.id, name_.id),
        absl::StrCat(BigEndian32(row_.major()), BigEndian32(row_.minor())));
    context.rows().Put(Family::kEvidence, row_.digest(), row_.canonical_text());
    PutOwner(context, object.type, tenant_);
    return object;
  }

 private:
  absl::Status CheckState() const {
    if (row_.state() == v1::Policy::RETIRED) {
      return ServiceError(
          absl::StatusCode::kFailedPrecondition, v1::POLICY_NOT_ACTIVE,
          "policy: a retired version cannot be activated again");
    }
    if (row_.state() != v1::Policy::APPROVED && !tenant_.sandbox) {
      return ServiceError(
          absl::StatusCode::kFailedPrecondition, v1::POLICY_NOT_APPROVED,
          absl::StrCat("policy: has ", row_.approvals_size(), " of ",
                       tenant_.approvals_required,
                       " approvals; submit it, have others approve it"));
    }
    return absl::OkStatus();
  }

  absl::Status RetireActive(LeafContext& context) {
    const auto active = context.store().Get(
        Family::kPolicies, keys::PolicyActive(tenant_.id, name_.id));
    if (absl::IsNotFound(active.status())) return absl::OkStatus();
    RETURN_IF_ERROR(active.status());
    ASSIGN_OR_RETURN(auto old,
                     ReadPolicy(context.store(), tenant_,
                                PolicyName{tenant_.name, name_.id, {}}));
    old.set_state(v1::Policy::RETIRED);
    PutRow(context, old);
    return absl::OkStatus();
  }

  std::string LeafObject(const PolicyMetadata& metadata, absl::Time now) {
    TenantCommitment tenant = CommitTenant(tenant_, random_);
    PolicyLeaf leaf;
    leaf.origin = origin_;
    leaf.iat = now;
    leaf.salt = random_.Bytes(kSaltBytes);
    leaf.tenant_commitment = tenant.commitment;
    leaf.id = name_.id;
    leaf.version = FormatVersion(Version{row_.major(), row_.minor()});
    leaf.digest = row_.digest();
    leaf.approvals = row_.approvals_size();
    if (metadata.effective_from) {
      leaf.effective_from = absl::FormatCivilTime(*metadata.effective_from);
    }
    leaf.effective_until = absl::FormatCivilTime(metadata.effective_until);
    row_.set_tenant_opening(std::move(tenant.salt));
    return SealPolicyLeaf(leaf);
  }

  const std::string origin_;
  Random& random_;
};

class CatalogueImportLeaf final : public RuleLeaf<stored::v1::CatalogueRow> {
 public:
  CatalogueImportLeaf(const Tenant& tenant, Catalogue catalogue,
                      std::string text, const std::string& origin,
                      Random& random, DoneFunction done)
      : RuleLeaf(tenant, std::move(done)),
        origin_(origin),
        random_(random),
        catalogue_(std::move(catalogue)),
        text_(std::move(text)) {}

  absl::StatusOr<std::optional<Object>> Seal(LeafContext& context) override {
    const absl::string_view kind = ToWord(catalogue_.kind);
    auto newest =
        ReadCatalogue(context.store(), tenant_,
                      CatalogueName{tenant_.name, catalogue_.kind, {}});
    if (!newest.ok() && !absl::IsNotFound(newest.status())) {
      return newest.status();
    }
    if (newest.ok() && newest->digest() == catalogue_.digest) {
      row_ = *std::move(newest);
      return std::nullopt;
    }
    row_.set_version(newest.ok() ? newest->version() + 1 : 1);
    row_.set_text(text_);
    row_.set_canonical_text(catalogue_.canonical_text);
    row_.set_digest(catalogue_.digest);
    row_.set_entries(catalogue_.entries());
    row_.set_create_time(absl::ToUnixMicros(context.now()));
    row_.set_leaf_index(context.leaf_index());
    Object object{anchor::LeafType::kCatalogueVersion,
                  LeafObject(context.now())};
    row_.set_leaf_object(object.bytes);
    context.rows().Put(Family::kCatalogues,
                       keys::CatalogueVersion(tenant_.id, kind, row_.version()),
                       row_.SerializeAsString());
    context.rows().Put(Family::kEvidence, row_.digest(), row_.canonical_text());
    PutOwner(context, object.type, tenant_);
    return object;
  }

 private:
  std::string LeafObject(absl::Time now) {
    TenantCommitment tenant = CommitTenant(tenant_, random_);
    CatalogueLeaf leaf;
    leaf.origin = origin_;
    leaf.iat = now;
    leaf.salt = random_.Bytes(kSaltBytes);
    leaf.tenant_commitment = tenant.commitment;
    leaf.kind = std::string(ToWord(catalogue_.kind));
    leaf.version = absl::StrCat(row_.version());
    leaf.name = absl::StrCat(leaf.kind, "@", leaf.version);
    leaf.digest = row_.digest();
    row_.set_tenant_opening(std::move(tenant.salt));
    return SealCatalogueLeaf(leaf);
  }

  const std::string origin_;
  Random& random_;
  const Catalogue catalogue_;
  const std::string text_;
};

}  // namespace

std::unique_ptr<PendingLeaf> MakeSubmissionLeaf(
    const Tenant& tenant, const PolicyName& name,
    std::function<void(absl::StatusOr<stored::v1::PolicyRow>)> done) {
  return std::make_unique<SubmissionLeaf>(tenant, name, std::move(done));
}

std::unique_ptr<PendingLeaf> MakeApprovalLeaf(
    const Tenant& tenant, const PolicyName& name, const std::string& approver,
    const std::string& digest,
    std::function<void(absl::StatusOr<stored::v1::PolicyRow>)> done) {
  return std::make_unique<ApprovalLeaf>(tenant, name, approver, digest,
                                        std::move(done));
}

std::unique_ptr<PendingLeaf> MakeActivationLeaf(
    const Tenant& tenant, const PolicyName& name, const std::string& origin,
    Random& random,
    std::function<void(absl::StatusOr<stored::v1::PolicyRow>)> done) {
  return std::make_unique<ActivationLeaf>(tenant, name, origin, random,
                                          std::move(done));
}

std::unique_ptr<PendingLeaf> MakeCatalogueLeaf(
    const Tenant& tenant, Catalogue catalogue, std::string text,
    const std::string& origin, Random& random,
    std::function<void(absl::StatusOr<stored::v1::CatalogueRow>)> done) {
  return std::make_unique<CatalogueImportLeaf>(tenant, std::move(catalogue),
                                               std::move(text), origin, random,
                                               std::move(done));
}

}  // namespace prescreen
