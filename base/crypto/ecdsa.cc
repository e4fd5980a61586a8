// SPDX-License-Identifier: Apache-2.0
#include "base/crypto/ecdsa.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/obj_mac.h>

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/crypto/hash.h"
#include "base/crypto/nist_curve.h"
#include "base/crypto/secp256k1.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));
}

absl::Status NotAScalar() {
  return absl::InvalidArgumentError("private key: not a scalar of the curve");
}

int CurveId(KeyType curve) {
  switch (curve) {
    case KeyType::kP256:
      return NID_X9_62_prime256v1;
    case KeyType::kP384:
      return NID_secp384r1;
    default:
      return NID_secp521r1;
  }
}

// scalar · G as 04 ‖ x ‖ y; "" if the scalar is not in [1, n).
std::string PointOf(KeyType curve, const BIGNUM* scalar) {
  const SslPtr<EC_GROUP> group(EC_GROUP_new_by_curve_name(CurveId(curve)));
  PRESCREEN_CHECK(group != nullptr);
  if (BN_is_zero(scalar) ||
      BN_cmp(scalar, EC_GROUP_get0_order(group.get())) >= 0) {
    return "";
  }
  const SslPtr<EC_POINT> point(EC_POINT_new(group.get()));
  PRESCREEN_CHECK(EC_POINT_mul(group.get(), point.get(), scalar, nullptr,
                               nullptr, nullptr) == 1);
  std::string bytes(1 + 2 * CoordinateBytes(curve), '\0');
  PRESCREEN_CHECK(EC_POINT_point2oct(
                      group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED,
                      Bytes(bytes), bytes.size(), nullptr) == bytes.size());
  return bytes;
}

SslPtr<EVP_PKEY> KeyPair(KeyType curve, const BIGNUM* scalar,
                         absl::string_view point) {
  const SslPtr<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                  GroupName(curve), 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                   point.data(), point.size());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar);
  const SslPtr<OSSL_PARAM> params(OSSL_PARAM_BLD_to_param(builder.get()));
  const SslPtr<EVP_PKEY_CTX> context(
      EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* key = nullptr;
  PRESCREEN_CHECK(EVP_PKEY_fromdata_init(context.get()) == 1);
  PRESCREEN_CHECK(EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR,
                                    params.get()) == 1);
  return SslPtr<EVP_PKEY>(key);
}

// DER of ECDSA-Sig-Value → r ‖ s.
std::string FromDer(absl::string_view der, std::size_t half) {
  const unsigned char* end = Bytes(der);
  const SslPtr<ECDSA_SIG> pair(
      d2i_ECDSA_SIG(nullptr, &end, static_cast<long>(der.size())));
  PRESCREEN_CHECK(pair != nullptr);
  std::string bytes(2 * half, '\0');
  const int size = static_cast<int>(half);
  BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), Bytes(bytes), size);
  BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), Bytes(bytes) + half, size);
  return bytes;
}

}  // namespace

EcdsaPrivateKey::EcdsaPrivateKey(PublicKey public_key, std::string scalar,
                                 SslPtr<EVP_PKEY> openssl)
    : public_key_(std::move(public_key)),
      scalar_(std::move(scalar)),
      openssl_(std::move(openssl)) {}

EcdsaPrivateKey::~EcdsaPrivateKey() {
  OPENSSL_cleanse(scalar_.data(), scalar_.size());
}

absl::StatusOr<EcdsaPrivateKey> EcdsaPrivateKey::FromSeed(
    KeyType curve, absl::string_view seed) {
  if (seed.size() < 32 || seed.size() > 66) return NotAScalar();
  if (curve == KeyType::kSecp256k1) {
    const absl::StatusOr<std::string> point = Secp256k1PublicKey(seed);
    if (!point.ok()) return NotAScalar();
    ASSIGN_OR_RETURN(PublicKey key,
                     PublicKey::FromBytes(curve, absl::StrCat("\4", *point)));
    return EcdsaPrivateKey(std::move(key), std::string(seed), nullptr);
  }
  if (curve == KeyType::kEd25519 || curve == KeyType::kRsa) {
    return absl::InvalidArgumentError("private key: not a curve of ECDSA");
  }
  const SslPtr<BIGNUM> scalar(
      BN_bin2bn(Bytes(seed), static_cast<int>(seed.size()), nullptr));
  const std::string point = PointOf(curve, scalar.get());
  if (point.empty()) return NotAScalar();
  ASSIGN_OR_RETURN(PublicKey key, PublicKey::FromBytes(curve, point));
  return EcdsaPrivateKey(std::move(key), "",
                         KeyPair(curve, scalar.get(), point));
}

std::string EcdsaPrivateKey::Sign(SignatureAlgorithm algorithm,
                                  absl::string_view message) const {
  const KeyType curve = public_key_.type();
  PRESCREEN_CHECK(Fits(algorithm, curve));
  if (curve == KeyType::kSecp256k1) {
    const absl::StatusOr<RecoverableSignature> signature =
        Secp256k1Sign(scalar_, Sha256(message));
    PRESCREEN_CHECK(signature.ok());
    return absl::StrCat(AsBytes(signature->r), AsBytes(signature->s));
  }
  const std::string digest = DigestFor(curve, message);
  const SslPtr<EVP_PKEY_CTX> context(
      EVP_PKEY_CTX_new_from_pkey(nullptr, openssl_.get(), nullptr));
  PRESCREEN_CHECK(EVP_PKEY_sign_init(context.get()) == 1);
  std::string der(160, '\0');  // P-521: 139 bytes
  std::size_t size = der.size();
  PRESCREEN_CHECK(EVP_PKEY_sign(context.get(), Bytes(der), &size, Bytes(digest),
                                digest.size()) == 1);
  return FromDer(absl::string_view(der.data(), size), CoordinateBytes(curve));
}

}  // namespace prescreen
