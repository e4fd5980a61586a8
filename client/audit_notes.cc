// SPDX-License-Identifier: Apache-2.0
#include "client/audit_notes.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"

namespace prescreen::anchor {

std::string ShortHash(const Hash& hash) {
  return absl::StrCat(HexEncode(AsBytes(hash).substr(0, 8)), "…");
}

std::vector<NoteVerifier> VerifiersOf(const LogIdentity& identity) {
  std::vector<NoteVerifier> verifiers;
  for (const std::string& vkey : identity.vkeys) {
    absl::StatusOr<NoteVerifier> verifier = ParseVkey(vkey);
    if (verifier.ok()) verifiers.push_back(*std::move(verifier));
  }
  return verifiers;
}

std::optional<Checkpoint> CheckNote(absl::string_view what,
                                    absl::string_view note,
                                    const LogIdentity& identity,
                                    std::vector<CheckLine>* lines) {
  const auto add = [&](CheckVerdict verdict, std::string detail) {
    lines->push_back({verdict, std::string(what), std::move(detail)});
  };
  const absl::StatusOr<Checkpoint> opened =
      OpenCheckpoint(note, VerifiersOf(identity));
  if (!opened.ok()) {
    add(CheckVerdict::kFalse, std::string(opened.status().message()));
  } else if (opened->origin != identity.origin) {
    add(CheckVerdict::kFalse, "checkpoint: of another log");
  } else {
    add(CheckVerdict::kHolds,
        absl::StrCat("signed by ", identity.origin, ": size ", opened->size,
                     ", root ", ShortHash(opened->root)));
  }
  if (opened.ok()) return *opened;
  const std::size_t blank = note.rfind("\n\n");
  if (blank == absl::string_view::npos) return std::nullopt;
  absl::StatusOr<Checkpoint> stated =
      ParseCheckpoint(note.substr(0, blank + 1));
  if (!stated.ok()) return std::nullopt;
  return *std::move(stated);
}

}  // namespace prescreen::anchor
