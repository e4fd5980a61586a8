// SPDX-License-Identifier: Apache-2.0
// Owning pointers for OpenSSL objects.
#ifndef PRESCREEN_BASE_CRYPTO_SSL_PTR_H_
#define PRESCREEN_BASE_CRYPTO_SSL_PTR_H_

#include <openssl/evp.h>

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
template <typename T>
using SslPtr = std::unique_ptr<T, SslFree<T>>;

}  // namespace prescreen

#endif  // PRESCREEN_BASE_CRYPTO_SSL_PTR_H_
