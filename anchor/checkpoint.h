// SPDX-License-Identifier: Apache-2.0
// C2SP tlog-checkpoint: origin, size and root as a signed note. Thread-safe.
#ifndef PRESCREEN_ANCHOR_CHECKPOINT_H_
#define PRESCREEN_ANCHOR_CHECKPOINT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "anchor/merkle.h"
#include "anchor/signed_note.h"
#include "base/crypto/ed25519.h"

namespace prescreen::anchor {

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Hash root{};
  friend bool operator==(const Checkpoint& a, const Checkpoint& b) {
    return a.origin == b.origin && a.size == b.size && a.root == b.root;
  }
};

// origin\n size\n base64(root)\n, without extension lines when written; when
// read, extension lines are InvalidArgument too.
std::string FormatCheckpoint(const Checkpoint& checkpoint);
absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text);

// A schema-less URL: non-empty, no spaces, no `+`, no control characters.
absl::Status ValidateOrigin(absl::string_view origin);

// The note, signed under the name `checkpoint.origin`.
absl::StatusOr<std::string> SignCheckpoint(const Checkpoint& checkpoint,
                                           const Ed25519PrivateKey& key);
// OpenNote, then ParseCheckpoint; the origin must be the verifier's name.
absl::StatusOr<Checkpoint> OpenCheckpoint(
    absl::string_view note, absl::Span<const NoteVerifier> verifiers);

}  // namespace prescreen::anchor

#endif  // PRESCREEN_ANCHOR_CHECKPOINT_H_
