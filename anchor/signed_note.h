// SPDX-License-Identifier: Apache-2.0
// C2SP signed-note: text with Ed25519 signature lines. Thread-safe.
#ifndef PRESCREEN_ANCHOR_SIGNED_NOTE_H_
#define PRESCREEN_ANCHOR_SIGNED_NOTE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/crypto/ed25519.h"

namespace prescreen::anchor {

// Who signed: a name without spaces, `+` or control characters, and an Ed25519
// key (signature type 01).
struct NoteVerifier {
  std::string name;
  std::uint32_t key_id = 0;
  std::string public_key;  // 32 bytes
};

// First 4 bytes, big-endian, of SHA-256(name ‖ 0A ‖ 01 ‖ public key).
std::uint32_t NoteKeyId(absl::string_view name, absl::string_view public_key);

// `name+hex8(key id)+base64(01 ‖ key)`. InvalidArgument: malformed, or the key
// id is not that of name and key; Unimplemented: another signature type.
absl::StatusOr<NoteVerifier> ParseVkey(absl::string_view vkey);
std::string FormatVkey(absl::string_view name, absl::string_view public_key);

// `text` (ends in a line feed), blank line, one signature line.
// InvalidArgument: the text or name cannot stand in a note.
absl::StatusOr<std::string> SignNote(absl::string_view text,
                                     absl::string_view name,
                                     const Ed25519PrivateKey& key);

// The text of `note` if at least one of `verifiers` signed it. Unknown keys are
// ignored. InvalidArgument: not a signed note; DataLoss: a known key's
// signature is wrong; NotFound: no signature by any of them.
absl::StatusOr<std::string> OpenNote(absl::string_view note,
                                     absl::Span<const NoteVerifier> verifiers);

}  // namespace prescreen::anchor

#endif  // PRESCREEN_ANCHOR_SIGNED_NOTE_H_
