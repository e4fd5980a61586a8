// SPDX-License-Identifier: Apache-2.0
// A first-seen Open Badge of 4.5 KB, from bytes to claim, by signature
// algorithm and by cryptosuite, each beside the bare check of the same
// signature in the same run. The issuer's key is known already.
#include <algorithm>
#include <cstdio>
#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/crypto/ecdsa.h"
#include "base/crypto/ed25519.h"
#include "base/crypto/multikey.h"
#include "base/encoding.h"
#include "client/sample/sample_key.h"
#include "client/sample/sign_data_integrity.h"
#include "server/claims/normalise.h"
#include "server/decode/decode.h"
#include "server/resolve/issuer_keys.h"
#include "server/status/status.h"
#include "server/verify/verifier.h"
#include "tests/bench/thread_time.h"
#include "tests/support/credential_builder.h"
#include "tests/support/rsa_key.h"

namespace prescreen {
namespace {

constexpr int kRounds = 400;
constexpr int kRepeats = 20;  // of each within a round
constexpr std::size_t kCredentialBytes = 4500;

class NoAuthority final : public SignerAuthority {
 public:
  bool MaySignFor(absl::string_view, absl::string_view) const override {
    return false;
  }
};

class NoPinnedKeys final : public PinnedKeys {
 public:
  std::vector<PinnedKeyEntry> Find(absl::string_view) const override {
    return {};
  }
};

// A key of one algorithm under a name that resolves without a network.
struct Issuer {
  const char* alg;
  SignatureAlgorithm algorithm;
  PublicKey key;
  std::function<std::string(absl::string_view message)> sign;
  std::string did;
  std::string kid;
};

Issuer Named(const char* alg, SignatureAlgorithm algorithm, PublicKey key,
             std::function<std::string(absl::string_view)> sign) {
  Issuer issuer{alg, algorithm, std::move(key), std::move(sign), "", ""};
  if (issuer.key.type() == KeyType::kRsa) return issuer;
  const std::string multikey = FormatMultikey(issuer.key);
  issuer.did = absl::StrCat("did:key:", multikey);
  issuer.kid = absl::StrCat(issuer.did, "#", multikey);
  return issuer;
}

Issuer EdDsa() {
  auto key = std::make_shared<Ed25519PrivateKey>(
      *Ed25519PrivateKey::FromSeed(std::string(32, 'i')));
  return Named("EdDSA", SignatureAlgorithm::kEdDsa,
               *PublicKey::FromBytes(KeyType::kEd25519, key->public_key()),
               [key](absl::string_view message) { return key->Sign(message); });
}

Issuer Ecdsa(const char* alg, KeyType curve, SignatureAlgorithm algorithm) {
  auto key = std::make_shared<EcdsaPrivateKey>(
      *EcdsaPrivateKey::FromSeed(curve, std::string(32, 'i')));
  return Named(alg, algorithm, key->public_key(),
               [key, algorithm](absl::string_view message) {
                 return key->Sign(algorithm, message);
               });
}

Issuer Rsa(const char* alg, SignatureAlgorithm algorithm) {
  auto key = std::make_shared<TestRsaKey>(2048);
  Issuer issuer = Named(alg, algorithm, key->public_key(),
                        [key, algorithm](absl::string_view message) {
                          return key->Sign(algorithm, message);
                        });
  issuer.did = absl::StrCat(
      "did:jwk:", Base64UrlEncode(absl::StrCat(
                      R"({"kty":"RSA","n":")", Base64UrlEncode(key->modulus()),
                      R"(","e":")", Base64UrlEncode(key->exponent()), "\"}")));
  issuer.kid = absl::StrCat(issuer.did, "#0");
  return issuer;
}

std::vector<Issuer> Issuers() {
  return {EdDsa(),
          Ecdsa("ES256", KeyType::kP256, SignatureAlgorithm::kEs256),
          Ecdsa("ES384", KeyType::kP384, SignatureAlgorithm::kEs384),
          Ecdsa("ES512", KeyType::kP521, SignatureAlgorithm::kEs512),
          Ecdsa("ES256K", KeyType::kSecp256k1, SignatureAlgorithm::kEs256K),
          Rsa("RS256", SignatureAlgorithm::kRs256),
          Rsa("PS256", SignatureAlgorithm::kPs256)};
}

// A badge as issuers send them: seven alignments, long texts.
json::Value Badge(const std::string& issuer) {
  TestToken token = OpenBadgeToken(TestIssuer('i'));
  for (const char* claim : {"iss", "sub", "jti", "nbf", "exp"}) {
    token.payload.Erase(claim);
  }
  token.Set("/issuer/id", absl::string_view(issuer));
  json::Value alignments = json::Value::Array();
  for (int i = 0; i < 7; ++i) {
    json::Value alignment = ParseJsonForTest(R"({"type": ["Alignment"],
      "targetName": "Query optimisation", "targetFramework": "ESCO",
      "targetType": "ceasn:Competency"})");
    alignment.Set("targetUrl", json::Value::String(absl::StrCat(
                                   "http://data.europa.eu/esco/skill/", i)));
    alignments.Append(std::move(alignment));
  }
  token.Set("/credentialSubject/achievement/alignment", alignments);
  token.Set("/evidence", ParseJsonForTest(R"([{"type": ["Evidence"],
      "id": "https://work.example/repository", "name": "Warehouse",
      "genre": "project"}])"));
  const std::size_t size = json::Serialize(token.payload).size();
  std::string words;
  while (size + words.size() < kCredentialBytes) {
    words += "Designs schemas and explains plans. ";
  }
  token.Set("/credentialSubject/achievement/description",
            absl::string_view(words));
  return token.payload;
}

std::string Jwt(const Issuer& issuer) {
  json::Value header = ParseJsonForTest(R"({"typ": "vc+jwt", "cty": "vc"})");
  header.Set("alg", json::Value::String(issuer.alg));
  header.Set("kid", json::Value::String(issuer.kid));
  const std::string input =
      absl::StrCat(Base64UrlEncode(json::Serialize(header)), ".",
                   Base64UrlEncode(json::Serialize(Badge(issuer.did))));
  return absl::StrCat(input, ".", Base64UrlEncode(issuer.sign(input)));
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

class Bench {
 public:
  // One line each: bare, whole, what is beyond, and the ratio. A `target` of 0
  // is none.
  void Compare(const std::string& name, const RawDocument& document,
               const std::function<void()>& bare_check, double target) {
    Run(document);
    std::vector<double> bare, whole;
    for (int round = 0; round < kRounds; ++round) {
      bare.push_back(MeanMicroseconds(kRepeats, bare_check));
      whole.push_back(MeanMicroseconds(kRepeats, [&] { Run(document); }));
    }
    const double beyond = Median(whole) - Median(bare);
    std::printf("figure %s_bare %.2f us target - -\n", name.c_str(),
                Median(bare));
    std::printf("figure %s_first_seen %.2f us target - -\n", name.c_str(),
                Median(whole));
    if (target > 0) {
      std::printf("figure %s_beyond %.2f us target %.0f %s\n", name.c_str(),
                  beyond, target, beyond <= target ? "met" : "short");
    } else {
      std::printf("figure %s_beyond %.2f us target - -\n", name.c_str(),
                  beyond);
    }
    std::printf("figure %s_ratio %.2f x target - -\n", name.c_str(),
                Median(whole) / Median(bare));
  }

 private:
  // The whole way of one credential.
  void Run(const RawDocument& raw) {
    const IssuerKeys keys(pinned_, cache_);
    const StatusChecker status(absl::FromUnixSeconds(1795435200),
                               absl::Seconds(60));
    const std::vector<v1::KnownIdentifier> known;
    ClaimNormaliser normaliser(catalogues_, known, 12);
    const CheckedCredential checked =
        CredentialVerifier(keys, authority_).Verify(Decode(raw, 0));
    const auto* good = std::get_if<VerifiedCredential>(&checked);
    PRESCREEN_CHECK(good != nullptr);
    normaliser.Add(*good, status.Check(*good));
    PRESCREEN_CHECK(std::move(normaliser).Finish().claims.claims().size() == 1);
  }

  const NoPinnedKeys pinned_;
  const NoAuthority authority_;
  const CatalogueSet catalogues_{nullptr, nullptr, nullptr};
  KeyCache cache_;
};

void CompareTokens(Bench* bench) {
  for (const Issuer& issuer : Issuers()) {
    const RawDocument raw{"application/vc+jwt", Jwt(issuer), ""};
    const std::size_t dot = raw.content.rfind('.');
    const std::string input = raw.content.substr(0, dot);
    const std::string signature = *Base64UrlDecode(raw.content.substr(dot + 1));
    bench->Compare(
        absl::StrCat("jwt_", issuer.alg), raw,
        [&] {
          PRESCREEN_CHECK(
              VerifySignature(issuer.key, issuer.algorithm, input, signature));
        },
        absl::string_view(issuer.alg) == "EdDSA" ? 10 : 0);
  }
}

void CompareSuites(Bench* bench) {
  const struct {
    const char* name;
    const char* suite;
    KeyType type;
    SignatureAlgorithm algorithm;
    std::size_t digest_bytes;
  } kSuites[] = {
      {"eddsa_jcs_2022", "eddsa-jcs-2022", KeyType::kEd25519,
       SignatureAlgorithm::kEdDsa, 32},
      {"ecdsa_jcs_2019_p256", "ecdsa-jcs-2019", KeyType::kP256,
       SignatureAlgorithm::kEs256, 32},
      {"ecdsa_jcs_2019_p384", "ecdsa-jcs-2019", KeyType::kP384,
       SignatureAlgorithm::kEs384, 48},
  };
  for (const auto& entry : kSuites) {
    const auto key =
        sample::SampleKey::FromSeed(entry.type, std::string(32, 'i'));
    PRESCREEN_CHECK(key.ok());
    const auto document =
        sample::SignDataIntegrity(Badge(key->did()), entry.suite, *key);
    PRESCREEN_CHECK(document.ok());
    const RawDocument raw{"application/vc", json::Serialize(*document), ""};
    // What the suite signs: two digests.
    const std::string message(2 * entry.digest_bytes, 'd');
    const std::string signature = key->Sign(message);
    bench->Compare(
        entry.name, raw,
        [&] {
          PRESCREEN_CHECK(VerifySignature(key->public_key(), entry.algorithm,
                                          message, signature));
        },
        0);
  }
}

}  // namespace
}  // namespace prescreen

int main() {
  prescreen::Bench bench;
  prescreen::CompareTokens(&bench);
  prescreen::CompareSuites(&bench);
  return 0;
}
