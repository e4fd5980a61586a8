// SPDX-License-Identifier: Apache-2.0
// The plug-in interface of a ledger on which checkpoints are anchored. The
// caller persists every state; a module keeps none.
#ifndef PRESCREEN_ANCHOR_CHAIN_H_
#define PRESCREEN_ANCHOR_CHAIN_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "anchor/checkpoint.h"
#include "anchor/log_identity.h"
#include "prescreen/v1/receipt.pb.h"

namespace prescreen::anchor {

// What a ledger says of a prepared anchor.
enum class Progress {
  kPending,   // known or not yet seen, not in a block
  kIncluded,  // in a canonical block, with the exact event
  kSafe,      // past the ledger's `safe` mark
  kFinal,     // past `finalized` and the configured depth
  kLost,      // was or must have been there and is not: submit again
};

struct PollResult {
  Progress progress = Progress::kPending;
  v1::Attestation attestation;  // from kIncluded on; `required` is left unset
};

// One at a time: not thread-safe. Codes that every method uses:
// Unavailable: the ledger could not be asked now, try again later;
// FailedPrecondition: the configuration does not fit the ledger (wrong chain
// id, contract missing or another, empty account), a person must act.
class Chain {
 public:
  virtual ~Chain() = default;

  // CAIP-2, `eip155:31337`; `file:local`. Stored. Never change for a ledger.
  virtual std::string id() const = 0;

  // False for a LOCAL journal: it never makes a receipt ANCHORED.
  virtual bool is_public() const = 0;

  // What the log identity shall say of this chain from now on.
  virtual absl::StatusOr<AnchorIdentity> Describe() = 0;

  // The bytes whose submission anchors `checkpoint` (a signed transaction).
  // They must be durable before Submit.
  virtual absl::StatusOr<std::string> Prepare(const Checkpoint& checkpoint) = 0;

  // Hands `prepared` over. May be called again with the same bytes after a
  // crash: what is already known or mined is OK.
  virtual absl::Status Submit(absl::string_view prepared) = 0;

  // How far `prepared` has come. FailedPrecondition means only that it can
  // never be included (its nonce was used by another transaction): prepare
  // anew. A ledger that is not the configured one is Unavailable here.
  virtual absl::StatusOr<PollResult> Poll(absl::string_view prepared) = 0;

  // Checks `attestation` against the ledger, trusting nothing in it: this
  // root and size, by this publisher, in a final block. DataLoss: the ledger
  // contradicts it. NotFound: not final, or not there.
  virtual absl::Status Verify(const v1::Attestation& attestation,
                              const Checkpoint& checkpoint) = 0;

  // What the publishing account holds, in the ledger's coin. For people to
  // look at, hence no exact number. Unimplemented: nothing is paid there.
  virtual absl::StatusOr<double> Balance() {
    return absl::UnimplementedError("this ledger has no balance");
  }
};

}  // namespace prescreen::anchor

#endif  // PRESCREEN_ANCHOR_CHAIN_H_
