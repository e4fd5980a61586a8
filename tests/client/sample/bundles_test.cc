// SPDX-License-Identifier: Apache-2.0
#include "client/sample/bundles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/crypto/hash.h"
#include "base/encoding.h"
#include "client/sample/sign.h"
#include "client/sample/status_list.h"
#include "tests/client/sample/sample_reader.h"

namespace prescreen::sample {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kCertification[] = "northwind-data-engineer-pro.jwt";
constexpr char kExamination[] = "zed-advanced-sql.jwt";
constexpr char kProject[] = "zed-pipelines-project.json";

std::vector<std::string> Names(absl::string_view folder) {
  std::vector<std::string> names;
  for (const SampleFile& file : BundleOf(folder)) {
    names.push_back(file.path.substr(folder.size() + 1));
  }
  return names;
}

// `northwind` of `b01-ada/northwind-data-engineer-pro.jwt`.
std::string IssuerOf(const SampleFile& file) {
  const std::string name = file.path.substr(file.path.find('/') + 1);
  return name.substr(0, name.find('-'));
}

TEST(Bundles, HaveTheirDocuments) {
  EXPECT_THAT(BundleOf("b03-chloe"), SizeIs(41));
  for (const char* folder :
       {"b01-ada", "b04-dmitri", "b05-emeka", "b06-fatima", "b07-gao"}) {
    EXPECT_THAT(Names(folder), ElementsAre(kCertification, kExamination,
                                           kProject, "meridian-bsc-cs.jwt",
                                           "guild-design-review-lead.json"));
  }
}

TEST(Bundles, EveryTokenButTheAlteredOneIsSignedByItsIssuer) {
  for (const SampleCandidate& candidate : SampleCandidates()) {
    for (const SampleFile& file : BundleOf(candidate.folder)) {
      if (!IsJwt(file)) continue;
      EXPECT_EQ(IsSignedBy(IssuerOf(file), file.content),
                file.path != "b07-gao/zed-advanced-sql.jwt")
          << file.path;
    }
  }
}

TEST(Bundles, AlteredResultWas62WhenItWasSigned) {
  const SampleFile file = FileOf("b07-gao", kExamination);
  EXPECT_EQ(CredentialOf(file)
                .Find("credentialSubject")
                ->Find("result")
                ->items()[0]
                .FindString("value"),
            "92");
  const auto restored =
      TamperPayload(file.content, "\"value\":\"92\"", "\"value\":\"62\"");
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_TRUE(IsSignedBy("zed", *restored));
}

TEST(Bundles, DocumentsAreOfMixedForms) {
  std::set<std::string> forms;
  for (const char* folder : {"b01-ada", "b03-chloe"}) {
    for (const SampleFile& file : BundleOf(folder)) {
      if (!IsJwt(file)) {
        forms.insert(std::string(
            CredentialOf(file).Find("proof")->FindString("cryptosuite")));
        continue;
      }
      const json::Value header = Part(file.content, 0);
      const bool nested = Part(file.content, 1).Find("vc") != nullptr;
      forms.insert(absl::StrCat(header.FindString("typ"), nested ? " vc " : " ",
                                header.FindString("alg")));
    }
  }
  EXPECT_THAT(forms, ElementsAre("JWT ES256K", "JWT ES384", "JWT vc ES256",
                                 "JWT vc ES256K", "ecdsa-jcs-2019",
                                 "eddsa-jcs-2022", "vc+jwt EdDSA"));
}

TEST(Bundles, RecipientIsTheNamedAddressHashedWithItsSalt) {
  for (const SampleCandidate& candidate : SampleCandidates()) {
    for (const SampleFile& file : BundleOf(candidate.folder)) {
      const json::Value credential = CredentialOf(file);
      const json::Value& identity =
          credential.Find("credentialSubject")->Find("identifier")->items()[0];
      EXPECT_EQ(
          identity.FindString("identityHash"),
          absl::StrCat("sha256$",
                       HexEncode(AsBytes(Sha256Concat(
                           candidate.email, identity.FindString("salt"))))));
      EXPECT_THAT(json::Serialize(credential), Not(HasSubstr(candidate.email)))
          << file.path;
    }
  }
}

TEST(Bundles, DatesAreMovedByTheDaysSinceTheStory) {
  SampleOptions options;
  options.as_of = kStoryDay + 30;
  const json::Value credential =
      CredentialOf(FileOf("b01-ada", kCertification, options));
  EXPECT_EQ(credential.FindString("awardedDate"), "2025-10-10T00:00:00Z");
  EXPECT_EQ(credential.FindString("validUntil"), "2027-10-10T00:00:00Z");
}

TEST(Bundles, NothingIsAwardedAfterTheDay) {
  for (const SampleCandidate& candidate : SampleCandidates()) {
    for (const SampleFile& file : BundleOf(candidate.folder)) {
      absl::CivilDay awarded;
      ASSERT_TRUE(absl::ParseCivilTime(
          CredentialOf(file).FindString("awardedDate").substr(0, 10),
          &awarded));
      EXPECT_LT(awarded, kStoryDay) << file.path;
    }
  }
}

TEST(Bundles, DmitrisCertificationEndedBeforeTheDay) {
  EXPECT_EQ(CredentialOf(FileOf("b04-dmitri", kCertification))
                .FindString("validUntil"),
            "2026-08-31T00:00:00Z");
}

TEST(Bundles, FatimasProjectShowsNoEvidence) {
  EXPECT_EQ(CredentialOf(FileOf("b06-fatima", kProject)).Find("evidence"),
            nullptr);
  EXPECT_NE(CredentialOf(FileOf("b01-ada", kProject)).Find("evidence"),
            nullptr);
}

TEST(Bundles, StatusListsAreWhereTheOptionsSay) {
  SampleOptions options;
  options.status_url = "http://127.0.0.1:2000/";
  options.dead_status_url = "http://127.0.0.1:3000";
  const auto list = [&](absl::string_view folder) {
    return std::string(CredentialOf(FileOf(folder, kCertification, options))
                           .Find("credentialStatus")
                           ->FindString("statusListCredential"));
  };
  EXPECT_EQ(list("b01-ada"), "http://127.0.0.1:2000/northwind/1");
  EXPECT_EQ(list("b05-emeka"), "http://127.0.0.1:3000/northwind/1");
  const auto file = MakeNorthwindStatusList(options);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->path, "status/northwind/1");
  EXPECT_EQ(Part(file->content, 1).FindString("id"),
            "http://127.0.0.1:2000/northwind/1");
  EXPECT_TRUE(IsSignedBy("northwind", file->content));
}

TEST(Bundles, CandidatesHaveEntriesOfTheirOwn) {
  std::set<std::string> indices;
  for (const char* folder :
       {"b01-ada", "b04-dmitri", "b05-emeka", "b06-fatima", "b07-gao"}) {
    indices.insert(std::string(CredentialOf(FileOf(folder, kCertification))
                                   .Find("credentialStatus")
                                   ->FindString("statusListIndex")));
  }
  EXPECT_THAT(indices, SizeIs(5));
}

}  // namespace
}  // namespace prescreen::sample
