// SPDX-License-Identifier: Apache-2.0
// The samples' stories, told by the server's own pipeline against the deployed
// policy and catalogues.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "client/sample/sample_files.h"
#include "server/pipeline/catalogue_authority.h"
#include "server/pipeline/pipeline.h"
#include "server/pipeline/status_evidence.h"
#include "server/pipeline/verify_report.h"
#include "tests/client/sample/sample_reader.h"
#include "tests/server/claims/sample_catalogues.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_fetcher.h"

namespace prescreen {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

constexpr absl::Duration kNoon = absl::Hours(12);

const std::string& FileOf(const std::vector<sample::SampleFile>& files,
                          absl::string_view path) {
  for (const sample::SampleFile& file : files) {
    if (file.path == path) return file.content;
  }
  PRESCREEN_CHECK(false);
  return files.front().content;
}

CatalogueSet Catalogues(const std::vector<sample::SampleFile>& files) {
  return CatalogueSet(ParseCatalogueForTest(FileOf(files, "issuers.yaml")),
                      ParseCatalogueForTest(FileOf(files, "achievements.yaml")),
                      ParseCatalogueForTest(FileOf(files, "skills.yaml")));
}

RolePolicy Policy(const std::vector<sample::SampleFile>& files) {
  ParsedPolicy parsed = ParseRolePolicy(FileOf(files, "policy.yaml"));
  PRESCREEN_CHECK(parsed.policy.has_value());
  return *std::move(parsed.policy);
}

class JudgedBundles : public ::testing::Test {
 protected:
  explicit JudgedBundles(absl::CivilDay day = sample::kStoryDay)
      : options_{.as_of = day},
        files_(*sample::MakeSampleFiles(options_)),
        catalogues_(Catalogues(files_)),
        policy_(Policy(files_)),
        clock_(absl::FromCivil(day, absl::UTCTimeZone()) + kNoon) {
    fetcher_.Put(options_.status_url + "/northwind/1",
                 FileOf(files_, "status/northwind/1"));
  }

  ScreeningInputs Inputs(absl::string_view folder) {
    ScreeningInputs inputs;
    inputs.as_of = inputs.now = clock_.Now();
    inputs.known_identifiers.resize(1);
    inputs.known_identifiers[0].set_type("emailAddress");
    inputs.known_identifiers[0].set_value(sample::CandidateOf(folder).email);
    for (const sample::SampleFile& file : files_) {
      if (absl::StartsWith(file.path, absl::StrCat(folder, "/"))) {
        inputs.bundle.push_back({"", file.content, file.path});
      }
    }
    return inputs;
  }

  StatusLists Lists(const VerifiedBundle& verified) {
    const std::vector<std::string> urls = StatusListUrls(verified);
    FetchForTest(queue_, urls);
    return GatherStatusLists(urls, queue_, catalogues_, artefacts_);
  }

  ScreeningJudgement Judged(absl::string_view folder) {
    const ScreeningInputs inputs = Inputs(folder);
    const VerifiedBundle verified = VerifyDocuments(
        inputs.bundle, catalogues_, {}, artefacts_.keys, nullptr);
    return Judge(verified, inputs, policy_, catalogues_, {}, Lists(verified));
  }

  std::vector<v1::VerifiedObject> Verified(absl::string_view folder) {
    const ScreeningInputs inputs = Inputs(folder);
    const VerifiedBundle verified = VerifyDocuments(
        inputs.bundle, catalogues_, {}, artefacts_.keys, nullptr);
    const StatusLists lists = Lists(verified);
    return ReportObjects(
        verified, inputs,
        StatusChecker(RulesOf({}, inputs.as_of, inputs.now), lists, authority_),
        /*require_binding=*/true);
  }

  const sample::SampleOptions options_;
  const std::vector<sample::SampleFile> files_;
  const CatalogueSet catalogues_;
  const RolePolicy policy_;
  FakeClock clock_;
  FakeFetcher fetcher_{clock_};
  FetchQueue queue_{fetcher_, clock_, {}};
  Artefacts artefacts_;
  const CatalogueAuthority authority_{catalogues_};
};

using Values = std::map<std::string, v1::Ternary>;

Values ValuesOf(const v1::Decision& decision) {
  Values values;
  for (const v1::RequirementResult& requirement : decision.requirements()) {
    values[requirement.id()] = requirement.value();
  }
  return values;
}

std::set<v1::ReasonCode> ReasonsOf(const v1::Decision& decision,
                                   absl::string_view id) {
  std::set<v1::ReasonCode> reasons;
  for (const v1::RequirementResult& requirement : decision.requirements()) {
    if (requirement.id() != id) continue;
    for (const int reason : requirement.reasons()) {
      reasons.insert(static_cast<v1::ReasonCode>(reason));
    }
  }
  return reasons;
}

// The verdicts and suites of a bundle's documents.
std::vector<std::string> Suites(
    const std::vector<v1::VerifiedObject>& objects) {
  std::vector<std::string> suites;
  for (const v1::VerifiedObject& object : objects) {
    std::string suite = v1::Verdict_Name(object.verdict());
    for (const v1::ProofResult& proof : object.proofs()) {
      absl::StrAppend(&suite, " ", proof.suite());
    }
    suites.push_back(std::move(suite));
  }
  return suites;
}

TEST_F(JudgedBundles, OutcomesAreThoseOfTheReadme) {
  for (const sample::SampleCandidate& candidate : sample::SampleCandidates()) {
    const v1::Decision decision = Judged(candidate.folder).decision;
    EXPECT_EQ(v1::Decision::Outcome_Name(decision.outcome()), candidate.outcome)
        << candidate.folder << "\n"
        << decision.DebugString();
  }
}

TEST_F(JudgedBundles, EveryFormOfAdasVerifies) {
  EXPECT_THAT(Suites(Verified("b01-ada")),
              ElementsAre("VALID EdDSA", "VALID ES256", "VALID ecdsa-jcs-2019",
                          "VALID ES384", "VALID eddsa-jcs-2022"));
}

TEST_F(JudgedBundles, AdaMeetsEveryCriticalRequirement) {
  EXPECT_EQ(ValuesOf(Judged("b01-ada").decision),
            (Values{{"sql-modelling", v1::MET},
                    {"cloud-platform", v1::MET},
                    {"hands-on", v1::MET},
                    {"foundation", v1::MET},
                    {"streaming", v1::UNMET},
                    {"ml-data", v1::UNMET}}));
}

TEST_F(JudgedBundles, ChloesBadgesAreGenuineAndCountForNothing) {
  for (const std::string& suite : Suites(Verified("b03-chloe"))) {
    EXPECT_EQ(suite, "VALID ES256K");
  }
  const v1::Decision decision = Judged("b03-chloe").decision;
  EXPECT_EQ(decision.critical_met(), 0);
  EXPECT_EQ(decision.no_effect_size(), 41);
  EXPECT_THAT(decision.flags(), IsEmpty());
}

TEST_F(JudgedBundles, DmitrisCertificationHasExpired) {
  const v1::Decision decision = Judged("b04-dmitri").decision;
  EXPECT_THAT(ValuesOf(decision),
              AllOf(Contains(Pair("cloud-platform", v1::UNMET)),
                    Contains(Pair("foundation", v1::MET))));
  EXPECT_THAT(ReasonsOf(decision, "cloud-platform"), Contains(v1::EXPIRED));
  EXPECT_EQ(decision.critical_met(), 3);
}

TEST_F(JudgedBundles, EmekasStatusCannotBeChecked) {
  const v1::Decision decision = Judged("b05-emeka").decision;
  EXPECT_THAT(ValuesOf(decision),
              Contains(Pair("cloud-platform", v1::UNCLEAR)));
  EXPECT_THAT(ReasonsOf(decision, "cloud-platform"),
              Contains(v1::STATUS_UNAVAILABLE));
  EXPECT_EQ(Suites(Verified("b05-emeka"))[0], "UNCHECKED EdDSA");
}

TEST_F(JudgedBundles, FatimasCertificationIsRevokedAndHerProjectShowsNothing) {
  const v1::Decision decision = Judged("b06-fatima").decision;
  EXPECT_THAT(ValuesOf(decision),
              AllOf(Contains(Pair("cloud-platform", v1::UNMET)),
                    Contains(Pair("hands-on", v1::UNMET)),
                    Contains(Pair("foundation", v1::MET))));
  EXPECT_THAT(ReasonsOf(decision, "cloud-platform"), Contains(v1::REVOKED));
  EXPECT_THAT(ReasonsOf(decision, "hands-on"), Contains(v1::NO_EVIDENCE));
  const v1::VerifiedObject certification = Verified("b06-fatima")[0];
  ASSERT_EQ(certification.status_size(), 1);
  EXPECT_EQ(certification.status(0).purpose(), "revocation");
  EXPECT_EQ(certification.status(0).verdict(), v1::INVALID);
}

TEST_F(JudgedBundles, GaosAlteredResultIsFlaggedAndNotBelieved) {
  const v1::Decision decision = Judged("b07-gao").decision;
  EXPECT_THAT(decision.flags(), ElementsAre(v1::TAMPERED));
  EXPECT_THAT(ValuesOf(decision), Contains(Pair("sql-modelling", v1::UNMET)));
  EXPECT_THAT(Suites(Verified("b07-gao")),
              AllOf(Contains("INVALID ES256"), Contains("VALID EdDSA")));
}

TEST_F(JudgedBundles, NobodyElseIsFlagged) {
  for (const char* folder :
       {"b01-ada", "b03-chloe", "b04-dmitri", "b05-emeka", "b06-fatima"}) {
    EXPECT_THAT(Judged(folder).decision.flags(), Not(Contains(v1::TAMPERED)))
        << folder;
  }
}

class JudgedLater : public JudgedBundles {
 protected:
  JudgedLater() : JudgedBundles(absl::CivilDay(2028, 2, 29)) {}
};

TEST_F(JudgedLater, StoriesHoldOnAnotherDay) {
  for (const sample::SampleCandidate& candidate : sample::SampleCandidates()) {
    EXPECT_EQ(
        v1::Decision::Outcome_Name(Judged(candidate.folder).decision.outcome()),
        candidate.outcome)
        << candidate.folder;
  }
}

}  // namespace
}  // namespace prescreen
