// SPDX-License-Identifier: Apache-2.0
#include "tests/support/rsa_key.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include <map>

#include "base/check.h"

namespace prescreen {
namespace {

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

EVP_PKEY* SharedKey(int bits) {
  static std::map<int, SslPtr<EVP_PKEY>>* const keys =
      new std::map<int, SslPtr<EVP_PKEY>>();
  SslPtr<EVP_PKEY>& key = (*keys)[bits];
  if (key == nullptr) {
    key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA",
                                static_cast<std::size_t>(bits)));
  }
  PRESCREEN_CHECK(key != nullptr);
  return key.get();
}

std::string Number(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  PRESCREEN_CHECK(EVP_PKEY_get_bn_param(key, name, &number) == 1);
  const SslPtr<BIGNUM> owned(number);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
  return bytes;
}

}  // namespace

TestRsaKey::TestRsaKey(int bits) : key_(SharedKey(bits)) {}

std::string TestRsaKey::modulus() const {
  return Number(key_, OSSL_PKEY_PARAM_RSA_N);
}

std::string TestRsaKey::exponent() const {
  return Number(key_, OSSL_PKEY_PARAM_RSA_E);
}

PublicKey TestRsaKey::public_key() const {
  absl::StatusOr<PublicKey> key = PublicKey::FromRsa(modulus(), exponent());
  PRESCREEN_CHECK(key.ok());
  return *std::move(key);
}

std::string TestRsaKey::Sign(SignatureAlgorithm algorithm,
                             absl::string_view message) const {
  return algorithm == SignatureAlgorithm::kPs256
             ? SignPss(message, 32)
             : SignPadded(message, RSA_PKCS1_PADDING, 0);
}

std::string TestRsaKey::SignPss(absl::string_view message,
                                int salt_bytes) const {
  return SignPadded(message, RSA_PKCS1_PSS_PADDING, salt_bytes);
}

std::string TestRsaKey::SignPadded(absl::string_view message, int padding,
                                   int salt_bytes) const {
  const SslPtr<EVP_MD_CTX> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* options = nullptr;
  PRESCREEN_CHECK(EVP_DigestSignInit_ex(context.get(), &options, "SHA256",
                                        nullptr, nullptr, key_, nullptr) == 1);
  PRESCREEN_CHECK(EVP_PKEY_CTX_set_rsa_padding(options, padding) == 1);
  if (padding == RSA_PKCS1_PSS_PADDING) {
    PRESCREEN_CHECK(EVP_PKEY_CTX_set_rsa_pss_saltlen(options, salt_bytes) == 1);
  }
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_)),
                        '\0');
  std::size_t size = signature.size();
  PRESCREEN_CHECK(
      EVP_DigestSign(context.get(),
                     reinterpret_cast<unsigned char*>(signature.data()), &size,
                     Bytes(message), message.size()) == 1);
  signature.resize(size);
  return signature;
}

}  // namespace prescreen
