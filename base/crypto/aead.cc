// SPDX-License-Identifier: Apache-2.0
#include "base/crypto/aead.h"

#include <openssl/evp.h>

#include "absl/status/status.h"
#include "base/check.h"
#include "base/crypto/ssl_ptr.h"

namespace prescreen {
namespace {

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* Bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

// A context with key and nonce set.
SslPtr<EVP_CIPHER_CTX> StartCipher(absl::string_view key,
                                   absl::string_view nonce, bool encrypt) {
  static const EVP_CIPHER* const cipher =
      EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  PRESCREEN_CHECK(cipher != nullptr);
  PRESCREEN_CHECK(key.size() == kAeadKeyBytes);
  PRESCREEN_CHECK(nonce.size() == kAeadNonceBytes);
  SslPtr<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
  PRESCREEN_CHECK(context != nullptr);
  PRESCREEN_CHECK(EVP_CipherInit_ex2(context.get(), cipher, Bytes(key),
                                     Bytes(nonce), encrypt ? 1 : 0,
                                     nullptr) == 1);
  return context;
}

// Feeds `in`; writes as many bytes to `out`, or authenticates only if null.
void Update(EVP_CIPHER_CTX* context, absl::string_view in, unsigned char* out) {
  if (in.empty()) return;
  // OpenSSL counts in int; our values are far below this.
  PRESCREEN_CHECK(in.size() <= 1u << 30);
  int written = 0;
  PRESCREEN_CHECK(EVP_CipherUpdate(context, out, &written, Bytes(in),
                                   static_cast<int>(in.size())) == 1);
}

}  // namespace

std::string AeadSeal(absl::string_view key, absl::string_view nonce,
                     absl::string_view associated_data,
                     absl::string_view plaintext) {
  const SslPtr<EVP_CIPHER_CTX> context = StartCipher(key, nonce, true);
  std::string sealed(plaintext.size() + kAeadTagBytes, '\0');
  unsigned char* const tag = Bytes(sealed) + plaintext.size();
  Update(context.get(), associated_data, nullptr);
  Update(context.get(), plaintext, Bytes(sealed));
  int written = 0;
  PRESCREEN_CHECK(EVP_CipherFinal_ex(context.get(), tag, &written) == 1);
  PRESCREEN_CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG,
                                      kAeadTagBytes, tag) == 1);
  return sealed;
}

absl::StatusOr<std::string> AeadOpen(absl::string_view key,
                                     absl::string_view nonce,
                                     absl::string_view associated_data,
                                     absl::string_view sealed) {
  if (sealed.size() < kAeadTagBytes) {
    return absl::InvalidArgumentError("sealed value: shorter than its tag");
  }
  const SslPtr<EVP_CIPHER_CTX> context = StartCipher(key, nonce, false);
  std::string tag(sealed.substr(sealed.size() - kAeadTagBytes));
  const absl::string_view ciphertext =
      sealed.substr(0, sealed.size() - kAeadTagBytes);
  std::string plaintext(ciphertext.size(), '\0');
  Update(context.get(), associated_data, nullptr);
  Update(context.get(), ciphertext, Bytes(plaintext));
  PRESCREEN_CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG,
                                      kAeadTagBytes, tag.data()) == 1);
  unsigned char rest[EVP_MAX_BLOCK_LENGTH];
  int written = 0;
  if (EVP_CipherFinal_ex(context.get(), rest, &written) != 1) {
    return absl::DataLossError("sealed value: tag does not match");
  }
  return plaintext;
}

}  // namespace prescreen
