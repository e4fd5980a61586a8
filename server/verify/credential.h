// SPDX-License-Identifier: Apache-2.0
// The three ends of verification. Only CredentialVerifier makes them, so what a
// later stage holds says how far it may be believed.
#ifndef PRESCREEN_SERVER_VERIFY_CREDENTIAL_H_
#define PRESCREEN_SERVER_VERIFY_CREDENTIAL_H_

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/verify/credential_content.h"
#include "server/verify/outcome.h"

namespace prescreen {

// Which bytes the credential is.
struct CredentialSource {
  int document = 0;         // index into the bundle
  std::string pointer;      // within that document
  std::string format;       // media type it was taken for
  absl::string_view bytes;  // borrowed from the bundle
  std::string digest;       // SHA-256 of `bytes`, 32 bytes
};

// All its proofs are good, and the key of one is bound to its issuer.
class VerifiedCredential {
 public:
  const CredentialSource& source() const { return source_; }
  const CredentialContent& content() const { return content_; }
  // The controller of the key that signed for the issuer.
  const std::string& signer_id() const { return signer_id_; }
  // At least one.
  const std::vector<CheckedProof>& proofs() const { return proofs_; }

 private:
  friend class CredentialVerifier;
  VerifiedCredential(CredentialSource source, CredentialContent content,
                     std::string signer_id, std::vector<CheckedProof> proofs)
      : source_(std::move(source)),
        content_(std::move(content)),
        signer_id_(std::move(signer_id)),
        proofs_(std::move(proofs)) {}

  CredentialSource source_;
  CredentialContent content_;
  std::string signer_id_;
  std::vector<CheckedProof> proofs_;
};

// Forged, malformed, or no credential at all. Nothing in it is believed.
class RejectedCredential {
 public:
  const CredentialSource& source() const { return source_; }
  // Why; at least one. TAMPERED stands alone.
  const std::vector<Finding>& findings() const { return findings_; }
  // What it claims, as far as it can be read: only for telling which
  // requirements its flag concerns.
  const CredentialContent& disbelieved() const { return content_; }
  // Those that were looked at; may be empty.
  const std::vector<CheckedProof>& proofs() const { return proofs_; }

 private:
  friend class CredentialVerifier;
  RejectedCredential(CredentialSource source, CredentialContent content,
                     std::vector<Finding> findings,
                     std::vector<CheckedProof> proofs)
      : source_(std::move(source)),
        content_(std::move(content)),
        findings_(std::move(findings)),
        proofs_(std::move(proofs)) {}

  CredentialSource source_;
  CredentialContent content_;
  std::vector<Finding> findings_;
  std::vector<CheckedProof> proofs_;
};

// Could not be checked: neither good nor bad.
class UncheckedCredential {
 public:
  const CredentialSource& source() const { return source_; }
  // Why; at least one.
  const std::vector<Finding>& findings() const { return findings_; }
  // What it states, as far as it can be read: for the optimistic run only.
  const CredentialContent& unverified() const { return content_; }
  // Those that were looked at; may be empty.
  const std::vector<CheckedProof>& proofs() const { return proofs_; }

 private:
  friend class CredentialVerifier;
  UncheckedCredential(CredentialSource source, CredentialContent content,
                      std::vector<Finding> findings,
                      std::vector<CheckedProof> proofs)
      : source_(std::move(source)),
        content_(std::move(content)),
        findings_(std::move(findings)),
        proofs_(std::move(proofs)) {}

  CredentialSource source_;
  CredentialContent content_;
  std::vector<Finding> findings_;
  std::vector<CheckedProof> proofs_;
};

using CheckedCredential =
    std::variant<VerifiedCredential, RejectedCredential, UncheckedCredential>;

// Of any of the three.
inline const CredentialSource& SourceOf(const CheckedCredential& credential) {
  return std::visit(
      [](const auto& c) -> const CredentialSource& { return c.source(); },
      credential);
}

inline const std::vector<CheckedProof>& ProofsOf(
    const CheckedCredential& credential) {
  return std::visit(
      [](const auto& c) -> const std::vector<CheckedProof>& {
        return c.proofs();
      },
      credential);
}

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_CREDENTIAL_H_
