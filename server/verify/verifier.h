// SPDX-License-Identifier: Apache-2.0
// Verifies one secured document: proof first, then issuer binding and
// structure.
#ifndef PRESCREEN_SERVER_VERIFY_VERIFIER_H_
#define PRESCREEN_SERVER_VERIFY_VERIFIER_H_

#include <utility>

#include "absl/strings/string_view.h"
#include "server/decode/decode.h"
#include "server/resolve/key_resolver.h"
#include "server/verify/credential.h"
#include "server/verify/data_integrity.h"
#include "server/verify/expectations.h"

namespace prescreen {

// Who may sign for others. Thread-safe.
class SignerAuthority {
 public:
  virtual ~SignerAuthority() = default;
  // True if somebody trusted lists `signer` as signing for `issuer`.
  virtual bool MaySignFor(absl::string_view signer,
                          absl::string_view issuer) const = 0;
  // True if somebody trusted lists the key behind `verification_method`, a URL,
  // as the issuer's.
  virtual bool IsKeyOf(absl::string_view /*verification_method*/,
                       absl::string_view /*issuer*/) const {
    return false;
  }
};

// Thread-safe. The references must outlive this object.
class CredentialVerifier {
 public:
  CredentialVerifier(const KeyResolver& keys, const SignerAuthority& authority,
                     Expectations expectations = {})
      : keys_(keys),
        authority_(authority),
        expectations_(std::move(expectations)) {}

  // Never fails: each document ends as one of the three types. The result
  // borrows the bytes that `document` borrows.
  //
  // Every proof must be good: the JWS, and all that the credential embeds. The
  // key of the JWS, or of at least one embedded proof where there is no JWS,
  // must be bound to the issuer; further embedded proofs may be of others who
  // signed the same document. Of an embedded proof's document only the contexts
  // count that all its proofs sign.
  CheckedCredential Verify(const SecuredDocument& document) const;

 private:
  struct Inspection;

  CheckedCredential VerifyToken(const SecuredDocument& document) const;
  CheckedCredential VerifyEmbedded(const SecuredDocument& document) const;
  // Proofs that the credential within a JWT carries besides.
  void InspectInside(const json::Value& payload, Inspection* inspection) const;
  // Finds the signer among the proofs; if there can be none, that is a fault.
  void BindToIssuer(const DataIntegrityResult& proof,
                    Inspection* inspection) const;
  // True if the key may sign as this issuer.
  bool IsBound(absl::string_view controller,
               absl::string_view verification_method,
               absl::string_view issuer) const;
  static CheckedCredential Conclude(const SecuredDocument& document,
                                    Inspection inspection);

  const KeyResolver& keys_;
  const SignerAuthority& authority_;
  const Expectations expectations_;
};

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_VERIFIER_H_
