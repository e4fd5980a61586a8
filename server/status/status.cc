// SPDX-License-Identifier: Apache-2.0
#include "server/status/status.h"

#include <optional>
#include <string>

namespace prescreen {
namespace {

void Add(v1::ReasonCode code, v1::Verdict verdict, absl::string_view pointer,
         absl::string_view detail, StatusResult* result) {
  result->findings.push_back(
      {code, verdict, std::string(pointer), std::string(detail)});
}

}  // namespace

StatusResult StatusChecker::CheckContent(
    const CredentialContent& content) const {
  StatusResult result;
  const auto ended = [&](const std::optional<absl::Time>& end) {
    return end.has_value() && *end + skew_ < as_of_;
  };
  const auto unbegun = [&](const std::optional<absl::Time>& begin) {
    return begin.has_value() && *begin - skew_ > as_of_;
  };
  if (ended(content.valid_until) || ended(content.expires)) {
    result.dates = Verdict::kInvalid;
    Add(v1::EXPIRED, v1::INVALID,
        ended(content.valid_until) ? "/validUntil" : "/exp", "has expired",
        &result);
  } else if (unbegun(content.valid_from) || unbegun(content.not_before)) {
    result.dates = Verdict::kInvalid;
    Add(v1::NOT_YET_VALID, v1::INVALID,
        unbegun(content.valid_from) ? "/validFrom" : "/nbf", "is not valid yet",
        &result);
  }
  if (content.has_status) {
    result.status = Verdict::kUnchecked;
    Add(v1::STATUS_UNAVAILABLE, v1::UNCHECKED, "/credentialStatus",
        "this status method is not supported", &result);
  }
  return result;
}

}  // namespace prescreen
