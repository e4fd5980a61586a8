// SPDX-License-Identifier: Apache-2.0
#include "server/policy/evaluate.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/policy/calendar.h"
#include "tests/server/policy/sample_claims.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

PolicyResult Judge(const RolePolicy& policy, std::vector<Claim> claims) {
  for (std::size_t i = 0; i < claims.size(); ++i) {
    claims[i].document = static_cast<int>(i);
  }
  return Evaluate(policy, ClaimSet::ForTest(std::move(claims)), SampleAsOf());
}

// The first requirement's result.
v1::RequirementResult First(const RolePolicy& policy,
                            std::vector<Claim> claims) {
  return Judge(policy, std::move(claims)).requirements.at(0);
}

Claim Unchecked(v1::ReasonCode code) {
  Claim claim = GoodClaim("sql");
  claim.belief = Belief::kUnchecked;
  claim.check_codes = {code};
  return claim;
}

TEST(Evaluate, MeetsARequirementAndSaysByWhat) {
  const PolicyResult result =
      Judge(SamplePolicy(), {GoodClaim("python"), GoodClaim("sql")});
  const v1::RequirementResult& sql = result.requirements[0];
  EXPECT_EQ(sql.value(), v1::MET);
  EXPECT_THAT(sql.reasons(), IsEmpty());
  ASSERT_EQ(sql.satisfied_by_size(), 1);
  EXPECT_EQ(sql.satisfied_by(0).document(), 1);
  EXPECT_FALSE(sql.has_closest());
  EXPECT_THAT(result.used, ElementsAre(false, true));
  EXPECT_THAT(result.effective, ElementsAre(false, true));
}

TEST(Evaluate, HasNoRelevantCredential) {
  const v1::RequirementResult sql = First(SamplePolicy(), {GoodClaim("a")});
  EXPECT_EQ(sql.value(), v1::UNMET);
  EXPECT_THAT(sql.reasons(), ElementsAre(v1::NO_RELEVANT_CREDENTIAL));
  EXPECT_FALSE(sql.has_closest());
  EXPECT_THAT(sql.failing(), IsEmpty());
}

TEST(Evaluate, ShowsTheClosestCredential) {
  Claim far = GoodClaim("sql");
  far.dates = v1::UNMET;
  far.dates_code = v1::EXPIRED;
  far.issuer_class.value = IssuerClass::kEmployer;
  far.credential_digest = "0";
  Claim near = GoodClaim("sql", "helios");
  near.dates = v1::UNMET;
  near.dates_code = v1::EXPIRED;
  near.credential_digest = "1";
  const v1::RequirementResult sql = First(SamplePolicy(), {far, near});
  EXPECT_EQ(sql.value(), v1::UNMET);
  EXPECT_EQ(sql.closest().document(), 1);
  EXPECT_EQ(sql.closest().rendered(), "Pro in sql · helios");
  ASSERT_EQ(sql.failing_size(), 1);
  EXPECT_EQ(sql.failing(0).predicate(), "accept.expired");
  EXPECT_THAT(sql.reasons(),
              ElementsAre(v1::EXPIRED, v1::ISSUER_CLASS_NOT_ACCEPTED));
}

TEST(Evaluate, PrefersTheCandidatesOwnAsClosest) {
  Claim other = GoodClaim("sql", "a");
  other.binding = v1::UNMET;
  Claim forged = GoodClaim("sql", "b");
  forged.belief = Belief::kRejected;
  Claim own = GoodClaim("sql", "c");
  own.issuer_class.value = IssuerClass::kEmployer;
  own.dates = v1::UNMET;
  own.dates_code = v1::EXPIRED;
  EXPECT_EQ(First(SamplePolicy(), {other, forged, own}).closest().document(),
            2);
  EXPECT_EQ(First(SamplePolicy(), {forged, other}).closest().document(), 1);
}

TEST(Evaluate, IsUnclearWhereAnIssuerIsNotReviewed) {
  Claim claim = GoodClaim("sql");
  claim.issuer_entry.clear();
  claim.issuer_class.value.reset();
  claim.issuer_basis.value.reset();
  const v1::RequirementResult sql = First(SamplePolicy(), {claim});
  EXPECT_EQ(sql.value(), v1::UNCLEAR);
  EXPECT_THAT(sql.reasons(), ElementsAre(v1::ISSUER_NOT_REVIEWED));
}

TEST(Evaluate, CountsCredentialsThatCouldNotBeChecked) {
  const PolicyResult result =
      Judge(SamplePolicy(), {Unchecked(v1::UNSUPPORTED_CRYPTOSUITE)});
  EXPECT_EQ(result.requirements[0].value(), v1::UNCLEAR);
  EXPECT_THAT(result.requirements[0].reasons(),
              ElementsAre(v1::UNSUPPORTED_CRYPTOSUITE));
  EXPECT_EQ(result.unchecked_relevant, 1);
  EXPECT_THAT(result.used, ElementsAre(false));
  EXPECT_THAT(result.effective, ElementsAre(true));
  EXPECT_THAT(result.flags, IsEmpty());
}

TEST(Evaluate, IgnoresTheUncheckedWhereTheRequirementIsMet) {
  Claim unchecked = Unchecked(v1::KEY_UNAVAILABLE);
  unchecked.credential_id = "urn:other";
  const PolicyResult result =
      Judge(SamplePolicy(), {GoodClaim("sql"), unchecked});
  EXPECT_EQ(result.requirements[0].value(), v1::MET);
  EXPECT_EQ(result.unchecked_relevant, 0);
  EXPECT_THAT(result.effective, ElementsAre(true, false));
}

TEST(Evaluate, BelievesNothingOfARejectedCredentialButFlagsIt) {
  Claim forged = GoodClaim("sql");
  forged.belief = Belief::kRejected;
  forged.check_codes = {v1::TAMPERED};
  const PolicyResult result = Judge(SamplePolicy(), {forged});
  EXPECT_EQ(result.requirements[0].value(), v1::UNMET);
  EXPECT_THAT(result.requirements[0].reasons(), ElementsAre(v1::TAMPERED));
  EXPECT_EQ(result.requirements[0].closest().rendered(), "");
  EXPECT_THAT(result.flags, ElementsAre(v1::TAMPERED));
}

TEST(Evaluate, RaisesFlagsOnlyWhereARequirementIsConcerned) {
  Claim forged = GoodClaim("cooking");
  forged.belief = Belief::kRejected;
  forged.check_codes = {v1::TAMPERED};
  Claim look_alike = GoodClaim("cooking", "quickbadge");
  look_alike.authorised = v1::UNMET;
  EXPECT_THAT(Judge(SamplePolicy(), {forged, look_alike}).flags, IsEmpty());
}

TEST(Evaluate, FlagsAnIssuerWithoutAuthorityOnce) {
  Claim look_alike = GoodClaim("sql", "quickbadge");
  look_alike.authorised = v1::UNMET;
  Claim second = look_alike;
  second.credential_id = "urn:second";
  EXPECT_THAT(Judge(SamplePolicy(), {look_alike, second}).flags,
              ElementsAre(v1::ISSUER_NOT_AUTHORISED));
  look_alike.belief = Belief::kUnchecked;
  EXPECT_THAT(Judge(SamplePolicy(), {look_alike}).flags, IsEmpty());
}

TEST(Evaluate, CountsNothingAndFlagsNothingOfAnotherSubject) {
  Claim other = GoodClaim("sql");
  other.binding = v1::UNMET;
  other.authorised = v1::UNMET;
  const PolicyResult result = Judge(SamplePolicy(), {other});
  EXPECT_EQ(result.requirements[0].value(), v1::UNMET);
  EXPECT_THAT(result.requirements[0].reasons(),
              ElementsAre(v1::SUBJECT_NOT_BOUND));
  EXPECT_THAT(result.flags, IsEmpty());
  EXPECT_THAT(result.effective, ElementsAre(false));
}

TEST(Evaluate, TakesAnyVersionOfAReissuedCredential) {
  Claim old = GoodClaim("sql");
  old.credential_digest = "old";
  old.awarded.value = absl::CivilDay(2015, 1, 1);
  Claim renewed = GoodClaim("sql");
  renewed.credential_digest = "new";
  RolePolicy policy = SamplePolicy();
  policy.requirements[0].where.max_age = ParseDuration("P36M");
  const PolicyResult result = Judge(policy, {old, renewed});
  EXPECT_EQ(result.requirements[0].value(), v1::MET);
  EXPECT_THAT(result.used, ElementsAre(false, true));
}

TEST(Evaluate, CountsReissuesAndCopiesOnce) {
  RolePolicy policy = SamplePolicy();
  policy.requirements[0].need_at_least = 2;
  policy.requirements[0].distinct_by = DistinctBy::kCredential;
  Claim reissue = GoodClaim("sql");
  reissue.credential_digest = "another";
  EXPECT_EQ(First(policy, {GoodClaim("sql"), reissue}).value(), v1::UNMET);
  Claim nameless = GoodClaim("sql");
  nameless.credential_id.clear();
  EXPECT_EQ(First(policy, {nameless, nameless}).value(), v1::UNMET);
  EXPECT_EQ(First(policy, {nameless, GoodClaim("sql")}).value(), v1::MET);
}

TEST(Evaluate, CountsAnItemUnderTheVersionThatServesBetter) {
  RolePolicy policy = SamplePolicy();
  policy.requirements[0].need_at_least = 2;
  const Claim first = GoodClaim("sql");
  Claim second = GoodClaim("sql");
  second.credential_id = "urn:second";
  second.achievement_id = "urn:other";
  Claim reissue = first;
  reissue.credential_digest = "reissue";
  reissue.achievement_id = second.achievement_id;
  EXPECT_EQ(First(policy, {first, second, reissue}).value(), v1::MET);
  EXPECT_EQ(First(policy, {reissue, second, first}).value(), v1::MET);
  EXPECT_EQ(First(policy, {reissue, first}).value(), v1::UNMET);
}

TEST(Evaluate, CountsDistinctKeys) {
  RolePolicy policy = SamplePolicy();
  Requirement& requirement = policy.requirements[0];
  requirement.need_at_least = 2;
  Claim second = GoodClaim("sql");
  second.credential_id = "urn:second";
  const std::vector<Claim> same_achievement = {GoodClaim("sql"), second};
  EXPECT_EQ(First(policy, same_achievement).value(), v1::UNMET);
  EXPECT_THAT(First(policy, same_achievement).reasons(),
              ElementsAre(v1::NOT_ENOUGH));
  requirement.distinct_by = DistinctBy::kCredential;
  EXPECT_EQ(First(policy, same_achievement).value(), v1::MET);

  second.achievement_id += "/two";
  const std::vector<Claim> same_issuer = {GoodClaim("sql"), second};
  requirement.distinct_by = DistinctBy::kIssuerAndAchievement;
  EXPECT_EQ(First(policy, same_issuer).value(), v1::MET);
  requirement.distinct_by = DistinctBy::kAchievement;
  EXPECT_EQ(First(policy, same_issuer).value(), v1::MET);
  requirement.distinct_by = DistinctBy::kIssuer;
  EXPECT_EQ(First(policy, same_issuer).value(), v1::UNMET);
  EXPECT_EQ(
      First(policy, {GoodClaim("sql"), GoodClaim("sql", "helios")}).value(),
      v1::MET);
}

TEST(Evaluate, ComparesKeysAfterNormalisation) {
  RolePolicy policy = SamplePolicy();
  policy.requirements[0].need_at_least = 2;
  Claim second = GoodClaim("sql");
  second.credential_id = "urn:second";
  second.achievement_id = "https://northwind.example/s%71l ";
  EXPECT_EQ(First(policy, {GoodClaim("sql"), second}).value(), v1::UNMET);
}

TEST(Evaluate, IsUnclearWhereEnoughMightCount) {
  RolePolicy policy = SamplePolicy();
  policy.requirements[0].need_at_least = 2;
  Claim second = GoodClaim("sql", "helios");
  second.status = v1::UNCLEAR;
  const v1::RequirementResult sql = First(policy, {GoodClaim("sql"), second});
  EXPECT_EQ(sql.value(), v1::UNCLEAR);
  EXPECT_THAT(sql.reasons(), ElementsAre(v1::STATUS_UNAVAILABLE));
  EXPECT_EQ(sql.closest().document(), 1);
}

TEST(Evaluate, FollowsWhenUnknown) {
  RolePolicy policy = SamplePolicy();
  policy.requirements[0].where.kind = {AchievementKind::kCertification};
  Claim silent = GoodClaim("sql");
  silent.kind.value.reset();
  EXPECT_EQ(First(policy, {silent}).value(), v1::UNCLEAR);
  policy.requirements[0].when_unknown = WhenUnknown::kUnmet;
  EXPECT_EQ(First(policy, {silent}).value(), v1::UNMET);
  EXPECT_THAT(First(policy, {silent}).reasons(),
              ElementsAre(v1::KIND_NOT_STATED));
  policy.requirements[0].when_unknown = WhenUnknown::kMet;
  const v1::RequirementResult met = First(policy, {silent});
  EXPECT_EQ(met.value(), v1::MET);
  EXPECT_EQ(met.satisfied_by_size(), 1);
}

TEST(Evaluate, NeverLetsWhenUnknownMetLiftTheFloor) {
  RolePolicy policy = SamplePolicy();
  policy.requirements[0].when_unknown = WhenUnknown::kMet;
  EXPECT_EQ(First(policy, {Unchecked(v1::UNSUPPORTED_CRYPTOSUITE)}).value(),
            v1::UNCLEAR);
  Claim unbound = GoodClaim("sql");
  unbound.binding = v1::UNCLEAR;
  EXPECT_EQ(First(policy, {unbound}).value(), v1::UNCLEAR);
}

TEST(Evaluate, LetsOneCredentialSatisfySeveralRequirements) {
  RolePolicy policy = SamplePolicy();
  policy.requirements.push_back(policy.requirements[0]);
  policy.requirements[1].id = "again";
  const PolicyResult result = Judge(policy, {GoodClaim("sql")});
  EXPECT_EQ(result.requirements[0].value(), v1::MET);
  EXPECT_EQ(result.requirements[1].value(), v1::MET);
}

// A requirement with the routes `exam` (a proctored exam) and `degree`.
RolePolicy TwoRoutes() {
  RolePolicy policy = SamplePolicy();
  Requirement exam = policy.requirements[0];
  exam.id = "sql.exam";
  exam.where.assessment.kind = {AssessmentKind::kExam};
  Requirement degree = policy.requirements[0];
  degree.id = "sql.degree";
  degree.about_skills = {"computing"};
  degree.where.kind = {AchievementKind::kDegree};
  Requirement& whole = policy.requirements[0];
  whole.about_skills.clear();
  whole.where = {};
  whole.any_of = {exam, degree};
  return policy;
}

Claim Degree() {
  Claim claim = GoodClaim("computing", "meridian");
  claim.kind.value = AchievementKind::kDegree;
  return claim;
}
Claim Exam() {
  Claim claim = GoodClaim("sql");
  claim.assessment.value = std::vector<AssessmentKind>{AssessmentKind::kExam};
  return claim;
}

TEST(EvaluateAnyOf, IsMetByAnyRouteAndSaysByWhich) {
  const PolicyResult result = Judge(TwoRoutes(), {Degree()});
  const v1::RequirementResult& whole = result.requirements[0];
  EXPECT_EQ(whole.id(), "sql");
  EXPECT_EQ(whole.value(), v1::MET);
  EXPECT_EQ(whole.route(), "sql.degree");
  EXPECT_THAT(whole.reasons(), IsEmpty());
  EXPECT_EQ(whole.satisfied_by_size(), 1);
  EXPECT_THAT(result.used, ElementsAre(true));
  const v1::RequirementResult both = First(TwoRoutes(), {Degree(), Exam()});
  EXPECT_EQ(both.route(), "sql.exam");
  ASSERT_EQ(both.satisfied_by_size(), 1);
  EXPECT_EQ(both.satisfied_by(0).document(), 1);
}

TEST(EvaluateAnyOf, IsUnclearWhereARouteIs) {
  Claim silent = GoodClaim("sql");
  Claim wrong = Degree();
  wrong.kind.value = AchievementKind::kCourse;
  const v1::RequirementResult whole = First(TwoRoutes(), {wrong, silent});
  EXPECT_EQ(whole.value(), v1::UNCLEAR);
  EXPECT_EQ(whole.route(), "sql.exam");
  EXPECT_THAT(whole.reasons(), ElementsAre(v1::ASSESSMENT_NOT_STATED));
  EXPECT_EQ(whole.closest().document(), 1);
}

TEST(EvaluateAnyOf, ShowsTheRouteThatIsNearest) {
  Claim far = Exam();
  far.dates = v1::UNMET;
  far.dates_code = v1::EXPIRED;
  far.issuer_class.value = IssuerClass::kEmployer;
  Claim near = Degree();
  near.kind.value = AchievementKind::kCourse;
  const v1::RequirementResult whole = First(TwoRoutes(), {far, near});
  EXPECT_EQ(whole.value(), v1::UNMET);
  EXPECT_EQ(whole.route(), "sql.degree");
  EXPECT_EQ(whole.closest().document(), 1);
  ASSERT_EQ(whole.failing_size(), 1);
  EXPECT_EQ(whole.failing(0).reason(), v1::KIND_NOT_ACCEPTED);
  EXPECT_THAT(whole.reasons(), ElementsAre(v1::KIND_NOT_ACCEPTED, v1::EXPIRED,
                                           v1::ISSUER_CLASS_NOT_ACCEPTED));
}

TEST(EvaluateAnyOf, NamesNoRouteWhereNothingIsRelevant) {
  const v1::RequirementResult whole = First(TwoRoutes(), {GoodClaim("a")});
  EXPECT_EQ(whole.value(), v1::UNMET);
  EXPECT_EQ(whole.route(), "");
  EXPECT_THAT(whole.reasons(), ElementsAre(v1::NO_RELEVANT_CREDENTIAL));
  EXPECT_FALSE(whole.has_closest());
}

TEST(EvaluateAnyOf, SaysNothingOfRoutesThatNothingConcerns) {
  Claim course = Degree();
  course.kind.value = AchievementKind::kCourse;
  EXPECT_THAT(First(TwoRoutes(), {course}).reasons(),
              ElementsAre(v1::KIND_NOT_ACCEPTED));
}

TEST(EvaluateAnyOf, TakesFlagsFromEveryRoute) {
  Claim forged = Degree();
  forged.belief = Belief::kRejected;
  forged.check_codes = {v1::TAMPERED};
  const PolicyResult result = Judge(TwoRoutes(), {Exam(), forged});
  EXPECT_EQ(result.requirements[0].value(), v1::MET);
  EXPECT_THAT(result.flags, ElementsAre(v1::TAMPERED));
  EXPECT_THAT(result.effective, ElementsAre(true, true));
}

TEST(EvaluateAnyOf, HangsOnUncheckedCredentialsOnlyWhileUnmet) {
  Claim unchecked = Degree();
  unchecked.belief = Belief::kUnchecked;
  unchecked.check_codes = {v1::KEY_UNAVAILABLE};
  EXPECT_EQ(Judge(TwoRoutes(), {unchecked}).unchecked_relevant, 1);
  EXPECT_EQ(Judge(TwoRoutes(), {unchecked, Exam()}).unchecked_relevant, 0);
}

TEST(EvaluateAnyOf, FollowsWhenUnknownOfTheWholeAndOfARoute) {
  RolePolicy policy = TwoRoutes();
  const Claim silent = GoodClaim("sql");
  policy.requirements[0].any_of[0].when_unknown = WhenUnknown::kUnmet;
  v1::RequirementResult whole = First(policy, {silent});
  EXPECT_EQ(whole.value(), v1::UNMET);
  EXPECT_THAT(whole.reasons(), ElementsAre(v1::ASSESSMENT_NOT_STATED));
  // What counts as no in the route cannot count as yes in the whole.
  policy.requirements[0].when_unknown = WhenUnknown::kMet;
  EXPECT_EQ(First(policy, {silent}).value(), v1::UNMET);
  Claim degree = Degree();
  degree.belief = Belief::kUnchecked;
  EXPECT_EQ(First(policy, {silent, degree}).value(), v1::UNCLEAR);

  policy = TwoRoutes();
  policy.requirements[0].when_unknown = WhenUnknown::kUnmet;
  EXPECT_EQ(First(policy, {silent}).value(), v1::UNMET);
  policy.requirements[0].when_unknown = WhenUnknown::kMet;
  whole = First(policy, {silent});
  EXPECT_EQ(whole.value(), v1::MET);
  EXPECT_EQ(whole.route(), "sql.exam");
  EXPECT_EQ(whole.satisfied_by_size(), 1);
  Claim unchecked = silent;
  unchecked.belief = Belief::kUnchecked;
  EXPECT_EQ(First(policy, {unchecked}).value(), v1::UNCLEAR);
}

TEST(EvaluateAnyOf, LooksIntoNestedAlternatives) {
  RolePolicy policy = TwoRoutes();
  Requirement inner = policy.requirements[0];
  inner.id = "inner";
  Requirement other = SamplePolicy().requirements[0];
  other.id = "other";
  other.about_skills = {"cooking"};
  policy.requirements[0].any_of = {other, inner};
  const v1::RequirementResult met = First(policy, {Degree()});
  EXPECT_EQ(met.value(), v1::MET);
  EXPECT_EQ(met.route(), "sql.degree");
  EXPECT_EQ(First(policy, {GoodClaim("sql")}).route(), "sql.exam");
  EXPECT_EQ(First(policy, {GoodClaim("cooking")}).route(), "other");
}

TEST(Evaluate, SaysWhatTheRequirementAskedFor) {
  RolePolicy policy = SamplePolicy();
  PolicyWhere& where = policy.requirements[0].where;
  Claim claim = Exam();
  claim.achievement_name = "Advanced SQL";
  claim.issuer_name = "University of Zed";
  claim.supervision.value = Supervision::kSupervisedWithId;
  claim.eqf.value = 6;
  claim.evidence = {"/evidence/0"};
  claim.valid_until = SampleAsOf() + absl::Hours(24 * 100);
  const auto shown = [&] {
    return First(policy, {claim}).satisfied_by(0).rendered();
  };
  EXPECT_EQ(shown(),
            "Advanced SQL · University of Zed · certification · 2026-01-10");
  where.assessment.kind = {AssessmentKind::kExam};
  EXPECT_EQ(shown(),
            "Advanced SQL · University of Zed · proctored exam · 2026-01-10");
  where.min_remaining = ParseDuration("P30D");
  EXPECT_EQ(shown(),
            "Advanced SQL · University of Zed · proctored exam · valid until "
            "2027-03-03");
  where.min_evidence = 1;
  EXPECT_EQ(shown(), "Advanced SQL · University of Zed · evidence: 1 link");
  where.min_eqf = 6;
  EXPECT_EQ(shown(), "Advanced SQL · University of Zed · EQF 6");
}

}  // namespace
}  // namespace prescreen
