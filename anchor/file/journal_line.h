// SPDX-License-Identifier: Apache-2.0
// A line of the local journal: a signed note about a checkpoint, a time and the
// line before, with its line feeds turned into spaces. Thread-safe.
//
//   line := fields SP key SP signature LF
//   fields := "prescreen-journal/1" SP origin SP size SP root SP time SP
//   previous
//
// size and time in decimal (leaves, unix seconds), root in base64, previous the
// SHA-256 of the line before without its LF in lower-case hex (64 zeros for the
// first line), key the note's key id in 8 hex digits, signature in base64.
// Signed is the note text: the six fields, each ended by LF. Its first line is
// no log's origin, so it cannot pass for a checkpoint. Stored. Never change.
#ifndef PRESCREEN_ANCHOR_FILE_JOURNAL_LINE_H_
#define PRESCREEN_ANCHOR_FILE_JOURNAL_LINE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "anchor/checkpoint.h"
#include "anchor/signed_note.h"
#include "base/crypto/ed25519.h"
#include "base/crypto/hash.h"

namespace prescreen::anchor::file {

struct JournalLine {
  Checkpoint checkpoint;
  std::int64_t time = 0;  // unix seconds
  Digest32 previous{};    // of the line before; zeros for the first
};

// With the line feed. InvalidArgument: the origin cannot be one.
absl::StatusOr<std::string> SignJournalLine(const JournalLine& line,
                                            const Ed25519PrivateKey& key);

// `text` without the line feed. InvalidArgument: malformed; DataLoss: the
// signature is not `verifier`'s.
absl::StatusOr<JournalLine> OpenJournalLine(absl::string_view text,
                                            const NoteVerifier& verifier);

}  // namespace prescreen::anchor::file

#endif  // PRESCREEN_ANCHOR_FILE_JOURNAL_LINE_H_
