// SPDX-License-Identifier: Apache-2.0
// The proofs embedded in a JSON document: VC Data Integrity 1.0 sections 4.4
// (verify proof) and 4.5 (verify proof sets and chains).
#ifndef PRESCREEN_SERVER_VERIFY_DATA_INTEGRITY_H_
#define PRESCREEN_SERVER_VERIFY_DATA_INTEGRITY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/codec/json.h"
#include "server/resolve/key_resolver.h"
#include "server/verify/expectations.h"
#include "server/verify/outcome.h"
#include "server/verify/place.h"

namespace prescreen {

struct DataIntegrityResult {
  // kInvalid if one proof is, else kUnchecked if one is, else kValid: every
  // proof must verify, whoever made it.
  Verdict verdict = Verdict::kUnchecked;
  // In the document's order. A proof is no better than its predecessors.
  std::vector<CheckedProof> proofs;
  // Parallel: of the verification method; "" if it could not be resolved.
  // Whether it is the issuer is another question.
  std::vector<std::string> controllers;
  // Why not kValid: those of kInvalid alone, or those of kUnchecked; TAMPERED
  // stands alone.
  std::vector<Finding> findings;
  std::optional<absl::Time> expires;  // the earliest of the proofs
  // The fewest contexts that a good proof states: what follows them in the
  // document is signed by nobody. nullptr: the document's own. Borrowed.
  const json::Value* context = nullptr;
};

// Verifies all proofs of `document`, which stands at `place`; eddsa-jcs-2022
// and ecdsa-jcs-2019, others are kUnchecked. A document without proofs is
// kInvalid. Knows nothing of credentials: neither issuer nor contents have a
// part in it, nor has the date. `expectations` as ReadProofOptions says.
// Thread-safe.
DataIntegrityResult CheckProofs(const json::Value& document, const Place& place,
                                const KeyResolver& keys,
                                const Expectations& expectations);

}  // namespace prescreen

#endif  // PRESCREEN_SERVER_VERIFY_DATA_INTEGRITY_H_
