// SPDX-License-Identifier: Apache-2.0
#include "server/verify/jwt_claims.h"

#include <string>

#include "server/verify/date_time.h"
#include "server/verify/object_reader.h"

namespace prescreen {
namespace {

// `claim` must state what `stated` says in the credential.
void ExpectAgreement(const ObjectReader& payload, absl::string_view claim,
                     Presence presence, const std::string& stated) {
  const std::string value = payload.Text(claim, presence);
  if (payload.IsText(claim) && value != stated) {
    payload.Fault(claim, "does not agree with the credential");
  }
}

std::optional<absl::Time> ReadNumericDate(const json::Value& object,
                                          const ObjectReader& payload,
                                          absl::string_view claim) {
  const json::Value* value = object.Find(claim);
  if (value == nullptr) return std::nullopt;
  const std::optional<absl::Time> time =
      value->is_number() ? ParseNumericDate(value->number_text())
                         : std::nullopt;
  if (!time.has_value()) payload.Fault(claim, "is no NumericDate");
  return time;
}

// The same second, if both are stated.
bool Agree(const std::optional<absl::Time>& a,
           const std::optional<absl::Time>& b) {
  return !a.has_value() || !b.has_value() ||
         absl::ToUnixSeconds(*a) == absl::ToUnixSeconds(*b);
}

}  // namespace

void ReadRegisteredClaims(const json::Value& object, ClaimRules rules,
                          CredentialContent* content,
                          std::vector<Finding>* faults) {
  const Place root;
  const ObjectReader payload(object, root, faults);
  const bool badge = rules == ClaimRules::kOpenBadge;
  const Presence presence = badge ? Presence::kMandatory : Presence::kOptional;
  const std::string subject =
      content->subjects.empty() ? "" : content->subjects.front().id;
  ExpectAgreement(payload, "iss", presence, content->issuer_id);
  ExpectAgreement(payload, "jti", presence, content->id);
  ExpectAgreement(payload, "sub",
                  subject.empty() ? Presence::kOptional : presence, subject);
  content->not_before = ReadNumericDate(object, payload, "nbf");
  content->expires = ReadNumericDate(object, payload, "exp");
  if (!badge) {
    for (const absl::string_view claim : {"vc", "vp"}) {
      if (payload.Has(claim)) payload.Fault(claim, "must not be present");
    }
    return;
  }
  if (!payload.Has("nbf")) payload.Fault("nbf", "is missing");
  if (!Agree(content->not_before, content->valid_from)) {
    payload.Fault("nbf", "does not agree with validFrom");
  }
  if (!Agree(content->expires, content->valid_until)) {
    payload.Fault("exp", "does not agree with validUntil");
  }
}

}  // namespace prescreen
