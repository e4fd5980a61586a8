// SPDX-License-Identifier: Apache-2.0
#include "server/service/screening_orders.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/crypto/hash.h"
#include "base/status_macros.h"
#include "server/service/errors.h"
#include "server/service/names.h"
#include "server/service/screening_request.h"
#include "server/service/screenings.h"

namespace prescreen {
namespace {

// `method` keeps the contents of different methods apart.
template <typename Request>
std::string DigestOf(absl::string_view method, Request request) {
  request.clear_request_id();
  request.clear_wait();
  return std::string(
      AsBytes(Sha256(absl::StrCat(method, " ", request.SerializeAsString()))));
}

// The newest revision's inputs under the policy's active version.
template <typename Request>
absl::StatusOr<ScreeningOrder> OrderFromStore(
    const Engine& engine, const TenantAccess& tenants, absl::string_view method,
    const Request& request, v1::CreateScreeningRequest* complete) {
  ASSIGN_OR_RETURN(const ScreeningName name,
                   ParseScreeningName("name", request.name()));
  if (name.revision) {
    return FieldError("name", "names a revision; give the screening's name");
  }
  ASSIGN_OR_RETURN(const Tenant* tenant, tenants.Find(name.tenant));
  ASSIGN_OR_RETURN(StoredInputs stored,
                   ReadInputs(engine.store, engine.keys, *tenant, name.uuid));
  *complete = std::move(stored.request);
  complete->set_parent(absl::StrCat("tenants/", tenant->name));
  complete->set_policy(
      absl::StrCat("tenants/", tenant->name, "/policies/", stored.policy_id));
  complete->set_request_id(request.request_id());
  complete->set_wait(request.wait());
  if (request.has_as_of()) *complete->mutable_as_of() = request.as_of();
  ScreeningOrder order;
  order.content_digest = DigestOf(method, request);
  order.base = stored.revision;
  return order;
}

bool Holds(const v1::CreateScreeningRequest& request,
           const v1::Document& document) {
  return std::any_of(request.documents().begin(), request.documents().end(),
                     [&document](const v1::Document& held) {
                       return held.content() == document.content() &&
                              held.media_type() == document.media_type();
                     });
}

}  // namespace

ScreeningOrder OrderOf(const v1::CreateScreeningRequest& request) {
  ScreeningOrder order;
  order.request = std::shared_ptr<const v1::CreateScreeningRequest>(
      std::shared_ptr<void>(), &request);
  order.content_digest = ContentDigest(request);
  return order;
}

absl::StatusOr<ScreeningOrder> OrderOf(
    const Engine& engine, const TenantAccess& tenants,
    const v1::AddCredentialsRequest& request) {
  if (request.documents().empty()) {
    return FieldError("documents", "is empty");
  }
  auto complete = std::make_shared<v1::CreateScreeningRequest>();
  ASSIGN_OR_RETURN(ScreeningOrder order,
                   OrderFromStore(engine, tenants, "AddCredentials", request,
                                  complete.get()));
  for (const v1::Document& document : request.documents()) {
    if (!Holds(*complete, document)) *complete->add_documents() = document;
  }
  order.request = std::move(complete);
  return order;
}

absl::StatusOr<ScreeningOrder> OrderOf(
    const Engine& engine, const TenantAccess& tenants,
    const v1::ReevaluateScreeningRequest& request) {
  auto complete = std::make_shared<v1::CreateScreeningRequest>();
  ASSIGN_OR_RETURN(ScreeningOrder order,
                   OrderFromStore(engine, tenants, "ReevaluateScreening",
                                  request, complete.get()));
  order.request = std::move(complete);
  order.only_if_changed = true;
  return order;
}

}  // namespace prescreen
