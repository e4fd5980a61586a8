// SPDX-License-Identifier: Apache-2.0
// The signature of a JWS: is it that of the key that the header names?
#ifndef PRESCREEN_SERVER_VERIFY_JOSE_PROOF_H_
#define PRESCREEN_SERVER_VERIFY_JOSE_PROOF_H_

#include <string>

#include "absl/strings/string_view.h"
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
};

// EdDSA with Ed25519 is verified, other signature algorithms are kUnchecked.
// kInvalid: `none`, HMAC, `crit`, `b64`, a key that the header itself brings,
// a key that does not exist, is unsafe or does not fit the algorithm, a wrong
// `typ` or `cty`, and a signature that does not match (TAMPERED).
// `stated_issuer` only says where a relative `kid` would be looked up.
// Thread-safe.
JoseProof CheckJoseProof(const CompactJws& jws, absl::string_view stated_issuer,
                         const KeyResolver& keys);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_JOSE_PROOF_H_
