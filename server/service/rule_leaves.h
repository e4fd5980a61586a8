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

// Activates `name`'s version: locks the catalogues that it uses, retires the
// active version, logs the leaf. `done` gets the row as stored, on the log's
// thread. Errors: POLICY_NOT_FOUND; CATALOGUE_NOT_FOUND as FAILED_PRECONDITION;
// POLICY_EXPIRED. An active version changes nothing.
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
