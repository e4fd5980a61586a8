// SPDX-License-Identifier: Apache-2.0
// Personal data planted all over a credential never reaches a claim, a finding
// or a report.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/claims/normalise.h"
#include "server/pipeline/credential_report.h"
#include "tests/server/claims/sample_catalogues.h"
#include "tests/server/verify/verify_for_test.h"

namespace prescreen {
namespace {

constexpr char kMark[] = "XPERSONALX";

// `value` with further members in every object, under the names that personal
// data goes by. Each value bears the mark.
json::Value Planted(const json::Value& value) {
  if (value.is_array()) {
    json::Value list = json::Value::Array();
    for (const json::Value& item : value.items()) list.Append(Planted(item));
    return list;
  }
  if (!value.is_object()) return value;
  json::Value object = json::Value::Object();
  for (const char* name :
       {"fullName", "givenName", "familyName", "birthDate", "dateOfBirth",
        "gender", "nationality", "address", "image", "photo", "nationalID",
        "email", "telephone", "licenseNumber", "narrative", "role", "term"}) {
    object.Set(name, json::Value::String(absl::StrCat(kMark, " ", name)));
  }
  for (const json::Member& member : value.members()) {
    object.Set(member.name, Planted(member.value));
  }
  return object;
}

// Every text of a claim.
std::string TextOf(const Claim& claim) {
  std::string text = absl::StrCat(
      claim.pointer, claim.credential_id, claim.format, claim.issuer_id,
      claim.signer_id, claim.issuer_entry, claim.issuer_class.source,
      claim.issuer_basis.source, claim.achievement_id, claim.achievement_entry,
      claim.achievement_name);
  absl::StrAppend(&text, claim.achievement_version.value.value_or(""),
                  claim.achievement_version.source, claim.kind.source,
                  claim.awarded.source, claim.assessment.source,
                  claim.supervision.source, claim.individual.source,
                  claim.assessor_class.source, claim.passed.source,
                  claim.percent.source, claim.eqf.source);
  for (const SkillClaim& skill : claim.skills) {
    absl::StrAppend(&text, skill.id, skill.pointer,
                    absl::StrJoin(skill.domains, ""));
  }
  for (const GradeClaim& grade : claim.grades) {
    absl::StrAppend(&text, grade.value, absl::StrJoin(grade.scale, ""),
                    grade.pointer);
  }
  return absl::StrCat(text, absl::StrJoin(claim.evidence, ""));
}

class AttributeFirewall : public testing::Test {
 protected:
  AttributeFirewall() {
    token_.Set("/issuer/name", kMark);
    json::Value& payload = token_.payload;
    payload.Set("name", json::Value::String(kMark));
    payload.Set("evidence", ParseJsonForTest(
                                R"([{"type": "Evidence", "name": "XPERSONALX",
                                     "id": "https://x.example/XPERSONALX"}])"));
    json::Value* subject = FindAt(&payload, "/credentialSubject");
    subject->Set("name", json::Value::String(kMark));
    subject->Set("id", json::Value::String("urn:XPERSONALX"));
    payload.Set("sub", json::Value::String("urn:XPERSONALX"));
    token_.Set("/credentialSubject/identifier", ParseJsonForTest(R"([
      {"type": "IdentityObject", "hashed": false,
       "identityType": "nationalIdentityNumber",
       "identityHash": "XPERSONALX-1", "salt": "XPERSONALX-2"}])"));
    PlantInResults();
    payload = Planted(payload);
  }

  // Around each member that says something of how it was assessed. Texts that a
  // claim may take over (a grade) have values of their own here.
  void PlantInResults() {
    token_.Set("/credentialSubject/result", ParseJsonForTest(R"([
      {"status": "Completed", "value": "XPERSONALX",
       "achievedLevel": "urn:XPERSONALX", "resultDescription": "urn:grade"},
      {"value": "B", "resultDescription": "urn:grade"},
      {"value": "XPERSONALX", "resultDescription": "urn:XPERSONALX"}])"));
    token_.Set(
        "/credentialSubject/source",
        ParseJsonForTest(R"({"id": "urn:XPERSONALX", "name": "XPERSONALX"})"));
    token_.Set(
        "/credentialSubject/evidence",
        ParseJsonForTest(R"({"type": "XPERSONALX", "id": "urn:XPERSONALX"})"));
    token_.Set("/credentialSubject/achievement/resultDescription",
               ParseJsonForTest(R"([{
      "id": "urn:grade", "name": "XPERSONALX", "allowedValue": ["C", "B"],
      "assessmentType": ["Exam", "XPERSONALX"], "hasGroupEvaluation": false,
      "rubricCriterionLevel": [{"id": "urn:l", "name": "XPERSONALX"}]}])"));
    token_.Set("/credentialSubject/achievement/assessmentType", kMark);
    token_.Set("/credentialSubject/achievement/supervisionType",
               ParseJsonForTest(R"(["supervised online", "XPERSONALX"])"));
    token_.Set("/credentialSubject/achievement/eqfLevel", kMark);
    token_.Set(
        "/type",
        ParseJsonForTest(
            R"(["VerifiableCredential", "OpenBadgeCredential", "XPERSONALX"])"));
    token_.Set("/credentialStatus",
               ParseJsonForTest(
                   R"([{"type": "XPERSONALX", "statusPurpose": "XPERSONALX",
             "id": "urn:XPERSONALX"}])"));
  }

  // Everything that later stages and the report get to see of `document`.
  std::string Seen(const std::string& document) {
    const Checked checked = VerifyDocument(document);
    v1::KnownIdentifier known;
    known.set_type("nationalIdentityNumber");
    known.set_value("XPERSONALX-3");
    const std::vector<v1::KnownIdentifier> identifiers = {known};
    ClaimNormaliser normaliser(catalogues_, identifiers, 12);
    const StatusChecker status(absl::FromUnixSeconds(1795435200),
                               absl::Seconds(60));
    belief_ = checked.summary();
    if (const auto* good =
            std::get_if<VerifiedCredential>(&checked.credential)) {
      normaliser.Add(*good, status.Check(*good));
    } else if (const auto* open =
                   std::get_if<UncheckedCredential>(&checked.credential)) {
      normaliser.Add(*open, status.Check(*open));
    } else {
      normaliser.Add(std::get<RejectedCredential>(checked.credential));
    }
    const NormalisedBundle bundle = std::move(normaliser).Finish();
    const Claim& claim = bundle.claims.claims().front();
    std::string seen = TextOf(claim);
    for (const Finding& finding : bundle.findings.front()) {
      absl::StrAppend(&seen, finding.pointer, finding.detail);
    }
    return absl::StrCat(seen, ReportCredential(claim, bundle.findings.front(),
                                               "label", false, catalogues_)
                                  .DebugString());
  }
  void ExpectNothingPasses(const std::string& document) {
    ASSERT_TRUE(absl::StrContains(json::Serialize(token_.payload), kMark));
    const std::string seen = Seen(document);
    EXPECT_FALSE(seen.empty());
    EXPECT_FALSE(absl::StrContains(seen, kMark)) << seen;
  }

  const TestIssuer issuer_{'i'};
  const CatalogueSet catalogues_ = SampleCatalogues();
  TestToken token_ = OpenBadgeToken(issuer_);
  std::string belief_;
};

TEST_F(AttributeFirewall, OfAVerifiedCredential) {
  ExpectNothingPasses(token_.Sign(issuer_));
  EXPECT_EQ(belief_, "verified");
}

TEST_F(AttributeFirewall, OfAForgery) {
  ExpectNothingPasses(token_.Sign(TestIssuer('q')));
  EXPECT_EQ(belief_, "rejected TAMPERED");
}

TEST_F(AttributeFirewall, OfAnUncheckedCredential) {
  token_.header.Set("alg", json::Value::String("RS384"));
  token_.header.Set("kid", json::Value::String("did:web:x.example#k"));
  ExpectNothingPasses(token_.Sign(issuer_));
  EXPECT_EQ(belief_, "unchecked UNSUPPORTED_CRYPTOSUITE");
}

TEST_F(AttributeFirewall, OfAMalformedCredential) {
  token_.Set("/validFrom", kMark);
  token_.Set("/jti", kMark);
  token_.Remove("/validUntil");
  ExpectNothingPasses(token_.Sign(issuer_));
  EXPECT_EQ(belief_, "rejected SCHEMA_INVALID /validFrom SCHEMA_INVALID /jti");
}

TEST_F(AttributeFirewall, OfATextDocument) {
  ExpectNothingPasses(absl::StrCat("Name: ", kMark));
}

TEST_F(AttributeFirewall, OfJsonThatDoesNotParse) {
  ExpectNothingPasses(absl::StrCat("{\"", kMark, "\": ", kMark, "}"));
}

TEST_F(AttributeFirewall, OfRepeatedMembers) {
  const std::string header = json::Serialize(token_.header);
  const std::string payload =
      absl::StrCat("{\"", kMark, "\":1,\"", kMark, "\":2}");
  ExpectNothingPasses(issuer_.Sign(header, payload));
  EXPECT_EQ(belief_, "rejected SCHEMA_INVALID");
}

}  // namespace
}  // namespace prescreen
