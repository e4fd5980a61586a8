// SPDX-License-Identifier: Apache-2.0
#include "server/policy/predicates.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/policy/calendar.h"
#include "tests/server/policy/sample_claims.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<v1::ReasonCode> Codes(const Judgement& judgement) {
  std::vector<v1::ReasonCode> codes;
  for (const v1::PredicateResult& result : judgement.failing) {
    codes.push_back(result.reason());
  }
  return codes;
}

// What the floor says of `claim`: a value and a code.
void ExpectFloor(const Claim& claim, v1::Ternary value, v1::ReasonCode code,
                 const PolicyAccept& accept = {}) {
  const Judgement floor = JudgeAccept(accept, claim);
  EXPECT_EQ(floor.value, value) << v1::ReasonCode_Name(code);
  EXPECT_THAT(Codes(floor), ElementsAre(code));
}

TEST(JudgeAccept, ClearsAGoodCredential) {
  const Judgement floor = JudgeAccept({}, GoodClaim("sql"));
  EXPECT_EQ(floor.value, v1::MET);
  EXPECT_THAT(floor.failing, IsEmpty());
}

TEST(JudgeAccept, HidesEverythingElseBehindARejection) {
  Claim claim = GoodClaim("sql");
  claim.belief = Belief::kRejected;
  claim.check_codes = {v1::SCHEMA_INVALID, v1::TAMPERED};
  claim.dates = v1::UNMET;
  claim.binding = v1::UNMET;
  ExpectFloor(claim, v1::UNMET, v1::TAMPERED);
  claim.check_codes = {v1::ALG_NOT_ALLOWED};
  ExpectFloor(claim, v1::UNMET, v1::ALG_NOT_ALLOWED);
  claim.check_codes.clear();
  ExpectFloor(claim, v1::UNMET, v1::TAMPERED);
}

TEST(JudgeAccept, LetsAnUncheckedCredentialBeUnclearAtBest) {
  Claim claim = GoodClaim("sql");
  claim.belief = Belief::kUnchecked;
  for (v1::ReasonCode code :
       {v1::KEY_UNAVAILABLE, v1::KEY_ROTATED, v1::UNSUPPORTED_CRYPTOSUITE,
        v1::UNSUPPORTED_FORMAT, v1::UNKNOWN_CONTEXT, v1::WORK_LIMIT}) {
    claim.check_codes = {code};
    ExpectFloor(claim, v1::UNCLEAR, code);
    PolicyAccept strict;
    strict.exclude_unchecked = true;
    const bool may_clear =
        code == v1::KEY_UNAVAILABLE || code == v1::KEY_ROTATED;
    ExpectFloor(claim, may_clear ? v1::UNCLEAR : v1::UNMET, code, strict);
  }
  claim.check_codes.clear();
  EXPECT_EQ(JudgeAccept({}, claim).value, v1::UNCLEAR);
}

TEST(JudgeAccept, WantsACryptographicProofUnlessToldOtherwise) {
  Claim claim = GoodClaim("sql");
  claim.cryptographic = false;
  ExpectFloor(claim, v1::UNMET, v1::PROOF_TOO_WEAK);
  PolicyAccept hosted;
  hosted.proof = PolicyAccept::Proof::kHosted;
  EXPECT_EQ(JudgeAccept(hosted, claim).value, v1::MET);
  hosted.proof = PolicyAccept::Proof::kAny;
  EXPECT_EQ(JudgeAccept(hosted, claim).value, v1::MET);
}

TEST(JudgeAccept, KnowsThreeValuesOfBinding) {
  Claim claim = GoodClaim("sql");
  claim.binding = v1::UNCLEAR;
  ExpectFloor(claim, v1::UNCLEAR, v1::BINDING_NOT_CHECKED);
  claim.binding = v1::UNMET;
  claim.dates = v1::UNMET;  // hidden: the credential is someone else's
  ExpectFloor(claim, v1::UNMET, v1::SUBJECT_NOT_BOUND);
  claim = GoodClaim("sql");
  PolicyAccept holder;
  holder.binding = PolicyAccept::Binding::kHolderProof;
  ExpectFloor(claim, v1::UNCLEAR, v1::BINDING_NOT_CHECKED, holder);
  claim.holder_proved = true;
  EXPECT_EQ(JudgeAccept(holder, claim).value, v1::MET);
  PolicyAccept any;
  any.binding = PolicyAccept::Binding::kAny;
  claim.binding = v1::UNCLEAR;
  EXPECT_EQ(JudgeAccept(any, claim).value, v1::MET);
}

TEST(JudgeAccept, ReadsStatusAndDates) {
  Claim claim = GoodClaim("sql");
  claim.status = v1::UNCLEAR;
  ExpectFloor(claim, v1::UNCLEAR, v1::STATUS_UNAVAILABLE);
  claim.status = v1::UNMET;
  claim.status_code = v1::REVOKED;
  ExpectFloor(claim, v1::UNMET, v1::REVOKED);
  claim.status_code = v1::SUSPENDED;
  ExpectFloor(claim, v1::UNMET, v1::SUSPENDED);
  PolicyAccept any;
  any.any_status = true;
  EXPECT_EQ(JudgeAccept(any, claim).value, v1::MET);

  claim = GoodClaim("sql");
  claim.dates = v1::UNMET;
  claim.dates_code = v1::EXPIRED;
  ExpectFloor(claim, v1::UNMET, v1::EXPIRED);
  PolicyAccept lenient;
  lenient.allow_expired = true;
  EXPECT_EQ(JudgeAccept(lenient, claim).value, v1::MET);
  claim.dates_code = v1::NOT_YET_VALID;
  ExpectFloor(claim, v1::UNMET, v1::NOT_YET_VALID, lenient);
}

TEST(JudgeAccept, ReadsCompletionAndAuthority) {
  Claim claim = GoodClaim("sql");
  claim.completed = v1::UNMET;
  ExpectFloor(claim, v1::UNMET, v1::NOT_COMPLETED);
  claim = GoodClaim("sql");
  claim.authorised = v1::UNMET;
  ExpectFloor(claim, v1::UNMET, v1::ISSUER_NOT_AUTHORISED);
  claim.authorised = v1::UNCLEAR;
  ExpectFloor(claim, v1::UNCLEAR, v1::ISSUER_AUTHORITY_UNKNOWN);
  PolicyAccept open;
  open.authorised_issuer = false;
  EXPECT_EQ(JudgeAccept(open, claim).value, v1::MET);
}

TEST(JudgeAccept, TellsUnreviewedUnrecognisedAndDenylistedIssuersApart) {
  Claim claim = GoodClaim("sql");
  claim.issuer_class.value.reset();
  ExpectFloor(claim, v1::UNCLEAR, v1::ISSUER_NOT_REVIEWED);
  claim.issuer_class.value = IssuerClass::kUnrecognised;
  ExpectFloor(claim, v1::UNMET, v1::ISSUER_UNRECOGNISED);
  PolicyAccept review;
  review.review_unrecognised_issuer = true;
  ExpectFloor(claim, v1::UNCLEAR, v1::ISSUER_UNRECOGNISED, review);
  claim.issuer_class.value = IssuerClass::kDenylisted;
  ExpectFloor(claim, v1::UNMET, v1::ISSUER_DENYLISTED);
  PolicyAccept no_employers;
  no_employers.not_issuer_class = {IssuerClass::kEmployer};
  EXPECT_EQ(JudgeAccept(no_employers, claim).value, v1::MET);
  claim.issuer_class.value = IssuerClass::kEmployer;
  ExpectFloor(claim, v1::UNMET, v1::ISSUER_CLASS_NOT_ACCEPTED, no_employers);
}

Judgement Judged(const PolicyWhere& where, const Claim& claim) {
  return JudgeWhere(JudgeAccept({}, claim), where, claim, UtcDay(SampleAsOf()));
}

TEST(JudgeWhere, ComparesTheKind) {
  PolicyWhere where;
  where.kind = {AchievementKind::kDegree, AchievementKind::kCertificate};
  Claim claim = GoodClaim("sql");
  const Judgement judgement = Judged(where, claim);
  EXPECT_EQ(judgement.value, v1::UNMET);
  ASSERT_EQ(judgement.failing.size(), 1u);
  const v1::PredicateResult& result = judgement.failing[0];
  EXPECT_EQ(result.predicate(), "where.kind");
  EXPECT_EQ(result.reason(), v1::KIND_NOT_ACCEPTED);
  EXPECT_EQ(result.expected(), "one of: degree, certificate");
  EXPECT_EQ(result.actual(), "certification");
  EXPECT_EQ(result.evidence().pointer(),
            "/credentialSubject/achievement/achievementType");
  claim.kind.value.reset();
  EXPECT_EQ(Judged(where, claim).value, v1::UNCLEAR);
  EXPECT_THAT(Codes(Judged(where, claim)), ElementsAre(v1::KIND_NOT_STATED));
  claim.kind.value = AchievementKind::kDegree;
  EXPECT_EQ(Judged(where, claim).value, v1::MET);
}

TEST(JudgeWhere, ComparesTheIssuersClassAndBasis) {
  PolicyWhere where;
  where.issuer_class = {IssuerClass::kGovernment};
  where.issuer_basis = {IssuerBasis::kTrustMark};
  Claim claim = GoodClaim("sql");
  EXPECT_THAT(Codes(Judged(where, claim)),
              ElementsAre(v1::ISSUER_CLASS_NOT_ACCEPTED,
                          v1::ISSUER_BASIS_SELF_ASSERTED));
  claim.issuer_class.value = IssuerClass::kGovernment;
  claim.issuer_basis.value = IssuerBasis::kTrustMark;
  EXPECT_EQ(Judged(where, claim).value, v1::MET);
}

TEST(JudgeWhere, ShowsOnlyTheStrongerReasonAboutAnIssuer) {
  PolicyWhere where;
  where.issuer_class = {IssuerClass::kGovernment};
  where.issuer_basis = {IssuerBasis::kTrustMark};
  Claim claim = GoodClaim("sql");
  claim.issuer_class.value = IssuerClass::kUnrecognised;
  EXPECT_THAT(Codes(Judged(where, claim)),
              ElementsAre(v1::ISSUER_UNRECOGNISED));
  claim.issuer_class.value.reset();
  claim.issuer_basis.value.reset();
  EXPECT_THAT(Codes(Judged(where, claim)),
              ElementsAre(v1::ISSUER_NOT_REVIEWED));
  EXPECT_EQ(Judged(where, claim).value, v1::UNCLEAR);
}

TEST(JudgeWhere, ComparesTheDayOfAward) {
  PolicyWhere where;
  where.max_age = ParseDuration("P36M");
  Claim claim = GoodClaim("sql");
  claim.awarded.value = absl::CivilDay(2023, 11, 23);
  EXPECT_EQ(Judged(where, claim).value, v1::MET);
  claim.awarded.value = absl::CivilDay(2023, 11, 22);
  const Judgement judgement = Judged(where, claim);
  EXPECT_EQ(judgement.value, v1::UNMET);
  EXPECT_EQ(judgement.failing[0].reason(), v1::TOO_OLD);
  EXPECT_EQ(judgement.failing[0].expected(), "awarded on or after 2023-11-23");
  EXPECT_EQ(judgement.failing[0].actual(), "awarded on 2023-11-22");
  EXPECT_EQ(judgement.failing[0].evidence().pointer(), "/awardedDate");
  claim.awarded.value.reset();
  EXPECT_THAT(Codes(Judged(where, claim)), ElementsAre(v1::DATE_NOT_STATED));
  EXPECT_EQ(Judged(where, claim).value, v1::UNCLEAR);
}

TEST(IsRelevant, ReadsTheFirstStatedSkillsAndAllCataloguedOnes) {
  Requirement requirement;
  requirement.about_skills = {"sql"};
  PolicyAccept accept;
  accept.max_alignments = 2;
  Claim claim = GoodClaim("a");
  EXPECT_FALSE(IsRelevant(requirement, accept, claim));
  claim.skills = {{"a", "/0"}, {"sql", "/1"}};
  EXPECT_TRUE(IsRelevant(requirement, accept, claim));
  claim.skills = {{"a", "/0"}, {"b", "/1"}, {"sql", "/2"}};
  EXPECT_FALSE(IsRelevant(requirement, accept, claim));
  claim.skills.push_back({"sql", ""});
  EXPECT_TRUE(IsRelevant(requirement, accept, claim));
}

TEST(IsRelevant, ReadsDomainsAndAchievements) {
  Requirement requirement;
  requirement.about_domains = {"computing"};
  Claim claim = GoodClaim("sql");
  EXPECT_FALSE(IsRelevant(requirement, {}, claim));
  claim.skills[0].domains = {"data-engineering", "computing"};
  EXPECT_TRUE(IsRelevant(requirement, {}, claim));
  requirement.about_domains = {"marketing"};
  EXPECT_FALSE(IsRelevant(requirement, {}, claim));
  requirement.about_achievements = {"northwind/pro"};
  EXPECT_FALSE(IsRelevant(requirement, {}, claim));
  claim.achievement_entry = "northwind/pro";
  EXPECT_TRUE(IsRelevant(requirement, {}, claim));
  // A stated skill beyond the bound makes no domain relevant either.
  requirement = {};
  requirement.about_domains = {"computing"};
  claim.skills.insert(claim.skills.begin(), {"a", "/0"});
  PolicyAccept accept;
  accept.max_alignments = 1;
  EXPECT_FALSE(IsRelevant(requirement, accept, claim));
}

TEST(PointerTo, RendersACredentialForAReport) {
  Claim claim = GoodClaim("sql");
  claim.document = 3;
  EXPECT_EQ(PointerTo(claim).rendered(), "Pro in sql · northwind");
  EXPECT_EQ(PointerTo(claim, PolicyWhere()).rendered(),
            "Pro in sql · northwind · certification · 2026-01-10");
  claim.issuer_name = "Northwind";
  EXPECT_EQ(PointerTo(claim).rendered(), "Pro in sql · Northwind");
  EXPECT_EQ(PointerTo(claim).document(), 3);
  claim.belief = Belief::kUnchecked;
  EXPECT_THAT(PointerTo(claim).rendered(), ::testing::EndsWith("not checked"));
  claim.belief = Belief::kRejected;
  EXPECT_EQ(PointerTo(claim).rendered(), "");
  EXPECT_EQ(PointerTo(claim, PolicyWhere()).rendered(), "");
}

TEST(PointerTo, BoundsAndCleansForeignText) {
  Claim claim = GoodClaim("sql");
  claim.achievement_name = "a\x1b[31m\nb";
  EXPECT_THAT(PointerTo(claim).rendered(), ::testing::StartsWith("a [31m b ·"));
  claim.achievement_name.clear();
  for (int i = 0; i < 1000; ++i) claim.achievement_name += "ü";
  EXPECT_LT(PointerTo(claim).rendered().size(), 250u);
  claim.achievement_name = "\xFF";
  EXPECT_THAT(PointerTo(claim).rendered(),
              ::testing::StartsWith("(unreadable)"));
}

}  // namespace
}  // namespace prescreen
