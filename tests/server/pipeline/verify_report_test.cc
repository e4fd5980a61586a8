// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/verify_report.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "server/pipeline/catalogue_authority.h"
#include "server/pipeline/status_evidence.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_fetcher.h"
#include "tests/support/status_list_builder.h"

namespace prescreen {
namespace {

constexpr char kUrl[] = "https://issuer.example/status/3";

class VerifyReport : public testing::Test {
 protected:
  std::vector<v1::VerifiedObject> Objects() {
    inputs_.as_of = inputs_.now = clock_.Now();
    const VerifiedBundle verified = VerifyDocuments(
        inputs_.bundle, catalogues_, expectations_, artefacts_.keys, nullptr);
    const std::vector<std::string> urls = StatusListUrls(verified);
    FetchForTest(queue_, urls);
    const StatusLists lists =
        GatherStatusLists(urls, queue_, catalogues_, artefacts_);
    const CatalogueAuthority authority(catalogues_);
    const StatusChecker status(RulesOf({}, inputs_.as_of, inputs_.now), lists,
                               authority);
    return ReportObjects(verified, inputs_, status, require_binding_);
  }
  v1::VerifiedObject Object(std::string content) {
    inputs_.bundle = {{"", std::move(content), "file"}};
    std::vector<v1::VerifiedObject> objects = Objects();
    EXPECT_EQ(objects.size(), 1u);
    return objects.at(0);
  }
  // `VALID`, or `INVALID TAMPERED` …
  std::string Summary(std::string content) {
    const v1::VerifiedObject object = Object(std::move(content));
    std::string text = v1::Verdict_Name(object.verdict());
    for (const v1::Finding& finding : object.findings()) {
      text += " " + v1::ReasonCode_Name(finding.code());
    }
    return text;
  }
  void Know(const std::string& mail) {
    inputs_.known_identifiers.resize(1);
    inputs_.known_identifiers[0].set_type("emailAddress");
    inputs_.known_identifiers[0].set_value(mail);
  }

  FakeClock clock_{absl::FromUnixSeconds(1795435200)};
  FakeFetcher fetcher_{clock_};
  FetchQueue queue_{fetcher_, clock_, {}};
  Artefacts artefacts_;
  const CatalogueSet catalogues_{nullptr, nullptr, nullptr};
  const TestIssuer issuer_{'i'};
  TestToken token_ = OpenBadgeToken(issuer_);
  Expectations expectations_;
  ScreeningInputs inputs_;
  bool require_binding_ = false;
};

TEST_F(VerifyReport, GenuineCredentialOfAnUnknownIssuerIsValid) {
  const v1::VerifiedObject object = Object(token_.Sign(issuer_));
  EXPECT_EQ(object.verdict(), v1::VALID);
  EXPECT_EQ(object.document(), 0);
  EXPECT_EQ(object.label(), "file");
  EXPECT_EQ(object.pointer(), "");
  EXPECT_EQ(object.format(), "application/jwt");
  EXPECT_EQ(object.issuer(), issuer_.did());
  EXPECT_EQ(object.findings_size(), 0);
  EXPECT_EQ(object.status_size(), 0);
  ASSERT_EQ(object.proofs_size(), 1);
  EXPECT_EQ(object.proofs(0).suite(), "EdDSA");
  EXPECT_EQ(object.proofs(0).verification_method(), issuer_.kid());
  EXPECT_EQ(object.proofs(0).verdict(), v1::VALID);
}

TEST_F(VerifyReport, ForgeryIsInvalid) {
  const v1::VerifiedObject object = Object(token_.Sign(TestIssuer('x')));
  EXPECT_EQ(object.verdict(), v1::INVALID);
  ASSERT_EQ(object.proofs_size(), 1);
  EXPECT_EQ(object.proofs(0).verdict(), v1::INVALID);
}

TEST_F(VerifyReport, WrongStructureIsInvalid) {
  token_.Remove("/credentialSubject/achievement/name");
  EXPECT_EQ(Summary(token_.Sign(issuer_)), "INVALID SCHEMA_INVALID");
}

TEST_F(VerifyReport, ExpiredIsInvalid) {
  token_.Set("/validUntil", "2026-06-01T00:00:00Z");
  token_.Remove("/exp");
  EXPECT_EQ(Summary(token_.Sign(issuer_)), "INVALID EXPIRED");
}

TEST_F(VerifyReport, UnresolvedKeyIsUnchecked) {
  token_.header.Set("kid", json::Value::String("did:web:issuer.example#k"));
  const v1::VerifiedObject object = Object(token_.Sign(issuer_));
  EXPECT_EQ(object.verdict(), v1::UNCHECKED);
  ASSERT_GE(object.findings_size(), 1);
  EXPECT_EQ(object.findings(0).verdict(), v1::UNCHECKED);
}

TEST_F(VerifyReport, UncheckedStaysSoWhateverItsDatesSay) {
  token_.Set("/validUntil", "2026-06-01T00:00:00Z");
  token_.Remove("/exp");
  token_.header.Set("kid", json::Value::String("did:web:issuer.example#k"));
  EXPECT_EQ(Object(token_.Sign(issuer_)).verdict(), v1::UNCHECKED);
}

TEST_F(VerifyReport, StatusHasItsPart) {
  token_.Set("/credentialStatus", StatusEntry(kUrl, "revocation", "7"));
  const std::string content = token_.Sign(issuer_);
  EXPECT_EQ(Summary(content), "UNCHECKED STATUS_UNAVAILABLE");
  clock_.Advance(absl::Minutes(1));
  fetcher_.Put(kUrl,
               StatusListToken(issuer_, kUrl, "revocation", {7}).Sign(issuer_));
  EXPECT_EQ(Summary(content), "INVALID REVOKED");
  const v1::VerifiedObject object = Object(content);
  ASSERT_EQ(object.status_size(), 1);
  EXPECT_EQ(object.status(0).type(), "BitstringStatusListEntry");
  EXPECT_EQ(object.status(0).purpose(), "revocation");
  EXPECT_EQ(object.status(0).verdict(), v1::INVALID);
}

TEST_F(VerifyReport, GoodStatusIsValid) {
  token_.Set("/credentialStatus", StatusEntry(kUrl, "revocation", "7"));
  fetcher_.Put(kUrl,
               StatusListToken(issuer_, kUrl, "revocation", {}).Sign(issuer_));
  EXPECT_EQ(Summary(token_.Sign(issuer_)), "VALID");
}

TEST_F(VerifyReport, StaleStatusIsValidWithAWord) {
  token_.Set("/credentialStatus", StatusEntry(kUrl, "revocation", "7"));
  fetcher_.Put(kUrl,
               StatusListToken(issuer_, kUrl, "revocation", {}).Sign(issuer_));
  Object(token_.Sign(issuer_));
  fetcher_.Remove(kUrl);
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(Summary(token_.Sign(issuer_)), "VALID STATUS_UNAVAILABLE");
}

TEST_F(VerifyReport, PurposeWithoutPartInValidityHasNoVerdict) {
  token_.Set("/credentialStatus", StatusEntry(kUrl, "message", "7"));
  const v1::VerifiedObject object = Object(token_.Sign(issuer_));
  EXPECT_EQ(object.verdict(), v1::VALID);
  EXPECT_EQ(object.status(0).verdict(), v1::VERDICT_UNSPECIFIED);
}

TEST_F(VerifyReport, BindingHasNoPartUnlessDemanded) {
  Know("bob@example.org");
  EXPECT_EQ(Summary(token_.Sign(issuer_)), "VALID");
}

TEST_F(VerifyReport, DemandedBinding) {
  require_binding_ = true;
  const std::string content = token_.Sign(issuer_);
  EXPECT_EQ(Summary(content), "UNCHECKED BINDING_NOT_CHECKED");
  Know("ada@example.org");
  EXPECT_EQ(Summary(content), "VALID");
  Know("bob@example.org");
  EXPECT_EQ(Summary(content), "INVALID SUBJECT_NOT_BOUND");
}

TEST_F(VerifyReport, CredentialWithoutAProofIsInvalid) {
  EXPECT_EQ(Object(json::Serialize(token_.payload)).verdict(), v1::INVALID);
}

TEST_F(VerifyReport, WhatIsNoCredentialIsUnchecked) {
  const v1::VerifiedObject object = Object("%PDF-1.7");
  EXPECT_EQ(object.verdict(), v1::UNCHECKED);
  EXPECT_EQ(object.format(), "application/pdf");
  EXPECT_EQ(object.issuer(), "");
  ASSERT_EQ(object.findings_size(), 1);
  EXPECT_EQ(object.findings(0).code(), v1::NOT_A_CREDENTIAL);
}

TEST_F(VerifyReport, ObjectsKeepTheDocumentsOrder) {
  inputs_.bundle = {{"", "text", "a"},
                    {"", token_.Sign(issuer_), "b"},
                    {"", token_.Sign(TestIssuer('x')), "c"}};
  const std::vector<v1::VerifiedObject> objects = Objects();
  ASSERT_EQ(objects.size(), 3u);
  EXPECT_EQ(objects[0].label(), "a");
  EXPECT_EQ(objects[1].verdict(), v1::VALID);
  EXPECT_EQ(objects[2].document(), 2);
}

}  // namespace
}  // namespace prescreen
