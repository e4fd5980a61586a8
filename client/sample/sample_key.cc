// SPDX-License-Identifier: Apache-2.0
#include "client/sample/sample_key.h"

#include <optional>
#include <variant>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/codec/json.h"
#include "base/crypto/ecdsa.h"
#include "base/crypto/ed25519.h"
#include "base/crypto/hash.h"
#include "base/crypto/jwk.h"
#include "base/crypto/multikey.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace prescreen::sample {
namespace {

absl::string_view JoseAlgorithmOf(KeyType type) {
  switch (type) {
    case KeyType::kEd25519:
      return "EdDSA";
    case KeyType::kP256:
      return "ES256";
    case KeyType::kP384:
      return "ES384";
    case KeyType::kSecp256k1:
      return "ES256K";
    default:
      return "";
  }
}

}  // namespace

struct SampleKey::Material {
  PublicKey public_key;
  std::variant<Ed25519PrivateKey, EcdsaPrivateKey> private_key;
};

std::string SeedFor(absl::string_view name) {
  return std::string(
      AsBytes(Sha256(absl::StrCat("prescreen sample issuer: ", name))));
}

absl::StatusOr<SampleKey> SampleKey::FromSeed(KeyType type,
                                              absl::string_view seed) {
  if (JoseAlgorithmOf(type).empty() || seed.size() != 32) {
    return absl::InvalidArgumentError("sample key: type or length");
  }
  std::shared_ptr<const Material> material;
  if (type == KeyType::kEd25519) {
    ASSIGN_OR_RETURN(Ed25519PrivateKey key, Ed25519PrivateKey::FromSeed(seed));
    ASSIGN_OR_RETURN(const PublicKey public_key,
                     PublicKey::FromBytes(type, key.public_key()));
    material =
        std::make_shared<const Material>(Material{public_key, std::move(key)});
  } else {
    ASSIGN_OR_RETURN(EcdsaPrivateKey key,
                     EcdsaPrivateKey::FromSeed(type, seed));
    const PublicKey public_key = key.public_key();
    material =
        std::make_shared<const Material>(Material{public_key, std::move(key)});
  }
  // did:key names its one verification method by the key again.
  std::string multikey = FormatMultikey(material->public_key);
  std::string did = absl::StrCat("did:key:", multikey);
  return SampleKey(std::move(material), std::move(did), std::move(multikey));
}

SampleKey SampleKey::NamedByDidJwk() const {
  const std::string jwk = json::Serialize(FormatJwk(public_key()));
  return Named(absl::StrCat("did:jwk:", Base64UrlEncode(jwk)), "0");
}

SampleKey SampleKey::Named(absl::string_view did,
                           absl::string_view fragment) const {
  return SampleKey(material_, std::string(did), std::string(fragment));
}

const PublicKey& SampleKey::public_key() const { return material_->public_key; }

std::string SampleKey::verification_method() const {
  return absl::StrCat(did_, "#", fragment_);
}

absl::string_view SampleKey::jose_algorithm() const {
  return JoseAlgorithmOf(public_key().type());
}

std::string SampleKey::Sign(absl::string_view message) const {
  if (const auto* key =
          std::get_if<Ed25519PrivateKey>(&material_->private_key)) {
    return key->Sign(message);
  }
  const std::optional<SignatureAlgorithm> algorithm =
      ParseJoseAlgorithm(jose_algorithm());
  PRESCREEN_CHECK(algorithm.has_value());
  return std::get<EcdsaPrivateKey>(material_->private_key)
      .Sign(*algorithm, message);
}

}  // namespace prescreen::sample
