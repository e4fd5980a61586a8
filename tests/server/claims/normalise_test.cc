// SPDX-License-Identifier: Apache-2.0
#include "server/claims/normalise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server/claims/sample_catalogues.h"
#include "tests/server/verify/verify_for_test.h"

namespace prescreen {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class Normalise : public testing::Test {
 protected:
  void Present(const std::string& document) {
    const Checked checked = VerifyDocument(document);
    const StatusChecker status(absl::FromUnixSeconds(1795435200),
                               absl::Seconds(60));  // 2026-11-23T12:00Z
    if (const auto* good =
            std::get_if<VerifiedCredential>(&checked.credential)) {
      normaliser_.Add(*good, status.Check(*good));
    } else if (const auto* open =
                   std::get_if<UncheckedCredential>(&checked.credential)) {
      normaliser_.Add(*open, status.Check(*open));
    } else {
      normaliser_.Add(std::get<RejectedCredential>(checked.credential));
    }
  }
  // The claim of `token_`, presented alone.
  Claim Alone() {
    Present(token_.Sign(issuer_));
    bundle_ = std::move(normaliser_).Finish();
    return bundle_.claims.claims().front();
  }
  std::vector<v1::ReasonCode> Codes(std::size_t index = 0) {
    std::vector<v1::ReasonCode> codes;
    for (const Finding& finding : bundle_.findings[index]) {
      codes.push_back(finding.code);
    }
    return codes;
  }
  static std::vector<std::string> SkillIds(const Claim& claim) {
    std::vector<std::string> ids;
    for (const SkillClaim& skill : claim.skills) ids.push_back(skill.id);
    return ids;
  }
  void Know(const std::string& type, const std::string& value) {
    known_.emplace_back();
    known_.back().set_type(type);
    known_.back().set_value(value);
  }

  const TestIssuer issuer_{'i'};
  const CatalogueSet catalogues_ = SampleCatalogues();
  std::vector<v1::KnownIdentifier> known_;
  TestToken token_ = OpenBadgeToken(issuer_);
  ClaimNormaliser normaliser_{catalogues_, known_, 12};
  NormalisedBundle bundle_{ClaimSet::ForTest({}), {}};
};

TEST_F(Normalise, StatedAndCataloguedFields) {
  const Claim claim = Alone();
  EXPECT_EQ(claim.belief, Belief::kVerified);
  EXPECT_EQ(claim.issuer_id, issuer_.did());
  EXPECT_EQ(claim.signer_id, issuer_.did());
  EXPECT_EQ(claim.issuer_entry, "northwind");
  EXPECT_EQ(claim.issuer_class.value, IssuerClass::kIndustryLeader);
  EXPECT_EQ(claim.issuer_class.provenance, Provenance::kCatalogue);
  EXPECT_EQ(claim.issuer_basis.value, IssuerBasis::kRegistry);
  EXPECT_EQ(claim.achievement_id, "https://issuer.example/achievements/sql");
  EXPECT_EQ(claim.achievement_entry, "northwind/sql");
  EXPECT_EQ(claim.achievement_name, "SQL");
  EXPECT_EQ(claim.credential_id, "https://issuer.example/credentials/1");
  EXPECT_EQ(claim.format, "application/jwt");
  EXPECT_EQ(claim.credential_digest.size(), 32u);
  EXPECT_TRUE(claim.cryptographic);
  EXPECT_FALSE(claim.holder_proved);
}

TEST_F(Normalise, StatedKindWinsAndTheDifferenceIsTold) {
  const Claim claim = Alone();
  EXPECT_EQ(claim.kind.value, AchievementKind::kCertification);
  EXPECT_EQ(claim.kind.provenance, Provenance::kStated);
  EXPECT_EQ(claim.kind.source,
            "/credentialSubject/achievement/achievementType");
  EXPECT_THAT(claim.information, ElementsAre(v1::CATALOGUE_DIFFERS));
}

TEST_F(Normalise, KindFromTheCatalogueWhereNotStated) {
  token_.Remove("/credentialSubject/achievement/achievementType");
  const Claim claim = Alone();
  EXPECT_EQ(claim.kind.value, AchievementKind::kCertificate);
  EXPECT_EQ(claim.kind.provenance, Provenance::kCatalogue);
  EXPECT_EQ(claim.kind.source, "northwind/sql");
  EXPECT_THAT(claim.information, IsEmpty());
}

TEST_F(Normalise, KindWithoutAPlaceInTheMapIsUnknown) {
  token_.Set("/credentialSubject/achievement/id", "urn:other");
  token_.Set("/credentialSubject/achievement/achievementType", "Membership");
  EXPECT_FALSE(Alone().kind.known());
}

TEST_F(Normalise, SkillsByUrlByCodeAndFromTheCatalogue) {
  token_.Set("/credentialSubject/achievement/alignment", ParseJsonForTest(R"([
    {"targetName": "x", "targetUrl": "https://skills.example/sql"},
    {"targetName": "x", "targetUrl": "urn:x", "targetCode": "S-7"}])"));
  const Claim claim = Alone();
  ASSERT_THAT(SkillIds(claim),
              ElementsAre("sql", "streaming", "data-modelling"));
  EXPECT_EQ(claim.skills[1].pointer,
            "/credentialSubject/achievement/alignment/1");
  EXPECT_EQ(claim.skills[2].pointer, "");
}

TEST_F(Normalise, SkillNamesAreNotMatched) {
  token_.Set("/credentialSubject/achievement/alignment", ParseJsonForTest(R"([
    {"targetName": "streaming", "targetUrl": "urn:x",
     "targetFramework": "S-7"}])"));
  EXPECT_THAT(SkillIds(Alone()), ElementsAre("data-modelling"));
}

TEST_F(Normalise, SkillsOfResultsAndTheirDescriptions) {
  token_.Set("/credentialSubject/achievement/id", "urn:other");
  token_.Remove("/credentialSubject/achievement/alignment");
  token_.Set("/credentialSubject/achievement/resultDescription",
             ParseJsonForTest(R"([{"id": "urn:r", "alignment": [
    {"targetName": "x", "targetUrl": "https://skills.example/sql"}]}])"));
  token_.Set("/credentialSubject/result", ParseJsonForTest(R"([{"alignment": {
    "targetName": "x", "targetUrl": "urn:x", "targetCode": "S-7"}}])"));
  EXPECT_THAT(SkillIds(Alone()), ElementsAre("sql", "streaming"));
}

TEST_F(Normalise, OnlyTheFirstAlignmentsCount) {
  json::Value list = json::Value::Array();
  for (int i = 0; i < 12; ++i) {
    list.Append(ParseJsonForTest(R"({"targetUrl": "urn:x"})"));
  }
  token_.Set("/credentialSubject/achievement/alignment", list);
  EXPECT_FALSE(Alone().alignments_cut);
}

TEST_F(Normalise, StuffedAlignmentsAreCut) {
  json::Value list = json::Value::Array();
  for (int i = 0; i < 12; ++i) {
    list.Append(ParseJsonForTest(R"({"targetUrl": "urn:x"})"));
  }
  list.Append(
      ParseJsonForTest(R"({"targetUrl": "https://skills.example/sql"})"));
  token_.Set("/credentialSubject/achievement/alignment", list);
  const Claim claim = Alone();
  EXPECT_TRUE(claim.alignments_cut);
  EXPECT_THAT(SkillIds(claim), ElementsAre("data-modelling"));
  EXPECT_THAT(Codes(), Contains(v1::ALIGNMENT_STUFFED));
}

TEST_F(Normalise, DomainsOfEachSkill) {
  const Claim claim = Alone();
  ASSERT_THAT(SkillIds(claim), ElementsAre("sql", "data-modelling"));
  EXPECT_THAT(claim.skills[0].domains,
              ElementsAre("data-engineering", "databases"));
  EXPECT_THAT(claim.skills[1].domains, ElementsAre("data-engineering"));
}

TEST_F(Normalise, LevelsAreNoSkills) {
  json::Value list = json::Value::Array();
  for (int i = 0; i < 12; ++i) {
    list.Append(ParseJsonForTest(
        R"({"targetUrl": "urn:x", "targetType": "ext:EQF",
            "targetCode": "5"})"));
  }
  list.Append(
      ParseJsonForTest(R"({"targetUrl": "https://skills.example/sql"})"));
  token_.Set("/credentialSubject/achievement/alignment", list);
  const Claim claim = Alone();
  EXPECT_FALSE(claim.alignments_cut);
  EXPECT_THAT(SkillIds(claim), ElementsAre("sql", "data-modelling"));
  EXPECT_EQ(claim.eqf.value, 5);
}

// A credential of the Edubadges model.
TEST_F(Normalise, EdubadgesCredential) {
  for (const auto& [member, value] :
       {std::pair("assessmentType", R"("application of a skill")"),
        std::pair("supervisionType", R"("onsite with identity verification")"),
        std::pair("identityChecked", "true"), std::pair("ECTS", "4.5"),
        std::pair("participationType", R"("onsite or blended")"),
        std::pair("alignment",
                  R"([{"type": ["Alignment"], "targetType": "ext:EQF",
                    "targetName": "EQF level 6", "targetCode": "6",
                    "targetUrl": "https://eqf.example"}])"),
        std::pair("resultDescription",
                  R"([{"id": "https://r.example/1", "name": "Grade",
                    "type": ["ResultDescription"], "valueMin": "1",
                    "valueMax": "10", "requiredValue": "6",
                    "resultType": "ext:ECTSGradeScore"}])")}) {
    token_.Set(absl::StrCat("/credentialSubject/achievement/", member),
               ParseJsonForTest(value));
  }
  token_.Set(
      "/credentialSubject/result",
      ParseJsonForTest(
          R"([{"type": ["Result"], "resultDescription": "https://r.example/1",
           "value": "8.5"}])"));
  const Claim claim = Alone();
  EXPECT_EQ(claim.belief, Belief::kVerified);
  EXPECT_THAT(*claim.assessment.value, ElementsAre(AssessmentKind::kPractical));
  EXPECT_EQ(claim.supervision.value, Supervision::kSupervisedWithId);
  EXPECT_EQ(claim.eqf.value, 6);
  EXPECT_EQ(claim.passed.value, true);
  EXPECT_EQ(claim.percent.value, 8333);
}

TEST_F(Normalise, EvidenceOfCredentialAndSubject) {
  token_.Set("/evidence",
             ParseJsonForTest(
                 R"([{"type": "Evidence", "id": "https://work.example/1"}])"));
  token_.Set("/credentialSubject/evidence",
             ParseJsonForTest(
                 R"({"type": "Evidence", "id": "https://work.example/2"})"));
  EXPECT_THAT(Alone().evidence,
              ElementsAre("/evidence/0", "/credentialSubject/evidence"));
}

TEST_F(Normalise, NoEvidence) {
  token_.Set("/evidence", json::Value::Array());
  EXPECT_THAT(Alone().evidence, IsEmpty());
}

TEST_F(Normalise, ClassOfWhoeverAssessed) {
  token_.Set("/credentialSubject/source",
             absl::string_view(TestIssuer('s').did()));
  const Claim claim = Alone();
  EXPECT_EQ(claim.assessor_class.value, IssuerClass::kTrainingProvider);
  EXPECT_EQ(claim.assessor_class.provenance, Provenance::kCatalogue);
  EXPECT_EQ(claim.assessor_class.source, "signers");
}

TEST_F(Normalise, AssessorNotStatedOrNotCataloguedIsUnknown) {
  Present(token_.Sign(issuer_));
  token_.Set("/credentialSubject/source",
             ParseJsonForTest(R"({"id": "https://assessor.example"})"));
  Present(token_.Sign(issuer_));
  bundle_ = std::move(normaliser_).Finish();
  EXPECT_FALSE(bundle_.claims.claims()[0].assessor_class.known());
  EXPECT_FALSE(bundle_.claims.claims()[1].assessor_class.known());
}

TEST_F(Normalise, BoundByMailtoAsSubject) {
  token_.Remove("/credentialSubject/identifier");
  token_.Set("/credentialSubject/id", "mailto:ada@example.org");
  token_.Set("/sub", "mailto:ada@example.org");
  Know("emailAddress", "ada@EXAMPLE.org");
  EXPECT_EQ(Alone().binding, v1::MET);
}

TEST_F(Normalise, EmploymentByTheTypeOfTheCredential) {
  token_ = VcJwtToken(issuer_);
  token_.Set("/type", ParseJsonForTest(
                          R"(["VerifiableCredential", "EmploymentPastV1.1"])"));
  const Claim claim = Alone();
  EXPECT_EQ(claim.kind.value, AchievementKind::kEmployment);
  EXPECT_EQ(claim.kind.source, "/type/1");
}

TEST_F(Normalise, AwardDateComesFirst) {
  token_.Set("/credentialSubject/activityEndDate", "2020-01-01T00:00:00Z");
  const Claim claim = Alone();
  EXPECT_EQ(claim.awarded.value, absl::CivilDay(2026, 3, 1));
  EXPECT_EQ(claim.awarded.source, "/awardedDate");
  EXPECT_FALSE(claim.awarded_is_fallback);
}

TEST_F(Normalise, EndOfActivityComesSecond) {
  token_.Remove("/awardedDate");
  token_.Set("/credentialSubject/activityEndDate", "2020-01-01T00:30:00+01:00");
  const Claim claim = Alone();
  EXPECT_EQ(claim.awarded.value, absl::CivilDay(2019, 12, 31));  // in UTC
  EXPECT_EQ(claim.awarded.source, "/credentialSubject/activityEndDate");
}

TEST_F(Normalise, ValidFromIsAFallbackThatIsTold) {
  token_.Remove("/awardedDate");
  const Claim claim = Alone();
  EXPECT_EQ(claim.awarded.value, absl::CivilDay(2026, 3, 2));
  EXPECT_TRUE(claim.awarded_is_fallback);
  EXPECT_THAT(Codes(), Contains(v1::DATE_FALLBACK));
}

TEST_F(Normalise, CompletedUnlessItSaysOtherwise) {
  token_.Remove("/credentialSubject/result");
  EXPECT_EQ(Alone().completed, v1::MET);
}

TEST_F(Normalise, AnyOtherResultStatusIsNotCompleted) {
  for (const char* status : {"Failed", "Enrolled", "InProgress", "OnHold",
                             "Provisional", "Withdrew", "completed"}) {
    TestToken token = token_;
    token.Set("/credentialSubject/result/0/status", status);
    Present(token.Sign(issuer_));
  }
  bundle_ = std::move(normaliser_).Finish();
  ASSERT_EQ(bundle_.claims.claims().size(), 7u);
  for (std::size_t i = 0; i < 7; ++i) {
    EXPECT_EQ(bundle_.claims.claims()[i].completed, v1::UNMET) << i;
    EXPECT_THAT(Codes(i), Contains(v1::NOT_COMPLETED));
  }
}

TEST_F(Normalise, OwnAchievementIsAuthorised) {
  EXPECT_EQ(Alone().authorised, v1::MET);
}

TEST_F(Normalise, CreatorOtherThanIssuerDoesNotMatterForTheOwner) {
  token_.Set("/credentialSubject/achievement/creator", "did:example:other");
  EXPECT_EQ(Alone().authorised, v1::MET);
}

TEST_F(Normalise, AnothersAchievementIsNot) {
  const TestIssuer quick('q');
  Present(OpenBadgeToken(quick).Sign(quick));
  bundle_ = std::move(normaliser_).Finish();
  EXPECT_EQ(bundle_.claims.claims()[0].authorised, v1::UNMET);
  EXPECT_THAT(Codes(), Contains(v1::ISSUER_NOT_AUTHORISED));
}

TEST_F(Normalise, AnothersAchievementByAnUnknownIssuerIsNot) {
  const TestIssuer unknown('u');
  Present(OpenBadgeToken(unknown).Sign(unknown));
  bundle_ = std::move(normaliser_).Finish();
  EXPECT_EQ(bundle_.claims.claims()[0].authorised, v1::UNMET);
  EXPECT_FALSE(bundle_.claims.claims()[0].issuer_class.known());
  EXPECT_THAT(Codes(), Contains(v1::ISSUER_NOT_REVIEWED));
}

TEST_F(Normalise, AnothersAchievementWithEscapesInItsIdIsNot) {
  const TestIssuer quick('q');
  TestToken token = OpenBadgeToken(quick);
  token.Set("/credentialSubject/achievement/id",
            "https://issuer.example/achievements/s%71l");
  Present(token.Sign(quick));
  bundle_ = std::move(normaliser_).Finish();
  EXPECT_EQ(bundle_.claims.claims()[0].authorised, v1::UNMET);
}

TEST_F(Normalise, ListedPairIsAuthorised) {
  const TestIssuer signers('s');
  Present(OpenBadgeToken(signers).Sign(signers));
  bundle_ = std::move(normaliser_).Finish();
  EXPECT_EQ(bundle_.claims.claims()[0].authorised, v1::MET);
}

TEST_F(Normalise, UncataloguedAchievementByAnotherCreatorIsUnclear) {
  token_.Set("/credentialSubject/achievement/id", "urn:other");
  token_.Set("/credentialSubject/achievement/creator",
             ParseJsonForTest(R"({"id": "did:example:other"})"));
  EXPECT_EQ(Alone().authorised, v1::UNCLEAR);
  EXPECT_THAT(Codes(), Contains(v1::ISSUER_AUTHORITY_UNKNOWN));
}

TEST_F(Normalise, BoundByHashedMail) {
  Know("emailAddress", "ada@example.org");
  EXPECT_EQ(Alone().binding, v1::MET);
  EXPECT_THAT(Codes(), Not(Contains(v1::BINDING_NOT_CHECKED)));
}

TEST_F(Normalise, NotBoundToAnotherMail) {
  Know("emailAddress", "bob@example.org");
  EXPECT_EQ(Alone().binding, v1::UNMET);
  EXPECT_THAT(Codes(), Contains(v1::SUBJECT_NOT_BOUND));
}

TEST_F(Normalise, BindingUnknownWithoutIdentifiers) {
  EXPECT_EQ(Alone().binding, v1::UNCLEAR);
  EXPECT_THAT(Codes(), Contains(v1::BINDING_NOT_CHECKED));
}

TEST_F(Normalise, SubjectDidAloneDoesNotBind) {
  Know("did", "did:example:ada");
  EXPECT_EQ(Alone().binding, v1::UNCLEAR);
}

TEST_F(Normalise, ExpiredAndUnknownStatus) {
  token_.Set("/validUntil", "2026-06-01T00:00:00Z");
  token_.Remove("/exp");
  token_.Set("/credentialStatus", ParseJsonForTest(R"({"type": "X"})"));
  const Claim claim = Alone();
  EXPECT_EQ(claim.dates, v1::UNMET);
  EXPECT_EQ(claim.dates_code, v1::EXPIRED);
  EXPECT_EQ(claim.status, v1::UNCLEAR);
  EXPECT_EQ(claim.status_code, v1::STATUS_UNAVAILABLE);
  EXPECT_THAT(Codes(), Contains(v1::EXPIRED));
  EXPECT_THAT(Codes(), Contains(v1::STATUS_UNAVAILABLE));
}

TEST_F(Normalise, EarlierOfTheTwoEndsCounts) {
  token_.Remove("/validUntil");
  EXPECT_EQ(Alone().valid_until, absl::FromUnixSeconds(1835568000));
}

TEST_F(Normalise, CredentialThatIsNoOpenBadge) {
  token_ = VcJwtToken(issuer_);
  const Claim claim = Alone();
  EXPECT_EQ(claim.belief, Belief::kVerified);
  EXPECT_FALSE(claim.kind.known());
  EXPECT_THAT(claim.skills, IsEmpty());
  EXPECT_EQ(claim.achievement_id, "");
  EXPECT_EQ(claim.authorised, v1::MET);
}

TEST_F(Normalise, RejectedKeepsOnlyWhatItsFlagConcerns) {
  Present(token_.Sign(TestIssuer('q')));
  bundle_ = std::move(normaliser_).Finish();
  const Claim claim = bundle_.claims.claims().front();
  EXPECT_EQ(claim.belief, Belief::kRejected);
  EXPECT_THAT(claim.check_codes, ElementsAre(v1::TAMPERED));
  EXPECT_THAT(SkillIds(claim), ElementsAre("sql", "data-modelling"));
  EXPECT_EQ(claim.achievement_id, "https://issuer.example/achievements/sql");
  EXPECT_EQ(claim.achievement_entry, "northwind/sql");
  EXPECT_THAT(claim.skills[0].domains, Contains("databases"));
  EXPECT_FALSE(claim.passed.known());
  EXPECT_THAT(claim.evidence, IsEmpty());
  EXPECT_EQ(claim.issuer_id, "");
  EXPECT_EQ(claim.achievement_name, "");
  EXPECT_EQ(claim.credential_id, "");
  EXPECT_FALSE(claim.kind.known());
  EXPECT_FALSE(claim.awarded.known());
  EXPECT_THAT(Codes(), ElementsAre(v1::TAMPERED));
}

TEST_F(Normalise, UncheckedKeepsAllItsContent) {
  token_.header.Set("alg", json::Value::String("RS384"));
  token_.header.Set("kid", json::Value::String("did:web:x.example#k"));
  const Claim claim = Alone();
  EXPECT_EQ(claim.belief, Belief::kUnchecked);
  EXPECT_THAT(claim.check_codes, ElementsAre(v1::UNSUPPORTED_CRYPTOSUITE));
  EXPECT_EQ(claim.kind.value, AchievementKind::kCertification);
  EXPECT_EQ(claim.issuer_entry, "northwind");
  EXPECT_EQ(claim.signer_id, "");
  EXPECT_TRUE(claim.awarded.known());
  EXPECT_THAT(Codes(), ElementsAre(v1::UNSUPPORTED_CRYPTOSUITE));
}

TEST_F(Normalise, UnprovenJsonKeepsItsContent) {
  TestToken token = token_;
  token.Set("/proof", ParseJsonForTest(R"({
    "type": "DataIntegrityProof", "cryptosuite": "bbs-2023",
    "proofPurpose": "assertionMethod", "verificationMethod": "did:example:x#k",
    "proofValue": "uAAAA"})"));
  Present(json::Serialize(token.payload));
  bundle_ = std::move(normaliser_).Finish();
  const Claim claim = bundle_.claims.claims().front();
  EXPECT_EQ(claim.belief, Belief::kUnchecked);
  EXPECT_THAT(SkillIds(claim), ElementsAre("sql", "data-modelling"));
}

TEST_F(Normalise, SeveralSubjectsLeaveFieldsUnknown) {
  json::Value subjects = json::Value::Array();
  const json::Value one = *token_.payload.Find("credentialSubject");
  subjects.Append(one);
  subjects.Append(one);
  token_.Set("/credentialSubject", subjects);
  Know("emailAddress", "ada@example.org");
  const Claim claim = Alone();
  EXPECT_EQ(claim.belief, Belief::kUnchecked);
  EXPECT_FALSE(claim.kind.known());
  EXPECT_EQ(claim.binding, v1::UNCLEAR);
  EXPECT_THAT(SkillIds(claim), ElementsAre("sql", "data-modelling"));
}

TEST_F(Normalise, RepeatedCredentialsAreMarked) {
  const std::string once = token_.Sign(issuer_);
  Present(once);
  Present(once + "\n");
  token_.Set("/validFrom", "2026-05-02T00:00:00Z");
  token_.Set("/nbf", json::Value::Int(1777680000));
  Present(token_.Sign(issuer_));
  bundle_ = std::move(normaliser_).Finish();
  EXPECT_THAT(Codes(0), Not(Contains(v1::DUPLICATE)));
  EXPECT_THAT(Codes(1), Contains(v1::DUPLICATE));
  EXPECT_THAT(Codes(2), Contains(v1::REISSUED));
  EXPECT_THAT(bundle_.claims.claims()[2].information, Contains(v1::REISSUED));
}

}  // namespace
}  // namespace prescreen
