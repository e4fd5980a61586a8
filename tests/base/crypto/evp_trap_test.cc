// SPDX-License-Identifier: Apache-2.0
// Why base/crypto makes a new context for each signature: in OpenSSL 3.0 a used
// EVP_MD_CTX takes another key without complaint and goes on with the old one.
#include <gtest/gtest.h>

#include "base/crypto/ssl_ptr.h"

namespace prescreen {
namespace {

constexpr unsigned char kMessage[] = "attack at dawn";

SslPtr<EVP_PKEY> NewKey() {
  return SslPtr<EVP_PKEY>(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
}

std::string Sign(EVP_PKEY* key) {
  const SslPtr<EVP_MD_CTX> context(EVP_MD_CTX_new());
  EVP_DigestSignInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, key,
                        nullptr);
  std::string signature(80, '\0');
  std::size_t size = signature.size();
  EXPECT_EQ(EVP_DigestSign(context.get(),
                           reinterpret_cast<unsigned char*>(signature.data()),
                           &size, kMessage, sizeof(kMessage)),
            1);
  signature.resize(size);
  return signature;
}

// What a verifier that keeps its context does for each signature.
bool Verifies(EVP_MD_CTX* context, EVP_PKEY* key,
              const std::string& signature) {
  EXPECT_EQ(EVP_DigestVerifyInit(context, nullptr, EVP_sha256(), nullptr, key),
            1);
  return EVP_DigestVerify(
             context, reinterpret_cast<const unsigned char*>(signature.data()),
             signature.size(), kMessage, sizeof(kMessage)) == 1;
}

// If this fails, OpenSSL has mended it: then the warning may go, too.
TEST(EvpTrap, AUsedContextKeepsTheOldKey) {
  if (OPENSSL_VERSION_MAJOR != 3 || OPENSSL_VERSION_MINOR != 0) {
    GTEST_SKIP() << "known of OpenSSL 3.0 only";
  }
  const SslPtr<EVP_PKEY> first = NewKey();
  const SslPtr<EVP_PKEY> second = NewKey();
  const std::string signature = Sign(first.get());
  const SslPtr<EVP_MD_CTX> context(EVP_MD_CTX_new());
  EXPECT_TRUE(Verifies(context.get(), first.get(), signature));
  EXPECT_TRUE(Verifies(context.get(), second.get(), signature));
}

TEST(EvpTrap, AFreshOrResetContextTakesTheNewKey) {
  const SslPtr<EVP_PKEY> first = NewKey();
  const SslPtr<EVP_PKEY> second = NewKey();
  const std::string signature = Sign(first.get());
  const SslPtr<EVP_MD_CTX> context(EVP_MD_CTX_new());
  EXPECT_TRUE(Verifies(context.get(), first.get(), signature));
  EVP_MD_CTX_reset(context.get());
  EXPECT_FALSE(Verifies(context.get(), second.get(), signature));
  const SslPtr<EVP_MD_CTX> fresh(EVP_MD_CTX_new());
  EXPECT_FALSE(Verifies(fresh.get(), second.get(), signature));
}

}  // namespace
}  // namespace prescreen
