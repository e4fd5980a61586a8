// SPDX-License-Identifier: Apache-2.0
// Verifies one secured document: proof first, then issuer binding and
// structure.
#ifndef PRESCREEN_SERVER_VERIFY_VERIFIER_H_
#define PRESCREEN_SERVER_VERIFY_VERIFIER_H_

#include "absl/strings/string_view.h"
#include "server/decode/decode.h"
#include "server/resolve/key_resolver.h"
#include "server/verify/credential.h"

namespace prescreen {

// Who may sign for others. Thread-safe.
class SignerAuthority {
 public:
  virtual ~SignerAuthority() = default;
  // True if somebody trusted lists `signer` as signing for `issuer`.
  virtual bool MaySignFor(absl::string_view signer,
                          absl::string_view issuer) const = 0;
};

// Thread-safe. Both arguments must outlive this object.
class CredentialVerifier {
 public:
  CredentialVerifier(const KeyResolver& keys, const SignerAuthority& authority)
      : keys_(keys), authority_(authority) {}

  // Never fails: each document ends as one of the three types. The result
  // borrows the bytes that `document` borrows.
  CheckedCredential Verify(const SecuredDocument& document) const;

 private:
  CheckedCredential VerifyToken(const SecuredDocument& document) const;
  // True if the key's controller may sign as this issuer.
  bool IsBound(absl::string_view controller, absl::string_view issuer) const;

  const KeyResolver& keys_;
  const SignerAuthority& authority_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_VERIFIER_H_
