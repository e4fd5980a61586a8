// SPDX-License-Identifier: Apache-2.0
#include "tests/support/jose_signer.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/crypto/ecdsa.h"
#include "base/crypto/jwk.h"
#include "base/crypto/multikey.h"
#include "base/encoding.h"
#include "tests/support/rsa_key.h"

namespace prescreen {
namespace {

struct Signing {
  PublicKey key;
  std::function<std::string(absl::string_view)> sign;
};

Signing Ed25519Signing(char name) {
  auto key = std::make_shared<Ed25519PrivateKey>(
      *Ed25519PrivateKey::FromSeed(std::string(32, name)));
  return {*PublicKey::FromBytes(KeyType::kEd25519, key->public_key()),
          [key](absl::string_view message) { return key->Sign(message); }};
}

Signing EcdsaSigning(KeyType curve, SignatureAlgorithm algorithm, char name) {
  auto key = std::make_shared<EcdsaPrivateKey>(
      *EcdsaPrivateKey::FromSeed(curve, std::string(32, name)));
  return {key->public_key(), [key, algorithm](absl::string_view message) {
            return key->Sign(algorithm, message);
          }};
}

// Few keys, since each takes long to make.
Signing RsaSigning(SignatureAlgorithm algorithm, char name) {
  const TestRsaKey key(name == 'b' ? 3072 : 2048);
  return {key.public_key(), [key, algorithm](absl::string_view message) {
            return key.Sign(algorithm, message);
          }};
}

Signing SigningOf(absl::string_view alg, char name) {
  const std::optional<SignatureAlgorithm> algorithm = ParseJoseAlgorithm(alg);
  PRESCREEN_CHECK(algorithm.has_value());
  for (const KeyType curve :
       {KeyType::kP256, KeyType::kP384, KeyType::kP521, KeyType::kSecp256k1}) {
    if (Fits(*algorithm, curve)) return EcdsaSigning(curve, *algorithm, name);
  }
  return Fits(*algorithm, KeyType::kRsa) ? RsaSigning(*algorithm, name)
                                         : Ed25519Signing(name);
}

}  // namespace

JoseSigner::JoseSigner(absl::string_view alg, char name)
    : alg_(alg), public_key_(SigningOf(alg, name).key) {
  sign_ = SigningOf(alg, name).sign;
  did_key_ = absl::StrCat("did:key:", FormatMultikey(public_key_));
  did_jwk_ = absl::StrCat(
      "did:jwk:", Base64UrlEncode(json::Serialize(FormatJwk(public_key_))));
}

std::string JoseSigner::did_key_url() const {
  return absl::StrCat(did_key_, "#", FormatMultikey(public_key_));
}

std::string JoseSigner::SignBytes(absl::string_view message) const {
  return sign_(message);
}

std::string JoseSigner::Sign(absl::string_view header,
                             absl::string_view payload) const {
  const std::string input =
      absl::StrCat(Base64UrlEncode(header), ".", Base64UrlEncode(payload));
  return absl::StrCat(input, ".", Base64UrlEncode(SignBytes(input)));
}

std::string JoseSigner::Sign(TestToken token) const {
  token.header.Set("alg", json::Value::String(alg_));
  token.header.Set("kid", json::Value::String(did_key_url()));
  SetIssuer(did_key_, &token);
  return Sign(json::Serialize(token.header), json::Serialize(token.payload));
}

std::string JoseSigner::SignAsDidJwk(TestToken token) const {
  token.header.Set("alg", json::Value::String(alg_));
  token.header.Set("kid", json::Value::String(absl::StrCat(did_jwk_, "#0")));
  SetIssuer(did_jwk_, &token);
  return Sign(json::Serialize(token.header), json::Serialize(token.payload));
}

const std::vector<std::string>& EveryAlgorithm() {
  static const std::vector<std::string>* const algorithms =
      new std::vector<std::string>{"EdDSA", "Ed25519", "ES256", "ES384",
                                   "ES512", "ES256K",  "RS256", "PS256"};
  return *algorithms;
}

void SetIssuer(absl::string_view issuer, TestToken* token) {
  if (token->payload.Find("iss") != nullptr) token->Set("/iss", issuer);
  const json::Value* stated = token->payload.Find("issuer");
  if (stated == nullptr) return;
  token->Set(stated->is_object() ? "/issuer/id" : "/issuer", issuer);
}

}  // namespace prescreen
