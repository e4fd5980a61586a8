// SPDX-License-Identifier: Apache-2.0
#include "server/store/store.h"

#include <iterator>
#include <utility>

#include "base/check.h"

namespace prescreen {

absl::string_view FamilyName(Family family) {
  switch (family) {
    case Family::kMeta:
      return "meta";
    case Family::kTenants:
      return "tenants";
    case Family::kPolicies:
      return "policies";
    case Family::kCatalogues:
      return "catalogues";
    case Family::kScreenings:
      return "screenings";
    case Family::kRevisions:
      return "revisions";
    case Family::kLog:
      return "log";
    case Family::kOwner:
      return "owner";
    case Family::kEvidence:
      return "evidence";
    case Family::kAnchors:
      return "anchors";
    case Family::kIdempotency:
      return "idempotency";
    case Family::kApiKeys:
      return "api_keys";
    case Family::kAccess:
      return "access";
    case Family::kEvents:
      return "events";
    case Family::kRechecks:
      return "rechecks";
  }
  PRESCREEN_CHECK(false);
  return "";
}

void WriteBatch::Put(Family family, absl::string_view key,
                     absl::string_view value) {
  operations_.push_back(
      Operation{family, std::string(key), std::string(value)});
}

void WriteBatch::Delete(Family family, absl::string_view key) {
  operations_.push_back(Operation{family, std::string(key), std::nullopt});
}

void WriteBatch::Append(WriteBatch other) {
  PRESCREEN_CHECK(!other.condition_.has_value());
  operations_.insert(operations_.end(),
                     std::make_move_iterator(other.operations_.begin()),
                     std::make_move_iterator(other.operations_.end()));
}

void WriteBatch::Require(Family family, absl::string_view key,
                         std::optional<std::string> value) {
  PRESCREEN_CHECK(!condition_.has_value());
  condition_ = Condition{family, std::string(key), std::move(value)};
}

}  // namespace prescreen
