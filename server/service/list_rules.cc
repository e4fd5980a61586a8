// SPDX-License-Identifier: Apache-2.0
#include "server/service/list_rules.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "server/service/errors.h"
#include "server/service/names.h"
#include "server/service/page_token.h"
#include "server/service/policy_library.h"
#include "server/store/keys.h"

namespace prescreen {
namespace {

// AIP-158.
constexpr int kDefaultRulePage = 100;
constexpr int kMaxRulePage = 1000;
// A page ends when so much was read for it, shown or not: texts are stored with
// the rest of a row, and a policy's is parsed for its title.
constexpr std::size_t kMaxRuleBytesRead = 8u << 20;

constexpr std::array<CatalogueKind, 3> kKinds = {CatalogueKind::kIssuers,
                                                 CatalogueKind::kAchievements,
                                                 CatalogueKind::kSkills};

absl::StatusOr<int> PageSize(int asked) {
  if (asked < 0) return FieldError("page_size", "is negative");
  return asked == 0 ? kDefaultRulePage : std::min(asked, kMaxRulePage);
}

// What a next page's request must repeat.
template <typename Request>
std::string ScopeOf(absl::string_view method, Request request) {
  request.clear_page_size();
  request.clear_page_token();
  return absl::StrCat(method, " ", request.SerializeAsString());
}

// The id in a policy version's row key.
std::string IdOf(const Tenant& tenant, absl::string_view row_key) {
  row_key.remove_prefix(tenant.id.size() + 1);
  return std::string(row_key.substr(0, row_key.find('\0')));
}

// Of an id the newest version first, then the next id's. NotFound: no more.
absl::StatusOr<Row> NextPolicy(const StoreReader& store, const Tenant& tenant,
                               const std::string& after) {
  // The letter after that of the rows by version.
  const std::string end = absl::StrCat(tenant.id, "w");
  std::string begin = absl::StrCat(tenant.id, "v");
  if (!after.empty()) {
    const std::string id = IdOf(tenant, after);
    const auto older = store.Last(
        Family::kPolicies, keys::PolicyVersionsBegin(tenant.id, id), after);
    if (!absl::IsNotFound(older.status())) return older;
    begin = keys::PolicyVersionsEnd(tenant.id, id);
  }
  ASSIGN_OR_RETURN(const auto rows,
                   store.Scan(Family::kPolicies, begin, end, 1));
  if (rows.empty()) return absl::NotFoundError("no more");
  const std::string id = IdOf(tenant, rows.front().key);
  return store.Last(Family::kPolicies, keys::PolicyVersionsBegin(tenant.id, id),
                    keys::PolicyVersionsEnd(tenant.id, id));
}

absl::Status CheckStates(const v1::ListPoliciesRequest& request) {
  for (const int state : request.states()) {
    if (!v1::Policy::State_IsValid(state) ||
        state == v1::Policy::STATE_UNSPECIFIED) {
      return FieldError("states", "holds a value that is not a state");
    }
  }
  return absl::OkStatus();
}

bool IsWanted(const v1::ListPoliciesRequest& request, int state) {
  return request.states().empty() ||
         std::find(request.states().begin(), request.states().end(), state) !=
             request.states().end();
}

absl::StatusOr<CatalogueKind> KindOf(absl::string_view word) {
  for (const CatalogueKind kind : kKinds) {
    if (ToWord(kind) == word) return kind;
  }
  return FieldError("kind", "must be `issuers`, `achievements` or `skills`");
}

// Of a kind the newest version first, then the next kind's. NotFound: no more.
absl::StatusOr<Row> NextCatalogue(const StoreReader& store,
                                  const Tenant& tenant, CatalogueKind* kind,
                                  bool only_this, std::string after) {
  auto it = std::find(kKinds.begin(), kKinds.end(), *kind);
  for (; it != kKinds.end(); ++it) {
    *kind = *it;
    const absl::string_view word = ToWord(*kind);
    auto row = store.Last(
        Family::kCatalogues, keys::CatalogueVersion(tenant.id, word, 0),
        after.empty() ? keys::CatalogueVersionsEnd(tenant.id, word) : after);
    if (!absl::IsNotFound(row.status()) || only_this) return row;
    after.clear();
  }
  return absl::NotFoundError("no more");
}

}  // namespace

absl::StatusOr<v1::ListPoliciesResponse> ListPolicies(
    const StoreReader& store, const TenantAccess& tenants,
    const v1::ListPoliciesRequest& request) {
  ASSIGN_OR_RETURN(const std::string name,
                   ParseTenantName("parent", request.parent()));
  ASSIGN_OR_RETURN(const Tenant* tenant, tenants.Find(name));
  ASSIGN_OR_RETURN(const int limit, PageSize(request.page_size()));
  RETURN_IF_ERROR(CheckStates(request));
  const std::string scope = ScopeOf("ListPolicies", request);
  std::string after;
  if (!request.page_token().empty()) {
    ASSIGN_OR_RETURN(const std::string position,
                     ParsePageToken(*tenant, scope, request.page_token()));
    after = absl::StrCat(tenant->id, "v", position);
  }
  v1::ListPoliciesResponse response;
  std::size_t bytes = 0;
  for (;;) {
    const auto row = NextPolicy(store, *tenant, after);
    if (absl::IsNotFound(row.status())) return response;
    RETURN_IF_ERROR(row.status());
    if (response.policies_size() == limit || bytes > kMaxRuleBytesRead) {
      response.set_next_page_token(MakePageToken(
          *tenant, scope,
          absl::string_view(after).substr(tenant->id.size() + 1)));
      return response;
    }
    after = row->key;
    bytes += row->value.size();
    stored::v1::PolicyRow policy;
    if (!policy.ParseFromString(row->value)) {
      return absl::DataLossError("policy: its row is damaged");
    }
    if (!IsWanted(request, policy.state())) continue;
    v1::Policy* shown = response.add_policies();
    *shown = ToProto(*tenant, IdOf(*tenant, row->key), policy);
    shown->clear_text();
    shown->clear_canonical_text();
  }
}

absl::StatusOr<v1::ListCataloguesResponse> ListCatalogues(
    const StoreReader& store, const TenantAccess& tenants,
    const v1::ListCataloguesRequest& request) {
  ASSIGN_OR_RETURN(const std::string name,
                   ParseTenantName("parent", request.parent()));
  ASSIGN_OR_RETURN(const Tenant* tenant, tenants.Find(name));
  ASSIGN_OR_RETURN(const int limit, PageSize(request.page_size()));
  const bool only_this = !request.kind().empty();
  CatalogueKind kind = kKinds.front();
  if (only_this) {
    ASSIGN_OR_RETURN(kind, KindOf(request.kind()));
  }
  const std::string scope = ScopeOf("ListCatalogues", request);
  std::string after;
  if (!request.page_token().empty()) {
    // word ‖ 00 ‖ version
    ASSIGN_OR_RETURN(const std::string position,
                     ParsePageToken(*tenant, scope, request.page_token()));
    ASSIGN_OR_RETURN(kind, KindOf(position.substr(0, position.find('\0'))));
    after = absl::StrCat(tenant->id, position);
  }
  v1::ListCataloguesResponse response;
  std::size_t bytes = 0;
  for (;;) {
    const auto row = NextCatalogue(store, *tenant, &kind, only_this, after);
    if (absl::IsNotFound(row.status())) return response;
    RETURN_IF_ERROR(row.status());
    if (response.catalogues_size() == limit || bytes > kMaxRuleBytesRead) {
      response.set_next_page_token(MakePageToken(
          *tenant, scope, absl::string_view(after).substr(tenant->id.size())));
      return response;
    }
    after = row->key;
    bytes += row->value.size();
    stored::v1::CatalogueRow catalogue;
    if (!catalogue.ParseFromString(row->value)) {
      return absl::DataLossError("catalogue: its row is damaged");
    }
    v1::Catalogue* shown = response.add_catalogues();
    *shown = ToProto(*tenant, kind, catalogue);
    shown->clear_text();
  }
}

}  // namespace prescreen
