// SPDX-License-Identifier: Apache-2.0
#include "client/sample/sign.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "tests/client/sample/sample_reader.h"

namespace prescreen::sample {
namespace {

SampleKey Key(absl::string_view issuer) {
  return *KeyOf(*FindSampleIssuer(issuer));
}

TEST(Sign, EachFormSaysWhatItIs) {
  json::Value credential = json::Value::Object();
  const std::string current = SignVcJwt(credential, Key("northwind"));
  EXPECT_EQ(Part(current, 0).FindString("typ"), "vc+jwt");
  EXPECT_EQ(Part(current, 0).FindString("alg"), "EdDSA");
  EXPECT_EQ(Part(current, 1).Find("iss"), nullptr);
  const std::string badge = FileOf("b01-ada", "meridian-bsc-cs.jwt").content;
  EXPECT_EQ(Part(badge, 0).FindString("typ"), "JWT");
  EXPECT_EQ(Part(badge, 0).FindString("alg"), "ES384");
  EXPECT_NE(Part(badge, 1).Find("credentialSubject"), nullptr);
  const std::string earlier = FileOf("b01-ada", "zed-advanced-sql.jwt").content;
  EXPECT_EQ(Part(earlier, 0).FindString("alg"), "ES256");
  EXPECT_NE(Part(earlier, 1).Find("vc"), nullptr);
  EXPECT_EQ(Part(earlier, 1).Find("credentialSubject"), nullptr);
}

TEST(Sign, RegisteredClaimsAgreeWithTheCredential) {
  for (const char* name : {"zed-advanced-sql.jwt", "meridian-bsc-cs.jwt"}) {
    const SampleFile file = FileOf("b01-ada", name);
    const json::Value payload = Part(file.content, 1);
    const json::Value credential = CredentialOf(file);
    EXPECT_EQ(payload.FindString("iss"),
              credential.Find("issuer")->FindString("id"));
    EXPECT_EQ(payload.FindString("jti"), credential.FindString("id"));
    EXPECT_EQ(payload.FindString("sub"),
              credential.Find("credentialSubject")->FindString("id"));
    EXPECT_EQ(payload.Find("exp"), nullptr);
  }
  const json::Value payload =
      Part(FileOf("b01-ada", "zed-advanced-sql.jwt").content, 1);
  EXPECT_EQ(*payload.Find("nbf")->AsInt64(), 1719705600);  // 2024-06-30
}

TEST(Sign, EndOfValidityIsAClaimToo) {
  json::Value credential =
      CredentialOf(FileOf("b01-ada", "meridian-bsc-cs.jwt"));
  credential.Set("validUntil", json::Value::String("2027-09-10T00:00:00Z"));
  const auto jwt = SignOb3Jwt(credential, Key("meridian"));
  ASSERT_TRUE(jwt.ok()) << jwt.status();
  EXPECT_EQ(*Part(*jwt, 1).Find("exp")->AsInt64(), 1820534400);
}

TEST(Sign, ClaimsNeedWhatTheyAreMadeFrom) {
  const json::Value whole =
      CredentialOf(FileOf("b01-ada", "meridian-bsc-cs.jwt"));
  ASSERT_TRUE(SignOb3Jwt(whole, Key("meridian")).ok());
  for (const char* member :
       {"id", "issuer", "validFrom", "credentialSubject"}) {
    json::Value part = whole;
    part.Erase(member);
    EXPECT_FALSE(SignOb3Jwt(part, Key("meridian")).ok()) << member;
  }
  EXPECT_FALSE(SignEarlierVcJwt(whole, Key("zed")).ok());  // no issuanceDate
}

TEST(TamperPayload, RefusesWhatIsNotThereOnce) {
  const std::string jwt =
      absl::StrCat("e30.", Base64UrlEncode("{\"a\":\"62\",\"b\":\"62\"}"), ".");
  EXPECT_FALSE(TamperPayload(jwt, "62", "92").ok());
  EXPECT_FALSE(TamperPayload(jwt, "77", "92").ok());
  EXPECT_FALSE(TamperPayload("e30.e30", "62", "92").ok());
  EXPECT_TRUE(TamperPayload(jwt, "\"a\":\"62\"", "\"a\":\"92\"").ok());
}

}  // namespace
}  // namespace prescreen::sample
