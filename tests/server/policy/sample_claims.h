// SPDX-License-Identifier: Apache-2.0
// Claims for the tests of policy and decision.
#ifndef PRESCREEN_TESTS_SERVER_POLICY_SAMPLE_CLAIMS_H_
#define PRESCREEN_TESTS_SERVER_POLICY_SAMPLE_CLAIMS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "server/claims/claim.h"
#include "server/policy/role_policy.h"

namespace prescreen {

inline absl::Time SampleAsOf() {
  return absl::FromCivil(absl::CivilSecond(2026, 11, 23, 12, 0, 0),
                         absl::UTCTimeZone());
}

// A certification in `skill` against which nothing can be said.
inline Claim GoodClaim(const std::string& skill,
                       const std::string& issuer = "northwind") {
  Claim claim;
  claim.belief = Belief::kVerified;
  claim.credential_digest = absl::StrCat("digest of ", issuer, " ", skill);
  claim.credential_id = absl::StrCat("urn:", issuer, ":", skill);
  claim.format = "application/vc+jwt";
  claim.issuer_id = absl::StrCat("did:web:", issuer, ".example");
  claim.issuer_entry = issuer;
  claim.issuer_class = {IssuerClass::kIndustryLeader, Provenance::kCatalogue,
                        issuer};
  claim.issuer_basis = {IssuerBasis::kRegistry, Provenance::kCatalogue, issuer};
  claim.achievement_id = absl::StrCat("https://", issuer, ".example/", skill);
  claim.achievement_name = absl::StrCat("Pro in ", skill);
  claim.kind = {AchievementKind::kCertification, Provenance::kStated,
                "/credentialSubject/achievement/achievementType"};
  claim.skills = {{skill, "/credentialSubject/achievement/alignment/0"}};
  claim.awarded = {absl::CivilDay(2026, 1, 10), Provenance::kStated,
                   "/awardedDate"};
  claim.binding = v1::MET;
  return claim;
}

// The claim as `document` of a bundle.
inline Claim At(int document, Claim claim) {
  claim.document = document;
  return claim;
}

// One critical requirement about `sql`, from industry leaders.
inline RolePolicy SamplePolicy() {
  RolePolicy policy;
  policy.metadata.id = "engineer";
  policy.metadata.title = "Engineer";
  Requirement requirement;
  requirement.id = "sql";
  requirement.title = "SQL";
  requirement.about_skills = {"sql"};
  requirement.where.issuer_class = {IssuerClass::kIndustryLeader};
  policy.requirements.push_back(requirement);
  return policy;
}

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SERVER_POLICY_SAMPLE_CLAIMS_H_
