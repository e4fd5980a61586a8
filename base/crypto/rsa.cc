// SPDX-License-Identifier: Apache-2.0
#include "base/crypto/rsa.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include <utility>

#include "absl/status/status.h"
#include "base/check.h"
#include "base/crypto/hash.h"
#include "base/crypto/public_key.h"
#include "base/status_macros.h"

namespace prescreen {
namespace {

// Larger exponents only make checks slow; none is in use.
constexpr int kMaxExponentBits = 33;
constexpr int kPssSaltBytes = 32;  // RFC 7518 section 3.5

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

absl::Status Refused(absl::string_view what) {
  return absl::InvalidArgumentError(what);
}

// Null: has leading zeros.
SslPtr<BIGNUM> Integer(absl::string_view bytes) {
  if (bytes.empty() || bytes.front() == 0) return nullptr;
  SslPtr<BIGNUM> integer(
      BN_bin2bn(Bytes(bytes), static_cast<int>(bytes.size()), nullptr));
  PRESCREEN_CHECK(integer != nullptr);
  return integer;
}

// ROCA (CVE-2017-15361): moduli of one maker's chips are powers of 65537 modulo
// each small prime and can be factored. A sound modulus is so by chance in one
// case of 2^27.
bool IsRocaModulus(const BIGNUM* modulus) {
  constexpr BN_ULONG kPrimes[] = {11, 13, 17,  19,  37,  53,  61,  71, 73,
                                  79, 97, 103, 107, 109, 127, 151, 157};
  for (const BN_ULONG prime : kPrimes) {
    const BN_ULONG residue = BN_mod_word(modulus, prime);
    BN_ULONG power = 1;
    bool found = false;
    for (BN_ULONG i = 0; i < prime && !found; ++i) {
      found = power == residue;
      power = power * 65537 % prime;
    }
    if (!found) return false;
  }
  return true;
}

absl::Status CheckNumbers(const BIGNUM* modulus, const BIGNUM* exponent) {
  if (modulus == nullptr || exponent == nullptr) {
    return Refused("RSA key: an integer is empty or has leading zeros");
  }
  const int bits = BN_num_bits(modulus);
  if (bits < kMinRsaBits || bits > kMaxRsaBits) {
    return Refused("RSA key: not 2048 to 4096 bits");
  }
  if (!BN_is_odd(modulus) || IsRocaModulus(modulus)) {
    return Refused("RSA key: unsafe modulus");
  }
  if (!BN_is_odd(exponent) || BN_is_one(exponent) ||
      BN_num_bits(exponent) > kMaxExponentBits) {
    return Refused("RSA key: unsafe exponent");
  }
  return absl::OkStatus();
}

absl::StatusOr<SslPtr<EVP_PKEY>> Import(const BIGNUM* modulus,
                                        const BIGNUM* exponent) {
  RETURN_IF_ERROR(CheckNumbers(modulus, exponent));
  const SslErrorScope errors;
  const SslPtr<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  PRESCREEN_CHECK(builder != nullptr);
  PRESCREEN_CHECK(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N,
                                         modulus) == 1);
  PRESCREEN_CHECK(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E,
                                         exponent) == 1);
  const SslPtr<OSSL_PARAM> params(OSSL_PARAM_BLD_to_param(builder.get()));
  const SslPtr<EVP_PKEY_CTX> context(
      EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  PRESCREEN_CHECK(params != nullptr && context != nullptr);
  PRESCREEN_CHECK(EVP_PKEY_fromdata_init(context.get()) == 1);
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY,
                        params.get()) != 1) {
    return Refused("RSA key: refused");
  }
  return SslPtr<EVP_PKEY>(key);
}

SslPtr<BIGNUM> Number(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  return SslPtr<BIGNUM>(number);
}

bool SetPss(EVP_PKEY_CTX* context, const EVP_MD* sha256) {
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_signature_md(context, sha256) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, sha256) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, kPssSaltBytes) == 1;
}

bool SetPkcs1(EVP_PKEY_CTX* context, const EVP_MD* sha256) {
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
         EVP_PKEY_CTX_set_signature_md(context, sha256) == 1;
}

const EVP_MD* FetchedSha256() {
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  PRESCREEN_CHECK(sha256 != nullptr);
  return sha256;
}

}  // namespace

absl::StatusOr<SslPtr<EVP_PKEY>> ImportRsa(absl::string_view modulus,
                                           absl::string_view exponent) {
  // The modulus' limit stands before any arithmetic.
  if (modulus.size() > kMaxRsaBits / 8 || exponent.size() > 8) {
    return Refused("RSA key: too long");
  }
  return Import(Integer(modulus).get(), Integer(exponent).get());
}

absl::StatusOr<SslPtr<EVP_PKEY>> ImportRsaDer(absl::string_view der) {
  if (der.size() > kMaxRsaBits / 8 + 32) return Refused("RSA key: too long");
  const SslErrorScope errors;
  const unsigned char* end = Bytes(der);
  const SslPtr<EVP_PKEY> parsed(d2i_PublicKey(EVP_PKEY_RSA, nullptr, &end,
                                              static_cast<long>(der.size())));
  if (parsed == nullptr) return Refused("RSA key: not DER of RSAPublicKey");
  const SslPtr<BIGNUM> modulus = Number(parsed.get(), OSSL_PKEY_PARAM_RSA_N);
  const SslPtr<BIGNUM> exponent = Number(parsed.get(), OSSL_PKEY_PARAM_RSA_E);
  ASSIGN_OR_RETURN(SslPtr<EVP_PKEY> key, Import(modulus.get(), exponent.get()));
  const std::string canonical = ExportRsaDer(key.get());
  if (absl::string_view(canonical.data(), canonical.size()) != der) {
    return Refused("RSA key: not canonical DER");
  }
  return key;
}

std::string ExportRsaDer(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PublicKey(key, &der);
  PRESCREEN_CHECK(size > 0);
  std::string text(reinterpret_cast<char*>(der),
                   static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return text;
}

bool RsaVerify(EVP_PKEY* key, RsaPadding padding, absl::string_view message,
               absl::string_view signature) {
  // RFC 8017: exactly as long as the modulus.
  if (signature.size() != static_cast<std::size_t>(EVP_PKEY_get_size(key))) {
    return false;
  }
  const SslErrorScope errors;
  const Digest32 digest = Sha256(message);
  // A context of its own for each check: a reused one keeps the former key.
  const SslPtr<EVP_PKEY_CTX> context(
      EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  PRESCREEN_CHECK(context != nullptr);
  PRESCREEN_CHECK(EVP_PKEY_verify_init(context.get()) == 1);
  PRESCREEN_CHECK(padding == RsaPadding::kPss
                      ? SetPss(context.get(), FetchedSha256())
                      : SetPkcs1(context.get(), FetchedSha256()));
  return EVP_PKEY_verify(context.get(), Bytes(signature), signature.size(),
                         digest.data(), digest.size()) == 1;
}

}  // namespace prescreen
