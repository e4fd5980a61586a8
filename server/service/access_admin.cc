// SPDX-License-Identifier: Apache-2.0
#include "server/service/access_admin.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "server/service/errors.h"
#include "server/service/names.h"
#include "server/service/times.h"

namespace prescreen {
namespace {

// AIP-158.
constexpr int kDefaultPage = 100;
constexpr int kMaxPage = 1000;
constexpr std::size_t kMaxLabelBytes = 128;
// A key of more tenants is a key of every tenant.
constexpr int kMaxKeyTenants = 1000;
constexpr std::int32_t kMaxInFlight = 1000000;

absl::StatusOr<std::size_t> PageSize(int asked) {
  if (asked < 0) return FieldError("page_size", "is negative");
  return static_cast<std::size_t>(asked == 0 ? kDefaultPage
                                             : std::min(asked, kMaxPage));
}

absl::Status NeedsEveryTenant() {
  return ServiceError(absl::StatusCode::kPermissionDenied, v1::ROLE_REQUIRED,
                      "needs an admin of every tenant");
}

absl::Status NoSuchKey() {
  return ServiceError(absl::StatusCode::kNotFound, v1::KEY_NOT_FOUND,
                      "key: no such key");
}

std::string FormatTenantName(absl::string_view name) {
  return absl::StrCat("tenants/", name);
}

v1::Tenant ToProto(const Tenant& tenant) {
  v1::Tenant result;
  result.set_name(FormatTenantName(tenant.name));
  result.set_sandbox(tenant.sandbox);
  *result.mutable_create_time() = ToTimestamp(tenant.create_time);
  result.set_approvals_required(
      static_cast<std::int32_t>(tenant.approvals_required));
  return result;
}

v1::ApiKey ToProto(const stored::v1::ApiKeyRow& row) {
  v1::ApiKey key;
  key.set_name(absl::StrCat("keys/", row.id()));
  key.set_label(row.label());
  for (const int role : row.roles()) key.add_roles(static_cast<v1::Role>(role));
  for (const std::string& tenant : row.tenants()) {
    key.add_tenants(FormatTenantName(tenant));
  }
  key.set_max_in_flight(static_cast<std::int32_t>(row.max_in_flight()));
  *key.mutable_create_time() = MicrosToTimestamp(row.create_time());
  const auto set = [](std::int64_t micros, auto* time) {
    *time = MicrosToTimestamp(micros);
  };
  if (row.expire_time()) set(row.expire_time(), key.mutable_expire_time());
  if (row.revoke_time()) set(row.revoke_time(), key.mutable_revoke_time());
  if (row.last_use()) set(row.last_use(), key.mutable_last_use());
  key.set_creator(row.creator());
  return key;
}

// A key is shown to those who could have made it.
bool MaySee(const Caller& caller, const stored::v1::ApiKeyRow& row) {
  if (caller.every_tenant) return true;
  return !row.tenants().empty() &&
         std::all_of(row.tenants().begin(), row.tenants().end(),
                     [&caller](const std::string& tenant) {
                       return caller.MayActFor(tenant);
                     });
}

absl::Status ReadRoles(const v1::CreateKeyRequest& request, NewApiKey* key) {
  for (const int role : request.roles()) {
    if (!v1::Role_IsValid(role) || role == v1::ROLE_UNSPECIFIED) {
      return FieldError("roles", "holds a role that this server does not know");
    }
    key->roles.Add(static_cast<v1::Role>(role));
  }
  return key->roles.empty() ? FieldError("roles", "is empty")
                            : absl::OkStatus();
}

absl::Status ReadTenants(const v1::CreateKeyRequest& request, const Call& call,
                         NewApiKey* key) {
  if (request.tenants_size() > kMaxKeyTenants) {
    return FieldError("tenants", "holds more than 1000");
  }
  if (request.tenants().empty() && !call.caller().every_tenant) {
    return NeedsEveryTenant();
  }
  for (const std::string& text : request.tenants()) {
    ASSIGN_OR_RETURN(const std::string name, ParseTenantName("tenants", text));
    ASSIGN_OR_RETURN(const Tenant* tenant, call.Find(name));
    key->tenants.push_back(tenant->name);
  }
  return absl::OkStatus();
}

absl::StatusOr<NewApiKey> ReadKey(const Engine& engine, const Call& call,
                                  const v1::CreateKeyRequest& request) {
  NewApiKey key;
  if (request.label().size() > kMaxLabelBytes) {
    return FieldError("label", "is longer than 128 bytes");
  }
  key.label = request.label();
  RETURN_IF_ERROR(ReadRoles(request, &key));
  RETURN_IF_ERROR(ReadTenants(request, call, &key));
  if (request.max_in_flight() < 0 || request.max_in_flight() > kMaxInFlight) {
    return FieldError("max_in_flight", "must be from 0 to 1000000");
  }
  key.max_in_flight = request.max_in_flight();
  if (request.has_expire_time()) {
    key.expire_time = FromTimestamp(request.expire_time());
    if (key.expire_time <= engine.clock.Now()) {
      return FieldError("expire_time", "has passed");
    }
  }
  key.creator = call.caller().principal;
  return key;
}

// Calls without a tenant tell who else is on this server: an admin of some
// tenants sees the own ones alone.
bool MaySee(const Caller& caller, const stored::v1::AccessRow& row) {
  if (caller.every_tenant) return true;
  return row.tenant().empty() ? row.principal() == caller.principal
                              : caller.MayActFor(row.tenant());
}

v1::AccessEntry ToProto(const stored::v1::AccessRow& row) {
  v1::AccessEntry entry;
  *entry.mutable_time() = MicrosToTimestamp(row.time());
  entry.set_principal(row.principal());
  entry.set_method(row.method());
  entry.set_resource(row.resource());
  entry.set_code(
      absl::StatusCodeToString(static_cast<absl::StatusCode>(row.code())));
  return entry;
}

absl::StatusOr<AccessQuery> ReadQuery(const Call& call,
                                      const v1::ListAccessRequest& request) {
  AccessQuery query;
  std::string tenant;
  if (!request.tenant().empty()) {
    ASSIGN_OR_RETURN(tenant, ParseTenantName("tenant", request.tenant()));
    RETURN_IF_ERROR(call.Find(tenant).status());
  }
  if (request.has_from()) query.from = FromTimestamp(request.from());
  if (request.has_before()) query.before = FromTimestamp(request.before());
  ASSIGN_OR_RETURN(query.limit, PageSize(request.page_size()));
  absl::StatusOr<std::string> token = Base64UrlDecode(request.page_token());
  if (!token.ok()) return FieldError("page_token", "is not from a reply");
  query.before_key = *std::move(token);
  query.wanted = [caller = call.caller(), tenant,
                  principal = request.principal()](const auto& row) {
    return MaySee(caller, row) && (tenant.empty() || row.tenant() == tenant) &&
           (principal.empty() || row.principal() == principal);
  };
  return query;
}

}  // namespace

absl::StatusOr<v1::Tenant> CreateTenant(
    Engine& engine, Call& call, const v1::CreateTenantRequest& request) {
  if (!call.caller().every_tenant) return NeedsEveryTenant();
  NewTenant tenant;
  tenant.name = request.tenant_id();
  tenant.sandbox = request.sandbox();
  if (request.has_approvals_required()) {
    tenant.approvals_required = request.approvals_required();
  }
  if (tenant.approvals_required < 0 ||
      tenant.approvals_required > kMaxApprovals) {
    return FieldError("approvals_required", "must be from 0 to 10");
  }
  ASSIGN_OR_RETURN(const Tenant* made, engine.tenants.Create(tenant));
  return ToProto(*call.Find(made->name).value());
}

absl::StatusOr<v1::ListTenantsResponse> ListTenants(
    const Engine& engine, const Call& call,
    const v1::ListTenantsRequest& request) {
  ASSIGN_OR_RETURN(const std::size_t size, PageSize(request.page_size()));
  if (!request.page_token().empty()) {
    RETURN_IF_ERROR(
        ParseTenantName("page_token", request.page_token()).status());
  }
  v1::ListTenantsResponse response;
  for (const Tenant* tenant : engine.tenants.List()) {
    if (!call.caller().MayActFor(tenant->name) ||
        FormatTenantName(tenant->name) <= request.page_token()) {
      continue;
    }
    const int shown = response.tenants_size();
    if (static_cast<std::size_t>(shown) == size) {
      response.set_next_page_token(response.tenants(shown - 1).name());
      break;
    }
    *response.add_tenants() = ToProto(*tenant);
  }
  return response;
}

absl::StatusOr<v1::CreateKeyResponse> CreateKey(
    Engine& engine, Call& call, const v1::CreateKeyRequest& request) {
  ASSIGN_OR_RETURN(const NewApiKey key, ReadKey(engine, call, request));
  ASSIGN_OR_RETURN(MadeApiKey made, engine.access.CreateKey(key));
  v1::CreateKeyResponse response;
  *response.mutable_key() = ToProto(made.row);
  response.set_secret(std::move(made.text));
  call.SetResource(response.key().name());
  return response;
}

absl::StatusOr<v1::ListKeysResponse> ListKeys(
    const Engine& engine, const Call& call,
    const v1::ListKeysRequest& request) {
  ASSIGN_OR_RETURN(const std::size_t size, PageSize(request.page_size()));
  v1::ListKeysResponse response;
  bool begun = request.page_token().empty();
  for (const stored::v1::ApiKeyRow& row : engine.access.keys().List()) {
    const std::string name = absl::StrCat("keys/", row.id());
    const bool is_last_shown = name == request.page_token();
    if (begun && MaySee(call.caller(), row)) {
      const int shown = response.keys_size();
      if (static_cast<std::size_t>(shown) == size) {
        response.set_next_page_token(response.keys(shown - 1).name());
        return response;
      }
      *response.add_keys() = ToProto(row);
    }
    begun = begun || is_last_shown;
  }
  if (!begun) return FieldError("page_token", "is not from a reply");
  return response;
}

absl::StatusOr<v1::ApiKey> RevokeKey(Engine& engine, Call& call,
                                     const v1::RevokeKeyRequest& request) {
  absl::string_view id = request.name();
  if (!absl::ConsumePrefix(&id, "keys/")) {
    return FieldError("name", "must be `keys/{id}`");
  }
  const auto found = engine.access.keys().Get(id);
  if (!found.ok() || !MaySee(call.caller(), *found)) return NoSuchKey();
  ASSIGN_OR_RETURN(const auto row, engine.access.keys().Revoke(id));
  call.SetResource(request.name());
  return ToProto(row);
}

absl::StatusOr<v1::ListAccessResponse> ListAccess(
    Engine& engine, const Call& call, const v1::ListAccessRequest& request) {
  ASSIGN_OR_RETURN(const AccessQuery query, ReadQuery(call, request));
  auto page = engine.access_log.List(query);
  if (absl::IsInvalidArgument(page.status())) {
    return FieldError("page_token", page.status().message());
  }
  RETURN_IF_ERROR(page.status());
  v1::ListAccessResponse response;
  for (const auto& row : page->rows) *response.add_entries() = ToProto(row);
  response.set_next_page_token(Base64UrlEncode(page->next));
  return response;
}

}  // namespace prescreen
