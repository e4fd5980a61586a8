// SPDX-License-Identifier: Apache-2.0
#include "server/resolve/issuer_keys.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/support/jose_signer.h"

namespace prescreen {
namespace {

class Pins final : public PinnedKeys {
 public:
  std::vector<PinnedKeyEntry> Find(absl::string_view url) const override {
    const auto found = entries.find(std::string(url));
    return found == entries.end() ? std::vector<PinnedKeyEntry>()
                                  : found->second;
  }
  std::map<std::string, std::vector<PinnedKeyEntry>> entries;
};

constexpr char kUrl[] = "did:web:northwind.example#k1";

TEST(IssuerKeys, DidKeyAndDidJwkResolveByThemselves) {
  const Pins pins;
  KeyCache cache;
  const IssuerKeys keys(pins, cache);
  for (const std::string& alg : EveryAlgorithm()) {
    const JoseSigner signer(alg);
    for (const std::string& url :
         {signer.did_key_url(), signer.did_jwk() + "#0"}) {
      const auto method = keys.Resolve(url);
      ASSERT_TRUE(method.ok()) << method.status();
      EXPECT_EQ(method->id, url);
      EXPECT_EQ(method->key, signer.public_key());
      EXPECT_TRUE(method->WasInUse(std::nullopt));
    }
  }
}

TEST(IssuerKeys, OtherMethodsAreUnimplemented) {
  const Pins pins;
  KeyCache cache;
  const IssuerKeys keys(pins, cache);
  for (const char* url : {kUrl, "https://issuer.example/keys/1", "k1", ""}) {
    EXPECT_TRUE(absl::IsUnimplemented(keys.Resolve(url).status())) << url;
  }
}

TEST(IssuerKeys, CachesGoodKeysOnly) {
  const Pins pins;
  KeyCache cache;
  const IssuerKeys keys(pins, cache);
  const JoseSigner signer("ES256");
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(keys.Resolve(signer.did_key_url()).ok());
    EXPECT_FALSE(keys.Resolve(signer.did_key() + "#other").ok());
    EXPECT_FALSE(keys.Resolve(kUrl).ok());
  }
  EXPECT_EQ(cache.size(), 1u);
}

TEST(IssuerKeys, PinnedMaterialGoesFirst) {
  const JoseSigner signer("ES384");
  Pins pins;
  pins.entries[kUrl] = {{"did:web:northwind.example",
                         signer.public_key(),
                         "ES384",
                         {absl::CivilDay(2026, 1, 1), {}}}};
  KeyCache cache;
  const auto method = IssuerKeys(pins, cache).Resolve(kUrl);
  ASSERT_TRUE(method.ok()) << method.status();
  EXPECT_EQ(method->id, kUrl);
  EXPECT_EQ(method->controller, "did:web:northwind.example");
  EXPECT_EQ(method->key, signer.public_key());
  EXPECT_EQ(method->codec, kP384Codec);
  EXPECT_EQ(method->alg, "ES384");
  ASSERT_EQ(method->periods.size(), 1u);
  EXPECT_EQ(cache.size(), 0u);
}

TEST(IssuerKeys, EntryWithoutMaterialBoundsTheKeysUse) {
  const JoseSigner signer("EdDSA");
  Pins pins;
  pins.entries[signer.did_key_url()] = {{"https://northwind.example",
                                         std::nullopt,
                                         "",
                                         {{}, absl::CivilDay(2025, 12, 31)}}};
  KeyCache cache;
  const auto method = IssuerKeys(pins, cache).Resolve(signer.did_key_url());
  ASSERT_TRUE(method.ok()) << method.status();
  EXPECT_EQ(method->controller, signer.did_key());
  EXPECT_FALSE(method->WasInUse(std::nullopt));
  EXPECT_TRUE(method->WasInUse(absl::FromUnixSeconds(1767225599)));
  EXPECT_FALSE(method->WasInUse(absl::FromUnixSeconds(1767225600)));
  pins.entries.clear();  // the cache kept the key, not the bound
  EXPECT_TRUE(IssuerKeys(pins, cache)
                  .Resolve(signer.did_key_url())
                  ->WasInUse(std::nullopt));
}

TEST(IssuerKeys, EntryWithoutMaterialDoesNotResolveOthers) {
  Pins pins;
  pins.entries[kUrl] = {{"did:web:northwind.example", std::nullopt, "", {}}};
  KeyCache cache;
  EXPECT_TRUE(
      absl::IsUnimplemented(IssuerKeys(pins, cache).Resolve(kUrl).status()));
}

TEST(OnlyVerificationMethod, OfIssuersWithOneKey) {
  EXPECT_EQ(OnlyVerificationMethod("did:key:zAbc"), "did:key:zAbc#zAbc");
  EXPECT_EQ(OnlyVerificationMethod("did:jwk:e30"), "did:jwk:e30#0");
  for (const char* issuer : {"", "did:web:a", "https://a", "did:key:z#z"}) {
    EXPECT_EQ(OnlyVerificationMethod(issuer), "") << issuer;
  }
}

TEST(AbsoluteMethodUrl, TakesFragmentsOfTheIssuer) {
  EXPECT_EQ(AbsoluteMethodUrl("did:web:b#k", "did:web:a"), "did:web:b#k");
  EXPECT_EQ(AbsoluteMethodUrl("#k", "did:web:a"), "did:web:a#k");
  EXPECT_EQ(AbsoluteMethodUrl("k", "did:web:a"), "did:web:a#k");
  EXPECT_EQ(AbsoluteMethodUrl("k", ""), "");
}

}  // namespace
}  // namespace prescreen
