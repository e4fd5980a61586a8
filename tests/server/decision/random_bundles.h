// SPDX-License-Identifier: Apache-2.0
// Random policies and bundles for property tests.
#ifndef PRESCREEN_TESTS_SERVER_DECISION_RANDOM_BUNDLES_H_
#define PRESCREEN_TESTS_SERVER_DECISION_RANDOM_BUNDLES_H_

#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/claims/claim.h"
#include "server/policy/role_policy.h"

namespace prescreen {

// Repeats for the same seed. std::mt19937_64 is the same everywhere; the
// distributions of the library are not, so they are not used.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : engine_(seed) {}

  int Below(int bound) {
    return static_cast<int>(engine_() % static_cast<std::uint64_t>(bound));
  }
  bool OneIn(int n) { return Below(n) == 0; }
  template <typename T>
  T Pick(const std::vector<T>& values) {
    return values[static_cast<std::size_t>(
        Below(static_cast<int>(values.size())))];
  }
  // Mostly MET.
  v1::Ternary Value() {
    return OneIn(16) ? v1::UNCLEAR : OneIn(16) ? v1::UNMET : v1::MET;
  }

  RolePolicy Policy() {
    RolePolicy policy;
    const int critical = 1 + Below(2);
    const int growth = Below(3);
    for (int i = 0; i < critical + growth; ++i) {
      policy.requirements.push_back(RequirementOf(
          absl::StrCat("r", i), i < critical ? v1::CRITICAL : v1::GROWTH));
    }
    policy.decision.growth_at_least = Below(2);
    policy.decision.critical_unmet_at_most = Below(3);
    policy.accept.any_status = OneIn(6);
    policy.accept.allow_expired = OneIn(6);
    policy.accept.exclude_unchecked = OneIn(4);
    policy.accept.binding = Pick<PolicyAccept::Binding>(
        {PolicyAccept::Binding::kIdentifierMatch,
         PolicyAccept::Binding::kIdentifierMatch,
         PolicyAccept::Binding::kHolderProof, PolicyAccept::Binding::kAny});
    return policy;
  }

  std::vector<Claim> Bundle(int at_most) {
    std::vector<Claim> claims;
    const int size = 1 + Below(at_most);
    for (int i = 0; i < size; ++i) claims.push_back(AnyClaim());
    return claims;
  }

  Claim AnyClaim() {
    Claim claim = GenuineClaim();
    if (OneIn(8)) claim.authorised = v1::UNMET;
    if (OneIn(7)) MakeUnchecked(&claim);
    if (OneIn(10)) MakeRejected(&claim);
    return claim;
  }

  // Verified, of any quality, perhaps a re-issue or someone else's.
  Claim GenuineClaim() {
    Claim claim;
    claim.belief = Belief::kVerified;
    claim.credential_digest = absl::StrCat("digest ", ++digests_);
    const int issuer = Pick<int>({0, 0, 0, 0, 1, 1, 1, 2, 3, 4});
    claim.issuer_id = absl::StrCat("did:web:i", issuer, ".example");
    claim.credential_id =
        OneIn(5) ? "" : absl::StrCat("urn:credential:", Below(6));
    SetIssuer(issuer, &claim);
    claim.achievement_id = absl::StrCat("urn:achievement:", Below(4));
    for (int i = 1 + Below(2); i > 0; --i) {
      claim.skills.push_back(SkillOf(Below(kSkills)));
    }
    if (OneIn(3)) claim.achievement_entry = absl::StrCat("a", Below(3));
    if (!OneIn(6)) claim.kind.value = RandomKind();
    if (!OneIn(6)) claim.awarded.value = RandomDay();
    AddQuality(&claim);
    claim.cryptographic = !OneIn(12);
    claim.binding = Value();
    claim.holder_proved = claim.binding == v1::MET && OneIn(2);
    claim.status = Value();
    if (claim.status == v1::UNMET) claim.status_code = v1::REVOKED;
    claim.dates = OneIn(12) ? v1::UNMET : v1::MET;
    if (claim.dates == v1::UNMET) {
      claim.dates_code = OneIn(2) ? v1::EXPIRED : v1::NOT_YET_VALID;
    }
    claim.completed = Value();
    claim.authorised = OneIn(16) ? v1::UNCLEAR : v1::MET;
    return claim;
  }

  void MakeUnchecked(Claim* claim) {
    claim->belief = Belief::kUnchecked;
    claim->check_codes = {
        Pick<v1::ReasonCode>({v1::KEY_UNAVAILABLE, v1::KEY_ROTATED,
                              v1::UNSUPPORTED_CRYPTOSUITE, v1::WORK_LIMIT})};
  }
  void MakeRejected(Claim* claim) {
    claim->belief = Belief::kRejected;
    claim->check_codes = {
        Pick<v1::ReasonCode>({v1::TAMPERED, v1::UNKNOWN_KEY})};
  }

  // Everything unknown becomes something.
  Claim Resolved(Claim claim) {
    if (claim.belief == Belief::kUnchecked) {
      claim.check_codes.clear();
      claim.belief = Belief::kVerified;
      if (OneIn(2)) MakeRejected(&claim);
    }
    if (!claim.kind.known()) claim.kind.value = RandomKind();
    if (!claim.awarded.known()) claim.awarded.value = RandomDay();
    if (!claim.issuer_class.known()) {
      claim.issuer_class.value = RandomClass();
      claim.issuer_basis.value = RandomBasis();
    }
    ResolveQuality(&claim);
    if (claim.binding == v1::UNCLEAR) claim.binding = Either();
    if (claim.binding == v1::MET && !claim.holder_proved) {
      claim.holder_proved = true;
    }
    if (claim.status == v1::UNCLEAR) claim.status = Either();
    if (claim.completed == v1::UNCLEAR) claim.completed = Either();
    if (claim.authorised == v1::UNCLEAR) claim.authorised = Either();
    return claim;
  }

  // Everything unknown becomes what the leaf `requirement` wishes.
  static Claim BestFor(const Requirement& requirement, Claim claim) {
    if (claim.belief == Belief::kUnchecked) claim.belief = Belief::kVerified;
    const PolicyWhere& where = requirement.where;
    if (!claim.kind.known()) {
      claim.kind.value =
          where.kind.empty() ? AchievementKind::kBadge : where.kind.front();
    }
    if (!claim.awarded.known()) {
      claim.awarded.value = absl::CivilDay(2026, 11, 1);
    }
    if (!claim.issuer_class.known()) {
      claim.issuer_class.value = where.issuer_class.empty()
                                     ? IssuerClass::kEmployer
                                     : where.issuer_class.front();
      claim.issuer_basis.value = where.issuer_basis.empty()
                                     ? IssuerBasis::kTenant
                                     : where.issuer_basis.front();
    }
    BestQuality(where, &claim);
    for (v1::Ternary* value :
         {&claim.binding, &claim.status, &claim.completed, &claim.authorised}) {
      if (*value == v1::UNCLEAR) *value = v1::MET;
    }
    claim.holder_proved = claim.holder_proved || claim.binding == v1::MET;
    return claim;
  }

  template <typename T>
  void Shuffle(std::vector<T>* values) {
    for (int i = static_cast<int>(values->size()) - 1; i > 0; --i) {
      std::swap((*values)[static_cast<std::size_t>(i)],
                (*values)[static_cast<std::size_t>(Below(i + 1))]);
    }
  }

 private:
  static constexpr int kSkills = 5;

  v1::Ternary Either() { return OneIn(2) ? v1::MET : v1::UNMET; }
  AchievementKind RandomKind() {
    return Pick<AchievementKind>({AchievementKind::kBadge,
                                  AchievementKind::kCertification,
                                  AchievementKind::kDegree});
  }
  IssuerClass RandomClass() {
    return Pick<IssuerClass>(
        {IssuerClass::kIndustryLeader, IssuerClass::kAccreditedUniversity,
         IssuerClass::kUnrecognised, IssuerClass::kDenylisted});
  }
  IssuerBasis RandomBasis() {
    return Pick<IssuerBasis>({IssuerBasis::kTenant, IssuerBasis::kRegistry});
  }
  absl::CivilDay RandomDay() {
    return absl::CivilDay(2026, 11, 23) - Below(3000);
  }

  // Of the skill map: two skills each share a domain, the last has none.
  static SkillClaim SkillOf(int number) {
    SkillClaim skill = {absl::StrCat("s", number), "/skill"};
    if (number + 1 < kSkills) {
      skill.domains = {absl::StrCat("d", number / 2)};
    }
    return skill;
  }

  // What `where` asks for beyond kind, issuer and recency.
  void AddConditions(PolicyWhere* where) {
    AssessmentCondition& assessment = where->assessment;
    if (OneIn(3)) {
      assessment.kind = {AssessmentKind::kExam, RandomAssessment()};
    }
    if (OneIn(6)) assessment.supervision = RandomSupervision();
    assessment.individual = OneIn(8);
    if (OneIn(12)) assessment.assessor_class = {IssuerClass::kIndustryLeader};
    where->passed = OneIn(12);
    if (OneIn(10)) where->min_percent = Percent{100 * Below(80), ""};
    if (OneIn(10)) where->min_level = RandomGrade();
    if (OneIn(6)) {
      where->min_remaining = CalendarDuration{Below(12), 1, "P?M1D"};
    }
    if (OneIn(8)) where->min_evidence = 1 + Below(2);
    if (OneIn(8)) where->min_eqf = 1 + Below(8);
  }

  // What the issuer says of how it was earned; each thing perhaps not at all.
  void AddQuality(Claim* claim) {
    if (!OneIn(5)) {
      claim->assessment.value.emplace();
      for (int i = Below(8) > 0 ? 1 + Below(2) : 0; i > 0; --i) {
        claim->assessment.value->push_back(RandomAssessment());
      }
    }
    if (!OneIn(4)) claim->supervision.value = RandomSupervision();
    if (!OneIn(5)) claim->individual.value = !OneIn(5);
    if (!OneIn(3)) claim->assessor_class.value = RandomClass();
    if (!OneIn(4)) claim->passed.value = !OneIn(6);
    if (!OneIn(4)) claim->percent.value = Below(10001);
    for (int i = Below(3); i > 0; --i) claim->grades.push_back(RandomResult());
    if (!OneIn(4)) claim->eqf.value = 1 + Below(8);
    for (int i = Below(4); i > 0; --i) claim->evidence.push_back("/evidence");
    if (OneIn(3)) {
      claim->valid_until = absl::FromCivil(
          absl::CivilDay(2026, 11, 23) + Below(500), absl::UTCTimeZone());
    }
  }

  void ResolveQuality(Claim* claim) {
    if (!claim->assessment.known()) {
      claim->assessment.value = {RandomAssessment()};
    }
    if (!claim->supervision.known()) {
      claim->supervision.value = RandomSupervision();
    }
    if (!claim->individual.known()) claim->individual.value = OneIn(2);
    if (!claim->assessor_class.known()) {
      claim->assessor_class.value = RandomClass();
    }
    if (!claim->passed.known()) claim->passed.value = OneIn(2);
    if (!claim->percent.known()) claim->percent.value = Below(10001);
    if (!claim->eqf.known()) claim->eqf.value = 1 + Below(8);
    if (!HasLetter(*claim)) {
      claim->grades.push_back({RandomGrade(), Letters(), "/grade"});
    }
  }

  static void BestQuality(const PolicyWhere& where, Claim* claim) {
    if (!claim->assessment.known()) {
      claim->assessment.value = {where.assessment.kind.empty()
                                     ? AssessmentKind::kExam
                                     : where.assessment.kind.front()};
    }
    if (!claim->supervision.known()) {
      claim->supervision.value = Supervision::kSupervisedWithId;
    }
    if (!claim->individual.known()) claim->individual.value = true;
    if (!claim->assessor_class.known()) {
      claim->assessor_class.value = IssuerClass::kIndustryLeader;
    }
    if (!claim->passed.known()) claim->passed.value = true;
    if (!claim->percent.known()) claim->percent.value = 10000;
    if (!claim->eqf.known()) claim->eqf.value = 8;
    if (!HasLetter(*claim)) {
      claim->grades.push_back({Letters().back(), Letters(), "/grade"});
    }
  }

  static std::vector<std::string> Letters() { return {"D", "C", "B", "A"}; }
  std::string RandomGrade() { return Pick(Letters()); }
  // On the scale that policies ask for, or on another.
  GradeClaim RandomResult() {
    if (OneIn(4)) return {"good", {"bad", "good"}, "/grade"};
    return {RandomGrade(), Letters(), "/grade"};
  }
  static bool HasLetter(const Claim& claim) {
    for (const GradeClaim& grade : claim.grades) {
      if (grade.scale == Letters()) return true;
    }
    return false;
  }
  AssessmentKind RandomAssessment() {
    return Pick<AssessmentKind>({AssessmentKind::kExam, AssessmentKind::kExam,
                                 AssessmentKind::kProject,
                                 AssessmentKind::kAttendance});
  }
  Supervision RandomSupervision() {
    return Pick<Supervision>(
        {Supervision::kUnsupervised, Supervision::kUnsupervisedWithId,
         Supervision::kSupervised, Supervision::kSupervisedWithId});
  }

  // An issuer's class is a fact about it; the last one is in no catalogue.
  static void SetIssuer(int issuer, Claim* claim) {
    constexpr IssuerClass kClasses[] = {
        IssuerClass::kIndustryLeader, IssuerClass::kAccreditedUniversity,
        IssuerClass::kUnrecognised, IssuerClass::kDenylisted};
    if (issuer >= 4) return;
    claim->issuer_entry = absl::StrCat("i", issuer);
    claim->issuer_class.value = kClasses[issuer];
    claim->issuer_basis.value =
        issuer == 0 ? IssuerBasis::kRegistry : IssuerBasis::kTenant;
  }

  Requirement RequirementOf(const std::string& id, v1::Tier tier) {
    Requirement requirement;
    requirement.id = id;
    requirement.tier = tier;
    requirement.when_unknown = Pick<WhenUnknown>(
        {WhenUnknown::kReview, WhenUnknown::kReview, WhenUnknown::kUnmet,
         tier == v1::CRITICAL ? WhenUnknown::kReview : WhenUnknown::kMet});
    if (OneIn(4)) {
      for (int i = 1 + Below(3); i > 0; --i) {
        requirement.any_of.push_back(
            RequirementOf(absl::StrCat(id, ".", i), tier));
      }
      return requirement;
    }
    requirement.about_skills = {absl::StrCat("s", Below(kSkills))};
    if (OneIn(2)) {
      requirement.about_skills.push_back(absl::StrCat("s", Below(kSkills)));
    }
    if (OneIn(4)) {
      requirement.about_domains = {absl::StrCat("d", Below(kSkills / 2))};
    }
    if (OneIn(6)) {
      requirement.about_achievements = {absl::StrCat("a", Below(3))};
    }
    requirement.need_at_least = OneIn(3) ? 1 + Below(3) : 1;
    requirement.distinct_by = Pick<DistinctBy>(
        {DistinctBy::kIssuerAndAchievement, DistinctBy::kAchievement,
         DistinctBy::kIssuer, DistinctBy::kCredential});
    if (OneIn(3)) requirement.where.kind = {RandomKind(), RandomKind()};
    if (OneIn(2)) {
      requirement.where.issuer_class = {IssuerClass::kIndustryLeader,
                                        RandomClass()};
    }
    if (OneIn(4)) requirement.where.issuer_basis = {RandomBasis()};
    if (OneIn(2)) {
      requirement.where.max_age = CalendarDuration{12 + Below(96), 0, "P?M"};
    }
    AddConditions(&requirement.where);
    return requirement;
  }

  std::mt19937_64 engine_;
  int digests_ = 0;
};

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SERVER_DECISION_RANDOM_BUNDLES_H_
