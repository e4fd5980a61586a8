// SPDX-License-Identifier: Apache-2.0
// From a bundle to the status lists that it needs, and what they do to the
// decision and its record.
#include "server/pipeline/status_evidence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server/claims/sample_catalogues.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_fetcher.h"
#include "tests/support/status_list_builder.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kUrl[] = "https://issuer.example/status/3";
constexpr char kOther[] = "https://issuer.example/status/4";
constexpr char kPolicy[] = R"(apiVersion: prescreen/v1
kind: RolePolicy
metadata:
  id: engineer
  title: Engineer
  owner: hiring@employer.example
  effective: {from: 2026-10-01, until: 2027-04-01}
requirements:
  - id: sql
    tier: critical
    title: SQL
    why: Daily work.
    candidate_text: A certification in SQL.
    about: {skills: [sql]}
    where:
      kind: [certification]
      issuer: {class: [industry_leader]}
)";

class StatusEvidenceTest : public testing::Test {
 protected:
  StatusEvidenceTest() {
    ParsedPolicy parsed = ParseRolePolicy(kPolicy);
    EXPECT_TRUE(parsed.policy.has_value());
    policy_ = *std::move(parsed.policy);
    inputs_.as_of = inputs_.now = clock_.Now();
    inputs_.known_identifiers.resize(1);
    inputs_.known_identifiers[0].set_type("emailAddress");
    inputs_.known_identifiers[0].set_value("ada@example.org");
    token_.Set("/credentialStatus", StatusEntry(kUrl, "revocation", "7"));
  }

  void Present(std::string content) {
    inputs_.bundle.push_back({"", std::move(content), ""});
  }
  std::vector<std::string> Urls() {
    return StatusListUrls(VerifyDocuments(inputs_.bundle, catalogues_, {},
                                          artefacts_.keys, nullptr));
  }
  void Publish(const std::vector<std::uint64_t>& set) {
    fetcher_.Put(
        kUrl, StatusListToken(issuer_, kUrl, "revocation", set).Sign(issuer_));
  }
  // The whole way.
  ScreeningJudgement Judged() {
    const VerifiedBundle verified = VerifyDocuments(
        inputs_.bundle, catalogues_, {}, artefacts_.keys, nullptr);
    const std::vector<std::string> urls = StatusListUrls(verified);
    FetchForTest(queue_, urls);
    const StatusLists lists =
        GatherStatusLists(urls, queue_, catalogues_, artefacts_);
    return Judge(verified, inputs_, policy_, catalogues_, {}, lists);
  }

  FakeClock clock_{absl::FromUnixSeconds(1795435200)};
  FakeFetcher fetcher_{clock_};
  FetchQueue queue_{fetcher_, clock_, {}};
  Artefacts artefacts_;
  const CatalogueSet catalogues_ = SampleCatalogues();
  const TestIssuer issuer_{'i'};
  TestToken token_ = OpenBadgeToken(issuer_);
  RolePolicy policy_;
  ScreeningInputs inputs_;
};

TEST_F(StatusEvidenceTest, EachListIsAskedForOnce) {
  Present(token_.Sign(issuer_));
  Present(token_.Sign(issuer_));
  token_.Set("/credentialStatus", StatusEntry(kOther, "suspension", "7"));
  Present(token_.Sign(issuer_));
  EXPECT_THAT(Urls(), ElementsAre(kUrl, kOther));
}

TEST_F(StatusEvidenceTest, ForgeryCausesNoFetch) {
  Present(token_.Sign(TestIssuer('x')));
  EXPECT_THAT(Urls(), IsEmpty());
}

TEST_F(StatusEvidenceTest, UncheckedCredentialCausesNoFetch) {
  token_.header.Set("kid", json::Value::String("did:web:issuer.example#k"));
  Present(token_.Sign(issuer_));
  EXPECT_THAT(Urls(), IsEmpty());
}

TEST_F(StatusEvidenceTest, EntryThatNeedsNoListCausesNoFetch) {
  token_.Set("/credentialStatus", StatusEntry(kUrl, "message", "7"));
  Present(token_.Sign(issuer_));
  EXPECT_THAT(Urls(), IsEmpty());
}

TEST_F(StatusEvidenceTest, OnlySoManyListsAreAskedFor) {
  json::Value entries = json::Value::Array();
  for (std::size_t i = 0; i <= kMaxStatusLists; ++i) {
    entries.Append(StatusEntry(absl::StrCat(kUrl, "/", i), "revocation", "7"));
  }
  token_.Set("/credentialStatus", entries);
  Present(token_.Sign(issuer_));
  EXPECT_EQ(Urls().size(), kMaxStatusLists);
}

TEST_F(StatusEvidenceTest, GoodStatusPassesAndIsRecorded) {
  Publish({});
  Present(token_.Sign(issuer_));
  const ScreeningJudgement judgement = Judged();
  EXPECT_EQ(judgement.decision.outcome(), v1::Decision::PASS);
  EXPECT_EQ(judgement.credentials[0].status(), v1::VALID);
  ASSERT_TRUE(judgement.status_sources[0].has_value());
  EXPECT_EQ(judgement.status_sources[0]->fetched_at, clock_.Now());
  ASSERT_EQ(judgement.evidence.size(), 1u);
  EXPECT_EQ(judgement.evidence[0]->digest, judgement.status_sources[0]->digest);
}

TEST_F(StatusEvidenceTest, RevokedCredentialDoesNotCount) {
  Publish({7});
  Present(token_.Sign(issuer_));
  const ScreeningJudgement judgement = Judged();
  EXPECT_EQ(judgement.decision.outcome(), v1::Decision::NOT_MET);
  EXPECT_EQ(judgement.credentials[0].status(), v1::INVALID);
  EXPECT_EQ(judgement.evidence.size(), 1u);
}

TEST_F(StatusEvidenceTest, UnreachableListLeadsToAPerson) {
  Present(token_.Sign(issuer_));
  const ScreeningJudgement judgement = Judged();
  EXPECT_EQ(judgement.decision.outcome(), v1::Decision::REVIEW);
  EXPECT_EQ(judgement.credentials[0].status(), v1::UNCHECKED);
  EXPECT_FALSE(judgement.status_sources[0].has_value());
  EXPECT_THAT(judgement.evidence, IsEmpty());
}

TEST_F(StatusEvidenceTest, ForgedListLeadsToAPersonAndIsKept) {
  fetcher_.Put(
      kUrl,
      StatusListToken(issuer_, kUrl, "revocation", {}).Sign(TestIssuer('x')));
  Present(token_.Sign(issuer_));
  const ScreeningJudgement judgement = Judged();
  EXPECT_EQ(judgement.decision.outcome(), v1::Decision::REVIEW);
  EXPECT_EQ(judgement.evidence.size(), 1u);
}

TEST_F(StatusEvidenceTest, OneListForManyCredentialsIsKeptOnce) {
  Publish({});
  Present(token_.Sign(issuer_));
  token_.Set("/credentialStatus/statusListIndex", "8");
  Present(token_.Sign(issuer_));
  const ScreeningJudgement judgement = Judged();
  EXPECT_EQ(judgement.evidence.size(), 1u);
  EXPECT_TRUE(judgement.status_sources[1].has_value());
  EXPECT_EQ(fetcher_.asked(), 1);
}

TEST_F(StatusEvidenceTest, RevocationIsSeenOnceTheListIsNoLongerFresh) {
  Publish({});
  Present(token_.Sign(issuer_));
  EXPECT_EQ(Judged().decision.outcome(), v1::Decision::PASS);
  Publish({7});
  clock_.Advance(absl::Minutes(6));
  EXPECT_EQ(Judged().decision.outcome(), v1::Decision::NOT_MET);
}

TEST_F(StatusEvidenceTest, StaleListIsUsedForADayAndSaidSo) {
  Publish({});
  Present(token_.Sign(issuer_));
  Judged();
  fetcher_.Remove(kUrl);
  clock_.Advance(absl::Hours(24));
  const ScreeningJudgement judgement = Judged();
  EXPECT_EQ(judgement.decision.outcome(), v1::Decision::PASS);
  ASSERT_GE(judgement.credentials[0].findings_size(), 1);
  EXPECT_EQ(judgement.credentials[0].findings(0).code(),
            v1::STATUS_UNAVAILABLE);
  EXPECT_EQ(judgement.credentials[0].findings(0).verdict(),
            v1::VERDICT_UNSPECIFIED);
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(Judged().decision.outcome(), v1::Decision::REVIEW);
}

}  // namespace
}  // namespace prescreen
