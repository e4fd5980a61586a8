// SPDX-License-Identifier: Apache-2.0
#include "base/crypto/jwk.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

using json::Value;

struct Curve {
  absl::string_view name;
  KeyType type;
};
constexpr Curve kCurves[] = {{"P-256", KeyType::kP256},
                             {"P-384", KeyType::kP384},
                             {"P-521", KeyType::kP521},
                             {"secp256k1", KeyType::kSecp256k1}};

struct Algorithm {
  absl::string_view name;
  SignatureAlgorithm algorithm;
};
constexpr Algorithm kAlgorithms[] = {{"EdDSA", SignatureAlgorithm::kEdDsa},
                                     {"Ed25519", SignatureAlgorithm::kEdDsa},
                                     {"ES256", SignatureAlgorithm::kEs256},
                                     {"ES384", SignatureAlgorithm::kEs384},
                                     {"ES512", SignatureAlgorithm::kEs512},
                                     {"ES256K", SignatureAlgorithm::kEs256K},
                                     {"RS256", SignatureAlgorithm::kRs256},
                                     {"PS256", SignatureAlgorithm::kPs256}};

// RFC 7518 sections 6.2.2, 6.3.2 and 6.4; a symmetric key is never public.
constexpr absl::string_view kPrivateMembers[] = {"d",  "p",  "q",   "dp",
                                                 "dq", "qi", "oth", "k"};

absl::Status Refused(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("JWK: ", what));
}

absl::StatusOr<std::string> Bytes(const Value& jwk, absl::string_view name) {
  const absl::string_view text = jwk.FindString(name);
  if (text.empty()) return Refused(absl::StrCat(name, " is no text"));
  return Base64UrlDecode(text);
}

// RFC 7518 section 6.2.1.2: exactly as long as the field's elements.
absl::StatusOr<std::string> Coordinate(const Value& jwk, absl::string_view name,
                                       KeyType curve) {
  ASSIGN_OR_RETURN(std::string bytes, Bytes(jwk, name));
  if (bytes.size() != CoordinateBytes(curve)) {
    return Refused(absl::StrCat(name, " has the wrong length"));
  }
  return bytes;
}

absl::StatusOr<PublicKey> ParseEc(const Value& jwk) {
  const absl::string_view name = jwk.FindString("crv");
  for (const Curve& curve : kCurves) {
    if (curve.name != name) continue;
    ASSIGN_OR_RETURN(const std::string x, Coordinate(jwk, "x", curve.type));
    ASSIGN_OR_RETURN(const std::string y, Coordinate(jwk, "y", curve.type));
    return PublicKey::FromBytes(curve.type, absl::StrCat("\4", x, y));
  }
  if (name.empty()) return Refused("crv is no text");
  return absl::UnimplementedError("JWK: curve not supported");
}

absl::StatusOr<PublicKey> ParseOkp(const Value& jwk) {
  const absl::string_view name = jwk.FindString("crv");
  if (name.empty()) return Refused("crv is no text");
  if (name != "Ed25519") {
    return absl::UnimplementedError("JWK: curve not supported");
  }
  ASSIGN_OR_RETURN(const std::string x, Bytes(jwk, "x"));
  return PublicKey::FromBytes(KeyType::kEd25519, x);
}

absl::StatusOr<PublicKey> ParseRsa(const Value& jwk) {
  ASSIGN_OR_RETURN(const std::string modulus, Bytes(jwk, "n"));
  ASSIGN_OR_RETURN(const std::string exponent, Bytes(jwk, "e"));
  return PublicKey::FromRsa(modulus, exponent);
}

absl::StatusOr<PublicKey> ParseMaterial(const Value& jwk) {
  const absl::string_view type = jwk.FindString("kty");
  if (type == "EC") return ParseEc(jwk);
  if (type == "OKP") return ParseOkp(jwk);
  if (type == "RSA") return ParseRsa(jwk);
  if (type.empty() || type == "oct") return Refused("kty is no public key's");
  return absl::UnimplementedError("JWK: key type not supported");
}

// RFC 7517 section 4.3: without repetition.
bool AllowsVerifying(const Value& key_ops) {
  if (!key_ops.is_array()) return false;
  bool verify = false;
  for (std::size_t i = 0; i < key_ops.items().size(); ++i) {
    const Value& operation = key_ops.items()[i];
    if (!operation.is_string()) return false;
    for (std::size_t j = 0; j < i; ++j) {
      if (operation == key_ops.items()[j]) return false;
    }
    verify = verify || operation.string_value() == "verify";
  }
  return verify;
}

absl::Status CheckPurpose(const Value& jwk) {
  const Value* use = jwk.Find("use");
  if (use != nullptr && jwk.FindString("use") != "sig") {
    return Refused("use is not sig");
  }
  const Value* key_ops = jwk.Find("key_ops");
  if (key_ops != nullptr && !AllowsVerifying(*key_ops)) {
    return Refused("key_ops does not allow to verify");
  }
  return absl::OkStatus();
}

// RFC 7518 sections 3.1 and 4.1: what is no public-key signature.
bool IsForOtherUse(absl::string_view alg) {
  for (const absl::string_view start :
       {"none", "HS", "RSA", "A", "dir", "ECDH", "PBES"}) {
    if (absl::StartsWith(alg, start)) return true;
  }
  return alg.empty();
}

absl::Status CheckAlgorithm(const Value& jwk, KeyType type) {
  if (jwk.Find("alg") == nullptr) return absl::OkStatus();
  const absl::string_view alg = jwk.FindString("alg");
  const std::optional<SignatureAlgorithm> known = ParseJoseAlgorithm(alg);
  if (!known.has_value() && !IsForOtherUse(alg)) {
    return absl::UnimplementedError("JWK: algorithm not supported");
  }
  if (!known.has_value() || !Fits(*known, type)) {
    return Refused("alg is not one that this key verifies");
  }
  return absl::OkStatus();
}

Value Text(absl::string_view bytes) {
  return Value::String(Base64UrlEncode(bytes));
}

// The next INTEGER of DER that PublicKey made, without its sign octet.
absl::string_view ConsumeInteger(absl::string_view* der) {
  PRESCREEN_CHECK(der->size() > 2 && der->front() == 2);
  std::size_t size = static_cast<unsigned char>((*der)[1]);
  der->remove_prefix(2);
  if (size > 0x80) {
    std::size_t octets = size - 0x80;
    for (size = 0; octets > 0; --octets, der->remove_prefix(1)) {
      size = size << 8 | static_cast<unsigned char>(der->front());
    }
  }
  absl::string_view integer = der->substr(0, size);
  der->remove_prefix(size);
  if (integer.front() == 0) integer.remove_prefix(1);
  return integer;
}

void SetRsa(absl::string_view der, Value* jwk) {
  // SEQUENCE of more than 255 octets: tag, 82, two octets of length.
  der.remove_prefix(4);
  const absl::string_view modulus = ConsumeInteger(&der);
  jwk->Set("e", Text(ConsumeInteger(&der)));
  jwk->Set("kty", Value::String("RSA"));
  jwk->Set("n", Text(modulus));
}

}  // namespace

absl::StatusOr<PublicKey> ParseJwk(const Value& jwk) {
  if (!jwk.is_object()) return Refused("not an object");
  for (const absl::string_view name : kPrivateMembers) {
    if (jwk.Find(name) != nullptr) return Refused("not a public key");
  }
  RETURN_IF_ERROR(CheckPurpose(jwk));
  ASSIGN_OR_RETURN(PublicKey key, ParseMaterial(jwk));
  RETURN_IF_ERROR(CheckAlgorithm(jwk, key.type()));
  return key;
}

Value FormatJwk(const PublicKey& key) {
  Value jwk = Value::Object();
  const absl::string_view bytes(key.bytes().data(), key.bytes().size());
  if (key.type() == KeyType::kRsa) {
    SetRsa(bytes, &jwk);
    return jwk;
  }
  if (key.type() == KeyType::kEd25519) {
    jwk.Set("crv", Value::String("Ed25519"));
    jwk.Set("kty", Value::String("OKP"));
    jwk.Set("x", Text(bytes));
    return jwk;
  }
  for (const Curve& curve : kCurves) {
    if (curve.type == key.type()) jwk.Set("crv", Value::String(curve.name));
  }
  const std::string point = key.UncompressedPoint();
  const std::size_t size = CoordinateBytes(key.type());
  jwk.Set("kty", Value::String("EC"));
  jwk.Set("x", Text(point.substr(1, size)));
  jwk.Set("y", Text(point.substr(1 + size)));
  return jwk;
}

std::optional<SignatureAlgorithm> ParseJoseAlgorithm(absl::string_view name) {
  for (const Algorithm& entry : kAlgorithms) {
    if (entry.name == name) return entry.algorithm;
  }
  return std::nullopt;
}

}  // namespace prescreen
