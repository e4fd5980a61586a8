// SPDX-License-Identifier: Apache-2.0
// Owning pointers for OpenSSL objects.
#ifndef PRESCREEN_BASE_CRYPTO_SSL_PTR_H_
#define PRESCREEN_BASE_CRYPTO_SSL_PTR_H_

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>

namespace prescreen {

template <typename T>
struct SslFree;
template <>
struct SslFree<EVP_MD_CTX> {
  void operator()(EVP_MD_CTX* p) const { EVP_MD_CTX_free(p); }
};
template <>
struct SslFree<EVP_MAC_CTX> {
  void operator()(EVP_MAC_CTX* p) const { EVP_MAC_CTX_free(p); }
};
template <>
struct SslFree<EVP_CIPHER_CTX> {
  void operator()(EVP_CIPHER_CTX* p) const { EVP_CIPHER_CTX_free(p); }
};
template <>
struct SslFree<EVP_PKEY> {
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
};
template <>
struct SslFree<EVP_PKEY_CTX> {
  void operator()(EVP_PKEY_CTX* p) const { EVP_PKEY_CTX_free(p); }
};
template <>
struct SslFree<BIGNUM> {
  void operator()(BIGNUM* p) const { BN_clear_free(p); }
};
template <>
struct SslFree<EC_GROUP> {
  void operator()(EC_GROUP* p) const { EC_GROUP_free(p); }
};
template <>
struct SslFree<EC_POINT> {
  void operator()(EC_POINT* p) const { EC_POINT_free(p); }
};
template <>
struct SslFree<ECDSA_SIG> {
  void operator()(ECDSA_SIG* p) const { ECDSA_SIG_free(p); }
};
template <>
struct SslFree<OSSL_PARAM_BLD> {
  void operator()(OSSL_PARAM_BLD* p) const { OSSL_PARAM_BLD_free(p); }
};
template <>
struct SslFree<OSSL_PARAM> {
  void operator()(OSSL_PARAM* p) const { OSSL_PARAM_free(p); }
};
template <typename T>
using SslPtr = std::unique_ptr<T, SslFree<T>>;

// Drops the errors that OpenSSL queues for this thread meanwhile: a refused
// signature must not look like a failed TLS read to whoever asks next.
class SslErrorScope {
 public:
  SslErrorScope() { ERR_set_mark(); }
  SslErrorScope(const SslErrorScope&) = delete;
  SslErrorScope& operator=(const SslErrorScope&) = delete;
  ~SslErrorScope() { ERR_pop_to_mark(); }
};

}  // namespace prescreen

#endif  // PRESCREEN_BASE_CRYPTO_SSL_PTR_H_
