// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/catalogue_authority.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/server/claims/sample_catalogues.h"

namespace prescreen {
namespace {

TEST(CatalogueAuthority, NeedsBothInTheCatalogueAndTheEntry) {
  const CatalogueSet catalogues = SampleCatalogues();
  const CatalogueAuthority authority(catalogues);
  const std::string northwind = TestIssuer('i').did();
  const std::string signers = TestIssuer('s').did();
  EXPECT_TRUE(authority.MaySignFor(signers, northwind));
  EXPECT_FALSE(authority.MaySignFor(northwind, signers));
  EXPECT_FALSE(authority.MaySignFor("did:key:unknown", northwind));
  EXPECT_FALSE(authority.MaySignFor(signers, "did:key:unknown"));
}

class StatusSigners : public testing::Test {
 protected:
  const CatalogueSet catalogues_{ParseCatalogueForTest(R"(
kind: IssuerCatalogue
issuers:
  - id: northwind
    identifiers: ["did:key:north", "did:key:north-2"]
    name: Northwind
    class: industry_leader
    keys: [{id: "did:key:other#1", until: 2026-12-31}]
    status_signers: [registrar, "did:key:stranger"]
  - id: registrar
    identifiers: ["did:key:registrar", "did:key:registrar-2"]
    name: Registrar
    class: training_provider
  - id: bystander
    identifiers: ["did:key:bystander"]
    name: Bystander
    class: training_provider
)"),
                                 nullptr, nullptr};
  const CatalogueAuthority authority_{catalogues_};
};

TEST_F(StatusSigners, NamedByLocalNameMaySignByAnyIdentifier) {
  EXPECT_TRUE(
      authority_.MaySignStatusFor("did:key:registrar", "did:key:north"));
  EXPECT_TRUE(
      authority_.MaySignStatusFor("did:key:registrar-2", "did:key:north-2"));
}

TEST_F(StatusSigners, NamedByIdentifierNeedsNoEntry) {
  EXPECT_TRUE(authority_.MaySignStatusFor("did:key:stranger", "did:key:north"));
}

TEST_F(StatusSigners, OtherIdentifierOfTheIssuerIsTheIssuer) {
  EXPECT_TRUE(authority_.MaySignStatusFor("did:key:north-2", "did:key:north"));
}

TEST_F(StatusSigners, NobodyElseMay) {
  EXPECT_FALSE(
      authority_.MaySignStatusFor("did:key:bystander", "did:key:north"));
  EXPECT_FALSE(
      authority_.MaySignStatusFor("did:key:north", "did:key:registrar"));
  EXPECT_FALSE(
      authority_.MaySignStatusFor("did:key:stranger", "did:key:bystander"));
}

TEST_F(StatusSigners, WhoeverIsNotCataloguedHasNone) {
  EXPECT_FALSE(authority_.MaySignStatusFor("did:key:a", "did:key:b"));
}

TEST_F(StatusSigners, ListedKeysAreTheIssuersAlone) {
  EXPECT_TRUE(authority_.IsKeyOf("did:key:other#1", "did:key:north-2"));
  EXPECT_FALSE(authority_.IsKeyOf("did:key:other#2", "did:key:north"));
  EXPECT_FALSE(authority_.IsKeyOf("did:key:other#1", "did:key:bystander"));
}

}  // namespace
}  // namespace prescreen
