// SPDX-License-Identifier: Apache-2.0
// The keys of issuers that need no network: those pinned in the issuer
// catalogue, did:key and did:jwk.
#ifndef PRESCREEN_SERVER_RESOLVE_ISSUER_KEYS_H_
#define PRESCREEN_SERVER_RESOLVE_ISSUER_KEYS_H_

#include <optional>
#include <string>
#include <vector>

#include "server/resolve/did_jwk.h"
#include "server/resolve/did_key.h"
#include "server/resolve/key_cache.h"
#include "server/resolve/key_resolver.h"

namespace prescreen {

// A key that somebody trusted lists as an issuer's.
struct PinnedKeyEntry {
  std::string controller;  // an identifier of the issuer
  // Absent: the key resolves by itself, and the entry only bounds its use.
  std::optional<PublicKey> key;
  std::string alg;  // as VerificationMethod::alg
  KeyPeriod period;
};

// Thread-safe.
class PinnedKeys {
 public:
  virtual ~PinnedKeys() = default;
  // All entries for a verification method's URL. Those with a key have the
  // same.
  virtual std::vector<PinnedKeyEntry> Find(absl::string_view url) const = 0;
};

// A pinned key goes before what the URL's own method would say. Never
// Unavailable. Both arguments must outlive this object; cheap to make one for
// each request. Thread-safe.
class IssuerKeys final : public KeyResolver {
 public:
  IssuerKeys(const PinnedKeys& pinned, KeyCache& cache)
      : pinned_(pinned), cache_(cache) {}

  absl::StatusOr<VerificationMethod> Resolve(
      absl::string_view url) const override;

 private:
  absl::StatusOr<VerificationMethod> ResolveByItself(
      absl::string_view url) const;

  const PinnedKeys& pinned_;
  KeyCache& cache_;
  const DidKeyResolver did_key_;
  const DidJwkResolver did_jwk_;
};

// The URL of the verification method of an identifier that has exactly one and
// can have no other: did:key and did:jwk. "": any other identifier.
std::string OnlyVerificationMethod(absl::string_view issuer);

// What `kid` or `verificationMethod` names: itself if it is an absolute URL,
// otherwise a fragment (with or without `#`) of the issuer's document. "" if
// it is relative and there is no issuer.
std::string AbsoluteMethodUrl(absl::string_view name, absl::string_view issuer);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_RESOLVE_ISSUER_KEYS_H_
