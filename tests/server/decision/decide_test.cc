// SPDX-License-Identifier: Apache-2.0
#include "server/decision/decide.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/policy/sample_claims.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A policy with requirements of these tiers, about skills `s0`, `s1` …
RolePolicy PolicyOf(std::vector<v1::Tier> tiers) {
  RolePolicy policy = SamplePolicy();
  const Requirement model = policy.requirements[0];
  policy.requirements.clear();
  for (std::size_t i = 0; i < tiers.size(); ++i) {
    Requirement requirement = model;
    requirement.id = absl::StrCat("r", i);
    requirement.tier = tiers[i];
    requirement.about_skills = {absl::StrCat("s", i)};
    policy.requirements.push_back(requirement);
  }
  return policy;
}

v1::Decision Decided(const RolePolicy& policy, std::vector<Claim> claims,
                     bool as_of_chosen = false) {
  for (std::size_t i = 0; i < claims.size(); ++i) {
    claims[i].document = static_cast<int>(i);
  }
  DecisionInputs inputs;
  inputs.as_of = SampleAsOf();
  inputs.as_of_chosen = as_of_chosen;
  inputs.documents_presented = static_cast<int>(claims.size());
  inputs.documents_readable = inputs.documents_presented;
  const ClaimSet set = ClaimSet::ForTest(std::move(claims));
  return Decide(policy, Evaluate(policy, set, inputs.as_of), set, inputs);
}

Claim Unclear(const std::string& skill) {
  Claim claim = GoodClaim(skill);
  claim.status = v1::UNCLEAR;
  return claim;
}
Claim Forged(const std::string& skill) {
  Claim claim = GoodClaim(skill, "forged");
  claim.belief = Belief::kRejected;
  claim.check_codes = {v1::TAMPERED};
  return claim;
}

TEST(Decide, PassesWhereCriticalAndGrowthAreMet) {
  RolePolicy policy = PolicyOf(
      {v1::CRITICAL, v1::CRITICAL, v1::GROWTH, v1::GROWTH, v1::FUTURE});
  policy.decision.growth_at_least = 1;
  const v1::Decision decision =
      Decided(policy, {GoodClaim("s0"), GoodClaim("s1"), GoodClaim("s3")});
  EXPECT_EQ(decision.outcome(), v1::Decision::PASS);
  EXPECT_EQ(decision.headline(),
            "All 2 critical requirements are met, and 1 of 2 growth "
            "requirements (1 needed).");
  EXPECT_EQ(decision.critical_met(), 2);
  EXPECT_EQ(decision.critical_total(), 2);
  EXPECT_EQ(decision.growth_met(), 1);
  EXPECT_EQ(decision.growth_needed(), 1);
  EXPECT_EQ(decision.growth_total(), 2);
  EXPECT_EQ(decision.as_of().seconds(), absl::ToUnixSeconds(SampleAsOf()));
  ASSERT_EQ(decision.requirements_size(), 5);
  EXPECT_EQ(decision.requirements(0).sentence(), "");
  EXPECT_EQ(decision.requirements(2).sentence(),
            "No credential for this requirement was presented.");
}

TEST(Decide, ReviewsWhereOnlyGrowthIsShort) {
  RolePolicy policy = PolicyOf({v1::CRITICAL, v1::GROWTH});
  policy.decision.growth_at_least = 1;
  const v1::Decision decision = Decided(policy, {GoodClaim("s0")});
  EXPECT_EQ(decision.outcome(), v1::Decision::REVIEW);
  EXPECT_THAT(decision.headline(),
              HasSubstr("0 of 1 needed growth requirements are met"));
}

TEST(Decide, ReviewsWhereSomethingIsUnclear) {
  const RolePolicy policy = PolicyOf({v1::CRITICAL, v1::CRITICAL});
  const v1::Decision decision =
      Decided(policy, {GoodClaim("s0"), Unclear("s1")});
  EXPECT_EQ(decision.outcome(), v1::Decision::REVIEW);
  EXPECT_EQ(decision.headline(),
            "A person should look: 1 critical requirement is unclear.");
  RolePolicy growth = PolicyOf({v1::CRITICAL, v1::GROWTH});
  growth.decision.growth_at_least = 1;
  EXPECT_EQ(Decided(growth, {GoodClaim("s0"), Unclear("s1")}).outcome(),
            v1::Decision::REVIEW);
}

TEST(Decide, ReviewsANearMissAndDeclinesNothing) {
  RolePolicy policy = PolicyOf({v1::CRITICAL, v1::CRITICAL, v1::CRITICAL});
  EXPECT_EQ(Decided(policy, {GoodClaim("s0"), GoodClaim("s1")}).outcome(),
            v1::Decision::NOT_MET);
  policy.decision.critical_unmet_at_most = 1;
  const v1::Decision near = Decided(policy, {GoodClaim("s0"), GoodClaim("s1")});
  EXPECT_EQ(near.outcome(), v1::Decision::REVIEW);
  EXPECT_THAT(near.headline(), HasSubstr("1 of 3 critical requirements is not "
                                         "met (a near miss)"));
  EXPECT_EQ(Decided(policy, {GoodClaim("s0"), Unclear("s1")}).outcome(),
            v1::Decision::REVIEW);
  const v1::Decision far = Decided(policy, {GoodClaim("s0")});
  EXPECT_EQ(far.outcome(), v1::Decision::NOT_MET);
  EXPECT_EQ(far.headline(),
            "2 of 3 critical requirements are not met; a person makes the "
            "final decision.");
}

TEST(Decide, MakesReviewOfAFlaggedPass) {
  RolePolicy policy = PolicyOf({v1::CRITICAL});
  const v1::Decision decision =
      Decided(policy, {GoodClaim("s0"), Forged("s0")});
  EXPECT_EQ(decision.outcome(), v1::Decision::REVIEW);
  EXPECT_THAT(decision.flags(), ElementsAre(v1::TAMPERED));
  EXPECT_THAT(decision.headline(),
              HasSubstr("a document does not match its signature"));
  policy.decision.flags_to_review.clear();
  EXPECT_EQ(Decided(policy, {GoodClaim("s0"), Forged("s0")}).outcome(),
            v1::Decision::PASS);
}

TEST(Decide, KeepsNotMetDespiteAFlag) {
  const v1::Decision decision =
      Decided(PolicyOf({v1::CRITICAL}), {Forged("s0")});
  EXPECT_EQ(decision.outcome(), v1::Decision::NOT_MET);
  EXPECT_THAT(decision.flags(), ElementsAre(v1::TAMPERED));
}

TEST(Decide, IgnoresAForgeryThatConcernsNothing) {
  const v1::Decision decision =
      Decided(PolicyOf({v1::CRITICAL}), {GoodClaim("s0"), Forged("cooking")});
  EXPECT_EQ(decision.outcome(), v1::Decision::PASS);
  EXPECT_THAT(decision.flags(), IsEmpty());
  EXPECT_THAT(decision.no_effect(), ElementsAre(1));
}

TEST(Decide, IsIncompleteWhereNothingCouldBeRead) {
  const RolePolicy policy = PolicyOf({v1::CRITICAL});
  EXPECT_EQ(Decided(policy, {}).outcome(), v1::Decision::INCOMPLETE);
  EXPECT_EQ(Decided(policy, {}).headline(), "No document was presented.");
  DecisionInputs inputs;
  inputs.as_of = SampleAsOf();
  inputs.documents_presented = 2;
  const ClaimSet none = ClaimSet::ForTest({});
  const v1::Decision decision =
      Decide(policy, Evaluate(policy, none, inputs.as_of), none, inputs);
  EXPECT_EQ(decision.outcome(), v1::Decision::INCOMPLETE);
  EXPECT_THAT(decision.headline(), HasSubstr("2 documents"));
  EXPECT_THAT(decision.no_effect(), ElementsAre(0, 1));
}

TEST(Decide, GivesAGapPlanForDevelopment) {
  RolePolicy policy = PolicyOf({v1::CRITICAL, v1::GROWTH, v1::FUTURE});
  policy.metadata.purpose = Purpose::kDevelopment;
  const v1::Decision decision = Decided(policy, {GoodClaim("s0")});
  EXPECT_EQ(decision.outcome(), v1::Decision::GAP_PLAN);
  EXPECT_EQ(decision.headline(),
            "Still open: 0 critical, 1 growth and 1 future requirement.");
}

// Bundle B23: inventions in a form that cannot be checked never pass.
TEST(Decide, SaysWhatRestsOnUncheckedCredentials) {
  const RolePolicy policy =
      PolicyOf({v1::CRITICAL, v1::CRITICAL, v1::CRITICAL, v1::CRITICAL});
  std::vector<Claim> claims;
  for (const char* skill : {"s0", "s1", "s2", "s3"}) {
    claims.push_back(GoodClaim(skill));
    claims.back().belief = Belief::kUnchecked;
    claims.back().check_codes = {v1::UNSUPPORTED_CRYPTOSUITE};
  }
  const v1::Decision decision = Decided(policy, claims);
  EXPECT_EQ(decision.outcome(), v1::Decision::REVIEW);
  EXPECT_THAT(decision.headline(),
              HasSubstr("rests on 4 credentials that could not be checked"));
}

// Bundle B03: many attendance badges are as good as none.
TEST(Decide, NamesDocumentsWithoutEffect) {
  std::vector<Claim> claims;
  for (int i = 0; i < 41; ++i) {
    claims.push_back(GoodClaim("s0", "skillbarn"));
    claims.back().credential_id = absl::StrCat("urn:", i);
    claims.back().issuer_class.value = IssuerClass::kUnrecognised;
  }
  const v1::Decision decision = Decided(PolicyOf({v1::CRITICAL}), claims);
  EXPECT_EQ(decision.outcome(), v1::Decision::NOT_MET);
  EXPECT_EQ(decision.no_effect_size(), 41);
  EXPECT_THAT(decision.requirements(0).reasons(),
              ElementsAre(v1::ISSUER_UNRECOGNISED));
}

// Bundle B19: a credential of another subject changes nothing.
TEST(Decide, PassesDespiteACredentialOfAnotherSubject) {
  Claim other = GoodClaim("s0", "adguild");
  other.binding = v1::UNMET;
  const v1::Decision decision =
      Decided(PolicyOf({v1::CRITICAL}), {GoodClaim("s0"), other});
  EXPECT_EQ(decision.outcome(), v1::Decision::PASS);
  EXPECT_THAT(decision.no_effect(), ElementsAre(1));
}

TEST(Decide, SaysWhereTheDateWasChosen) {
  const RolePolicy policy = PolicyOf({v1::CRITICAL});
  EXPECT_THAT(Decided(policy, {GoodClaim("s0")}, true).information(),
              ElementsAre(v1::AS_OF_CHOSEN));
  EXPECT_THAT(Decided(policy, {GoodClaim("s0")}).information(), IsEmpty());
}

TEST(Decide, SaysWhereCredentialsWereRepeated) {
  const RolePolicy policy = PolicyOf({v1::CRITICAL});
  Claim copy = GoodClaim("s0");
  copy.information = {v1::DATE_FALLBACK, v1::DUPLICATE};
  Claim reissue = GoodClaim("s0");
  reissue.information = {v1::REISSUED};
  EXPECT_THAT(Decided(policy, {GoodClaim("s0"), reissue, copy, copy}, true)
                  .information(),
              ElementsAre(v1::DUPLICATE, v1::REISSUED, v1::AS_OF_CHOSEN));
}

}  // namespace
}  // namespace prescreen
