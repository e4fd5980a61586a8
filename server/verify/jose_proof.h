// SPDX-License-Identifier: Apache-2.0
// The signature of a JWS: is it that of the key that the header names?
#ifndef PRESCREEN_SERVER_VERIFY_JOSE_PROOF_H_
#define PRESCREEN_SERVER_VERIFY_JOSE_PROOF_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/decode/compact_jws.h"
#include "server/resolve/key_resolver.h"
#include "server/verify/outcome.h"

namespace prescreen {

struct JoseProof {
  Verdict verdict = Verdict::kUnchecked;
  // Of the verification method; "" if it could not be resolved. Whether it is
  // the issuer is another question.
  std::string controller;
  Finding finding;  // why not kValid
  // Absolute URL; "" if the header names none.
  std::string verification_method;
};

// Verifies the algorithms of ParseJoseAlgorithm; other signature algorithms are
// kUnchecked. kInvalid: `none`, HMAC, `crit`, `b64`, a key that only the header
// itself brings, a key that does not exist, is unsafe or does not fit the
// algorithm, a wrong `typ` or `cty`, and a signature that does not match
// (TAMPERED).
//
// A relative `kid` is a fragment of `stated_issuer`'s document. Without `kid`
// the key is that of a did:key or did:jwk issuer, which has one. `signed_at` is
// the time of signing as stated: a key that was not its issuer's then leaves
// the proof kUnchecked (KEY_ROTATED). Thread-safe.
JoseProof CheckJoseProof(const CompactJws& jws, absl::string_view stated_issuer,
                         const KeyResolver& keys,
                         std::optional<absl::Time> signed_at = std::nullopt);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_JOSE_PROOF_H_
