// SPDX-License-Identifier: Apache-2.0
#include "base/crypto/hash.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <initializer_list>

#include "base/check.h"
#include "base/crypto/ssl_ptr.h"

namespace prescreen {
namespace {

// Fetching an algorithm costs more than hashing a short input, so each is
// fetched once and kept until the process ends, as is one context per thread.
const EVP_MD* Fetch(const char* name) {
  EVP_MD* const algorithm = EVP_MD_fetch(nullptr, name, nullptr);
  PRESCREEN_CHECK(algorithm != nullptr);
  return algorithm;
}

SslPtr<EVP_MD_CTX> NewDigestContext() {
  SslPtr<EVP_MD_CTX> context(EVP_MD_CTX_new());
  PRESCREEN_CHECK(context != nullptr);
  return context;
}

void Digest(EVP_MD_CTX* context, const EVP_MD* algorithm,
            std::initializer_list<absl::string_view> parts, void* digest) {
  PRESCREEN_CHECK(EVP_DigestInit_ex2(context, algorithm, nullptr) == 1);
  for (const absl::string_view part : parts) {
    PRESCREEN_CHECK(EVP_DigestUpdate(context, part.data(), part.size()) == 1);
  }
  PRESCREEN_CHECK(EVP_DigestFinal_ex(context,
                                     static_cast<unsigned char*>(digest),
                                     nullptr) == 1);
}

Digest32 DigestSha256(std::initializer_list<absl::string_view> parts) {
  static const EVP_MD* const algorithm = Fetch("SHA256");
  thread_local const SslPtr<EVP_MD_CTX> context = NewDigestContext();
  Digest32 digest;
  Digest(context.get(), algorithm, parts, digest.data());
  return digest;
}

// Each use sets the key.
SslPtr<EVP_MAC_CTX> NewHmacSha256Context() {
  static EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  PRESCREEN_CHECK(hmac != nullptr);
  SslPtr<EVP_MAC_CTX> context(EVP_MAC_CTX_new(hmac));
  PRESCREEN_CHECK(context != nullptr);
  char name[] = "SHA256";
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
      OSSL_PARAM_construct_end()};
  PRESCREEN_CHECK(EVP_MAC_CTX_set_params(context.get(), params) == 1);
  return context;
}

}  // namespace

Digest32 Sha256(absl::string_view bytes) { return DigestSha256({bytes}); }

Digest32 Sha256Concat(absl::string_view a, absl::string_view b,
                      absl::string_view c) {
  return DigestSha256({a, b, c});
}

std::string Sha384(absl::string_view bytes) {
  static const EVP_MD* const algorithm = Fetch("SHA384");
  thread_local const SslPtr<EVP_MD_CTX> context = NewDigestContext();
  std::string digest(48, '\0');
  Digest(context.get(), algorithm, {bytes}, digest.data());
  return digest;
}

std::string Sha512(absl::string_view bytes) {
  static const EVP_MD* const algorithm = Fetch("SHA512");
  thread_local const SslPtr<EVP_MD_CTX> context = NewDigestContext();
  std::string digest(64, '\0');
  Digest(context.get(), algorithm, {bytes}, digest.data());
  return digest;
}

Digest32 HmacSha256(absl::string_view key, absl::string_view message) {
  thread_local const SslPtr<EVP_MAC_CTX> context = NewHmacSha256Context();
  // A null pointer would mean "keep the key of the previous use".
  static constexpr unsigned char kEmpty[1] = {};
  const unsigned char* const bytes =
      key.empty() ? kEmpty : reinterpret_cast<const unsigned char*>(key.data());
  PRESCREEN_CHECK(EVP_MAC_init(context.get(), bytes, key.size(), nullptr) == 1);
  PRESCREEN_CHECK(
      EVP_MAC_update(context.get(),
                     reinterpret_cast<const unsigned char*>(message.data()),
                     message.size()) == 1);
  Digest32 digest;
  std::size_t size = 0;
  PRESCREEN_CHECK(
      EVP_MAC_final(context.get(), digest.data(), &size, digest.size()) == 1 &&
      size == digest.size());
  return digest;
}

}  // namespace prescreen
