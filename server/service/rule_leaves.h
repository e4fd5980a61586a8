// SPDX-License-Identifier: Apache-2.0
// Log leaves of activated policies (type 02) and imported catalogues (03).
#ifndef PRESCREEN_SERVER_SERVICE_RULE_LEAVES_H_
#define PRESCREEN_SERVER_SERVICE_RULE_LEAVES_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/random.h"
#include "prescreen/stored/v1/rows.pb.h"
#include "server/catalogue/catalogue.h"
#include "server/log/log.h"
#include "server/service/names.h"
#include "server/service/tenants.h"

namespace prescreen {

// The life of a policy version (POLICY section 2.3). `done` gets the row as
// stored, on the log's thread. All of these: NOT_FOUND (POLICY_NOT_FOUND).

// Puts a DRAFT up for approval and locks the catalogues that it uses; APPROVED
// at once where the tenant needs no approval. A submitted one stays as it is.
// FAILED_PRECONDITION (POLICY_NOT_DRAFT, POLICY_EXPIRED, CATALOGUE_NOT_FOUND).
std::unique_ptr<PendingLeaf> MakeSubmissionLeaf(
    const Tenant& tenant, const PolicyName& name,
    std::function<void(absl::StatusOr<stored::v1::PolicyRow>)> done);

// Counts `approver`, a principal, once; with the tenant's number of approvals
// the version is APPROVED, and takes no more. `digest`: 32 bytes, or empty.
// PERMISSION_DENIED (APPROVER_IS_AUTHOR); FAILED_PRECONDITION
// (POLICY_NOT_SUBMITTED); INVALID_ARGUMENT: `digest` is another text's.
std::unique_ptr<PendingLeaf> MakeApprovalLeaf(
    const Tenant& tenant, const PolicyName& name, const std::string& approver,
    const std::string& digest,
    std::function<void(absl::StatusOr<stored::v1::PolicyRow>)> done);

// Activates an APPROVED version, in a sandbox also a DRAFT: locks the
// catalogues that it uses if they are not yet, retires the active version, logs
// the leaf. An active version changes nothing. FAILED_PRECONDITION
// (POLICY_NOT_APPROVED, CATALOGUE_NOT_FOUND, POLICY_EXPIRED).
std::unique_ptr<PendingLeaf> MakeActivationLeaf(
    const Tenant& tenant, const PolicyName& name, const std::string& origin,
    Random& random,
    std::function<void(absl::StatusOr<stored::v1::PolicyRow>)> done);

// Stores `catalogue` as the next version, or finds the newest one equal.
std::unique_ptr<PendingLeaf> MakeCatalogueLeaf(
    const Tenant& tenant, Catalogue catalogue, std::string text,
    const std::string& origin, Random& random,
    std::function<void(absl::StatusOr<stored::v1::CatalogueRow>)> done);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_SERVICE_RULE_LEAVES_H_
