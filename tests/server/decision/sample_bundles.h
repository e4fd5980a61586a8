// SPDX-License-Identifier: Apache-2.0
// The sample bundles (POLICY section 4) as claims.
#ifndef PRESCREEN_TESTS_SERVER_DECISION_SAMPLE_BUNDLES_H_
#define PRESCREEN_TESTS_SERVER_DECISION_SAMPLE_BUNDLES_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "server/claims/claim.h"

namespace prescreen {

using Kinds = std::vector<AssessmentKind>;
using Bundle = std::vector<Claim>;

template <typename T>
Field<T> Stated(T value) {
  return {std::move(value), Provenance::kStated, "/stated"};
}

inline SkillClaim SkillOf(const std::string& id) {
  SkillClaim skill;
  skill.id = id;
  if (id != "leadership" && id != "communication") {
    skill.domains.push_back("computing");
  }
  if (id != "leadership" && id != "communication" && id != "computing") {
    skill.domains.push_back("data-engineering");
  }
  return skill;
}

inline Claim CredentialOf(const std::string& id, const std::string& issuer,
                          const std::string& achievement, AchievementKind kind,
                          const std::vector<std::string>& skills,
                          IssuerClass issuer_class, absl::CivilDay awarded) {
  Claim claim;
  claim.belief = Belief::kVerified;
  claim.binding = v1::MET;
  claim.credential_id = absl::StrCat("urn:", id);
  claim.credential_digest = absl::StrCat("digest of ", id);
  claim.issuer_id = absl::StrCat("did:web:", issuer, ".example");
  claim.issuer_entry = issuer;
  claim.issuer_class = {issuer_class, Provenance::kCatalogue, issuer};
  claim.issuer_basis = {IssuerBasis::kRegistry, Provenance::kCatalogue, issuer};
  claim.achievement_entry = achievement;
  claim.achievement_name = achievement;
  claim.kind = Stated(kind);
  for (const std::string& skill : skills) {
    claim.skills.push_back(SkillOf(skill));
  }
  claim.awarded = Stated(awarded);
  return claim;
}

inline void ValidUntil(absl::CivilDay day, Claim* claim) {
  claim->valid_until = absl::FromCivil(day, absl::UTCTimeZone());
}

inline Claim AdaCert() {
  Claim claim = CredentialOf(
      "nw-dep", "northwind", "northwind/data-engineer-pro",
      AchievementKind::kCertification, {"cloud-data-platform", "pipelines"},
      IssuerClass::kIndustryLeader, absl::CivilDay(2025, 9, 10));
  claim.assessment = Stated(Kinds{AssessmentKind::kExam});
  claim.supervision = Stated(Supervision::kSupervisedWithId);
  ValidUntil(absl::CivilDay(2027, 9, 10), &claim);
  return claim;
}

inline Claim AdaSql() {
  Claim claim = CredentialOf(
      "zed-sql", "zed", "zed/advanced-sql", AchievementKind::kMicrocredential,
      {"sql", "data-modelling"}, IssuerClass::kAccreditedUniversity,
      absl::CivilDay(2024, 6, 30));
  claim.assessment = Stated(Kinds{AssessmentKind::kExam});
  claim.supervision = Stated(Supervision::kSupervisedWithId);
  return claim;
}

inline Claim AdaProject() {
  Claim claim = CredentialOf("zed-pipe", "zed", "zed/pipelines-project",
                             AchievementKind::kMicrocredential, {"pipelines"},
                             IssuerClass::kAccreditedUniversity,
                             absl::CivilDay(2025, 2, 14));
  claim.assessment = Stated(Kinds{AssessmentKind::kProject});
  claim.individual = Stated(true);
  claim.evidence = {"/evidence/0"};
  return claim;
}

inline Claim AdaDegree() {
  Claim claim = CredentialOf("mit-bsc", "meridian", "meridian/bsc-cs",
                             AchievementKind::kDegree, {"computing"},
                             IssuerClass::kAccreditedUniversity,
                             absl::CivilDay(2018, 7, 1));
  claim.eqf = Stated(6);
  return claim;
}

inline Claim AdaLeadership() {
  return CredentialOf("guild-lead", "guild", "guild/design-review-lead",
                      AchievementKind::kBadge, {"leadership"},
                      IssuerClass::kProfessionalAssociation,
                      absl::CivilDay(2026, 3, 1));
}

// Places in Ada's bundle.
enum { kCert, kSql, kProject, kDegree, kLeadership };

inline Bundle Ada() {
  return {AdaCert(), AdaSql(), AdaProject(), AdaDegree(), AdaLeadership()};
}

// B01 with one credential changed.
inline Bundle AdaWith(int which, const std::function<void(Claim*)>& change) {
  Bundle bundle = Ada();
  change(&bundle[static_cast<std::size_t>(which)]);
  return bundle;
}

inline Bundle Plus(Bundle bundle, Claim claim) {
  bundle.push_back(std::move(claim));
  return bundle;
}

inline std::function<void(Claim*)> Unchecked(v1::ReasonCode code) {
  return [code](Claim* claim) {
    claim->belief = Belief::kUnchecked;
    claim->check_codes = {code};
  };
}

inline void Tamper(Claim* claim) {
  claim->belief = Belief::kRejected;
  claim->check_codes = {v1::TAMPERED};
}

inline Bundle Collector() {
  Bundle bundle;
  for (int i = 0; i < 41; ++i) {
    bundle.push_back(CredentialOf(
        absl::StrCat("badge-", i), "skillbarn", "skillbarn/attendance",
        AchievementKind::kBadge, {"sql", "cloud-data-platform", "pipelines"},
        IssuerClass::kUnrecognised, absl::CivilDay(2026, 1, 1)));
    bundle.back().assessment = Stated(Kinds{AssessmentKind::kAttendance});
  }
  return bundle;
}

inline Bundle Fatima() {
  Bundle bundle = Ada();
  bundle[kCert].status = v1::UNMET;
  bundle[kCert].status_code = v1::REVOKED;
  bundle[kProject].evidence.clear();
  return bundle;
}

inline Bundle Hana() {
  return AdaWith(kCert, [](Claim* claim) {
    claim->credential_id = "urn:fake";
    claim->issuer_id = "did:web:quickbadge.example";
    claim->issuer_entry = "quickbadge";
    claim->issuer_class.value = IssuerClass::kUnrecognised;
    claim->authorised = v1::UNMET;
    claim->awarded = Stated(absl::CivilDay(2026, 10, 1));
    ValidUntil(absl::CivilDay(2028, 10, 1), claim);
  });
}

inline Bundle Jamila() {
  Claim claim = CredentialOf(
      "hel", "helios", "helios/cloud-data-v2", AchievementKind::kCertification,
      {"cloud-data-platform", "streaming"}, IssuerClass::kIndustryLeader,
      absl::CivilDay(2026, 5, 2));
  claim.assessment = Stated(Kinds{AssessmentKind::kExam});
  ValidUntil(absl::CivilDay(2028, 5, 2), &claim);
  return {claim, AdaSql(), AdaProject(), AdaDegree(), AdaLeadership()};
}

inline Bundle Kenji() {
  Claim sql = CredentialOf(
      "old-sql", "zed", "zed/sql-2017", AchievementKind::kCertificate, {"sql"},
      IssuerClass::kAccreditedUniversity, absl::CivilDay(2017, 5, 1));
  sql.assessment = Stated(Kinds{AssessmentKind::kExam});
  sql.supervision = Stated(Supervision::kSupervised);
  Claim project = CredentialOf("old-etl", "zed", "zed/etl-2017",
                               AchievementKind::kMicrocredential, {"pipelines"},
                               IssuerClass::kAccreditedUniversity,
                               absl::CivilDay(2017, 11, 1));
  project.assessment = Stated(Kinds{AssessmentKind::kProject});
  project.individual = Stated(true);
  project.evidence = {"/evidence/0"};
  return {sql, project, AdaDegree(), AdaCert()};
}

inline Bundle Omar() {
  Claim sql = CredentialOf("lms-sql", "acme-lms", "acme/sql",
                           AchievementKind::kCourse, {"sql"},
                           IssuerClass::kEmployer, absl::CivilDay(2026, 1, 10));
  sql.assessment = Stated(Kinds{AssessmentKind::kPractical});
  Claim project = CredentialOf(
      "lms-pipe", "acme-lms", "acme/pipelines", AchievementKind::kCourse,
      {"pipelines"}, IssuerClass::kEmployer, absl::CivilDay(2026, 4, 10));
  project.assessment = Stated(Kinds{AssessmentKind::kProject});
  project.individual = Stated(true);
  project.evidence = {"/evidence/0"};
  Claim mentoring = CredentialOf(
      "lms-lead", "acme-lms", "acme/mentoring", AchievementKind::kBadge,
      {"leadership"}, IssuerClass::kEmployer, absl::CivilDay(2026, 6, 1));
  return {sql, project, mentoring};
}

// A badge that is not one of Ada's.
inline Claim ExtraBadge(const std::string& issuer, const std::string& skill) {
  return CredentialOf("extra-badge", issuer, absl::StrCat(issuer, "/extra"),
                      AchievementKind::kBadge, {skill},
                      IssuerClass::kAccreditedUniversity,
                      absl::CivilDay(2026, 1, 15));
}

inline Bundle SomeonesBadgeToo() {
  Claim extra = ExtraBadge("adguild", "communication");
  extra.binding = v1::UNMET;
  return Plus(Ada(), extra);
}

inline Bundle AlteredBadgeToo() {
  Claim extra = ExtraBadge("zed", "streaming");
  Tamper(&extra);
  return Plus(Ada(), extra);
}

inline Bundle FatimaAndAForgery() {
  Claim forged = ExtraBadge("northwind", "cloud-data-platform");
  Tamper(&forged);
  return Plus(Fatima(), forged);
}

inline Bundle TwoHostsDown() {
  Bundle bundle = AdaWith(kDegree, Unchecked(v1::KEY_UNAVAILABLE));
  Unchecked(v1::KEY_UNAVAILABLE)(&bundle[kCert]);
  return bundle;
}

inline Bundle Inventions() {
  Bundle bundle = Ada();
  bundle.pop_back();
  for (Claim& claim : bundle) Unchecked(v1::UNSUPPORTED_CRYPTOSUITE)(&claim);
  return bundle;
}

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SERVER_DECISION_SAMPLE_BUNDLES_H_
