// SPDX-License-Identifier: Apache-2.0
// A role policy (POLICY section 2): what an employer asks for. Value types.
#ifndef PRESCREEN_SERVER_POLICY_ROLE_POLICY_H_
#define PRESCREEN_SERVER_POLICY_ROLE_POLICY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "base/codec/yaml.h"
#include "prescreen/v1/reasons.pb.h"
#include "prescreen/v1/screening.pb.h"
#include "server/catalogue/catalogue.h"

namespace prescreen {

enum class Purpose { kHiring, kInternal, kDevelopment };
enum class WhenUnknown { kReview, kUnmet, kMet };
enum class DistinctBy {
  kIssuerAndAchievement,
  kAchievement,
  kIssuer,
  kCredential
};

struct PolicyMetadata {
  std::string id;
  std::string title;
  std::string owner;
  std::optional<absl::CivilDay> effective_from;
  absl::CivilDay effective_until;  // last day
  Purpose purpose = Purpose::kHiring;
  std::vector<std::string> jurisdictions;  // shown; no effect on a decision
  std::string onet_soc;  // occupation codes: shown, never decisive; "": none
  std::string isco08;
};

// Absent: the newest snapshot when the policy is activated.
struct PolicyUses {
  std::optional<int> issuers;
  std::optional<int> achievements;
  std::optional<int> skills;
};

// The floor that any credential must clear before it may count at all.
struct PolicyAccept {
  enum class Proof { kCryptographic, kHosted, kAny };
  enum class Binding { kHolderProof, kIdentifierMatch, kAny };
  Proof proof = Proof::kCryptographic;
  Binding binding = Binding::kIdentifierMatch;
  bool any_status = false;
  bool allow_expired = false;
  bool completed = true;
  bool authorised_issuer = true;
  std::vector<IssuerClass> not_issuer_class = {IssuerClass::kDenylisted};
  bool review_unrecognised_issuer = false;
  bool exclude_unchecked = false;
  int max_alignments = 12;
};

// Calendar months and days, as in P60M or P30D.
struct CalendarDuration {
  int months = 0;
  int days = 0;
  std::string text;  // as written, for reports
};

// A share of a result.
struct Percent {
  int basis_points = 0;
  std::string text;  // as written: `70`, `62.5`
};

// How it was assessed.
struct AssessmentCondition {
  std::vector<AssessmentKind> kind;
  std::optional<Supervision> supervision;  // at least
  bool individual = false;                 // not as a group
  std::vector<IssuerClass> assessor_class;

  bool written() const {
    return !kind.empty() || supervision.has_value() || individual ||
           !assessor_class.empty();
  }
};

// Empty or absent members are conditions that were not written.
struct PolicyWhere {
  std::vector<AchievementKind> kind;
  std::vector<IssuerClass> issuer_class;
  std::vector<IssuerBasis> issuer_basis;
  AssessmentCondition assessment;
  bool passed = false;
  std::optional<Percent> min_percent;
  std::string min_level;  // a grade
  std::optional<CalendarDuration> max_age;
  std::optional<CalendarDuration> min_remaining;
  int min_evidence = 0;  // items; 0: not written
  std::optional<int> min_eqf;
};

// A leaf says what it is about; a composite lists alternatives instead.
struct Requirement {
  int line = 0;  // where it starts in the text, from 1
  int column = 0;
  std::string id;
  v1::Tier tier = v1::CRITICAL;  // an alternative has that of the whole
  std::string title;             // "" like the next two: not written
  std::string why;
  std::string candidate_text;
  WhenUnknown when_unknown = WhenUnknown::kReview;
  std::vector<std::string> about_skills;
  std::vector<std::string> about_domains;
  std::vector<std::string> about_achievements;  // ids of the catalogue
  int need_at_least = 1;
  DistinctBy distinct_by = DistinctBy::kIssuerAndAchievement;
  PolicyWhere where;
  std::vector<Requirement> any_of;  // not empty: a composite
};

struct PolicyDecision {
  // Critical requirements: all must be MET (the language knows no other value).
  int growth_at_least = 0;
  int critical_unmet_at_most = 0;  // near miss
  std::vector<v1::ReasonCode> flags_to_review = {v1::TAMPERED,
                                                 v1::ISSUER_NOT_AUTHORISED};
  bool pass_automatic = true;
  bool not_met_human = true;
};

struct RolePolicy {
  PolicyMetadata metadata;
  PolicyUses uses;
  PolicyAccept accept;
  std::vector<Requirement> requirements;
  PolicyDecision decision;
  std::string canonical_text;  // RFC 8785 with every default written out
  std::string digest;          // SHA-256 of canonical_text, 32 bytes
};

struct ParsedPolicy {
  std::optional<RolePolicy> policy;   // absent if there is any fault
  std::vector<yaml::Fault> faults;    // everything refused, by line and name
  std::vector<yaml::Fault> warnings;  // the linter's
};

// One YAML document of kind RolePolicy. Whatever this build does not know is a
// fault that names it, never ignored.
ParsedPolicy ParseRolePolicy(absl::string_view text);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_POLICY_ROLE_POLICY_H_
