// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "base/codec/json.h"
#include "base/limits.h"
#include "tests/server/claims/sample_catalogues.h"
#include "tests/support/credential_builder.h"

namespace prescreen {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

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
      recency: {max_age: P60M}
)";

RolePolicy Policy() {
  ParsedPolicy parsed = ParseRolePolicy(kPolicy);
  EXPECT_TRUE(parsed.policy.has_value());
  return *std::move(parsed.policy);
}

class Pipeline : public testing::Test {
 protected:
  Pipeline() {
    inputs_.as_of = inputs_.now = absl::FromUnixSeconds(1795435200);
    Know("ada@example.org");
  }
  void Know(const std::string& mail) {
    inputs_.known_identifiers.resize(1);
    inputs_.known_identifiers[0].set_type("emailAddress");
    inputs_.known_identifiers[0].set_value(mail);
  }
  void Present(std::string content, std::string label = "file") {
    inputs_.bundle.push_back({"", std::move(content), std::move(label)});
  }
  ScreeningJudgement Judged() {
    const VerifiedBundle verified =
        VerifyDocuments(inputs_.bundle, catalogues_, {}, keys_, nullptr);
    return Judge(verified, inputs_, policy_, catalogues_, PipelineSettings{},
                 {});
  }
  v1::Decision::Outcome Outcome() { return Judged().decision.outcome(); }

  const TestIssuer issuer_{'i'};
  const RolePolicy policy_ = Policy();
  const CatalogueSet catalogues_ = SampleCatalogues();
  KeyCache keys_;
  TestToken token_ = OpenBadgeToken(issuer_);
  ScreeningInputs inputs_;
};

std::vector<v1::ReasonCode> CodesOf(const v1::CredentialResult& result) {
  std::vector<v1::ReasonCode> codes;
  for (const v1::Finding& finding : result.findings()) {
    codes.push_back(finding.code());
  }
  return codes;
}

TEST_F(Pipeline, GenuineCertificationPasses) {
  Present(token_.Sign(issuer_), "sql.jwt");
  const ScreeningJudgement judgement = Judged();
  EXPECT_EQ(judgement.decision.outcome(), v1::Decision::PASS);
  ASSERT_EQ(judgement.credentials.size(), 1u);
  const v1::CredentialResult& result = judgement.credentials[0];
  EXPECT_EQ(result.label(), "sql.jwt");
  EXPECT_EQ(result.format(), "application/jwt");
  EXPECT_EQ(result.issuer(), issuer_.did());
  EXPECT_EQ(result.issuer_name(), "Northwind Certifications");
  EXPECT_EQ(result.achievement(), "SQL");
  EXPECT_EQ(result.kind(), "certification");
  EXPECT_EQ(result.proof(), v1::VALID);
  EXPECT_EQ(result.status(), v1::VALID);
  EXPECT_EQ(result.dates(), v1::VALID);
  EXPECT_EQ(result.binding(), v1::VALID);
  EXPECT_TRUE(result.used());
}

TEST_F(Pipeline, CarriesTheExactBytesOfEachCredential) {
  const std::string token = token_.Sign(issuer_);
  Present(token + "\n");
  Present("%PDF-1.7");
  const ScreeningJudgement judgement = Judged();
  EXPECT_THAT(judgement.credential_bytes, ElementsAre(token, "%PDF-1.7"));
  EXPECT_EQ(judgement.key_sources.size(), 2u);
  EXPECT_EQ(judgement.credentials.size(), 2u);
}

TEST_F(Pipeline, NothingPresentedIsIncomplete) {
  EXPECT_EQ(Outcome(), v1::Decision::INCOMPLETE);
}

TEST_F(Pipeline, NothingReadableIsIncomplete) {
  Present("%PDF-1.7");
  const ScreeningJudgement judgement = Judged();
  EXPECT_EQ(judgement.decision.outcome(), v1::Decision::INCOMPLETE);
  EXPECT_THAT(CodesOf(judgement.credentials[0]),
              ElementsAre(v1::NOT_A_CREDENTIAL));
  EXPECT_EQ(judgement.credentials[0].proof(), v1::UNCHECKED);
  EXPECT_EQ(judgement.credentials[0].format(), "application/pdf");
}

TEST_F(Pipeline, TamperedCredentialLeadsToAPersonAndNamesNobody) {
  Present(token_.Sign(TestIssuer('q')));
  const ScreeningJudgement judgement = Judged();
  EXPECT_EQ(judgement.decision.outcome(), v1::Decision::NOT_MET);
  EXPECT_THAT(judgement.decision.flags(), Contains(v1::TAMPERED));
  const v1::CredentialResult& result = judgement.credentials[0];
  EXPECT_THAT(CodesOf(result), ElementsAre(v1::TAMPERED));
  EXPECT_EQ(result.proof(), v1::INVALID);
  EXPECT_EQ(result.dates(), v1::UNCHECKED);
  EXPECT_EQ(result.binding(), v1::UNCHECKED);
  EXPECT_EQ(result.issuer(), "");
  EXPECT_EQ(result.issuer_name(), "");
  EXPECT_EQ(result.achievement(), "");
}

TEST_F(Pipeline, ForgeryBesideAGoodOneLeadsToAPerson) {
  Present(token_.Sign(issuer_));
  Present(token_.Sign(TestIssuer('q')));
  EXPECT_EQ(Outcome(), v1::Decision::REVIEW);
}

TEST_F(Pipeline, UncheckedCredentialNeverPasses) {
  token_.header.Set("alg", json::Value::String("ES256"));
  token_.header.Set("kid", json::Value::String("did:web:x.example#k"));
  Present(token_.Sign(issuer_));
  const ScreeningJudgement judgement = Judged();
  EXPECT_EQ(judgement.decision.outcome(), v1::Decision::REVIEW);
  EXPECT_EQ(judgement.credentials[0].proof(), v1::UNCHECKED);
  EXPECT_EQ(judgement.credentials[0].status(), v1::UNCHECKED);
  EXPECT_EQ(judgement.credentials[0].achievement(), "");
}

TEST_F(Pipeline, UnknownStatusNeverPasses) {
  token_.Set("/credentialStatus", ParseJsonForTest(R"({"type": "X"})"));
  Present(token_.Sign(issuer_));
  const ScreeningJudgement judgement = Judged();
  EXPECT_EQ(judgement.decision.outcome(), v1::Decision::REVIEW);
  EXPECT_EQ(judgement.credentials[0].status(), v1::UNCHECKED);
  EXPECT_THAT(CodesOf(judgement.credentials[0]),
              Contains(v1::STATUS_UNAVAILABLE));
}

TEST_F(Pipeline, SomebodyElsesCredentialDoesNotCount) {
  Know("bob@example.org");
  Present(token_.Sign(issuer_));
  const ScreeningJudgement judgement = Judged();
  EXPECT_EQ(judgement.decision.outcome(), v1::Decision::NOT_MET);
  EXPECT_EQ(judgement.credentials[0].binding(), v1::INVALID);
}

TEST_F(Pipeline, WithoutIdentifiersBindingIsUnknown) {
  inputs_.known_identifiers.clear();
  Present(token_.Sign(issuer_));
  EXPECT_EQ(Outcome(), v1::Decision::REVIEW);
}

TEST_F(Pipeline, ExpiredCredentialDoesNotCount) {
  token_.Set("/validUntil", "2026-06-01T00:00:00Z");
  token_.Remove("/exp");
  Present(token_.Sign(issuer_));
  const ScreeningJudgement judgement = Judged();
  EXPECT_EQ(judgement.decision.outcome(), v1::Decision::NOT_MET);
  EXPECT_EQ(judgement.credentials[0].dates(), v1::INVALID);
}

TEST_F(Pipeline, LookAlikeIsFlagged) {
  const TestIssuer quick('q');
  Present(OpenBadgeToken(quick).Sign(quick));
  const ScreeningJudgement judgement = Judged();
  EXPECT_NE(judgement.decision.outcome(), v1::Decision::PASS);
  EXPECT_THAT(judgement.decision.flags(), Contains(v1::ISSUER_NOT_AUTHORISED));
}

TEST_F(Pipeline, OneBadDocumentDoesNotSpoilAnother) {
  Present("{\"a\":1,\"a\":2}");
  Present(token_.Sign(issuer_));
  Present("");
  const ScreeningJudgement judgement = Judged();
  EXPECT_EQ(judgement.decision.outcome(), v1::Decision::PASS);
  EXPECT_FALSE(judgement.credentials[0].used());
  EXPECT_TRUE(judgement.credentials[1].used());
  EXPECT_EQ(judgement.credentials[2].document(), 2);
}

TEST_F(Pipeline, ListedSignerMaySignForTheIssuer) {
  const TestIssuer signers('s');
  token_.header.Set("kid", json::Value::String(signers.kid()));
  Present(token_.Sign(signers));
  EXPECT_EQ(Outcome(), v1::Decision::PASS);
}

TEST_F(Pipeline, UnlistedSignerMayNot) {
  const TestIssuer quick('q');
  token_.header.Set("kid", json::Value::String(quick.kid()));
  Present(token_.Sign(quick));
  const ScreeningJudgement judgement = Judged();
  EXPECT_EQ(judgement.decision.outcome(), v1::Decision::NOT_MET);
  EXPECT_THAT(CodesOf(judgement.credentials[0]),
              ElementsAre(v1::SIGNER_NOT_ISSUER));
}

TEST_F(Pipeline, ChosenEvaluationTimeIsTold) {
  inputs_.now = inputs_.as_of + absl::Hours(25);
  Present(token_.Sign(issuer_));
  EXPECT_THAT(Judged().decision.information(), Contains(v1::AS_OF_CHOSEN));
}

TEST_F(Pipeline, CancelledVerificationStops) {
  Present(token_.Sign(issuer_));
  int asked = 0;
  const VerifiedBundle verified =
      VerifyDocuments(inputs_.bundle, catalogues_, {}, keys_, [&] {
        ++asked;
        return true;
      });
  EXPECT_EQ(asked, 1);
  EXPECT_TRUE(verified.credentials.empty());
}

TEST_F(Pipeline, TooManyProofsAreNotChecked) {
  json::Value document = VcJwtToken(issuer_).payload;
  json::Value proofs = json::Value::Array();
  for (std::size_t i = 0; i < kMaxBundleProofs; ++i) {
    proofs.Append(ParseJsonForTest(R"({"type": "DataIntegrityProof"})"));
  }
  document.Set("proof", proofs);
  Present(token_.Sign(issuer_));
  Present(json::Serialize(document));
  Present(token_.Sign(issuer_));
  const ScreeningJudgement judgement = Judged();
  EXPECT_EQ(judgement.credentials[0].proof(), v1::VALID);
  EXPECT_THAT(CodesOf(judgement.credentials[1]), ElementsAre(v1::WORK_LIMIT));
  EXPECT_THAT(CodesOf(judgement.credentials[2]), Contains(v1::WORK_LIMIT));
}

TEST_F(Pipeline, SameInputsGiveTheSameBytes) {
  Present(token_.Sign(issuer_));
  Present("text");
  const ScreeningJudgement a = Judged();
  const ScreeningJudgement b = Judged();
  EXPECT_EQ(a.decision.SerializeAsString(), b.decision.SerializeAsString());
  EXPECT_EQ(a.credentials[0].SerializeAsString(),
            b.credentials[0].SerializeAsString());
}

TEST(CanonicalSettings, AreCanonicalAndFollowTheSettings) {
  const std::string text = CanonicalSettings({});
  EXPECT_TRUE(absl::StrContains(text, R"("skew_seconds":60)")) << text;
  EXPECT_TRUE(absl::StrContains(
      text, R"("key_methods":["did:jwk","did:key","pinned"])"));
  PipelineSettings other;
  other.skew_seconds = 0;
  EXPECT_NE(CanonicalSettings(other), text);
  other = {};
  other.status_minimum_bits = 131072;
  EXPECT_NE(CanonicalSettings(other), text);
  other = {};
  other.freshness.max_stale = absl::Hours(1);
  EXPECT_NE(CanonicalSettings(other), text);
}

}  // namespace
}  // namespace prescreen
