// SPDX-License-Identifier: Apache-2.0
// `keys` of an issuer catalogue.
#include "server/catalogue/parse_pinned_key.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/crypto/ecdsa.h"
#include "base/crypto/jwk.h"
#include "base/crypto/multikey.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/rsa_key.h"

namespace prescreen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

PublicKey Key(char name = 'k') {
  return EcdsaPrivateKey::FromSeed(KeyType::kP256, std::string(32, name))
      ->public_key();
}

// `keys` stands on line 7 and those below it, at column 7.
std::string WithKeys(absl::string_view keys) {
  return absl::StrCat(
      "kind: IssuerCatalogue\n"
      "issuers:\n"
      "  - id: northwind\n"
      "    identifiers: [did:web:northwind.example]\n"
      "    name: Northwind\n"
      "    class: employer\n",
      "    keys:\n", keys);
}

std::vector<std::string> FaultsOf(absl::string_view keys) {
  std::vector<yaml::Fault> faults;
  const auto catalogue = ParseCatalogue(WithKeys(keys), &faults);
  EXPECT_EQ(catalogue.has_value(), faults.empty());
  std::vector<std::string> lines;
  for (const yaml::Fault& fault : faults) lines.push_back(ToString(fault));
  return lines;
}

Catalogue Good(absl::string_view keys) {
  std::vector<yaml::Fault> faults;
  auto catalogue = ParseCatalogue(WithKeys(keys), &faults);
  for (const yaml::Fault& fault : faults) ADD_FAILURE() << ToString(fault);
  return catalogue.value_or(Catalogue());
}

// The JWK as a flow mapping.
std::string Flow(const json::Value& jwk) {
  std::string flow = "{";
  for (const json::Member& member : jwk.members()) {
    absl::StrAppend(&flow, flow.size() > 1 ? ", " : "", member.name, ": \"",
                    member.value.string_value(), "\"");
  }
  return flow + "}";
}

TEST(PinnedKeys, WithMultibase) {
  const Catalogue catalogue =
      Good(absl::StrCat("      - id: did:web:northwind.example#k1\n"
                        "        public_key_multibase: ",
                        FormatMultikey(Key()), "\n"));
  ASSERT_EQ(catalogue.issuers.size(), 1u);
  ASSERT_EQ(catalogue.issuers[0].keys.size(), 1u);
  EXPECT_EQ(catalogue.issuers[0].keys[0].id, "did:web:northwind.example#k1");
  EXPECT_EQ(catalogue.issuers[0].keys[0].key, Key());
  EXPECT_EQ(catalogue.issuers[0].keys[0].alg, "");
}

TEST(PinnedKeys, WithJwk) {
  for (const PublicKey& key : {Key(), TestRsaKey(2048).public_key()}) {
    json::Value jwk = FormatJwk(key);
    const char* alg = key.type() == KeyType::kRsa ? "PS256" : "ES256";
    jwk.Set("alg", json::Value::String(alg));
    const Catalogue catalogue =
        Good(absl::StrCat("      - {id: \"did:web:northwind.example#k1\", "
                          "public_key_jwk: ",
                          Flow(jwk), "}\n"));
    ASSERT_EQ(catalogue.issuers.size(), 1u);
    EXPECT_EQ(catalogue.issuers[0].keys[0].key, key);
    EXPECT_EQ(catalogue.issuers[0].keys[0].alg, alg);
  }
}

TEST(PinnedKeys, WithJwkThatListsItsOperations) {
  const json::Value jwk = FormatJwk(Key());
  const Catalogue catalogue = Good(absl::StrCat(
      "      - id: did:web:northwind.example#k1\n"
      "        public_key_jwk:\n"
      "          kty: EC\n          crv: P-256\n          key_ops: [verify]\n",
      "          x: ", std::string(jwk.FindString("x")),
      "\n          y: ", std::string(jwk.FindString("y")), "\n"));
  ASSERT_EQ(catalogue.issuers.size(), 1u);
  EXPECT_EQ(catalogue.issuers[0].keys[0].key, Key());
}

TEST(PinnedKeys, WithoutMaterialSayWhoseAKeyIs) {
  const Catalogue catalogue = Good(
      "      - {id: \"did:key:zAbc#zAbc\", from: 2024-01-01, "
      "until: 2026-12-31}\n");
  ASSERT_EQ(catalogue.issuers.size(), 1u);
  EXPECT_FALSE(catalogue.issuers[0].keys[0].key.has_value());
  EXPECT_EQ(catalogue.issuers[0].keys[0].from, absl::CivilDay(2024, 1, 1));
  EXPECT_EQ(catalogue.issuers[0].keys[0].until, absl::CivilDay(2026, 12, 31));
}

TEST(PinnedKeys, ArePartOfTheCanonicalForm) {
  const std::string multibase = FormatMultikey(Key());
  const Catalogue catalogue =
      Good(absl::StrCat("      - {public_key_multibase: ", multibase,
                        ", id: \"did:web:northwind.example#k1\"}\n"));
  EXPECT_THAT(
      catalogue.canonical_text,
      HasSubstr(absl::StrCat("\"keys\":[{\"id\":\"did:web:northwind.example#k1"
                             "\",\"public_key_multibase\":\"",
                             multibase, "\"}]")));
  EXPECT_NE(catalogue.digest,
            Good("      - {id: \"did:web:northwind.example#k1\"}\n").digest);
}

TEST(PinnedKeys, UnusableMaterialIsRefusedAtItsPlace) {
  EXPECT_THAT(
      FaultsOf("      - id: did:web:northwind.example#k1\n"
               "        public_key_multibase: z6Mk\n"),
      ElementsAre(HasSubstr("line 9, column 31: "
                            "issuers[0].keys[0].public_key_multibase: is no "
                            "key that can be used: ")));
  EXPECT_THAT(
      FaultsOf("      - id: did:web:northwind.example#k1\n"
               "        public_key_jwk: {kty: EC, crv: P-256, x: AA, y: AA}\n"),
      ElementsAre("line 9, column 25: issuers[0].keys[0].public_key_jwk: is "
                  "no key that can be used: JWK: x has the wrong length"));
}

TEST(PinnedKeys, PrivateKeysAreRefused) {
  json::Value jwk = FormatJwk(Key());
  jwk.Set("d", json::Value::String("AA"));
  const std::vector<std::string> faults = FaultsOf(absl::StrCat(
      "      - {id: \"did:web:northwind.example#k1\", public_key_jwk: ",
      Flow(jwk), "}\n"));
  EXPECT_THAT(faults, ElementsAre(HasSubstr("JWK: not a public key")));
}

TEST(PinnedKeys, MistypedMaterialIsRefused) {
  EXPECT_THAT(FaultsOf("      - {id: k, public_key_jwk: text}\n"),
              ElementsAre(HasSubstr("line 8, column 33: "
                                    "issuers[0].keys[0].public_key_jwk: ")));
  EXPECT_THAT(FaultsOf("      - {id: k, public_key_jwk: {kty: {a: b}}}\n"),
              ElementsAre(HasSubstr("public_key_jwk.kty: must be a single")));
  EXPECT_THAT(FaultsOf("      - {id: k, public_key_multibase: [z]}\n"),
              ElementsAre(HasSubstr("public_key_multibase: must be a single")));
  EXPECT_THAT(FaultsOf("      - {id: k, public_key: z}\n"),
              ElementsAre(HasSubstr("keys[0].public_key: unknown field")));
}

TEST(PinnedKeys, BothFormsAtOnceAreRefused) {
  EXPECT_THAT(FaultsOf("      - id: k\n        public_key_multibase: z\n"
                       "        public_key_jwk: {}\n"),
              ElementsAre(HasSubstr("line 10, column 25: ")));
}

TEST(PinnedKeys, MaterialBesideAnIdentifierThatIsTheKeyIsRefused) {
  for (const char* id : {"did:key:zA#zA", "did:jwk:e30#0"}) {
    EXPECT_THAT(FaultsOf(absl::StrCat("      - {id: \"", id,
                                      "\", public_key_multibase: z6Mk}\n")),
                ElementsAre(HasSubstr("the identifier is the key")));
  }
}

TEST(PinnedKeys, OneIdHasOneKey) {
  const std::string first = FormatMultikey(Key('a'));
  const auto entry = [](absl::string_view multibase) {
    return absl::StrCat("      - {id: k, public_key_multibase: ", multibase,
                        "}\n");
  };
  EXPECT_TRUE(FaultsOf(entry(first) + entry(first)).empty());
  EXPECT_THAT(FaultsOf(entry(first) + entry(FormatMultikey(Key('b')))),
              ElementsAre("line 9, column 9: issuers[0].keys[1]: has another "
                          "key than the same id on line 8"));
}

TEST(PinnedKeys, PeriodThatEndsBeforeItBeginsIsRefused) {
  EXPECT_THAT(
      FaultsOf("      - {id: k, from: 2026-01-02, until: 2026-01-01}\n"),
      ElementsAre(HasSubstr("keys[0].until: lies before `from`")));
}

}  // namespace
}  // namespace prescreen
