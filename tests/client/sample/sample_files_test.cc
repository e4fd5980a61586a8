// SPDX-License-Identifier: Apache-2.0
#include "client/sample/sample_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "base/codec/json.h"
#include "base/crypto/ed25519.h"
#include "base/crypto/hash.h"
#include "base/crypto/multikey.h"
#include "base/encoding.h"
#include "client/sample/cast.h"
#include "client/sample/deploy_texts.h"
#include "client/sample/sign.h"

namespace prescreen::sample {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

std::map<std::string, std::string> Files(absl::CivilDay as_of = kStoryDay) {
  std::map<std::string, std::string> contents;
  const auto files = MakeSampleFiles(as_of);
  EXPECT_TRUE(files.ok()) << files.status();
  if (!files.ok()) return contents;
  for (const SampleFile& file : *files) contents[file.path] = file.content;
  return contents;
}

std::map<std::string, std::string> Jwts(absl::string_view folder) {
  std::map<std::string, std::string> jwts;
  for (const auto& [path, content] : Files()) {
    if (absl::StartsWith(path, absl::StrCat(folder, "/"))) {
      jwts[path] = content;
    }
  }
  return jwts;
}

json::Value Part(const std::string& jwt, std::size_t index) {
  const std::vector<std::string> parts = absl::StrSplit(jwt, '.');
  const auto bytes = Base64UrlDecode(parts.at(index));
  EXPECT_TRUE(bytes.ok());
  const auto value = json::Parse(*bytes);
  EXPECT_TRUE(value.ok()) << value.status();
  return *value;
}

// By the did:key of `kid`, which must be the issuer's.
bool Verifies(const std::string& jwt) {
  const std::vector<std::string> parts = absl::StrSplit(jwt, '.');
  const json::Value payload = Part(jwt, 1);
  const std::vector<std::string> kid =
      absl::StrSplit(Part(jwt, 0).FindString("kid"), '#');
  EXPECT_EQ(kid.size(), 2u);
  EXPECT_EQ(payload.Find("issuer")->FindString("id"), kid[0]);
  EXPECT_EQ(kid[0], "did:key:" + kid[1]);
  const auto key = ParseMultikey(kid[1]);
  const auto signature = Base64UrlDecode(parts[2]);
  if (!key.ok() || !signature.ok()) return false;
  return Ed25519Verify(key->bytes, absl::StrCat(parts[0], ".", parts[1]),
                       *signature);
}

TEST(SampleFiles, SameDayGivesTheSameBytes) {
  EXPECT_EQ(Files(absl::CivilDay(2027, 3, 1)),
            Files(absl::CivilDay(2027, 3, 1)));
}

TEST(SampleFiles, AnotherDayGivesOtherDates) {
  const auto story = Files();
  const auto later = Files(kStoryDay + 1);
  ASSERT_EQ(story.size(), later.size());
  for (const auto& [path, content] : story) {
    if (absl::EndsWith(path, ".jwt") || path == "policy.yaml") {
      EXPECT_NE(content, later.at(path)) << path;
    }
  }
}

TEST(SampleFiles, BundlesHaveTheirDocuments) {
  EXPECT_THAT(Jwts("pass"), SizeIs(3));
  EXPECT_THAT(Jwts("not-met"), SizeIs(41));
  EXPECT_THAT(Jwts("tampered"), SizeIs(3));
}

TEST(SampleFiles, EverySignatureButTheTamperedOneVerifies) {
  for (const char* folder : {"pass", "not-met", "tampered"}) {
    for (const auto& [path, jwt] : Jwts(folder)) {
      EXPECT_EQ(Verifies(jwt), path != "tampered/zed-advanced-sql.jwt") << path;
    }
  }
}

TEST(SampleFiles, TamperedResultWas62WhenItWasSigned) {
  const std::string jwt = Files().at("tampered/zed-advanced-sql.jwt");
  EXPECT_EQ(Part(jwt, 1)
                .Find("credentialSubject")
                ->Find("result")
                ->items()[0]
                .FindString("value"),
            "92");
  const auto restored =
      TamperPayload(jwt, "\"value\":\"92\"", "\"value\":\"62\"");
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_TRUE(Verifies(*restored));
}

TEST(SampleFiles, BothJwtFormsAreThere) {
  const auto files = Files();
  const auto& vc = files.at("pass/northwind-data-engineer.jwt");
  EXPECT_EQ(Part(vc, 0).FindString("typ"), "vc+jwt");
  EXPECT_EQ(Part(vc, 0).FindString("alg"), "EdDSA");
  EXPECT_EQ(Part(vc, 1).Find("iss"), nullptr);
  const auto& badge = files.at("pass/zed-advanced-sql.jwt");
  EXPECT_EQ(Part(badge, 0).FindString("typ"), "JWT");
}

TEST(SampleFiles, BadgeJwtClaimsAgreeWithTheCredential) {
  const json::Value payload = Part(Files().at("pass/zed-advanced-sql.jwt"), 1);
  EXPECT_EQ(payload.FindString("iss"),
            payload.Find("issuer")->FindString("id"));
  EXPECT_EQ(payload.FindString("jti"), payload.FindString("id"));
  EXPECT_EQ(payload.FindString("sub"),
            payload.Find("credentialSubject")->FindString("id"));
  EXPECT_EQ(payload.FindString("validFrom"), "2024-06-30T00:00:00Z");
  const auto nbf = payload.Find("nbf")->AsInt64();
  ASSERT_TRUE(nbf.ok());
  EXPECT_EQ(*nbf, 1719705600);
}

TEST(SampleFiles, RecipientIsTheNamedAddressHashedWithItsSalt) {
  for (const auto& [path, jwt] : Jwts("pass")) {
    const json::Value payload = Part(jwt, 1);
    const json::Value& identity =
        payload.Find("credentialSubject")->Find("identifier")->items()[0];
    EXPECT_EQ(identity.FindString("identityHash"),
              absl::StrCat("sha256$",
                           HexEncode(AsBytes(Sha256Concat(
                               kPassEmail, identity.FindString("salt"))))));
    EXPECT_THAT(json::Serialize(payload), Not(HasSubstr(kPassEmail))) << path;
  }
}

TEST(SampleFiles, DatesAreMovedByTheDaysSinceTheStory) {
  const json::Value payload =
      Part(Files(kStoryDay + 30).at("pass/northwind-data-engineer.jwt"), 1);
  EXPECT_EQ(payload.FindString("awardedDate"), "2025-10-10T00:00:00Z");
  EXPECT_EQ(payload.FindString("validUntil"), "2027-10-10T00:00:00Z");
}

TEST(SampleFiles, NothingIsAwardedAfterTheDay) {
  for (const char* folder : {"pass", "not-met", "tampered"}) {
    for (const auto& [path, jwt] : Jwts(folder)) {
      absl::CivilDay awarded;
      ASSERT_TRUE(absl::ParseCivilTime(
          Part(jwt, 1).FindString("awardedDate").substr(0, 10), &awarded));
      EXPECT_LT(awarded, kStoryDay) << path;
    }
  }
}

TEST(SampleFiles, CatalogueKnowsEveryIssuerAchievementAndSkill) {
  const auto files = Files();
  for (const char* folder : {"pass", "not-met", "tampered"}) {
    for (const auto& [path, jwt] : Jwts(folder)) {
      const json::Value payload = Part(jwt, 1);
      const json::Value& achievement =
          *payload.Find("credentialSubject")->Find("achievement");
      EXPECT_THAT(
          files.at("issuers.yaml"),
          HasSubstr(std::string(payload.Find("issuer")->FindString("id"))));
      EXPECT_THAT(files.at("achievements.yaml"),
                  HasSubstr(std::string(achievement.FindString("id"))));
      for (const json::Value& alignment :
           achievement.Find("alignment")->items()) {
        EXPECT_THAT(files.at("skills.yaml"),
                    HasSubstr(absl::StrCat(
                        "\"", alignment.FindString("targetUrl"), "\"")));
      }
    }
  }
}

TEST(SampleFiles, PolicyIsTheDeployedOneOnTheDayOfTheStory) {
  EXPECT_EQ(Files().at("policy.yaml"), DeployedPolicy());
}

TEST(SampleFiles, ReadmeNamesAddressesAndPolicy) {
  const auto files = Files();
  const std::string& readme = files.at("README.txt");
  for (const char* text : {kPassEmail, kNotMetEmail, kTamperedEmail}) {
    EXPECT_THAT(readme, HasSubstr(text));
  }
  EXPECT_THAT(files.at("policy.yaml"), HasSubstr("\n  id: data-engineer\n"));
  EXPECT_THAT(readme, HasSubstr("--policy data-engineer "));
}

TEST(ShiftEffectiveDates, MovesOnlyTheEffectiveDates) {
  EXPECT_EQ(ShiftEffectiveDates("metadata:\n"
                                "  effective: {from: 2026-10-01, until: "
                                "2027-02-28}  # yearly\n"
                                "  why: since 2020-01-01\n",
                                1),
            "metadata:\n"
            "  effective: {from: 2026-10-02, until: 2027-03-01}  # yearly\n"
            "  why: since 2020-01-01\n");
  EXPECT_EQ(ShiftEffectiveDates("  effective:\n    from: 2026-10-01\n", -1),
            "  effective:\n    from: 2026-09-30\n");
}

TEST(TamperPayload, RefusesWhatIsNotThereOnce) {
  const std::string jwt =
      absl::StrCat("e30.", Base64UrlEncode("{\"a\":\"62\",\"b\":\"62\"}"), ".");
  EXPECT_FALSE(TamperPayload(jwt, "62", "92").ok());
  EXPECT_FALSE(TamperPayload(jwt, "77", "92").ok());
  EXPECT_FALSE(TamperPayload("e30.e30", "62", "92").ok());
  EXPECT_TRUE(TamperPayload(jwt, "\"a\":\"62\"", "\"a\":\"92\"").ok());
}

TEST(Sign, Ob3NeedsWhatItsClaimsAreMadeFrom) {
  const json::Value whole = Part(Files().at("pass/zed-advanced-sql.jwt"), 1);
  const std::string seed = SeedFor("zed");
  ASSERT_TRUE(SignOb3Jwt(whole, seed).ok());
  for (const char* member :
       {"id", "issuer", "validFrom", "credentialSubject"}) {
    json::Value part = whole;
    part.Erase(member);
    EXPECT_FALSE(SignOb3Jwt(part, seed).ok()) << member;
  }
}

TEST(Sign, SeedMustHave32Bytes) {
  EXPECT_FALSE(DidKey("short").ok());
  EXPECT_FALSE(SignVcJwt(json::Value::Object(), "short").ok());
}

TEST(Sign, IssuersHaveDifferentKeys) {
  EXPECT_NE(*DidKey(SeedFor("zed")), *DidKey(SeedFor("northwind")));
}

}  // namespace
}  // namespace prescreen::sample
