// SPDX-License-Identifier: Apache-2.0
#include "server/verify/jwt_claims.h"

#include <string>
#include <utility>

#include "server/verify/date_time.h"
#include "server/verify/object_reader.h"

namespace prescreen {
namespace {

using json::Value;

// `claim` must state what `stated` says in the credential.
void ExpectAgreement(const ObjectReader& payload, absl::string_view claim,
                     Presence presence, const std::string& stated) {
  const std::string value = payload.Text(claim, presence);
  if (payload.IsText(claim) && value != stated) {
    payload.Fault(claim, "does not agree with the credential");
  }
}

std::optional<absl::Time> NumericDateOf(const Value* value) {
  return value != nullptr && value->is_number()
             ? ParseNumericDate(value->number_text())
             : std::nullopt;
}

std::optional<absl::Time> ReadNumericDate(const ObjectReader& payload,
                                          absl::string_view claim) {
  const Value* value = payload.Get(claim);
  if (value == nullptr) return std::nullopt;
  const std::optional<absl::Time> time = NumericDateOf(value);
  if (!time.has_value()) payload.Fault(claim, "is no NumericDate");
  return time;
}

// The same second, if both are stated.
bool Agree(const std::optional<absl::Time>& a,
           const std::optional<absl::Time>& b) {
  return !a.has_value() || !b.has_value() ||
         absl::ToUnixSeconds(*a) == absl::ToUnixSeconds(*b);
}

void RefuseClaims(const ObjectReader& payload, ClaimRules rules) {
  if (rules == ClaimRules::kOpenBadge) return;
  for (const absl::string_view claim : {"vc", "vp"}) {
    const bool expected = claim == "vc" && rules == ClaimRules::kVcClaim;
    if (payload.Has(claim) && !expected) {
      payload.Fault(claim, "must not be present");
    }
  }
}

void ReadIdentifiers(const ObjectReader& payload, ClaimRules rules,
                     const CredentialContent& content) {
  const Presence presence = rules == ClaimRules::kOpenBadge
                                ? Presence::kMandatory
                                : Presence::kOptional;
  const std::string subject =
      content.subjects.empty() ? "" : content.subjects.front().id;
  const auto expect = [&](absl::string_view claim, Presence needed,
                          const std::string& stated) {
    // What only the claim says cannot be at odds with the credential.
    if (rules == ClaimRules::kVcClaim && stated.empty()) {
      payload.Text(claim, Presence::kOptional);
      return;
    }
    ExpectAgreement(payload, claim, needed, stated);
  };
  expect("iss", presence, content.issuer_id);
  expect("jti", presence, content.id);
  expect("sub", subject.empty() ? Presence::kOptional : presence, subject);
}

std::string DateTimeText(absl::Time time) {
  return absl::FormatTime("%E4Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

void SupplyDate(const Value& payload, absl::string_view claim,
                absl::string_view member, Value* credential) {
  if (credential->Find(member) != nullptr) return;
  const std::optional<absl::Time> time = NumericDateOf(payload.Find(claim));
  if (time.has_value()) {
    credential->Set(member, Value::String(DateTimeText(*time)));
  }
}

void SupplyIssuer(const Value& payload, Value* credential) {
  const Value* iss = payload.Find("iss");
  if (iss == nullptr || !iss->is_string()) return;
  const Value* issuer = credential->Find("issuer");
  if (issuer == nullptr) {
    credential->Set("issuer", *iss);
  } else if (issuer->is_object() && issuer->Find("id") == nullptr) {
    Value named = *issuer;
    named.Set("id", *iss);
    credential->Set("issuer", std::move(named));
  }
}

// Of the one subject, in a list or not.
void SupplySubject(const Value& payload, Value* credential) {
  const Value* sub = payload.Find("sub");
  const Value* subject = credential->Find("credentialSubject");
  if (sub == nullptr || !IsUrl(sub->string_value()) || subject == nullptr) {
    return;
  }
  const bool listed = subject->is_array();
  if (listed && subject->items().size() != 1) return;
  Value named = listed ? subject->items().front() : *subject;
  if (!named.is_object() || named.Find("id") != nullptr) return;
  named.Set("id", *sub);
  credential->Set("credentialSubject",
                  listed ? Value::Array({std::move(named)}) : std::move(named));
}

}  // namespace

void ReadRegisteredClaims(const Value& object, ClaimRules rules,
                          CredentialContent* content,
                          std::vector<Finding>* faults) {
  const Place root;
  const ObjectReader payload(object, root, faults);
  ReadIdentifiers(payload, rules, *content);
  content->not_before = ReadNumericDate(payload, "nbf");
  content->expires = ReadNumericDate(payload, "exp");
  RefuseClaims(payload, rules);
  if (rules == ClaimRules::kVcJwt) return;
  if (rules == ClaimRules::kOpenBadge && !payload.Has("nbf")) {
    payload.Fault("nbf", "is missing");
  }
  if (!Agree(content->not_before, content->valid_from)) {
    payload.Fault("nbf", "does not agree with the start of validity");
  }
  if (!Agree(content->expires, content->valid_until)) {
    payload.Fault("exp", "does not agree with the end of validity");
  }
}

Value DecodeVcClaim(const Value& payload) {
  Value credential = *payload.Find("vc");
  SupplyIssuer(payload, &credential);
  SupplySubject(payload, &credential);
  const Value* jti = payload.Find("jti");
  if (jti != nullptr && IsUrl(jti->string_value()) &&
      credential.Find("id") == nullptr) {
    credential.Set("id", *jti);
  }
  SupplyDate(payload, "nbf", "issuanceDate", &credential);
  SupplyDate(payload, "exp", "expirationDate", &credential);
  return credential;
}

std::optional<absl::Time> StatedSigningTime(const Value& payload) {
  const std::optional<absl::Time> issued = NumericDateOf(payload.Find("iat"));
  return issued.has_value() ? issued : NumericDateOf(payload.Find("nbf"));
}

}  // namespace prescreen
