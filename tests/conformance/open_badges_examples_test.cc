// SPDX-License-Identifier: Apache-2.0
// Published Open Badges and VCDM examples are read without a fault, except
// those that are meant to have one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/codec/json.h"
#include "server/claims/results.h"
#include "server/verify/credential_content.h"
#include "tests/conformance/vectors.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Reading {
  CredentialContent content;
  std::vector<std::string> faults;
};

Reading Read(const std::string& text) {
  Reading reading;
  const absl::StatusOr<json::Value> credential = json::Parse(text);
  if (!credential.ok()) {
    reading.faults.push_back(std::string(credential.status().message()));
    return reading;
  }
  std::vector<Finding> faults;
  reading.content = ReadContent(*credential, Place(), &faults);
  for (const Finding& fault : faults) {
    reading.faults.push_back(absl::StrCat(fault.pointer, " ", fault.detail));
  }
  return reading;
}

// The JSON of an example page: what stands between the first brace and the
// last.
std::string JsonWithin(const std::string& page) {
  const std::size_t tag = page.find("<pre");
  const std::size_t begin = page.find('{', tag);
  const std::size_t end = page.rfind('}');
  if (tag == page.npos || begin == page.npos || end == page.npos) return "";
  return page.substr(begin, end + 1 - begin);
}

constexpr char kExamples[] = "1edtech-openbadges-spec/ob_v3p0/examples/";

TEST(OpenBadgesExamples, AreReadWithoutAFault) {
  SKIP_WITHOUT_VECTORS("1edtech-openbadges-spec/ob_v3p0/examples");
  for (const char* name : {"achievementAlignmentCase", "achievementAlignmentCe",
                           "basicOpenBadgeCredential", "fullOpenBadge",
                           "skillAssertionCase", "skillAssertionCtdl"}) {
    const Reading reading =
        Read(JsonWithin(ReadVector(absl::StrCat(kExamples, name, ".html"))));
    EXPECT_THAT(reading.faults, IsEmpty()) << name;
    ASSERT_EQ(reading.content.subjects.size(), 1u) << name;
    EXPECT_TRUE(reading.content.subjects[0].achievement.has_value()) << name;
  }
}

TEST(OpenBadgesExamples, FullOne) {
  SKIP_WITHOUT_VECTORS("1edtech-openbadges-spec/ob_v3p0/examples");
  const CredentialContent content =
      Read(
          JsonWithin(ReadVector(absl::StrCat(kExamples, "fullOpenBadge.html"))))
          .content;
  EXPECT_THAT(content.evidence, ElementsAre("/evidence/0", "/evidence/1"));
  ASSERT_EQ(content.statuses.size(), 1u);
  EXPECT_EQ(content.statuses[0].type, "1EdTechRevocationList");
  const StatedSubject& subject = content.subjects.at(0);
  EXPECT_EQ(subject.source, "https://school.edu/issuers/201234");
  EXPECT_EQ(subject.identities.size(), 2u);
  EXPECT_EQ(subject.achievement->result_descriptions.size(), 3u);
  Claim claim;
  ReadResults(subject, &claim);
  EXPECT_EQ(claim.passed.value, true);
  ASSERT_EQ(claim.grades.size(), 1u);  // its rubric is not in order
  EXPECT_EQ(claim.grades[0].value, "A");
  EXPECT_THAT(claim.grades[0].scale, ElementsAre("D", "C", "B", "A"));
}

// Names below `folder` that end in `.json`.
std::vector<std::string> JsonFiles(const std::string& folder) {
  std::vector<std::string> names;
  const std::filesystem::path root = PRESCREEN_VECTORS_DIR;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(root / folder)) {
    if (entry.path().extension() != ".json") continue;
    names.push_back(std::filesystem::relative(entry.path(), root).string());
  }
  return names;
}

TEST(DccFixtures, AreReadWithoutAFault) {
  SKIP_WITHOUT_VECTORS("dcc-vc-test-fixtures");
  int read = 0;
  for (const std::string& name :
       JsonFiles("dcc-vc-test-fixtures/verifiableCredentials")) {
    const std::string text = ReadVector(name);
    if (text.empty()) continue;  // one is, upstream
    const Reading reading = Read(text);
    if (absl::StrContains(name, "badSchema")) {
      EXPECT_THAT(reading.faults, ElementsAre("/validFrom is missing")) << name;
    } else {
      EXPECT_THAT(reading.faults, IsEmpty()) << name;
    }
    ++read;
  }
  EXPECT_GT(read, 80);
}

TEST(VcdmExamples, WithGoodEvidenceAndStatus) {
  SKIP_WITHOUT_VECTORS("w3c-vc-data-model-2.0-test-suite/input");
  const std::string folder = "w3c-vc-data-model-2.0-test-suite/input/";
  for (const char* name :
       {"credential-evidence-ok", "credential-evidences-ok",
        "credential-status-ok", "credential-status-missing-id-ok"}) {
    const Reading reading =
        Read(ReadVector(absl::StrCat(folder, name, ".json")));
    // The suite's driver adds the issuer.
    EXPECT_THAT(reading.faults, ElementsAre("/issuer is missing")) << name;
  }
}

TEST(VcdmExamples, WithBadEvidenceAndStatus) {
  SKIP_WITHOUT_VECTORS("w3c-vc-data-model-2.0-test-suite/input");
  const std::string folder = "w3c-vc-data-model-2.0-test-suite/input/";
  for (const char* name : {"credential-evidence-missing-type-fail",
                           "credential-status-missing-type-fail",
                           "credential-status-multiple-id-fail",
                           "credential-status-nonurl-id-fail"}) {
    const Reading reading =
        Read(ReadVector(absl::StrCat(folder, name, ".json")));
    ASSERT_EQ(reading.faults.size(), 2u) << name;
    EXPECT_TRUE(absl::StartsWith(reading.faults[1], "/evidence") ||
                absl::StartsWith(reading.faults[1], "/credentialStatus"))
        << reading.faults[1];
  }
}

}  // namespace
}  // namespace prescreen
