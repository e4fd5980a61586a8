// SPDX-License-Identifier: Apache-2.0
// Issuers of test tokens with every algorithm, not only EdDSA.
#ifndef PRESCREEN_TESTS_SUPPORT_JOSE_SIGNER_H_
#define PRESCREEN_TESTS_SUPPORT_JOSE_SIGNER_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/crypto/public_key.h"
#include "tests/support/credential_builder.h"

namespace prescreen {

// A key and what it signs with. The same `alg` and `name` are the same key
// within a process; of RSA there are two keys, `b` and all others.
class JoseSigner {
 public:
  // `alg` is one of EveryAlgorithm().
  explicit JoseSigner(absl::string_view alg, char name = 'k');

  const std::string& alg() const { return alg_; }
  const PublicKey& public_key() const { return public_key_; }
  const std::string& did_key() const { return did_key_; }
  std::string did_key_url() const;
  const std::string& did_jwk() const { return did_jwk_; }
  std::string SignBytes(absl::string_view message) const;
  // header.payload.signature over the texts as they are.
  std::string Sign(absl::string_view header, absl::string_view payload) const;
  // The token with `alg`, with the did:key as issuer and `kid` naming its key.
  std::string Sign(TestToken token) const;
  // The same with the did:jwk.
  std::string SignAsDidJwk(TestToken token) const;

 private:
  std::string alg_;
  PublicKey public_key_;
  std::function<std::string(absl::string_view)> sign_;
  std::string did_key_;
  std::string did_jwk_;
};

// EdDSA, Ed25519, ES256, ES384, ES512, ES256K, RS256, PS256.
const std::vector<std::string>& EveryAlgorithm();

// Names `issuer` wherever the token does (`issuer`, `iss`).
void SetIssuer(absl::string_view issuer, TestToken* token);

}  // namespace prescreen

#endif  // PRESCREEN_TESTS_SUPPORT_JOSE_SIGNER_H_
