// SPDX-License-Identifier: Apache-2.0
// Small catalogues around the test issuers.
#ifndef PRESCREEN_TESTS_SERVER_CLAIMS_SAMPLE_CATALOGUES_H_
#define PRESCREEN_TESTS_SERVER_CLAIMS_SAMPLE_CATALOGUES_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "server/catalogue/catalogue.h"
#include "tests/support/credential_builder.h"

namespace prescreen {

inline std::shared_ptr<const Catalogue> ParseCatalogueForTest(
    absl::string_view text) {
  std::vector<yaml::Fault> faults;
  std::optional<Catalogue> catalogue = ParseCatalogue(text, &faults);
  PRESCREEN_CHECK(catalogue.has_value());
  return std::make_shared<const Catalogue>(*std::move(catalogue));
}

// `northwind` is TestIssuer('i'), `quickbadge` TestIssuer('q') (unrecognised),
// `signers` TestIssuer('s') (may issue for northwind). The achievement of
// OpenBadgeToken belongs to northwind.
inline CatalogueSet SampleCatalogues() {
  return CatalogueSet(
      ParseCatalogueForTest(absl::StrCat(R"(
kind: IssuerCatalogue
issuers:
  - id: northwind
    identifiers: [")",
                                         TestIssuer('i').did(), R"("]
    name: Northwind Certifications
    class: industry_leader
    basis: registry
  - id: quickbadge
    identifiers: [")",
                                         TestIssuer('q').did(), R"("]
    name: QuickBadge
    class: unrecognised
  - id: signers
    identifiers: [")",
                                         TestIssuer('s').did(), R"("]
    name: Signers
    class: training_provider
    may_issue_for: [northwind]
)")),
      ParseCatalogueForTest(R"(
kind: AchievementCatalogue
achievements:
  - id: northwind/sql
    uris: ["https://issuer.example/achievements/sql"]
    owner: northwind
    kind: certificate
    skills: [data-modelling]
    version: "3"
)"),
      ParseCatalogueForTest(R"(
kind: SkillMap
skills:
  - {id: sql, title: SQL, same_as: ["https://skills.example/sql"]}
  - {id: streaming, title: Streaming, same_as: ["S-7"]}
  - {id: data-modelling, title: Data modelling}
domains:
  - {id: data-engineering, skills: [sql, data-modelling, streaming]}
  - {id: databases, skills: [sql]}
)"));
}

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SERVER_CLAIMS_SAMPLE_CATALOGUES_H_
