// SPDX-License-Identifier: Apache-2.0
// The sample bundles against the shipped policy of the senior data engineer.
#include "tests/server/decision/sample_bundles.h"

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/decision/decide.h"
#include "tests/server/policy/sample_claims.h"

namespace prescreen {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What a bundle comes to; requirements that are not named are as in B01.
struct Sample {
  const char* id;
  Bundle bundle;
  v1::Decision::Outcome outcome;
  std::map<std::string, v1::Ternary> values;
  std::map<std::string, v1::ReasonCode> reasons;  // by requirement
  std::vector<v1::ReasonCode> flags;
};

std::vector<Sample> Samples() {
  constexpr auto kPass = v1::Decision::PASS;
  constexpr auto kReview = v1::Decision::REVIEW;
  constexpr auto kNotMet = v1::Decision::NOT_MET;
  const auto lapse = [](Claim* claim) {
    claim->awarded = Stated(absl::CivilDay(2024, 8, 31));
    ValidUntil(absl::CivilDay(2026, 8, 31), claim);
    claim->dates = v1::UNMET;
    claim->dates_code = v1::EXPIRED;
  };
  const auto status_down = [](Claim* claim) { claim->status = v1::UNCLEAR; };
  const auto someone_else = [](Claim* claim) { claim->binding = v1::UNMET; };
  const auto unlisted = [](Claim* claim) {
    claim->issuer_id = "did:web:unlisted.example";
    claim->issuer_entry.clear();
    claim->issuer_class = {};
    claim->issuer_basis = {};
  };
  return {
      {"B01", Ada(), kPass, {}, {}, {}},
      {"B03",
       Collector(),
       kNotMet,
       {{"sql-modelling", v1::UNMET},
        {"cloud-platform", v1::UNMET},
        {"hands-on", v1::UNMET},
        {"foundation", v1::UNMET}},
       {{"sql-modelling", v1::ISSUER_UNRECOGNISED},
        {"hands-on", v1::NO_ASSESSMENT}},
       {}},
      {"B04",
       AdaWith(kCert, lapse),
       kReview,
       {{"cloud-platform", v1::UNMET}},
       {{"cloud-platform", v1::EXPIRED}},
       {}},
      {"B05",
       AdaWith(kCert, status_down),
       kReview,
       {{"cloud-platform", v1::UNCLEAR}},
       {{"cloud-platform", v1::STATUS_UNAVAILABLE}},
       {}},
      {"B06",
       Fatima(),
       kNotMet,
       {{"cloud-platform", v1::UNMET}, {"hands-on", v1::UNMET}},
       {{"cloud-platform", v1::REVOKED}, {"hands-on", v1::NO_EVIDENCE}},
       {}},
      {"B07",
       AdaWith(kSql, Tamper),
       kReview,
       {{"sql-modelling", v1::UNMET}},
       {{"sql-modelling", v1::TAMPERED}},
       {v1::TAMPERED}},
      {"B08",
       Hana(),
       kReview,
       {{"cloud-platform", v1::UNMET}},
       {{"cloud-platform", v1::ISSUER_NOT_AUTHORISED}},
       {v1::ISSUER_NOT_AUTHORISED}},
      {"B09",
       AdaWith(kDegree, someone_else),
       kReview,
       {{"foundation", v1::UNMET}},
       {{"foundation", v1::SUBJECT_NOT_BOUND}},
       {}},
      {"B10",
       Jamila(),
       kReview,
       {{"cloud-platform", v1::UNCLEAR}, {"streaming", v1::MET}},
       {{"cloud-platform", v1::SUPERVISION_NOT_STATED}},
       {}},
      {"B11",
       Kenji(),
       kNotMet,
       {{"sql-modelling", v1::UNMET}, {"hands-on", v1::UNMET}},
       {{"sql-modelling", v1::TOO_OLD}, {"hands-on", v1::TOO_OLD}},
       {}},
      {"B15",
       Omar(),
       kNotMet,
       {{"sql-modelling", v1::UNMET},
        {"cloud-platform", v1::UNMET},
        {"hands-on", v1::UNMET},
        {"foundation", v1::UNMET}},
       {{"sql-modelling", v1::ISSUER_CLASS_NOT_ACCEPTED},
        {"cloud-platform", v1::NO_RELEVANT_CREDENTIAL}},
       {}},
      {"B16",
       AdaWith(kDegree, Unchecked(v1::KEY_UNAVAILABLE)),
       kReview,
       {{"foundation", v1::UNCLEAR}},
       {{"foundation", v1::KEY_UNAVAILABLE}},
       {}},
      {"B17",
       AdaWith(kDegree, Unchecked(v1::UNSUPPORTED_CRYPTOSUITE)),
       kReview,
       {{"foundation", v1::UNCLEAR}},
       {{"foundation", v1::UNSUPPORTED_CRYPTOSUITE}},
       {}},
      {"B18",
       TwoHostsDown(),
       kReview,
       {{"foundation", v1::UNCLEAR}, {"cloud-platform", v1::UNCLEAR}},
       {{"cloud-platform", v1::KEY_UNAVAILABLE}},
       {}},
      {"B19", SomeonesBadgeToo(), kPass, {}, {}, {}},
      {"B20", AlteredBadgeToo(), kReview, {}, {}, {v1::TAMPERED}},
      {"B21",
       FatimaAndAForgery(),
       kNotMet,
       {{"cloud-platform", v1::UNMET}, {"hands-on", v1::UNMET}},
       {{"cloud-platform", v1::REVOKED}},
       {v1::TAMPERED}},
      {"B22",
       AdaWith(kDegree, unlisted),
       kReview,
       {{"foundation", v1::UNCLEAR}},
       {{"foundation", v1::ISSUER_NOT_REVIEWED}},
       {}},
      {"B23",
       Inventions(),
       kReview,
       {{"sql-modelling", v1::UNCLEAR},
        {"cloud-platform", v1::UNCLEAR},
        {"hands-on", v1::UNCLEAR},
        {"foundation", v1::UNCLEAR}},
       {},
       {}},
  };
}

class SampleBundles : public ::testing::Test {
 protected:
  SampleBundles() {
    std::ifstream file(
        absl::StrCat(PRESCREEN_SOURCE_DIR,
                     "/deploy/policies/senior-data-engineer-core.yaml"));
    std::ostringstream text;
    text << file.rdbuf();
    policy_ = ParseRolePolicy(text.str()).policy.value();
  }

  v1::Decision Decided(Bundle bundle) const {
    for (std::size_t i = 0; i < bundle.size(); ++i) {
      bundle[i].document = static_cast<int>(i);
    }
    DecisionInputs inputs;
    inputs.as_of = SampleAsOf();
    inputs.documents_presented = static_cast<int>(bundle.size());
    inputs.documents_readable = inputs.documents_presented;
    const ClaimSet claims = ClaimSet::ForTest(std::move(bundle));
    return Decide(policy_, Evaluate(policy_, claims, inputs.as_of), claims,
                  inputs);
  }

  static v1::RequirementResult Find(const v1::Decision& decision,
                                    absl::string_view id) {
    for (const v1::RequirementResult& result : decision.requirements()) {
      if (result.id() == id) return result;
    }
    ADD_FAILURE() << std::string(id);
    return {};
  }

  RolePolicy policy_;
};

TEST_F(SampleBundles, ComeToTheirOutcomes) {
  for (const Sample& sample : Samples()) {
    SCOPED_TRACE(sample.id);
    const v1::Decision decision = Decided(sample.bundle);
    EXPECT_EQ(decision.outcome(), sample.outcome) << decision.DebugString();
    std::map<std::string, v1::Ternary> values = {
        {"sql-modelling", v1::MET}, {"cloud-platform", v1::MET},
        {"hands-on", v1::MET},      {"foundation", v1::MET},
        {"streaming", v1::UNMET},   {"ml-data", v1::UNMET}};
    for (const auto& [id, value] : sample.values) values[id] = value;
    for (const auto& [id, value] : values) {
      EXPECT_EQ(Find(decision, id).value(), value)
          << Find(decision, id).DebugString();
    }
    for (const auto& [id, reason] : sample.reasons) {
      EXPECT_THAT(Find(decision, id).reasons(), Contains(reason));
    }
    EXPECT_EQ(
        std::vector<int>(decision.flags().begin(), decision.flags().end()),
        std::vector<int>(sample.flags.begin(), sample.flags.end()));
  }
}

TEST_F(SampleBundles, ShowAdaAsInTheReport) {
  const v1::Decision decision = Decided(Ada());
  EXPECT_EQ(Find(decision, "foundation").route(), "foundation.degree");
  EXPECT_EQ(Find(decision, "sql-modelling").satisfied_by(0).rendered(),
            "zed/advanced-sql · zed · proctored exam · 2024-06-30");
  EXPECT_EQ(Find(decision, "hands-on").satisfied_by(0).rendered(),
            "zed/pipelines-project · zed · evidence: 1 link");
  EXPECT_EQ(Find(decision, "foundation").satisfied_by(0).rendered(),
            "meridian/bsc-cs · meridian · EQF 6");
  EXPECT_THAT(decision.no_effect(), ElementsAre(kLeadership));
}

TEST_F(SampleBundles, SayWhatDmitrisCertificationLacks) {
  const v1::Decision decision = Decided(Samples()[2].bundle);
  const v1::RequirementResult cloud = Find(decision, "cloud-platform");
  EXPECT_EQ(cloud.closest().rendered(),
            "northwind/data-engineer-pro · northwind");
  ASSERT_EQ(cloud.failing_size(), 1);
  EXPECT_EQ(cloud.failing(0).actual(), "expired on 2026-08-31");
  EXPECT_EQ(cloud.failing(0).expected(), "valid until 2026-12-23 or later");
  EXPECT_THAT(decision.headline(), HasSubstr("a near miss"));
}

TEST_F(SampleBundles, TakeTheCollectorForAnEmptyBundle) {
  const v1::Decision decision = Decided(Collector());
  EXPECT_EQ(decision.no_effect_size(), 41);
  EXPECT_EQ(decision.critical_met(), 0);
  EXPECT_EQ(decision.critical_total(), 4);
  EXPECT_EQ(Decided({}).outcome(), v1::Decision::INCOMPLETE);
}

TEST_F(SampleBundles, LeaveSomeoneElsesBadgeWithoutEffect) {
  EXPECT_THAT(Decided(SomeonesBadgeToo()).no_effect(),
              ElementsAre(kLeadership, kLeadership + 1));
}

TEST_F(SampleBundles, SayOnHowManyUncheckedCredentialsTheInventionsRest) {
  EXPECT_THAT(Decided(Inventions()).headline(),
              HasSubstr("rests on 4 credentials that could not be checked"));
}

TEST_F(SampleBundles, MakeAPlanOfOmarsGapsForDevelopment) {
  policy_.metadata.purpose = Purpose::kDevelopment;
  const v1::Decision decision = Decided(Omar());
  EXPECT_EQ(decision.outcome(), v1::Decision::GAP_PLAN);
  EXPECT_THAT(decision.flags(), IsEmpty());
  EXPECT_THAT(decision.headline(), HasSubstr("4 critical"));
}

// POLICY section 4, B02: without the stack of credits Ben is a near miss.
TEST_F(SampleBundles, CountThreeCertificationsInsteadOfADegree) {
  Bundle bundle = Ada();
  bundle[kDegree] = Jamila()[0];
  EXPECT_EQ(Find(Decided(bundle), "foundation").value(), v1::UNMET);
  Claim third = Jamila()[0];
  third.credential_id = "urn:third";
  third.credential_digest = "third";
  bundle.push_back(third);
  EXPECT_EQ(Find(Decided(bundle), "foundation").value(), v1::UNMET);
  bundle.back().achievement_entry = "helios/another";
  const v1::RequirementResult foundation = Find(Decided(bundle), "foundation");
  EXPECT_EQ(foundation.value(), v1::MET);
  EXPECT_EQ(foundation.route(), "foundation.certifications");
  EXPECT_EQ(foundation.satisfied_by_size(), 3);
}

}  // namespace
}  // namespace prescreen
