// SPDX-License-Identifier: Apache-2.0
#include "base/crypto/nist_curve.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include <array>
#include <utility>

#include "base/check.h"
#include "base/crypto/hash.h"

namespace prescreen {
namespace {

unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));
}

SslPtr<BIGNUM> Integer(absl::string_view bytes) {
  return SslPtr<BIGNUM>(
      BN_bin2bn(Bytes(bytes), static_cast<int>(bytes.size()), nullptr));
}

// r ‖ s as OpenSSL wants it: DER of ECDSA-Sig-Value (RFC 3279).
std::string ToDer(absl::string_view signature) {
  const std::size_t half = signature.size() / 2;
  SslPtr<BIGNUM> r = Integer(signature.substr(0, half));
  SslPtr<BIGNUM> s = Integer(signature.substr(half));
  SslPtr<ECDSA_SIG> pair(ECDSA_SIG_new());
  PRESCREEN_CHECK(r != nullptr && s != nullptr && pair != nullptr);
  PRESCREEN_CHECK(ECDSA_SIG_set0(pair.get(), r.release(), s.release()) == 1);
  std::string der(160, '\0');  // P-521: 139 bytes
  unsigned char* end = Bytes(der);
  const int size = i2d_ECDSA_SIG(pair.get(), nullptr);
  PRESCREEN_CHECK(size > 0 && static_cast<std::size_t>(size) <= der.size());
  i2d_ECDSA_SIG(pair.get(), &end);
  der.resize(static_cast<std::size_t>(size));
  return der;
}

// SEC 1 section 2.3.3, without the hybrid form and the point at infinity.
bool HasPointForm(absl::string_view point, std::size_t coordinate) {
  if (point.empty()) return false;
  switch (point.front()) {
    case 2:
    case 3:
      return point.size() == 1 + coordinate;
    case 4:
      return point.size() == 1 + 2 * coordinate;
    default:
      return false;
  }
}

}  // namespace

const char* GroupName(KeyType curve) {
  switch (curve) {
    case KeyType::kP256:
      return "P-256";
    case KeyType::kP384:
      return "P-384";
    default:
      PRESCREEN_CHECK(curve == KeyType::kP521);
      return "P-521";
  }
}

std::string DigestFor(KeyType curve, absl::string_view message) {
  switch (curve) {
    case KeyType::kP256:
      return std::string(AsBytes(Sha256(message)));
    case KeyType::kP384:
      return Sha384(message);
    default:
      return Sha512(message);
  }
}

SslPtr<EVP_PKEY> ImportNistPoint(KeyType curve, absl::string_view point) {
  if (!HasPointForm(point, CoordinateBytes(curve))) return nullptr;
  const SslErrorScope errors;
  const SslPtr<EVP_PKEY_CTX> context(
      EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  PRESCREEN_CHECK(context != nullptr);
  PRESCREEN_CHECK(EVP_PKEY_fromdata_init(context.get()) == 1);
  std::array<OSSL_PARAM, 3> params = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
                                       const_cast<char*>(GroupName(curve)), 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, Bytes(point),
                                        point.size()),
      OSSL_PARAM_construct_end()};
  EVP_PKEY* key = nullptr;
  // Refuses what is not on the curve; all three have cofactor 1.
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY,
                        params.data()) != 1) {
    return nullptr;
  }
  return SslPtr<EVP_PKEY>(key);
}

std::string ExportNistPoint(EVP_PKEY* key) {
  std::string point(133, '\0');  // P-521
  std::size_t size = 0;
  PRESCREEN_CHECK(
      EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY,
                                      Bytes(point), point.size(), &size) == 1);
  point.resize(size);
  return point;
}

bool NistVerify(EVP_PKEY* key, KeyType curve, absl::string_view message,
                absl::string_view signature) {
  if (signature.size() != 2 * CoordinateBytes(curve)) return false;
  const SslErrorScope errors;
  const std::string digest = DigestFor(curve, message);
  const std::string der = ToDer(signature);
  // A context of its own for each check: a reused one keeps the former key.
  const SslPtr<EVP_PKEY_CTX> context(
      EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  PRESCREEN_CHECK(context != nullptr);
  PRESCREEN_CHECK(EVP_PKEY_verify_init(context.get()) == 1);
  return EVP_PKEY_verify(context.get(), Bytes(der), der.size(), Bytes(digest),
                         digest.size()) == 1;
}

}  // namespace prescreen
