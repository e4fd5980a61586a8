// SPDX-License-Identifier: Apache-2.0
#include "server/service/list_filter.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/crypto/hash.h"
#include "base/encoding.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "server/service/errors.h"
#include "server/service/names.h"
#include "server/service/screening_rows.h"
#include "server/service/times.h"
#include "server/store/keys.h"

namespace prescreen {
namespace {

constexpr std::size_t kUuidBytes = 16;
// Policy ids looked at for one application; an employer has hundreds.
constexpr std::size_t kMaxPolicyRows = 100000;
constexpr std::size_t kMaxOfCandidate = 10000;

absl::Status CheckReference(absl::string_view field, const std::string& text) {
  if (text.size() > kMaxReferenceBytes) {
    return FieldError(field, "is longer than 512 bytes");
  }
  if (!IsValidUtf8(text)) return FieldError(field, "is not UTF-8");
  return absl::OkStatus();
}

// The 48 bits of milliseconds that a UUIDv7 begins with; "" before 1970.
absl::StatusOr<std::string> UuidBound(absl::string_view field,
                                      const google::protobuf::Timestamp& time) {
  if (time.nanos() < 0 || time.nanos() > 999999999 || time.seconds() < 0 ||
      time.seconds() > 253402300799) {
    return FieldError(field, "is not a timestamp from 1970 to 9999");
  }
  const std::int64_t milliseconds = absl::ToUnixMillis(FromTimestamp(time));
  return BigEndian64(static_cast<std::uint64_t>(milliseconds)).substr(2);
}

// The ids of the tenant's policies, each once.
absl::StatusOr<std::vector<std::string>> PolicyIds(const StoreReader& store,
                                                   const Tenant& tenant) {
  std::vector<std::string> ids;
  std::string begin = absl::StrCat(tenant.id, "v");
  const std::string end = absl::StrCat(tenant.id, "w");
  while (ids.size() < kMaxPolicyRows) {
    ASSIGN_OR_RETURN(const std::vector<Row> rows,
                     store.Scan(Family::kPolicies, begin, end, 1));
    if (rows.empty()) break;
    const std::string rest = rows[0].key.substr(tenant.id.size() + 1);
    ids.push_back(rest.substr(0, rest.find('\0')));
    begin = keys::PolicyVersionsEnd(tenant.id, ids.back());
  }
  return ids;
}

absl::StatusOr<std::vector<std::string>> OfApplication(
    const StoreReader& store, const Tenant& tenant, const ListFilter& filter) {
  std::vector<std::string> ids = {filter.policy_id};
  if (filter.policy_id.empty()) {
    ASSIGN_OR_RETURN(ids, PolicyIds(store, tenant));
  }
  std::vector<std::string> uuids;
  for (const std::string& id : ids) {
    const auto uuid = store.Get(
        Family::kScreenings,
        keys::ScreeningByApplication(tenant.id, tenant.index_key, id,
                                     filter.wanted.application_ref()));
    if (uuid.ok()) {
      uuids.push_back(*uuid);
    } else if (!absl::IsNotFound(uuid.status())) {
      return uuid.status();
    }
  }
  std::sort(uuids.begin(), uuids.end());
  return uuids;
}

absl::StatusOr<std::vector<std::string>> OfCandidate(const StoreReader& store,
                                                     const Tenant& tenant,
                                                     const std::string& ref) {
  const std::string begin =
      keys::ScreeningsByCandidate(tenant.id, tenant.index_key, ref);
  const std::string end =
      absl::StrCat(begin, std::string(kUuidBytes + 1, '\xff'));
  ASSIGN_OR_RETURN(
      const std::vector<Row> rows,
      store.Scan(Family::kScreenings, begin, end, kMaxOfCandidate));
  std::vector<std::string> uuids;
  for (const Row& row : rows) uuids.push_back(row.key.substr(begin.size()));
  return uuids;
}

template <typename List>
bool IsAmong(const List& wanted, int value) {
  return wanted.empty() ||
         std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

absl::Status CheckEnums(const v1::ListScreeningsRequest& request) {
  for (const int outcome : request.outcomes()) {
    if (outcome == 0 || !v1::Decision::Outcome_IsValid(outcome)) {
      return FieldError("outcomes", "holds a value that is not an outcome");
    }
  }
  for (const int state : request.states()) {
    if (state == 0 || !v1::ScreeningRecord::State_IsValid(state)) {
      return FieldError("states", "holds a value that is not a state");
    }
  }
  return absl::OkStatus();
}

absl::Status SetPolicy(const Tenant& tenant, ListFilter* filter) {
  if (filter->wanted.policy().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const PolicyName name,
                   ParsePolicyName("policy", filter->wanted.policy()));
  if (name.tenant != tenant.name) {
    return FieldError("policy", "belongs to another tenant than `parent`");
  }
  filter->policy_id = name.id;
  if (name.version) {
    filter->policy_version =
        FormatPolicyName(tenant.name, name.id, *name.version);
  }
  return absl::OkStatus();
}

}  // namespace

bool ListFilter::Leaves(const stored::v1::ScreeningRow& row) const {
  return (wanted.application_ref().empty() ||
          row.application_ref() == wanted.application_ref()) &&
         (wanted.candidate_ref().empty() ||
          row.candidate_ref() == wanted.candidate_ref()) &&
         (policy_id.empty() || row.policy_id() == policy_id) &&
         (policy_version.empty() || row.policy() == policy_version) &&
         IsAmong(wanted.outcomes(), row.outcome()) &&
         IsAmong(wanted.states(), StateOf(row));
}

absl::StatusOr<ListFilter> MakeListFilter(
    const StoreReader& store, const Tenant& tenant,
    const v1::ListScreeningsRequest& request) {
  RETURN_IF_ERROR(CheckReference("application_ref", request.application_ref()));
  RETURN_IF_ERROR(CheckReference("candidate_ref", request.candidate_ref()));
  RETURN_IF_ERROR(CheckEnums(request));
  ListFilter filter;
  filter.wanted = request;
  filter.wanted.clear_page_token();
  filter.wanted.clear_page_size();
  RETURN_IF_ERROR(SetPolicy(tenant, &filter));
  if (request.has_created_from()) {
    ASSIGN_OR_RETURN(filter.begin,
                     UuidBound("created_from", request.created_from()));
  }
  if (request.has_created_before()) {
    ASSIGN_OR_RETURN(filter.end,
                     UuidBound("created_before", request.created_before()));
  }
  if (!request.application_ref().empty()) {
    ASSIGN_OR_RETURN(filter.candidates, OfApplication(store, tenant, filter));
  } else if (!request.candidate_ref().empty()) {
    ASSIGN_OR_RETURN(filter.candidates,
                     OfCandidate(store, tenant, request.candidate_ref()));
  }
  filter.reads_rows = !request.candidate_ref().empty() ||
                      !filter.policy_id.empty() ||
                      !request.outcomes().empty() || !request.states().empty();
  filter.digest =
      std::string(AsBytes(Sha256(filter.wanted.SerializeAsString())));
  return filter;
}

}  // namespace prescreen
