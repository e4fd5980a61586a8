// SPDX-License-Identifier: Apache-2.0
// Which key a token is checked with, and whose it is.
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/crypto/jwk.h"
#include "tests/server/verify/keys_for_test.h"
#include "tests/support/jose_signer.h"

namespace prescreen {
namespace {

constexpr char kIssuer[] = "did:web:northwind.example";
constexpr char kKeyUrl[] = "did:web:northwind.example#k1";

const JoseSigner& Signer() {
  static const JoseSigner signer("ES256");
  return signer;
}

// An Open Badge of `issuer`, signed 2026-03-02 by Signer().
std::string SignedFor(absl::string_view issuer, absl::string_view kid) {
  TestToken token = OpenBadgeToken(TestIssuer('i'));
  token.header.Set("alg", json::Value::String("ES256"));
  token.header.Set("kid", json::Value::String(kid));
  SetIssuer(issuer, &token);
  return Signer().Sign(json::Serialize(token.header),
                       json::Serialize(token.payload));
}

PinnedKeyEntry Pinned(KeyPeriod period = {}) {
  return {kIssuer, Signer().public_key(), "", period};
}

KeyPeriod Period(absl::CivilDay from, absl::CivilDay until) {
  return {from, until};
}

TEST(JwtKey, PinnedKeyNeedsNoNetwork) {
  TestCatalogue catalogue;
  EXPECT_EQ(SummaryWithKeys(SignedFor(kIssuer, kKeyUrl), catalogue),
            "unchecked UNSUPPORTED_FORMAT");
  catalogue.Pin(kKeyUrl, Pinned());
  EXPECT_EQ(SummaryWithKeys(SignedFor(kIssuer, kKeyUrl), catalogue),
            "verified");
}

TEST(JwtKey, PinnedKeyOfAnotherIssuer) {
  TestCatalogue catalogue;
  catalogue.Pin(kKeyUrl, Pinned());
  const std::string token = SignedFor("https://southwind.example", kKeyUrl);
  EXPECT_EQ(SummaryWithKeys(token, catalogue),
            "rejected SIGNER_NOT_ISSUER /issuer");
  catalogue.List(kKeyUrl, "https://southwind.example");
  EXPECT_EQ(SummaryWithKeys(token, catalogue), "verified");
}

TEST(JwtKey, ListedDidKeyOfAnotherIdentifier) {
  TestCatalogue catalogue;
  const std::string token = SignedFor(kIssuer, Signer().did_key_url());
  EXPECT_EQ(SummaryWithKeys(token, catalogue),
            "rejected SIGNER_NOT_ISSUER /issuer");
  catalogue.List(Signer().did_key_url(), kIssuer);
  EXPECT_EQ(SummaryWithKeys(token, catalogue), "verified");
}

TEST(JwtKey, RelativeKidIsOfTheIssuer) {
  TestCatalogue catalogue;
  catalogue.Pin(kKeyUrl, Pinned());
  for (const char* kid : {"k1", "#k1"}) {
    EXPECT_EQ(SummaryWithKeys(SignedFor(kIssuer, kid), catalogue), "verified");
  }
  EXPECT_EQ(SummaryWithKeys(SignedFor(kIssuer, "k2"), catalogue),
            "unchecked UNSUPPORTED_FORMAT");
}

TEST(JwtKey, RelativeKidOfDidKeyAndDidJwk) {
  const std::string multikey = Signer().did_key().substr(8);
  EXPECT_EQ(SummaryWithKeys(SignedFor(Signer().did_key(), "#" + multikey)),
            "verified");
  EXPECT_EQ(SummaryWithKeys(SignedFor(Signer().did_key(), multikey)),
            "verified");
  EXPECT_EQ(SummaryWithKeys(SignedFor(Signer().did_jwk(), "#0")), "verified");
  EXPECT_EQ(SummaryWithKeys(SignedFor(Signer().did_jwk(), "0")), "verified");
  EXPECT_EQ(SummaryWithKeys(SignedFor(Signer().did_jwk(), "#1")),
            "rejected UNKNOWN_KEY");
}

// A stranger's key in the fragment of a trusted identifier.
TEST(JwtKey, KeyInTheFragmentProvesNothing) {
  const std::string url =
      absl::StrCat(kIssuer, "#", Signer().did_key().substr(8));
  EXPECT_EQ(SummaryWithKeys(SignedFor(kIssuer, url)),
            "unchecked UNSUPPORTED_FORMAT");
}

TEST(JwtKey, HeaderKeyOfAnIssuerOfOneKeyProvesNothing) {
  TestToken token = OpenBadgeToken(TestIssuer('i'));
  token.header.Set("alg", json::Value::String("ES256"));
  token.header.Erase("kid");
  token.header.Set("jwk", FormatJwk(Signer().public_key()));
  SetIssuer(Signer().did_key(), &token);
  EXPECT_EQ(SummaryWithKeys(Signer().Sign(json::Serialize(token.header),
                                          json::Serialize(token.payload))),
            "rejected UNKNOWN_KEY");
}

TEST(JwtKeyPeriod, HoldsTheDayOfSigning) {
  const absl::CivilDay day(2026, 3, 2);
  for (const KeyPeriod& period :
       {Period(day, day), KeyPeriod{day, {}}, KeyPeriod{{}, day}}) {
    TestCatalogue catalogue;
    catalogue.Pin(kKeyUrl, Pinned(period));
    EXPECT_EQ(SummaryWithKeys(SignedFor(kIssuer, kKeyUrl), catalogue),
              "verified");
  }
}

TEST(JwtKeyPeriod, OutsideIsNotChecked) {
  const absl::CivilDay day(2026, 3, 2);
  for (const KeyPeriod& period :
       {KeyPeriod{day + 1, {}}, KeyPeriod{{}, day - 1}}) {
    TestCatalogue catalogue;
    catalogue.Pin(kKeyUrl, Pinned(period));
    EXPECT_EQ(SummaryWithKeys(SignedFor(kIssuer, kKeyUrl), catalogue),
              "unchecked KEY_ROTATED");
  }
}

TEST(JwtKeyPeriod, ForgeryIsTamperedAllTheSame) {
  TestCatalogue catalogue;
  catalogue.Pin(kKeyUrl, {kIssuer,
                          JoseSigner("ES256", 'o').public_key(),
                          "",
                          {{}, absl::CivilDay(2020, 1, 1)}});
  EXPECT_EQ(SummaryWithKeys(SignedFor(kIssuer, kKeyUrl), catalogue),
            "rejected TAMPERED");
}

TEST(JwtKeyPeriod, AnyOfSeveralEntriesWillDo) {
  const absl::CivilDay day(2026, 3, 2);
  TestCatalogue catalogue;
  catalogue.Pin(kKeyUrl, Pinned({{}, day - 1}));
  catalogue.Pin(kKeyUrl, Pinned({day, {}}));
  EXPECT_EQ(SummaryWithKeys(SignedFor(kIssuer, kKeyUrl), catalogue),
            "verified");
}

TEST(JwtKeyPeriod, BoundsKeysThatResolveByThemselves) {
  TestCatalogue catalogue;
  catalogue.Pin(Signer().did_key_url(),
                {kIssuer, std::nullopt, "", {{}, absl::CivilDay(2026, 3, 1)}});
  EXPECT_EQ(
      SummaryWithKeys(SignedFor(Signer().did_key(), Signer().did_key_url()),
                      catalogue),
      "unchecked KEY_ROTATED");
}

TEST(JwtKeyPeriod, TakesTheTimeOfIssueFirst) {
  TestCatalogue catalogue;
  catalogue.Pin(kKeyUrl, Pinned({absl::CivilDay(2026, 3, 10), {}}));
  TestToken token = OpenBadgeToken(TestIssuer('i'));
  token.header.Set("alg", json::Value::String("ES256"));
  token.header.Set("kid", json::Value::String(kKeyUrl));
  token.Set("/iat", json::Value::Int(1773100800));  // 2026-03-10
  SetIssuer(kIssuer, &token);
  EXPECT_EQ(SummaryWithKeys(Signer().Sign(json::Serialize(token.header),
                                          json::Serialize(token.payload)),
                            catalogue),
            "verified");
}

TEST(JwtKeyPeriod, UnstatedTimeIsNotChecked) {
  TestCatalogue catalogue;
  catalogue.Pin(kKeyUrl, Pinned({absl::CivilDay(2020, 1, 1), {}}));
  TestToken token = VcJwtToken(TestIssuer('i'));
  token.Remove("/validFrom");
  token.header.Set("alg", json::Value::String("ES256"));
  token.header.Set("kid", json::Value::String(kKeyUrl));
  SetIssuer(kIssuer, &token);
  EXPECT_EQ(SummaryWithKeys(Signer().Sign(json::Serialize(token.header),
                                          json::Serialize(token.payload)),
                            catalogue),
            "unchecked KEY_ROTATED");
}

}  // namespace
}  // namespace prescreen
