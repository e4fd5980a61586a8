// SPDX-License-Identifier: Apache-2.0
// Signed notes as an auditor reads them. Thread-safe.
#ifndef PRESCREEN_CLIENT_AUDIT_NOTES_H_
#define PRESCREEN_CLIENT_AUDIT_NOTES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "anchor/checkpoint.h"
#include "anchor/log_identity.h"
#include "anchor/receipt.h"
#include "anchor/signed_note.h"

namespace prescreen::anchor {

// Enough of a digest for a person to compare.
std::string ShortHash(const Hash& hash);

std::vector<NoteVerifier> VerifiersOf(const LogIdentity& identity);

// Adds a line on the note's signature and origin. The checkpoint that it
// states, whoever signed it: a false signature must not hide what else is
// false. nullopt: it states none.
std::optional<Checkpoint> CheckNote(absl::string_view what,
                                    absl::string_view note,
                                    const LogIdentity& identity,
                                    std::vector<CheckLine>* lines);

}  // namespace prescreen::anchor

#endif  // PRESCREEN_CLIENT_AUDIT_NOTES_H_
